"""The pages of approvals: a period's statements, and deciding about many or one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter, URLEncodedBody

from api.areas.team.choosing import chosen, one_line, seen_as
from api.areas.team.reading import ON_A_PAGE, changes, review_of
from api.areas.team.rights import DECIDES
from api.faults import status_of
from api.given import TheActor, TheService
from api.names import names_of
from api.pages import Asked, Page, go, page
from api.service import Service
from comp.errors import CompError
from comp.workflow.access import Actor
from comp.workflow.review import Outcome, StatementShown, Verb, decide, decide_many, statement_seen

HOME: Final = "/team"
_DONE: Final = {Verb.APPROVE: "approved", Verb.RETURN: "returned", Verb.WITHDRAW: "taken back"}


@dataclass
class _Many:
    """What the form of a list sends; one choice alone is no list."""

    verb: str = ""
    reason: str = ""
    period: str = ""
    statement: str | list[str] = field(default_factory=list[str])


@dataclass
class _One:
    """What the form of a statement sends."""

    verb: str = ""
    content_digest: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Problem:
    """A statement that was not decided about, and why."""

    payee: str
    statement_id: str
    text: str


class TeamPages(Controller):
    """Approvals."""

    path = HOME
    include_in_schema = False

    @get("/", access=DECIDES, sync_to_thread=True)
    def list(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        period: FromQuery[str] = "",
        start: Annotated[int, QueryParameter(name="from", ge=0, le=1_000_000)] = 0,
    ) -> Page:
        """A period's statements: what to look at first, what is as expected, what is decided."""
        return _list(request, service, actor, period, start=start)

    @post("/decisions", access=DECIDES, sync_to_thread=True)
    def decide_many(
        self, request: Asked, service: TheService, actor: TheActor, data: URLEncodedBody[_Many]
    ) -> Response[Any]:
        """Decide the same about all that were chosen; what changed meanwhile is told and left alone."""
        reason = one_line(data.reason)
        try:
            asked = chosen([data.statement] if isinstance(data.statement, str) else data.statement)
            done = decide_many(service.records, actor, asked, data.verb, reason, service.now())
        except CompError as error:
            problems = [_Problem("", "", str(error))]
            return _list(request, service, actor, data.period, problems=problems, reason=reason)
        changed = sum(each.changed for each in done)
        told = _told(changed, len(done), Verb(data.verb))
        problems = [_problem(each, each.error) for each in done if each.error is not None]
        if problems:
            return _list(request, service, actor, data.period, problems=problems, told=told)
        return go(f"{HOME}?period={quote(data.period)}", told)

    @post("/statements/{statement:str}/decision", access=DECIDES, sync_to_thread=True)
    def decide_one(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        statement: FromPath[str],
        data: URLEncodedBody[_One],
    ) -> Response[Any]:
        """Decide about one statement, and go back to it."""
        reason = one_line(data.reason)
        try:
            done = decide(
                service.records, actor, statement, data.verb, data.content_digest, reason, service.now()
            )
        except CompError as error:
            return _refused(request, service, actor, statement, error, reason)
        return go(f"/statements/{done.id}", f"{_DONE[Verb(data.verb)].capitalize()}.")


def _list(
    request: Asked,
    service: Service,
    actor: Actor,
    period: str,
    *,
    start: int = 0,
    problems: Sequence[_Problem] = (),
    told: str = "",
    reason: str = "",
) -> Page:
    with service.records.reading() as session:
        review = review_of(session, actor, service.folder, period, start)
        others = names_of(session, [each.payee for each in problems if each.payee])
    return page(
        request,
        "team/list.html",
        status=HTTPStatus.CONFLICT if problems else HTTPStatus.OK,
        review=review,
        names={**others, **review.names},
        problems=problems,
        told=told,
        reason=reason,
        changes=changes,
        seen_as=seen_as,
        start=start,
        on_a_page=ON_A_PAGE,
    )


def _told(changed: int, asked: int, verb: Verb) -> str:
    """What was done, in a sentence."""
    if not changed:
        return "Nothing was changed."
    statements, were = ("1 statement", "was") if changed == 1 else (f"{changed:,} statements", "were")
    of = f" of {asked:,}" if asked != changed else ""
    return f"{statements}{of} {were} {_DONE[verb]}."


def _problem(outcome: Outcome, error: CompError) -> _Problem:
    """What was left alone, with whose it is as far as whoever asks may know."""
    payee = "" if outcome.statement is None else outcome.statement.payee
    return _Problem(payee, outcome.statement_id, str(error))


def _refused(  # noqa: PLR0917 - what was asked, by whom, and what stood against it
    request: Asked, service: Service, actor: Actor, statement_id: str, error: CompError, reason: str
) -> Page:
    """What stood against a decision, and the statement as it is now to decide again."""
    status = status_of(error)
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
        raise error
    with service.records.reading() as session:
        shown: StatementShown = statement_seen(session, actor, statement_id)
        names = names_of(session, [shown.payee])
    return page(
        request,
        "team/not_decided.html",
        status=status,
        statement=shown,
        name=names.get(shown.payee, shown.payee),
        problem=str(error),
        reason=reason,
    )
