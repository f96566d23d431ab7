"""Two runs held against each other in the JSON API."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import HTTP_202_ACCEPTED

from api.areas.runs.data import ComparisonData, Job, cause_data, line_data, moved_data
from api.areas.runs.json import accepted
from api.areas.runs.reading import comparison, found, run_id
from api.areas.runs.rights import READS, STARTS
from api.areas.runs.starting import ask_for_causes
from api.areas.runs.why import causes_shown, lines_shown
from api.given import TheActor, TheService
from api.idempotency import IdempotencyKey, once
from api.pages import Asked

MOST: Final = 1000


class CompareJson(Controller):
    """Two runs; the earlier one is named first."""

    path = "/runs/{a:str}/compare/{b:str}"
    tags = ("runs",)

    @get("/", access=READS, sync_to_thread=True)
    def compare(
        self,
        service: TheService,
        a: FromPath[str],
        b: FromPath[str],
        after: Annotated[int, QueryParameter(ge=0)] = 0,
        limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 100,
    ) -> ComparisonData:
        """What plans, payees and lines come to in both, and the causes as far as they were looked for."""
        with service.records.reading() as session:
            ours, theirs = found(session, a), found(session, b)
        held = comparison(service, ours, theirs)
        causes = causes_shown(held.causes)
        longest = max(len(held.lines), len(held.totals.payees))
        return ComparisonData(
            a=run_id(ours),
            b=run_id(theirs),
            said=list(held.said.causes),
            plans=[moved_data(each) for each in held.totals.plans],
            payees=[moved_data(each) for each in held.totals.payees[after : after + limit]],
            causes=None if causes is None else [cause_data(cause) for cause in causes],
            notes=list(held.causes.notes) if held.causes else [],
            lines=[line_data(line) for line in lines_shown(held, after, limit)],
            next=after + limit if longest > after + limit else None,
        )

    @post("/", access=STARTS, sync_to_thread=True, status_code=HTTP_202_ACCEPTED)
    def look(  # noqa: PLR0917 - what a write takes, by name
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        a: FromPath[str],
        b: FromPath[str],
        key: IdempotencyKey = None,
    ) -> Response[Job]:
        """Ask for the causes; the answer says where the job is watched."""
        with service.records.reading() as session:
            ours, theirs = found(session, a), found(session, b)
        return once(
            request, service, actor, key, None, lambda: accepted(ask_for_causes(service, actor, ours, theirs))
        )
