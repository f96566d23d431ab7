"""The shapes of the JSON of statements: amounts with their currency, exact ratios as text such as `14/15`."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeAlias

from msgspec import Struct

from api.amounts import Amount, amount_of
from api.areas.statements.reading import ShownLine
from comp.language.money import Money
from comp.workflow.review import StatementShown
from statements.view import Figure, Held, PlanSection, Statement, Total, YearToDate

Quantity: TypeAlias = Amount | str | None
"""Money, an exact number as text, or nothing."""


class Sums(Struct, frozen=True):
    """What a statement comes to in one currency."""

    earned: Amount
    payable: Amount
    held: Amount


class StatementState(Struct, frozen=True):
    """A statement and how it stands; `decided_by` is the id of a user, blank where nobody decided.

    `content_digest` is what a decision binds, and the statement's ETag.
    """

    id: str
    results_digest: str
    payee: str
    period: str
    last_day: date
    corrects: bool
    is_current: bool
    state: str
    decided_by: str
    decided_at: datetime | None
    content_digest: str
    amounts: list[Sums]


class Statements(Struct, frozen=True):
    """A part of a list; `next` is the `after` of the part behind it."""

    items: list[StatementState]
    next: str | None


class TotalInFull(Struct, frozen=True):
    """All plans of one currency, and the way from earned to payable."""

    earned: Amount
    payable: Amount
    held: Amount
    newly_held: Amount
    released: Amount
    lapsed: Amount


class Year(Struct, frozen=True):
    """The company's year to date in one currency, as the run's facts know it."""

    since: date
    earned: Amount
    payable: Amount
    with_this: Amount
    paid_before: Amount | None
    changed_since: Amount | None


class Measure(Struct, frozen=True):
    """A measure as it stood at the end of the period; `until` names its performance period."""

    name: str
    value: Quantity
    quota: Quantity
    achieved: Quantity
    until: str
    how: str


class Clause(Struct, frozen=True):
    """A clause and the sums of its lines."""

    name: str
    title: str
    lines: int
    earned: Amount
    payable: Amount


class HeldLine(Struct, frozen=True):
    """What is earned and waits."""

    line_id: str
    unit: str
    born_on: date
    clause: str
    amount: Amount
    until: str


class Fault(Struct, frozen=True):
    """A line that could not be valued."""

    line_id: str
    unit: str
    clause: str
    fault: str


class Unpaid(Struct, frozen=True):
    """A fact that has to do with the payee and pays them nothing."""

    fact: str
    source: str
    on: date | None
    reason: str


class Plan(Struct, frozen=True):
    """What one plan gives; its lines are asked for apart."""

    name: str
    title: str
    version: str
    earned: Amount
    payable: Amount
    held: Amount
    measures: list[Measure]
    clauses: list[Clause]
    waiting: list[HeldLine]
    not_calculated: list[Fault]


class StatementContent(Struct, frozen=True):
    """What a statement says; how it stands is asked for apart, as it changes while this does not."""

    id: str
    results_digest: str
    content_digest: str
    company: str
    payee: str
    period: str
    first_day: date
    last_day: date
    paid_on: date | None
    corrects: bool
    totals: list[TotalInFull]
    years: list[Year]
    plans: list[Plan]
    not_paid: list[Unpaid]


class Change(Struct, frozen=True):
    """What happened to a line of an earlier period."""

    kind: str
    cause: str
    earned_before: Amount
    earned_after: Amount


class Line(Struct, frozen=True):
    """A line of a statement; `key` is what its address names it by."""

    key: str
    line_id: str
    plan: str
    clause: str
    unit: str
    born_on: date
    performance_period: str
    credited: Quantity
    earned: Amount
    payable: Amount
    sentence: str
    change: Change | None


class Lines(Struct, frozen=True):
    """A part of a statement's lines; `next` is the `after` of the part behind it."""

    items: list[Line]
    next: str | None


class LineInFull(Struct, frozen=True):
    """A line and its steps as `comp explain --json` writes them; null where none are kept."""

    line: Line
    steps: dict[str, Any] | None


class LineNamed(Struct, frozen=True):
    """A line that an answer is about."""

    key: str
    line_id: str


