"""Windows in the proof: the days between which the terms of a total or a counter lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from comp.errors import CompError
from comp.language.core import Comparison, CreditSet, RowSet, Window
from comp.reference.facts_index import Row
from comp.reference.proof.book import Book, Ref
from comp.reference.proof.headings import prove_header_day
from comp.reference.proof.member_days import edge
from comp.reference.proof.proves import Proves
from comp.reference.proof.proving import show_key
from comp.reference.quotas import span_on
from comp.reference.scope import Scope
from comp.reference.values import Undefined
from comp.reference.windows import credited_days_of, days_of

_QUOTA = "quota"


class OutOfWindowError(CompError):
    """A term's day as shown lies outside its window: a fault of comp, never of a plan."""

    def __init__(self, day: object, first: object, last: object) -> None:
        super().__init__(
            f"the proof's day {day} of a term is not one from {first} to {last}, and the engine adds the "
            "term; no statement is issued. This is a fault of comp: report it with the plan's text"
        )


@dataclass(frozen=True, slots=True)
class Edges:
    """The first and the last day of a window, as nodes; both are the day on which a state's rows hold."""

    first: Ref
    last: Ref


def prove_edges(proves: Proves, over: CreditSet | RowSet, scope: Scope) -> Edges | None:
    """The edges of a set's window, or the day on which its rows hold; None where there is no window."""
    window = over.window
    if isinstance(over, RowSet) and over.on is not None:
        on = proves.expression(over.on, scope)
        return Edges(on, on)
    if scope.period is None:
        return None
    if window.quota is not None:
        return _edges_of_quota(proves, window.quota, scope)
    plan, calendar = proves.view.plan, proves.view.calendar
    if window.whole_plan:
        return Edges(
            prove_header_day(proves, plan.effective_from), prove_header_day(proves, plan.effective_through)
        )
    days = credited_days_of if isinstance(over, CreditSet) else days_of
    first, last = days(window, plan, calendar, scope.period)
    return Edges(_edge(proves, window, first, last=False), _edge(proves, window, last, last=True))


def days_between(book: Book, edges: Edges, on: Ref, after: Ref | None = None) -> tuple[Ref, Ref]:
    """That a day lies in the window; `after` is a day of it before which the day does not lie.

    Raises:
        OutOfWindowError: it does not.
    """
    first = edges.first if after is None else after
    conditions = (
        book.compared(Comparison.AT_LEAST, on, first),
        book.compared(Comparison.AT_MOST, on, edges.last),
    )
    if any(book.value(condition) is not True for condition in conditions):
        raise OutOfWindowError(book.value(on), book.value(first), book.value(edges.last))
    return conditions


def row_holds(book: Book, source: str, row: Row, on: Ref) -> Iterator[Ref]:
    """That a row holds on the day; an end that is blank is open."""
    declared = book.facts.sources[source]
    for column, comparison in (
        (declared.valid_from, Comparison.AT_MOST),
        (declared.valid_through, Comparison.AT_LEAST),
    ):
        if column is not None:
            end = book.fact(source, row, column)
            yield book.blank(end) if row[column] is None else book.compared(comparison, end, on)


def _edge(proves: Proves, window: Window, on: date, *, last: bool) -> Ref:
    """An edge of the longer period or of the performance period that begins or ends on a day."""
    calendar, performance = proves.view.calendar, proves.view.plan.performance
    period = calendar.period_of(on, window.cadence or performance)
    if (period.last_day if last else period.starts_on) != on:  # weeks, which years and quarters may part
        period = calendar.period_of(on, performance)
    return edge(proves, period, last=last)


def _edges_of_quota(proves: Proves, name: str, scope: Scope) -> Edges | None:
    """The days that a quota's row and the period share."""
    book = proves.book
    if scope.credit is None or scope.period is None:
        return None
    span = span_on(proves.view.facts, scope.payee or "", name, scope.credit.of.on)
    if isinstance(span, Undefined):
        return None
    show_key(proves, _QUOTA, span.row)
    starts, ends = (book.fact(_QUOTA, span.row, column) for column in ("starts_on", "ends_on"))
    return Edges(
        book.extreme([starts, edge(proves, scope.period, last=False)], largest=True),
        book.extreme([ends, edge(proves, scope.period, last=True)], largest=False),
    )
