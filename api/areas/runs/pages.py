"""The pages of runs: all of them, and one."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter, URLEncodedBody

from api.areas.runs.reading import folder_of, found, listed, paid_beside, run_id, states
from api.areas.runs.rights import READS, STARTS
from api.areas.runs.rows import FAULTS, REFUSED, LeftOut, plans_shown, table_shown
from api.areas.runs.starting import ask_for_run, offered
from api.given import TheActor, TheService
from api.names import logins_of, names_of
from api.pages import Asked, Page, go, page
from api.service import Service
from comp.errors import CompError
from comp.language.money import Money
from comp.workflow.access import Actor, Role
from comp.workflow.comparing import compared_with
from comp.workflow.jobs import PeriodRefusedError, jobs
from comp.workflow.recording import RunShown, runs
from comp.workflow.review import State, reviewed_runs, statements_seen

RUNS_ON_A_PAGE: Final = 20
PAYEES_ON_A_PAGE: Final = 50
_JOBS_SHOWN: Final = 5


@dataclass
class _Wanted:
    """What the form sends."""

    period: str = ""


class RunPages(Controller):
    """Runs."""

    path = "/runs"
    include_in_schema = False

    @get("/", access=READS, sync_to_thread=True)
    def all(self, request: Asked, service: TheService, actor: TheActor, after: FromQuery[str] = "") -> Page:
        """Every recorded run, the jobs asked for last, and where one is started."""
        return _all(request, service, actor, after=after)

    @post("/", access=STARTS, sync_to_thread=True)
    def start(
        self, request: Asked, service: TheService, actor: TheActor, data: URLEncodedBody[_Wanted]
    ) -> Response[Any]:
        """Ask that a period be run, and go to where it is watched."""
        try:
            job = ask_for_run(service, actor, data.period)
        except PeriodRefusedError as error:
            return _all(request, service, actor, wanted=data.period, fault=str(error))
        return go(f"/jobs/{job.id}")

    @get("/{run:str}", access=READS, sync_to_thread=True)
    def one(  # noqa: PLR0917 - the address and its query, by name
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        run: FromPath[str],
        after: FromQuery[str] = "",
        in_state: Annotated[str, QueryParameter(name="state")] = "",
    ) -> Page:
        """One run: its plans, its payees, what could not be paid, and what it rests on."""
        wanted = next((each for each in State if each.value == in_state), None)
        with service.records.reading() as session:
            shown, recorded = found(session, run), runs(session)
            digest = shown.results_digest
            payees = statements_seen(
                session, actor, run=digest, state=wanted, after=after or None, limit=PAYEES_ON_A_PAGE
            )
            names = names_of(session, [each.payee for each in payees.items])
            logins = logins_of(session, [shown.recorded_by])
            counts = states(session, reviewed_runs(session), shown)
        return page(
            request,
            "runs/run.html",
            run=shown,
            run_id=run_id,
            beside=paid_beside(recorded, shown),
            compared=None if shown.corrects else compared_with(shown, recorded),
            states=counts,
            payees=payees,
            names=names,
            logins=logins,
            after=after,
            state=in_state if wanted else "",
            unclaimed=_unclaimed(shown),
            left_out=_left_out(service, shown),
            plans=plans_shown(shown),
        )


def _all(
    request: Asked, service: Service, actor: Actor, *, after: str = "", wanted: str = "", fault: str = ""
) -> Page:
    may_start = Role.REVOPS in actor.roles and not after
    with service.records.reading() as session:
        items, more = listed(session, after=after or None, limit=RUNS_ON_A_PAGE)
        asked = () if after else jobs(session, limit=_JOBS_SHOWN)
        periods = offered(service, session) if may_start else ()
        users = {*(each.run.recorded_by for each in items), *(job.asked_by for job in asked)}
        logins = logins_of(session, users)
    return page(
        request,
        "runs/list.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        items=items,
        more=more,
        after=after,
        run_id=run_id,
        jobs=asked,
        logins=logins,
        may_start=may_start,
        offered=periods,
        wanted=wanted,
        fault=fault,
    )


def _unclaimed(run: RunShown) -> list[tuple[str, int, Money | None]]:
    """Credits that no plan uses: their name, how many there are, what they come to (None: they are units)."""
    return [
        (each.credit, each.count, Money(each.value_minor, each.currency) if each.currency else None)
        for each in run.manifest.unclaimed
    ]


def _left_out(service: Service, run: RunShown) -> LeftOut:
    """What only the folder holds; it is opened where the run says that there is something of it."""
    if not run.faults and not run.refused:
        return LeftOut()
    try:
        folder = folder_of(service, run)
    except CompError as error:
        return LeftOut(why_not=str(error))
    return LeftOut(table_shown(folder.faults, FAULTS), table_shown(folder.refused, REFUSED))
