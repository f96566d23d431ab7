"""The page of two runs: what differs between them, for whom, and why."""

from __future__ import annotations

from typing import Any, Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from api.areas.runs.reading import comparison, found, run_id
from api.areas.runs.rights import READS, STARTS
from api.areas.runs.starting import ask_for_causes
from api.areas.runs.why import causes_shown, lines_shown
from api.given import TheActor, TheService
from api.names import names_of
from api.pages import Asked, Page, go, page
from comp.workflow.access import Role

ON_A_PAGE: Final = 50


class ComparePages(Controller):
    """Two runs held against each other; the earlier one is named first."""

    path = "/runs/{a:str}/compare/{b:str}"
    include_in_schema = False

    @get("/", access=READS, sync_to_thread=True)
    def compare(  # noqa: PLR0917 - the address and its query, by name
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        a: FromPath[str],
        b: FromPath[str],
        payees: FromQuery[int] = 0,
        lines: FromQuery[int] = 0,
    ) -> Page:
        """Totals by plan, the payees who changed most, and each line that differs with its causes."""
        with service.records.reading() as session:
            ours, theirs = found(session, a), found(session, b)
        held = comparison(service, ours, theirs)
        some = held.totals.payees[max(payees, 0) :][:ON_A_PAGE]
        part = lines_shown(held, max(lines, 0), ON_A_PAGE)
        with service.records.reading() as session:
            names = names_of(session, [*(each.name for each in some), *(each.payee for each in part)])
        return page(
            request,
            "runs/compare.html",
            a=ours,
            b=theirs,
            run_id=run_id,
            held=held,
            causes=causes_shown(held.causes),
            payees=some,
            payees_from=max(payees, 0),
            lines=part,
            lines_from=max(lines, 0),
            on_a_page=ON_A_PAGE,
            names=names,
            may_start=Role.REVOPS in actor.roles and not ours.corrects and not theirs.corrects,
        )

    @post("/", access=STARTS, sync_to_thread=True)
    def look(self, service: TheService, actor: TheActor, a: FromPath[str], b: FromPath[str]) -> Response[Any]:
        """Ask for the causes, and go to where that is watched."""
        with service.records.reading() as session:
            ours, theirs = found(session, a), found(session, b)
        return go(f"/jobs/{ask_for_causes(service, actor, ours, theirs).id}")
