"""The pages of statements: lists, one as it was recorded, a line's steps, its PDF, why a deal did not pay."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Controller, Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from api.areas.statements.listing import Wanted, everybody, own, periods
from api.areas.statements.pdf import pdf_answer
from api.areas.statements.reading import article, line_of, opened, working_of
from api.areas.statements.rights import READS
from api.areas.statements.why_not import MOST_LETTERS, answered
from api.given import TheActor, TheService
from api.pages import Asked, Page, page
from comp.workflow.access import Actor, Role
from comp.workflow.review import State
from statements.steps_page import steps_article, steps_list
from statements.wording import Wording

_ENGLISH: Final = Wording.of("en")


class StatementPages(Controller):
    """Statements."""

    path = "/statements"
    include_in_schema = False

    @get("/", access=READS, sync_to_thread=True)
    def own(self, request: Asked, service: TheService, actor: TheActor, after: FromQuery[str] = "") -> Page:
        """The actor's own statements; everybody's for who sees all pay and has none."""
        if not _is_payee(actor) and actor.sees_all_pay:
            return _everybody(request, service, actor, Wanted(), after)
        with service.records.reading() as session:
            found = own(session, actor, after or None)
        return page(request, "statements/own.html", found=found, after=after, sees_all=actor.sees_all_pay)

    @get("/all", access=READS, sync_to_thread=True)
    def all(  # noqa: PLR0917 - each is a part of the address
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        period: FromQuery[str] = "",
        wanted_state: Annotated[str, QueryParameter(name="state")] = "",
        who: FromQuery[str] = "",
        after: FromQuery[str] = "",
    ) -> Page:
        """All statements that the actor may see."""
        state = State(wanted_state) if wanted_state in set(State) else None
        wanted = Wanted(period, state, who.strip())
        return _everybody(request, service, actor, wanted, after)

    @get("/{statement:str}", access=READS, sync_to_thread=True)
    def one(self, request: Asked, service: TheService, actor: TheActor, statement: FromPath[str]) -> Page:
        """One statement, as it was recorded."""
        one = opened(service, actor, statement)
        return page(
            request,
            "statements/statement.html",
            one=one,
            statement=one.shown,
            article=article(service, one),
            is_own=one.shown.payee == actor.payee,
        )

    @get("/{statement:str}/lines/{line:str}", access=READS, sync_to_thread=True)
    def line(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        statement: FromPath[str],
        line: FromPath[str],
    ) -> Page:
        """How one line came about, step by step."""
        one = opened(service, actor, statement)
        shown = line_of(one, line)
        working = working_of(service, one, shown.line.line_id)
        told = steps_article((shown.line, shown.clause), working, one.wording, one.address)
        return page(request, "statements/line.html", one=one, line=shown.line, article=told)

    @get("/{statement:str}/pdf", access=READS, sync_to_thread=True)
    def pdf(self, service: TheService, actor: TheActor, statement: FromPath[str]) -> Response[bytes]:
        """The statement as a PDF that carries its proof."""
        return pdf_answer(service, opened(service, actor, statement))

    @get("/{statement:str}/why-not", access=READS, sync_to_thread=True)
    def why_not(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        statement: FromPath[str],
        deal: FromQuery[str] = "",
    ) -> Page:
        """Why a deal pays the payee nothing with this statement."""
        one, asked = opened(service, actor, statement), deal.strip()[:MOST_LETTERS]
        told = answered(service, actor, one, asked) if asked else None
        steps = steps_list(told.steps, _ENGLISH) if told and told.steps else ""
        return page(
            request, "statements/why_not.html", one=one, deal=asked, told=told, steps=steps, most=MOST_LETTERS
        )


def _is_payee(actor: Actor) -> bool:
    return actor.payee is not None and Role.PAYEE in actor.roles


def _everybody(request: Asked, service: TheService, actor: Actor, wanted: Wanted, after: str) -> Page:
    with service.records.reading() as session:
        found = everybody(session, actor, wanted, after or None)
        known = periods(session)
    return page(
        request,
        "statements/all.html",
        found=found,
        after=after,
        wanted=wanted,
        periods=[(each, each) for each in known],
        states=[(each.value, each.value.capitalize()) for each in State],
        is_payee=_is_payee(actor),
    )
