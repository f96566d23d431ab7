"""The close in the JSON API: the periods, posting a run, and its payroll."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.plugins.problem_details import ProblemDetailsException
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_409_CONFLICT

from api.areas.close.data import Close, Periods, Posting, close_data, period_data, posting_data
from api.areas.close.downloads import attachment
from api.areas.close.payroll_pages import layout_of, workbook_of
from api.areas.close.previewing import found, order, to_close
from api.areas.close.rights import POSTS, READS
from api.given import TheActor, TheService
from api.idempotency import IdempotencyKey, once
from api.pages import Asked
from api.service import Service
from comp.workflow import PostingRefusedError
from comp.workflow.access import Actor
from comp.workflow.closing import Chosen, periods, post_run, require_finance


class CloseJson(Controller):
    """Periods to close."""

    path = "/close"
    tags = ("close",)

    @get("/", access=READS, sync_to_thread=True)
    def all(self, service: TheService) -> Periods:
        """Each period with the run that was posted of it, else its current one."""
        with service.records.reading() as session:
            return Periods([period_data(each) for each in periods(session)])

    @get("/{run:str}", access=READS, sync_to_thread=True)
    def one(self, service: TheService, run: FromPath[str]) -> Close:
        """One run: what posting would write, and what stands against it."""
        return close_data(to_close(service, found(service, run)))


class PostingJson(Controller):
    """Posting a run, and its payroll."""

    path = "/runs"
    tags = ("close",)

    @post("/{run:str}/posting", access=POSTS, sync_to_thread=True, status_code=HTTP_201_CREATED)
    def post(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        run: FromPath[str],
        key: IdempotencyKey = None,
    ) -> Response[Posting]:
        """Post a run and the corrections beside it; 409 says in `against` what stands against it.

        A run that is posted already is answered with 200, and nothing is written.
        """
        try:
            return once(request, service, actor, key, None, lambda: _posted(service, actor, run))
        except PostingRefusedError as error:
            return _refused(request, error)

    @get("/{run:str}/payroll.xlsx", access=POSTS, sync_to_thread=True)
    def workbook(self, service: TheService, actor: TheActor, run: FromPath[str]) -> Response[bytes]:
        """The payroll workbook of a run that is posted, or of posted corrections."""
        return attachment(workbook_of(service, actor, run))

    @get("/{run:str}/payroll/{layout:str}", access=POSTS, sync_to_thread=True)
    def layout(  # noqa: PLR0917 - the address and its query, by name
        self,
        service: TheService,
        actor: TheActor,
        run: FromPath[str],
        layout: FromPath[str],
        currency: FromQuery[str | None] = None,
        legal_entity: FromQuery[str | None] = None,
    ) -> Response[bytes]:
        """What another system imports of it: a file, or a zip of several, as the layout says."""
        return attachment(layout_of(service, actor, run, layout, Chosen(currency, legal_entity)))


def _posted(service: Service, actor: Actor, run: str) -> Response[Posting]:
    require_finance(actor)
    shown = found(service, run)
    done = post_run(service.records, actor, order(service, shown.closing), None, service.now())
    status = HTTP_201_CREATED if done.batches else HTTP_200_OK
    return Response(posting_data(done), status_code=status)


def _refused(request: Asked, error: PostingRefusedError) -> Response[Any]:
    """Why, sentence by sentence; the open lines are told by GET of the close."""
    lines = [f"{line.line} would not come to what it is worth" for line in error.preview.open]
    problem = ProblemDetailsException(
        status_code=HTTP_409_CONFLICT,
        title=HTTPStatus.CONFLICT.phrase,
        detail=str(error),
        type_="about:blank",
        extra={"against": [*error.preview.unmet, *lines]},
    )
    return problem.to_response(request)
