"""What there is to approve, and decisions, in the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final, TypeAlias

from litestar import Controller, Response, get, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from api.areas.team.data import (
    DecidedAll,
    Decision,
    Decisions,
    Reviewed,
    ToReview,
    decided_data,
    statement_data,
)
from api.areas.team.rights import DECIDES
from api.given import TheActor, TheService
from api.idempotency import IdempotencyKey, once
from api.names import names_of
from api.notes import KeptNotes
from api.pages import Asked
from api.service import Service
from comp.records import Session
from comp.workflow.review import (
    State,
    StatementShown,
    decide,
    decide_many,
    reviewed_runs,
    statements_seen,
)

MOST: Final = 500
_SHORTEST_RUN: Final = 8
IfMatch: TypeAlias = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", description="The ETag of the statement that was seen: its content digest in quotes."
    ),
]


class ReviewJson(Controller):
    """Statements as those who approve them have them before them."""

    path = "/review"
    tags = ("approvals",)

    @get("/", access=DECIDES, sync_to_thread=True)
    def all(  # noqa: PLR0917 - the filters, by name
        self,
        service: TheService,
        actor: TheActor,
        run: FromQuery[str | None] = None,
        period: FromQuery[str | None] = None,
        in_state: Annotated[State | None, QueryParameter(name="state")] = None,
        payee: FromQuery[str | None] = None,
        after: FromQuery[str | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 100,
    ) -> ToReview:
        """Statements with what is unusual about each, of the runs that count or of the one that is named."""
        with service.records.reading() as session:
            seen = statements_seen(
                session,
                actor,
                run=None if run is None else _run(session, run),
                period=period,
                state=in_state,
                payee=payee,
                after=after,
                limit=limit,
                noted=KeptNotes(service.folder),
            )
            names = names_of(session, [each.payee for each in seen.items])
        return ToReview([statement_data(each, names.get(each.payee)) for each in seen.items], seen.next)


class DecisionJson(Controller):
    """Decisions about one statement."""

    path = "/statements"
    tags = ("approvals",)

    @post("/{statement:str}/decisions", access=DECIDES, sync_to_thread=True, status_code=HTTP_200_OK)
    def decide(  # noqa: PLR0917 - the request, its headers and body
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        statement: FromPath[str],
        data: JSONBody[Decision],
        if_match: IfMatch = None,
        key: IdempotencyKey = None,
    ) -> Response[Reviewed]:
        """Approve, return or withdraw; the answer is the statement as it stands then."""
        digest = _content(if_match)

        def done() -> Response[Reviewed]:
            shown = decide(service.records, actor, statement, data.verb, digest, data.reason, service.now())
            return _answer(service, shown)

        return once(request, service, actor, key, data, done)


class DecisionsJson(Controller):
    """Decisions about several statements."""

    path = "/decisions"
    tags = ("approvals",)

    @post("/", access=DECIDES, sync_to_thread=True, status_code=HTTP_200_OK)
    def decide_many(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        data: JSONBody[Decisions],
        key: IdempotencyKey = None,
    ) -> Response[DecidedAll]:
        """Decide the same about several; each that stands against it is told and left alone."""

        def done() -> Response[DecidedAll]:
            asked = [(each.id, each.content_digest) for each in data.statements]
            found = decide_many(service.records, actor, asked, data.verb, data.reason, service.now())
            return Response(DecidedAll([decided_data(each) for each in found]))

        return once(request, service, actor, key, data, done)


def _run(session: Session, asked: str) -> str:
    """The results digest of a run that is named by it or its first letters."""
    known = reviewed_runs(session).by_digest
    found = [digest for digest in known if digest.startswith(asked) and len(asked) >= _SHORTEST_RUN]
    return found[0] if len(found) == 1 else asked


def _content(if_match: str | None) -> str:
    """The content digest that a request names.

    Raises:
        HTTPException: it names none (428).
    """
    named = (if_match or "").strip()
    if len(named) > 2 and named[0] == named[-1] == '"':
        return named[1:-1]
    raise HTTPException(
        status_code=HTTPStatus.PRECONDITION_REQUIRED,
        detail="a decision needs If-Match with the ETag of the statement that was seen, in quotes",
    )


def _answer(service: Service, shown: StatementShown) -> Response[Reviewed]:
    with service.records.reading() as session:
        name = names_of(session, [shown.payee]).get(shown.payee)
    return Response(statement_data(shown, name), headers={"etag": f'"{shown.content_digest}"'})
