"""The pages of the close: the periods, one run, and posting it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath, URLEncodedBody

from api.areas.close.payroll_pages import offered
from api.areas.close.previewing import RunToClose, found, order, to_close
from api.areas.close.rights import POSTS, READS
from api.areas.runs.reading import run_id
from api.given import TheActor, TheService
from api.names import logins_of
from api.pages import Asked, Page, go, page
from api.service import Service
from comp.errors import CompError
from comp.workflow import PostingRefusedError
from comp.workflow.access import Actor, Role
from comp.workflow.closing import ClosingShown, periods, post_run
from comp.workflow.review import StaleContentError

LINES_SHOWN: Final = 50
"""How many open lines a page shows; `comp post --json` gives all."""


@dataclass
class _Agreed:
    """What the form of the confirmation sends: the digests of what was shown."""

    seen: str = ""


class ClosePages(Controller):
    """The close."""

    path = "/close"
    include_in_schema = False

    @get("/", access=READS, sync_to_thread=True)
    def all(self, request: Asked, service: TheService) -> Page:
        """Each period with its run: how far its approvals are, and who posted it when."""
        with service.records.reading() as session:
            found_periods = periods(session)
            logins = logins_of(session, [each.posted.posted_by for each in found_periods if each.posted])
        return page(request, "close/list.html", periods=found_periods, run_id=run_id, logins=logins)

    @get("/{run:str}", access=READS, sync_to_thread=True)
    def one(self, request: Asked, service: TheService, actor: TheActor, run: FromPath[str]) -> Page:
        """One run: what posting would write and what stands against it, or its payroll once it is posted."""
        return _one(request, service, actor, found(service, run))

    @get("/{run:str}/post", access=POSTS, sync_to_thread=True)
    def ask(self, request: Asked, service: TheService, actor: TheActor, run: FromPath[str]) -> Response[Any]:
        """What will be posted, once more, before it is."""
        shown = found(service, run)
        closing = to_close(service, shown)
        if not closing.may_be_posted:
            return _one(request, service, actor, shown)
        return page(request, "close/post.html", run=shown.run, run_id=run_id, closing=closing)

    @post("/{run:str}/post", access=POSTS, sync_to_thread=True)
    def post(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        run: FromPath[str],
        data: URLEncodedBody[_Agreed],
    ) -> Response[Any]:
        """Post the run and the corrections that were shown, or say what stands against it."""
        shown = found(service, run)
        try:
            done = post_run(
                service.records, actor, order(service, shown.closing), data.seen.split(), service.now()
            )
        except (PostingRefusedError, StaleContentError) as error:
            return _one(request, service, actor, found(service, run), fault=str(error))
        entries = "1 entry" if done.entries == 1 else f"{done.entries:,} entries"
        said = f"Posted {entries}." if done.batches else "Posted already; nothing was written."
        return go(f"/close/{run_id(shown.run)}", said)


def _one(request: Asked, service: Service, actor: Actor, shown: ClosingShown, *, fault: str = "") -> Page:
    closing, why_not = _closing(service, shown)
    with service.records.reading() as session:
        logins = logins_of(session, [shown.posted.posted_by] if shown.posted else [])
    return page(
        request,
        "close/run.html",
        status=HTTPStatus.CONFLICT if fault else HTTPStatus.OK,
        shown=shown,
        run=shown.run,
        run_id=run_id,
        closing=closing,
        why_not=why_not,
        fault=fault,
        lines_shown=LINES_SHOWN,
        posts=Role.FINANCE in actor.roles,
        logins=logins,
        payroll=offered(service, shown) if shown.posted is not None else None,
    )


def _closing(service: Service, shown: ClosingShown) -> tuple[RunToClose | None, str]:
    """What posting would write, or why nobody can tell: the rest of the page is there all the same."""
    try:
        return to_close(service, shown), ""
    except CompError as error:
        return None, str(error)
