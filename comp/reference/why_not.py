"""Why a fact does not pay a payee: the first thing on the way from the fact to the line that failed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar
from comp.language.core import Credit, Expr, Pay, Plan, Program, Split
from comp.reference.conditions import failures
from comp.reference.credited import Credited
from comp.reference.crediting import credit_row, row_scope
from comp.reference.facts_index import Facts, Row
from comp.reference.line_steps import line_step
from comp.reference.lines import (
    Capped,
    ClawedBack,
    Drawn,
    Effect,
    Floored,
    Gave,
    Held,
    Multiplied,
    Paid,
    PaidOut,
    Received,
    Valued,
    payable_minor,
)
from comp.reference.membership import ASSIGNMENT
from comp.reference.move_steps import move_step
from comp.reference.own_credits import credits_used
from comp.reference.scope import Scope, Sight
from comp.reference.telling import Teller
from comp.reference.trace import Step, StepKind
from comp.reference.valuation import plan_view
from comp.reference.values import Undefined
from comp.reference.walk import value_plan
from comp.reference.wording import called, day_text, listed, shown


class Cause(StrEnum):
    """What keeps a fact from paying a payee, in the order in which it is looked for."""

    UNKNOWN_FACT = "unknown fact"
    REFUSED = "refused"
    UNKNOWN_PAYEE = "unknown payee"
    NOT_DATED = "not dated yet"
    CONDITION = "condition"
    FACT_FAULT = "fault of the fact"
    NO_SHARE = "no share"
    NO_PLAN = "no plan"
    NOT_A_MEMBER = "not a member"
    PAY_CONDITION = "condition of the pay"
    FAULT = "fault of the line"
    NOTHING_LEFT = "nothing left"
    HELD = "held"
    PAYS = "pays"


_TOOK: dict[type[Effect], str] = {
    Paid: "its pay is nothing",
    Multiplied: "a factor made it nothing",
    ClawedBack: "it was taken back",
    Capped: "the cap took it",
    Floored: "its floor left it at nothing",
    Held: "its hold was not fulfilled in time",
    PaidOut: "what was to be paid out later was lost",
    Gave: "it was given away",
    Received: "nothing was given",
    Drawn: "nothing was drawn",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One cause in a sentence, with further sentences behind it.

    `nearest` are known ids like an unknown one; `steps` are the lines that exist, with their explanations.
    """

    cause: Cause
    sentence: str
    details: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def why_not(  # noqa: PLR0917 - the four that state a run, then the question
    program: Program,
    snapshot: Snapshot,
    calendar: Calendar,
    as_of: date,
    fact_id: str,
    payee: str,
    refused: Collection[str] = (),
) -> Answer:
    """Say why a fact pays a payee nothing at the end of the day, or that it pays.

    `refused` holds the keys of rows that the import did not take.
    """
    search = _Search(program, Facts(snapshot), calendar, as_of, payee)
    sources = sorted({credit.source for credit in program.credits.values()})
    found = [(source, row) for source in sources for row in search.rows(source, fact_id)]
    if not found:
        return _unknown_fact(search, sources, fact_id, refused)
    if payee not in search.payees():
        near = tuple(get_close_matches(payee, sorted(search.payees())))
        return Answer(Cause.UNKNOWN_PAYEE, f"There is no payee {payee}{_meant(near)}", nearest=near)
    answers = [answer for source, row in found for answer in search.answers(source, row)]
    order = list(Cause)
    return max(answers, key=lambda answer: order.index(answer.cause))


def _unknown_fact(search: _Search, sources: list[str], fact_id: str, refused: Collection[str]) -> Answer:
    if fact_id in refused:
        return Answer(Cause.REFUSED, f"The row of {fact_id} was refused when it was imported.")
    known = [search.facts.key(source, row) for source in sources for row in search.facts.rows(source)]
    near = tuple(get_close_matches(fact_id, known))
    return Answer(
        Cause.UNKNOWN_FACT, f"No {listed(sources, 'or')} is called {fact_id}{_meant(near)}", nearest=near
    )


def _meant(near: tuple[str, ...]) -> str:
    return f"; did you mean {listed(near, 'or')}?" if near else "."


