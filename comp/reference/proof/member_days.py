"""Days in the proof: a payee's in the plan, a line's birth, and what part of a period they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from comp.language.calendar import Cadence, Period
from comp.language.core import Literal, Proration
from comp.language.span import Span
from comp.reference.credited import OwnCredit
from comp.reference.crediting import row_scope
from comp.reference.facts_index import Row
from comp.reference.members_time import counted
from comp.reference.membership import ASSIGNMENT
from comp.reference.proof.book import Ref
from comp.reference.proof.headings import prove_header_day
from comp.reference.proof.proves import Proves
from comp.reference.proof.proving import Proving
from comp.reference.scope import Scope
from comp.reference.values import Undefined


@dataclass(frozen=True, slots=True)
class Run:
    """Days of a period, one after the other, on which a payee is in the plan by one assignment.

    `fulfils` is the plan's condition on its payees, None where it has none.
    """

    days: tuple[date, ...]
    starts: Ref
    ends: Ref
    fulfils: Ref | None


def prove_credit_day(proves: Proves, own: OwnCredit) -> Ref:
    """The day on which a credit counts."""
    view, memo = proves.view, proves.book.memo
    key = ("credit day", view.plan.name, view.as_of, own.of.credit, id(own.of.row))
    if key not in memo:
        clause = view.program.credits[own.of.credit]
        memo[key] = proves.expression(clause.on, row_scope(view.facts, clause, own.of.row, view.as_of))
    return memo[key]


def prove_birth(proves: Proving, scope: Scope) -> Ref:
    """The day on which a line is born: its credit's, or the payee's last day in the line's period."""
    if scope.born_on is None:
        reason = "no line is born here"
        return proves.book.stated(Undefined(reason), reason)
    if scope.credit is not None and scope.credit.of.on == scope.born_on:
        return prove_credit_day(proves, scope.credit)
    return _day(proves, scope.payee or "", scope.period, scope.born_on)


def _day(proves: Proving, payee: str, period: Period | None, on: date) -> Ref:
    """A day by what it is: one that is known already, an end of the payee's days, or of the period."""
    known = proves.kept.days.get((payee, on))
    if known is not None:
        return known
    born_in = proves.view.calendar.period_of(on, proves.view.plan.performance)
    for each in (born_in, period) if period is not None else (born_in,):
        days = runs(proves, payee, each)
        if days and days[-1].days[-1] == on:
            return days[-1].ends
    if period is not None and period.last_day == on:
        return edge(proves, period, last=True)
    row = proves.view.facts.find(ASSIGNMENT, payee, on, proves.view.as_of)
    if not isinstance(row, Undefined) and row["ends_on"] == on:
        return proves.book.fact(ASSIGNMENT, row, "ends_on")
    return proves.book.stated(on, "the day on which the line was born")


def edge(proves: Proves, period: Period, *, last: bool) -> Ref:
    """The first or the last day of a period."""
    return proves.book.period_edge(period.name, period.starts_on, period.last_day, last=last)


def runs(proves: Proving, payee: str, period: Period) -> list[Run]:
    """The payee's days in a period, by the assignment that holds on them."""
    key = (payee, period)
    if key not in proves.kept.runs:
        days = proves.view.members.days(payee, period)
        proves.kept.runs[key] = [
            _run(proves, payee, period, row, stretch) for row, stretch in _stretches(proves, payee, days)
        ]
    return proves.kept.runs[key]


def _stretches(proves: Proves, payee: str, days: Sequence[date]) -> Iterator[tuple[Row, tuple[date, ...]]]:
    """Days without a gap that have one assignment, and the assignment."""
    held: Row | None = None
    found: list[date] = []
    for on in days:
        row = proves.view.facts.find(ASSIGNMENT, payee, on, proves.view.as_of)
        if isinstance(row, Undefined):
            continue  # who has no assignment is no member
        if held is not None and (row is not held or on != found[-1] + timedelta(days=1)):
            yield held, tuple(found)
            found = []
        held = row
        found.append(on)
    if held is not None:
        yield held, tuple(found)


def _run(proves: Proving, payee: str, period: Period, row: Row, days: tuple[date, ...]) -> Run:
    starts = _end(proves, period, row, days[0], last=False)
    ends = _end(proves, period, row, days[-1], last=True)
    condition = proves.view.plan.members
    fulfils = None
    if not isinstance(condition, Literal):
        proves.kept.days.setdefault((payee, days[0]), starts)
        fulfils = proves.expression(condition, proves.view.members.scope(payee, days[0]))
    return Run(days, starts, ends, fulfils)


