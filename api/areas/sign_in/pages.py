"""The sign-in page, and what ends a session."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from litestar import Controller, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromQuery, URLEncodedBody

from api.access import PUBLIC, Access
from api.given import TheService
from api.pages import Asked, go, page
from api.security.forms import visitor_cookie
from api.security.who_asks import no_cookie, session_cookie
from api.service import Service
from comp.workflow.access import sign_in, sign_out


@dataclass
class _Given:
    """What the form sends."""

    login: str = ""
    password: str = ""
    to: str = "/"


class SignInPages(Controller):
    """Coming in."""

    path = "/sign-in"
    include_in_schema = False

    @get("/", access=PUBLIC, sync_to_thread=False)
    def form(self, request: Asked, service: TheService, to: FromQuery[str] = "/") -> Response[Any]:
        """The page with the form."""
        if request.user is not None:
            return go("/")
        return _form(request, service, to)

    @post("/", access=PUBLIC)
    async def come_in(
        self,
        request: Asked,
        service: TheService,
        data: URLEncodedBody[_Given],
    ) -> Response[Any]:
        """Check the password; a wrong one is told like a name that nobody has."""
        found = await sync_to_thread(
            sign_in, service.records, data.login.strip(), data.password, service.now()
        )
        if found is None:
            return _form(request, service, data.to, login=data.login, refused=True)
        return go(_inside(data.to), cookies=[session_cookie(service, found.token)])


class SignOutPage(Controller):
    """Going out."""

    path = "/sign-out"
    include_in_schema = False

    @post("/", access=Access(rows="their own", before_change=True), sync_to_thread=True)
    def go_out(self, request: Asked, service: TheService) -> Response[Any]:
        """End the session, here and in the database."""
        sign_out(service.records, request.auth or "", service.now())
        return go("/sign-in", "You are signed out.", [no_cookie(service)])


def _form(
    request: Asked, service: Service, to: str, login: str = "", *, refused: bool = False
) -> Response[Any]:
    cookie, token = visitor_cookie(service)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return page(
        request,
        "sign_in/sign_in.html",
        status=status,
        cookies=[cookie],
        token=token,
        to=_inside(to),
        login=login,
        refused=refused,
    )


def _inside(path: str) -> str:
    """A page of ours to go on to; an address of another site is none."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours else "/"