class WhyNot(Struct, frozen=True):
    """Why a deal pays the payee nothing; `details` and `steps` are for who sees everybody's pay."""

    deal: str
    sentences: list[str]
    lines: list[LineNamed]
    details: list[str]
    steps: list[dict[str, Any]]


def state_data(shown: StatementShown) -> StatementState:
    """How a statement stands."""
    return StatementState(
        id=shown.id,
        results_digest=shown.results_digest,
        payee=shown.payee,
        period=shown.period,
        last_day=shown.last_day,
        corrects=shown.corrects,
        is_current=shown.is_current,
        state=shown.state.value,
        decided_by=shown.decided_by,
        decided_at=shown.decided_at,
        content_digest=shown.content_digest,
        amounts=[
            Sums(amount_of(each.earned), amount_of(each.payable), amount_of(each.held))
            for each in shown.amounts
        ],
    )


def content_data(shown: StatementShown, statement: Statement) -> StatementContent:
    """What a statement says."""
    return StatementContent(
        id=shown.id,
        results_digest=shown.results_digest,
        content_digest=shown.content_digest,
        company=statement.company,
        payee=statement.payee,
        period=statement.period,
        first_day=statement.first_day,
        last_day=statement.last_day,
        paid_on=statement.paid_on,
        corrects=statement.corrects,
        totals=[_total(each) for each in statement.totals],
        years=[_year(each) for each in statement.years],
        plans=[_plan(each) for each in statement.sections],
        not_paid=[Unpaid(each.fact, each.source, each.on, each.reason) for each in statement.not_paid],
    )


def line_data(shown: ShownLine) -> Line:
    """A line."""
    line, change = shown.line, shown.change
    return Line(
        key=shown.key,
        line_id=line.line_id,
        plan=shown.section.name,
        clause=shown.clause,
        unit=line.unit,
        born_on=line.born_on,
        performance_period=line.performance_period,
        credited=_quantity(line.credited),
        earned=amount_of(line.earned),
        payable=amount_of(line.payable),
        sentence=line.sentence,
        change=None
        if change is None
        else Change(
            change.kind.value, change.cause, amount_of(change.earned_before), amount_of(change.earned_after)
        ),
    )


def _total(total: Total) -> TotalInFull:
    return TotalInFull(
        earned=amount_of(total.earned),
        payable=amount_of(total.payable),
        held=amount_of(total.held),
        newly_held=amount_of(total.newly_held),
        released=amount_of(total.released),
        lapsed=amount_of(total.lapsed),
    )


def _year(year: YearToDate) -> Year:
    return Year(
        since=year.since,
        earned=amount_of(year.earned),
        payable=amount_of(year.payable),
        with_this=amount_of(year.with_this),
        paid_before=None if year.paid_before is None else amount_of(year.paid_before),
        changed_since=None if year.changed_since is None else amount_of(year.changed_since),
    )


def _plan(section: PlanSection) -> Plan:
    return Plan(
        name=section.name,
        title=section.title,
        version=section.version,
        earned=amount_of(section.earned),
        payable=amount_of(section.payable),
        held=amount_of(section.held_total),
        measures=[_measure(each) for each in section.figures],
        clauses=[
            Clause(each.name, each.title, len(each.lines), amount_of(each.earned), amount_of(each.payable))
            for each in section.clauses
        ],
        waiting=[_held(each) for each in section.held],
        not_calculated=[
            Fault(each.line_id, each.unit, each.clause, each.fault) for each in section.not_calculated
        ],
    )


def _measure(figure: Figure) -> Measure:
    return Measure(
        name=figure.name,
        value=_quantity(figure.value),
        quota=_quantity(figure.quota),
        achieved=_quantity(figure.achieved),
        until=figure.until,
        how=figure.how,
    )


def _held(held: Held) -> HeldLine:
    return HeldLine(held.line_id, held.unit, held.born_on, held.clause, amount_of(held.amount), held.until)


def _quantity(value: Money | Fraction | None) -> Quantity:
    match value:
        case Money():
            return amount_of(value)
        case Fraction():
            return str(value)
        case None:
            return None