class _Search:
    """The way from one fact to one payee's lines."""

    def __init__(self, program: Program, facts: Facts, calendar: Calendar, as_of: date, payee: str) -> None:
        self.program = program
        self.facts = facts
        self.calendar = calendar
        self.as_of = as_of
        self.payee = payee
        self._tellers: dict[str, Teller] = {}

    def rows(self, source: str, key: str) -> list[Row]:
        """The rows of that key."""
        declared = self.facts.sources.get(source)
        return list(self.facts.with_value(source, declared.key, key)) if declared else []

    def payees(self) -> set[str]:
        """Everyone who was ever assigned."""
        declared = self.facts.sources.get(ASSIGNMENT)
        return {str(row[declared.key]) for row in self.facts.rows(ASSIGNMENT)} if declared else set()

    def teller(self, plan: Plan) -> Teller:
        """The words of a plan, made once."""
        if plan.name not in self._tellers:
            view = plan_view(self.program, plan, self.facts, self.calendar, self.as_of)
            self._tellers[plan.name] = Teller(view)
        return self._tellers[plan.name]

    def answers(self, source: str, row: Row) -> Iterator[Answer]:
        """What each credit of the source has to say of the row; the furthest one counts."""
        fact = self.facts.key(source, row)
        if not self.facts.takes_part(source, row, self.as_of):
            dated = self.facts.sources[source].dated or ""
            on = row[dated]
            when = f"is {day_text(on)}, after {day_text(self.as_of)}" if isinstance(on, date) else "is blank"
            yield Answer(Cause.NOT_DATED, f"{fact} does not count yet: its {source}.{dated} {when}.")
            return
        for credit in self.program.credits.values():
            if credit.source == source:
                yield from self._of_credit(credit, fact, row)
        yield from self._given(source, fact)

    def _given(self, source: str, fact: str) -> Iterator[Answer]:
        """Lines of the fact that others' lines gave to the payee, whatever the payee is credited with."""
        for plan in self.program.plans:
            if any(isinstance(statement, Split) for _, statement in plan.statements()):
                teller = self.teller(plan)
                for valued in value_plan(teller.view, {self.payee}):
                    of = valued.line.credit.of if valued.line.credit else None
                    if valued.line.given and of and (of.source, of.fact) == (source, fact):
                        yield _of_line(teller, valued)

    def _of_credit(self, credit: Credit, fact: str, row: Row) -> Iterator[Answer]:
        scope = row_scope(self.facts, credit, row, self.as_of)
        failed = self._failures(credit.where, credit, row)
        if failed:
            text = f"{fact} is no {called(credit.name)}: {listed(failed)}."
            yield Answer(Cause.CONDITION, text, tuple(failed))
            return
        made = credit_row(credit, row, scope)
        if isinstance(made, Undefined):
            yield Answer(
                Cause.FACT_FAULT, f"{fact} cannot be credited as {called(credit.name)}: {made.reason}."
            )
            return
        own = [entry for entry in made if entry.payee == self.payee]
        if not own:
            others = [f"{entry.payee} ({shown(entry.amount)})" for entry in made]
            text = f"{self.payee} has no share of {fact}; its {called(credit.name)} went to {listed(others)}."
            yield Answer(Cause.NO_SHARE, text, tuple(others))
            return
        yield from self._of_plans(credit, own)

    def _failures(self, where: Expr | None, credit: Credit, row: Row) -> list[str]:
        if where is None or not self.program.plans:
            return []
        teller = self.teller(self.program.plans[0])
        return failures(teller, where, row_scope(self.facts, credit, row, self.as_of))

    def _of_plans(self, credit: Credit, own: list[Credited]) -> Iterator[Answer]:
        paying = [plan for plan in self.program.plans if _pays_of(plan, credit.name)]
        if not paying:
            counting = [plan.name for plan in self.program.plans if credit.name in credits_used(plan)]
            used = f"; {listed(counting)} only counts it" if counting else ""
            text = (
                f"{self.payee} is credited with {own[0].fact}, but no plan pays {called(credit.name)}{used}."
            )
            yield Answer(Cause.NO_PLAN, text)
        for plan in paying:
            yield from self._of_plan(plan, credit, own)

    def _of_plan(self, plan: Plan, credit: Credit, own: list[Credited]) -> Iterator[Answer]:
        teller = self.teller(plan)
        members = teller.view.members
        on, fact = own[0].on, own[0].fact
        if on > teller.view.as_of:
            yield Answer(
                Cause.NOT_DATED, f"{fact} is credited on {day_text(on)}, after {day_text(teller.view.as_of)}."
            )
        elif not plan.effective_from <= on <= plan.effective_through:
            span = f"{day_text(plan.effective_from)} through {day_text(plan.effective_through)}"
            text = f"{plan.name} is in effect from {span}, and {fact} is credited on {day_text(on)}."
            yield Answer(Cause.NOT_A_MEMBER, text)
        elif not members.includes(self.payee, on):
            yield self._not_a_member(teller, on)
        else:
            lines = list(_lines(teller, credit.name, self.payee, fact))
            for line in lines:
                yield _of_line(teller, line)
            if not lines:
                yield _no_line(teller, credit, own[0])

    def _not_a_member(self, teller: Teller, on: date) -> Answer:
        view = teller.view
        row = self.facts.find(ASSIGNMENT, self.payee, on, self.as_of)
        if isinstance(row, Undefined):
            text = f"{self.payee} has no assignment on {day_text(on)}, so is not under {view.plan.name}."
            return Answer(Cause.NOT_A_MEMBER, text)
        failed = failures(teller, view.plan.members, view.members.scope(self.payee, on))
        text = f"{self.payee} is not under {view.plan.name} on {day_text(on)}: {listed(failed)}."
        return Answer(Cause.NOT_A_MEMBER, text, tuple(failed))


