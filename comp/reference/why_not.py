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
from comp.reference.saying import say, template
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
    Paid: template("its pay is nothing ({step})"),
    Multiplied: template("a factor made it nothing ({step})"),
    ClawedBack: template("it was taken back ({step})"),
    Capped: template("the cap took it ({step})"),
    Floored: template("its floor left it at nothing ({step})"),
    Held: template("its hold was not fulfilled in time ({step})"),
    PaidOut: template("what was to be paid out later was lost ({step})"),
    Gave: template("it was given away ({step})"),
    Received: template("nothing was given ({step})"),
    Drawn: template("nothing was drawn ({step})"),
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
        text = say("There is no payee {payee}", payee=payee)
        return Answer(Cause.UNKNOWN_PAYEE, _meant(text, near), nearest=near)
    answers = [answer for source, row in found for answer in search.answers(source, row)]
    order = list(Cause)
    return max(answers, key=lambda answer: order.index(answer.cause))


def _unknown_fact(search: _Search, sources: list[str], fact_id: str, refused: Collection[str]) -> Answer:
    if fact_id in refused:
        text = say("The row of {fact} was refused when it was imported.", fact=fact_id)
        return Answer(Cause.REFUSED, text)
    known = [search.facts.key(source, row) for source in sources for row in search.facts.rows(source)]
    near = tuple(get_close_matches(fact_id, known))
    text = say("No {sources} is called {fact}", sources=listed(sources, "or"), fact=fact_id)
    return Answer(Cause.UNKNOWN_FACT, _meant(text, near), nearest=near)


def _meant(text: str, near: tuple[str, ...]) -> str:
    if not near:
        return say("{text}.", text=text)
    return say("{text}; did you mean {ids}?", text=text, ids=listed(near, "or"))


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
            yield Answer(Cause.NOT_DATED, self._not_dated(fact, f"{source}.{dated}", row[dated]))
            return
        for credit in self.program.credits.values():
            if credit.source == source:
                yield from self._of_credit(credit, fact, row)
        yield from self._given(source, fact)

    def _not_dated(self, fact: str, column: str, on: object) -> str:
        if not isinstance(on, date):
            return say("{fact} does not count yet: its {column} is blank.", fact=fact, column=column)
        return say(
            "{fact} does not count yet: its {column} is {day}, after {today}.",
            fact=fact, column=column, day=day_text(on), today=day_text(self.as_of),
        )  # fmt: skip

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
            text = say(
                "{fact} is not {credit}: {failures}.",
                fact=fact, credit=called(credit.name), failures=listed(failed),
            )  # fmt: skip
            yield Answer(Cause.CONDITION, text, tuple(failed))
            return
        made = credit_row(credit, row, scope)
        if isinstance(made, Undefined):
            text = say(
                "{fact} cannot be credited as {credit}: {reason}.",
                fact=fact, credit=called(credit.name), reason=made.reason,
            )  # fmt: skip
            yield Answer(Cause.FACT_FAULT, text)
            return
        own = [entry for entry in made if entry.payee == self.payee]
        if not own:
            others = [f"{entry.payee} ({shown(entry.amount)})" for entry in made]
            text = say(
                "{payee} has no share of {fact}; its {credit} went to {others}.",
                payee=self.payee, fact=fact, credit=called(credit.name), others=listed(others),
            )  # fmt: skip
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
            text = say(
                "{payee} is credited with {fact}, but no plan pays {credit}",
                payee=self.payee, fact=own[0].fact, credit=called(credit.name),
            )  # fmt: skip
            if counting:
                text = say("{text}; {plans} only counts it", text=text, plans=listed(counting))
            text = say("{text}.", text=text)
            yield Answer(Cause.NO_PLAN, text)
        for plan in paying:
            yield from self._of_plan(plan, credit, own)

    def _of_plan(self, plan: Plan, credit: Credit, own: list[Credited]) -> Iterator[Answer]:
        teller = self.teller(plan)
        members = teller.view.members
        on, fact = own[0].on, own[0].fact
        outside = credited_outside(plan, own[0], teller.view.as_of)
        if outside is not None:
            yield Answer(*outside)
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
            text = say(
                "{payee} has no assignment on {day}, so is not under {plan}.",
                payee=self.payee, day=day_text(on), plan=view.plan.name,
            )  # fmt: skip
            return Answer(Cause.NOT_A_MEMBER, text)
        failed = failures(teller, view.plan.members, view.members.scope(self.payee, on))
        text = say(
            "{payee} is not under {plan} on {day}: {failures}.",
            payee=self.payee, plan=view.plan.name, day=day_text(on), failures=listed(failed),
        )  # fmt: skip
        return Answer(Cause.NOT_A_MEMBER, text, tuple(failed))


def credited_outside(plan: Plan, entry: Credited, as_of: date) -> tuple[Cause, str] | None:
    """Why the day of a credit keeps it from paying under a plan; None where it does not."""
    words = {"fact": entry.fact, "day": day_text(entry.on)}
    if entry.on > as_of:
        text = say("{fact} is credited on {day}, after {today}.", today=day_text(as_of), **words)
        return Cause.NOT_DATED, text
    if plan.effective_from <= entry.on <= plan.effective_through:
        return None
    text = say(
        "{plan} is in effect from {first} through {last}, and {fact} is credited on {day}.",
        plan=plan.name,
        first=day_text(plan.effective_from),
        last=day_text(plan.effective_through),
        **words,
    )
    return Cause.NOT_A_MEMBER, text


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
    text = say(
        "{fact} is credited and has no line in {plan}: {failures}.",
        fact=entry.fact, plan=view.plan.name, failures=listed(failed),
    )  # fmt: skip
    return Answer(Cause.PAY_CONDITION, text, tuple(failed))


def _of_line(teller: Teller, valued: Valued) -> Answer:
    step = line_step(teller, valued)
    state = valued.state
    name = valued.line.line_id
    if isinstance(state.value, Undefined):
        text = say("{line} has no amount: {reason}.", line=name, reason=state.value.reason)
        return Answer(Cause.FAULT, text, steps=(step,))
    if state.value == 0:
        text = say("{line} comes to nothing: {why}.", line=name, why=_zero(teller, valued, step))
        return Answer(Cause.NOTHING_LEFT, text, steps=(step,))
    if not payable_minor(teller.view, state):
        text = say("{line} is earned and waits: {story}", line=name, story=step.sentence)
        return Answer(Cause.HELD, text, steps=(step,))
    text = say("{line} does pay {pay}: {story}", line=name, pay=called(valued.line.pay), story=step.sentence)
    return Answer(Cause.PAYS, text, steps=(step,))


def _zero(teller: Teller, valued: Valued, step: Step) -> str:
    """What took the last of a line: a loss of the credit, or the first statement that left nothing."""
    taken = [each.sentence for each in step.inputs[0].inputs if each.kind is StepKind.LOSS]
    if taken and valued.line.credit and valued.line.credit.value != valued.line.credit.converted:
        return say("the credit was taken back ({losses})", losses=listed(taken))
    for move in valued.moves:
        if move.after.value == 0:
            told = move_step(teller, valued.line, move).sentence
            return say(_TOOK[type(move.effect)], step=told)
    return say("what is left is less than a cent ({story})", story=step.quoted)
