"""Statements in the JSON API: lists, what one says and how it stands, its lines, its PDF, its gaps."""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import Controller, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, HeaderParameter, QueryParameter
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from api.areas.statements.data import (
    Line,
    LineInFull,
    LineNamed,
    Lines,
    StatementContent,
    Statements,
    StatementState,
    WhyNot,
    content_data,
    line_data,
    state_data,
)
from api.areas.statements.pdf import pdf_answer
from api.areas.statements.reading import key_of, line_of, lines, opened, working_of
from api.areas.statements.rights import READS
from api.areas.statements.why_not import MOST_LETTERS, answered
from api.given import TheActor, TheService
from comp.workflow.review import State, statements_seen

MOST: Final = 200


class StatementsJson(Controller):
    """Statements."""

    path = "/statements"
    tags = ("statements",)

    @get("/", access=READS, sync_to_thread=True)
    def all(  # noqa: PLR0917 - each is a part of the address
        self,
        service: TheService,
        actor: TheActor,
        period: FromQuery[str | None] = None,
        wanted: Annotated[State | None, QueryParameter(name="state")] = None,
        payee: FromQuery[str | None] = None,
        run: FromQuery[str | None] = None,
        after: FromQuery[str | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 50,
    ) -> Statements:
        """The statements that the token's owner may see, of the runs that count or of one `run`."""
        with service.records.reading() as session:
            part = statements_seen(
                session, actor, run=run, period=period, state=wanted, payee=payee, after=after, limit=limit
            )
        return Statements([state_data(each) for each in part.items], part.next)

    @get("/{statement:str}", access=READS, sync_to_thread=True)
    def one(
        self,
        service: TheService,
        actor: TheActor,
        statement: FromPath[str],
        if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
    ) -> Response[StatementContent | None]:
        """What a statement says; its ETag is its content digest, which a decision names."""
        one = opened(service, actor, statement)
        tag = f'"{one.shown.content_digest}"'
        headers = {"etag": tag, "cache-control": "private, no-cache"}
        if if_none_match is not None and tag in {each.strip() for each in if_none_match.split(",")}:
            return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers=headers)
        return Response(content_data(one.shown, one.statement), headers=headers)

    @get("/{statement:str}/state", access=READS, sync_to_thread=True)
    def standing(self, service: TheService, actor: TheActor, statement: FromPath[str]) -> StatementState:
        """How a statement stands."""
        return state_data(opened(service, actor, statement).shown)

    @get("/{statement:str}/lines", access=READS, sync_to_thread=True)
    def lines(
        self,
        service: TheService,
        actor: TheActor,
        statement: FromPath[str],
        after: FromQuery[str | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 100,
    ) -> Lines:
        """The lines of a statement, in its order, with those of earlier periods that changed."""
        items = [line_data(each) for each in lines(opened(service, actor, statement).statement)]
        start = 0 if after is None else _place(items, after) + 1
        part = items[start : start + limit]
        return Lines(part, part[-1].key if len(items) > start + limit else None)

    @get("/{statement:str}/lines/{line:str}", access=READS, sync_to_thread=True)
    def line(
        self, service: TheService, actor: TheActor, statement: FromPath[str], line: FromPath[str]
    ) -> LineInFull:
        """One line with each step that made it."""
        one = opened(service, actor, statement)
        shown = line_of(one, line)
        working = working_of(service, one, shown.line.line_id)
        return LineInFull(line_data(shown), None if working is None else dict(working["trace"]))

    @get("/{statement:str}/pdf", access=READS, sync_to_thread=True)
    def pdf(self, service: TheService, actor: TheActor, statement: FromPath[str]) -> Response[bytes]:
        """The statement as a PDF that carries its proof; the first time takes seconds."""
        return pdf_answer(service, opened(service, actor, statement))

    @get("/{statement:str}/why-not", access=READS, sync_to_thread=True)
    def why_not(
        self,
        service: TheService,
        actor: TheActor,
        statement: FromPath[str],
        deal: Annotated[str, QueryParameter(min_length=1, max_length=MOST_LETTERS)],
    ) -> WhyNot:
        """Why a deal pays the payee nothing; takes seconds where the statement is silent about it."""
        told = answered(service, actor, opened(service, actor, statement), deal)
        named: list[LineNamed] = [LineNamed(key_of(each.line_id), each.line_id) for each in told.lines]
        steps: list[dict[str, Any]] = list(told.steps)
        return WhyNot(deal, list(told.sentences), named, list(told.details), steps)


def _place(items: list[Line], key: str) -> int:
    for place, each in enumerate(items):
        if each.key == key:
            return place
    raise NotFoundException("the statement shows no line of that key")
