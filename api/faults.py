"""The one place that turns what went wrong into an answer: a page, or `application/problem+json`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from litestar import Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.plugins.problem_details import ProblemDetailsException

from api.pages import Asked, go, page
from api.security.who_asks import is_api
from comp.errors import CompError, UnknownNameError
from comp.facts.uploaded import HarmfulFileError
from comp.records import RecordsError, RefusedValueError
from comp.workflow.access import AccessRefusedError, Actor, ChangedMeanwhileError, PasswordRefusedError
from comp.workflow.directory import SheetsRefusedError
from comp.workflow.once import OtherRequestError
from comp.workflow.review import NotFoundError, StaleContentError

_LOG: Final = logging.getLogger("comp.service")
_STATUS: Final[Mapping[type[CompError], HTTPStatus]] = {
    UnknownNameError: HTTPStatus.NOT_FOUND,
    NotFoundError: HTTPStatus.NOT_FOUND,
    StaleContentError: HTTPStatus.PRECONDITION_FAILED,
    AccessRefusedError: HTTPStatus.FORBIDDEN,
    ChangedMeanwhileError: HTTPStatus.PRECONDITION_FAILED,
    PasswordRefusedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    SheetsRefusedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    OtherRequestError: HTTPStatus.UNPROCESSABLE_ENTITY,
    HarmfulFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RefusedValueError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RecordsError: HTTPStatus.SERVICE_UNAVAILABLE,
    CompError: HTTPStatus.CONFLICT,
}
"""The status of a fault that somebody can mend; of two that fit, the nearer one."""


def status_of(error: CompError) -> HTTPStatus:
    """The status that a fault is answered with."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def _of_comp(request: Asked, error: CompError) -> Response[Any]:
    status = status_of(error)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        # Where the database is, and what it says of itself, is for whoever runs the service.
        _LOG.error("%s %s: %s", request.method, quote(request.url.path), error)
        return _answer(request, status, "the database does not answer this now; the service's log tells more")
    return _answer(request, status, str(error))


def _of_http(request: Asked, error: HTTPException) -> Response[Any]:
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.UNAUTHORIZED and not is_api(request):
        return go(f"/sign-in?to={quote(_here(request))}") if request.method == "GET" else go("/sign-in")
    if status is HTTPStatus.FORBIDDEN and _must_change(request) and not is_api(request):
        return go("/account", "Choose a password of your own first.")
    headers = dict(error.headers or {})
    if status is HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return _answer(request, status, _detail(error), headers)


def _must_change(request: Asked) -> bool:
    actor = request.scope.get("user")
    return isinstance(actor, Actor) and actor.must_change


def _detail(error: HTTPException) -> str:
    """What is said of it; of a request that does not fit the schema, each thing that is wrong."""
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        parts = [f"{each.get('key', 'body')}: {each.get('message', '')}" for each in error.extra]
        return "; ".join(parts) or error.detail
    return error.detail


def _of_depth(request: Asked, error: RecursionError) -> Response[Any]:
    """JSON within JSON, deeper than any of ours."""
    del error
    return _answer(request, HTTPStatus.BAD_REQUEST, "the request is nested too deeply")


def _of_bug(request: Asked, error: Exception) -> Response[Any]:
    """A fault of ours: the log has it whole, the answer says nothing of it."""
    _LOG.exception("%s %s failed", request.method, quote(request.url.path), exc_info=error)
    return _answer(
        request, HTTPStatus.INTERNAL_SERVER_ERROR, "this is a fault of comp itself; its log tells more"
    )


def _answer(
    request: Asked, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
) -> Response[Any]:
    given = {name: value for name, value in (headers or {}).items() if name.lower() != "content-length"}
    if is_api(request):
        problem = ProblemDetailsException(
            status_code=status, title=status.phrase, detail=detail, type_="about:blank", headers=given
        )
        return problem.to_response(request)
    return page(
        request, "faults/fault.html", status=status, title=status.phrase, detail=detail, headers=given
    )


def _here(request: Asked) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


HANDLERS: Final[Mapping[type[Exception], Callable[..., Response[Any]]]] = {
    CompError: _of_comp,
    HTTPException: _of_http,
    RecursionError: _of_depth,
    Exception: _of_bug,
}