def _pays_of(plan: Plan, credit: str) -> list[Pay]:
    return [s for _, s in plan.statements() if isinstance(s, Pay) and s.each == credit]


def _lines(teller: Teller, credit: str, payee: str, fact: str) -> Iterator[Valued]:
    """The payee's lines of the fact, valued among all the lines beside them."""
    pays = {pay.name for pay in _pays_of(teller.view.plan, credit)}
    for valued in value_plan(teller.view, {payee}):
        of = valued.line.credit
        if of and of.of.fact == fact and valued.line.pay in pays:
            yield valued


def _no_line(teller: Teller, credit: Credit, entry: Credited) -> Answer:
    """Why a credit under the plan has no line: the conditions of the pays that are for it."""
    view = teller.view
    own = next(each for each in view.own.of(credit.name, entry.payee) if each.of == entry)
    scope = Scope(
        view.facts, Sight(view.as_of), {entry.source: entry.row}, entry.payee, entry.on,
        view.calendar.period_of(entry.on, view.plan.performance), own, view,
    )  # fmt: skip
    failed = [
        f"{called(pay.name)}: {text}"
        for pay in _pays_of(view.plan, credit.name)
        if pay.where is not None
        for text in failures(teller, pay.where, scope)
    ]
    text = f"{entry.fact} is credited and has no line in {view.plan.name}: {listed(failed)}."
    return Answer(Cause.PAY_CONDITION, text, tuple(failed))


def _of_line(teller: Teller, valued: Valued) -> Answer:
    step = line_step(teller, valued)
    state = valued.state
    name = valued.line.line_id
    if isinstance(state.value, Undefined):
        return Answer(Cause.FAULT, f"{name} has no amount: {state.value.reason}.", steps=(step,))
    if state.value == 0:
        return Answer(
            Cause.NOTHING_LEFT, f"{name} comes to nothing: {_zero(teller, valued, step)}.", steps=(step,)
        )
    if not payable_minor(teller.view, state):
        return Answer(Cause.HELD, f"{name} is earned and waits: {step.sentence}", steps=(step,))
    return Answer(Cause.PAYS, f"{name} does pay {called(valued.line.pay)}: {step.sentence}", steps=(step,))


def _zero(teller: Teller, valued: Valued, step: Step) -> str:
    """What took the last of a line: a loss of the credit, or the first statement that left nothing."""
    taken = [each.sentence for each in step.inputs[0].inputs if each.kind is StepKind.LOSS]
    if taken and valued.line.credit and valued.line.credit.value != valued.line.credit.converted:
        return f"the credit was taken back ({listed(taken)})"
    for move in valued.moves:
        if move.after.value == 0:
            told = move_step(teller, valued.line, move).sentence
            return f"{_TOOK[type(move.effect)]} ({told})"
    return f"what is left is less than a cent ({step.sentence.removesuffix('.')})"