def _end(proves: Proves, period: Period, row: Row, on: date, *, last: bool) -> Ref:
    """An end of days: the nearest of those of the period, the plan and the assignment."""
    book, plan = proves.book, proves.view.plan
    ends = [edge(proves, period, last=last)]
    of_plan = plan.effective_through if last else plan.effective_from
    if of_plan in period and of_plan != book.value(ends[0]):
        ends.append(prove_header_day(proves, of_plan))
    column = "ends_on" if last else "starts_on"
    if row[column] is not None:
        ends.append(book.fact(ASSIGNMENT, row, column))
    nearest = book.extreme(ends, largest=not last) if len(ends) > 1 else ends[0]
    if book.value(nearest) == on:
        return nearest
    return book.stated(on, "the plan's condition on its payees changes with this day")


def prove_rate_day(proves: Proves, on: date) -> Ref:
    """The fixed day of a plan's exchange rates."""
    return prove_header_day(proves, on)


def prove_counted(proves: Proves, days: Sequence[Run]) -> Ref:
    """How much the payee's days count for."""
    book, how = proves.book, proves.view.plan.proration
    if how is Proration.CALENDAR_DAYS:
        parts = [_taken(proves, [run], _length(proves, run.starts, run.ends)) for run in days]
        return parts[0] if len(parts) == 1 else book.total(parts, None)
    every = [on for run in days for on in run.days]
    refs = [ref for run in days for ref in (run.starts, run.ends)]
    return _taken(proves, days, book.write("counted", refs, Fraction(counted(every, how)), how=how.value))


def _taken(proves: Proves, days: Sequence[Run], ref: Ref) -> Ref:
    """What is counted because the plan's condition holds."""
    for fulfils in dict.fromkeys(run.fulfils for run in days if run.fulfils is not None):
        ref = proves.book.chosen(fulfils, ref)
    return ref


def _length(proves: Proves, starts: Ref, ends: Ref) -> Ref:
    return proves.book.add(proves.book.days(ends, starts), proves.book.one())


def prove_length(proves: Proves, period: Period) -> Ref:
    """How many days a period has."""
    return _length(proves, edge(proves, period, last=False), edge(proves, period, last=True))


def prove_whole(proves: Proves, period: Period) -> Ref:
    """How much all days of a period count for."""
    how = proves.view.plan.proration
    if how is Proration.CALENDAR_DAYS:
        return prove_length(proves, period)
    ends = [edge(proves, period, last=last) for last in (False, True)]
    every = [period.starts_on + timedelta(days=number) for number in range(period.days)]
    return proves.book.write("counted", ends, Fraction(counted(every, how)), how=how.value)


def prove_part(proves: Proving, payee: str, period: Period) -> Ref:
    """The part of a period that a payee's days make."""
    return proves.book.divide(prove_counted(proves, runs(proves, payee, period)), prove_whole(proves, period))


def prove_period_number(proves: Proves, period: Period) -> Ref:
    """Which of the periods that begin in its year a period is: as many as have begun by then."""
    year = proves.view.calendar.period_of(period.starts_on, Cadence.YEAR)
    begun = [each for each in _begun(proves, year, period.cadence) if each <= period]
    return _different(proves, begun)


def prove_part_of_year(proves: Proves, period: Period, span: Span) -> Ref:
    """A period's part of a year: of weeks by its days, else one of the periods that begin in the year."""
    book = proves.book
    year = proves.view.calendar.period_of(period.starts_on, Cadence.YEAR)
    if period.cadence.weeks:
        return book.divide(prove_length(proves, period), prove_length(proves, year))
    begun, part = _begun(proves, year, period.cadence), proves.view.calendar.part_of_year(period)
    if part * len(begun) != 1:  # half months of a year of weeks, which may hold one fewer or more of them
        return book.constant(part, span, f"the part of a year that a {period.cadence.value} is")
    return book.divide(book.one(), _different(proves, begun))


def _begun(proves: Proves, year: Period, cadence: Cadence) -> list[Period]:
    every = proves.view.calendar.periods_between(year.starts_on, year.last_day, cadence)
    return [period for period in every if period.starts_on >= year.starts_on]


def _different(proves: Proves, periods: Sequence[Period]) -> Ref:
    """How many periods there are, by their first days."""
    firsts = [edge(proves, period, last=False) for period in periods]
    return proves.book.write("distinct", firsts, Fraction(len(set(periods))))
