"""Totals and counts over a payee's own credits or over rows, as seen at a moment.

A total is kept per payee, period and day of reading; a running total once per payee and period, cumulated.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from comp.facts.snapshot import Value as Stored
from comp.language.calendar import Calendar
from comp.language.core import (
    Aggregate,
    Aggregation,
    All,
    AmongOwn,
    Column,
    CreditSet,
    Expr,
    Kind,
    Operator,
    Plan,
    RowSet,
    Window,
)
from comp.reference.credited import OrderKey, OwnCredit
from comp.reference.evaluate import evaluate, holds, struck
from comp.reference.facts_index import Facts, Row
from comp.reference.mentions import Mentions
from comp.reference.own_credits import OwnCredits
from comp.reference.scope import Scope, Side
from comp.reference.values import Amount, Undefined, Value, calculate


@dataclass(frozen=True, slots=True)
class Term:
    """One member of a set: what it is called, when it is dated, and what it adds."""

    name: str
    on: date
    value: Value


@dataclass(frozen=True, slots=True)
class Summed:
    """What an aggregate comes to, and its terms in order."""

    value: Value
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """A running total: the facts in order, and the count of terms and the sum up to each, from none on."""

    facts: dict[tuple[str, str], int]
    orders: tuple[OrderKey, ...]
    counts: tuple[int, ...]
    sums: tuple[Value, ...]

    def place(self, credit: OwnCredit, side: Side) -> int:
        """How many facts come before a credit's fact, or up to it."""
        index = self.facts.get((credit.of.source, credit.of.fact))
        if index is None:
            return bisect_left(self.orders, credit.of.order)
        return index + 1 if side is Side.WITH else index


class Aggregates:
    """The aggregates of one plan."""

    def __init__(self, plan: Plan, facts: Facts, calendar: Calendar, own: OwnCredits) -> None:
        self._plan = plan
        self._facts = facts
        self._calendar = calendar
        self._own = own
        self._summed: dict[tuple[object, ...], Summed] = {}
        self._counters: dict[tuple[object, ...], Counter] = {}
        self._values: dict[tuple[object, ...], set[Stored]] = {}
        self._mentions = Mentions()

    def value(self, node: Aggregate, scope: Scope) -> Value:
        """The aggregate as the scope sees it; undefined where nothing is read yet."""
        if scope.sight.unread:
            return Undefined(scope.sight.unread)
        if scope.sight.side is None:
            return self.summed(node, scope).value
        counter = self.counter(node, scope)
        if isinstance(counter, Undefined):
            return counter
        if scope.credit is None:
            return Undefined("a reading before or with the credit needs a credit")
        return counter.sums[counter.place(scope.credit, scope.sight.side)]

    def summed(self, node: Aggregate, scope: Scope) -> Summed:
        """Total or count of everything in the window that is known at the scope's moment."""
        if scope.period is None:
            return Summed(Undefined("there is no period here"), ())
        key = (
            id(node),
            scope.payee if self._mentions.payee(node) else None,
            scope.period,
            scope.sight.limit,
            scope.born_on if self._mentions.birth(node) else None,
        )
        if key not in self._summed:
            terms = tuple(self._terms(node, scope))
            self._summed[key] = Summed(self._total(node, terms), terms)
        return self._summed[key]

    def counter(self, node: Aggregate, scope: Scope) -> Counter | Undefined:
        """The running total of own credits in the scope's window."""
        if not isinstance(node.over, CreditSet):
            return Undefined("a reading before or with the credit is of own credits only")
        if scope.period is None or scope.payee is None:
            return Undefined("there is no payee and period here")
        key = (
            id(node), scope.payee, scope.period, scope.sight.limit,
            scope.born_on if self._mentions.birth(node) else None,
        )  # fmt: skip
        if key not in self._counters:
            self._counters[key] = self._count(node, node.over, scope)
        return self._counters[key]

    def among_own(self, node: AmongOwn, scope: Scope) -> Value:
        """Whether an own credit known at the scope's moment shares the value; undefined for a blank value."""
        if scope.sight.unread:
            return Undefined(scope.sight.unread)
        value = evaluate(node.column, scope)
        return value if isinstance(value, Undefined) else value in self._held(node, scope)

    def _held(self, node: AmongOwn, scope: Scope) -> set[Stored]:
        key = (node.credit, node.via, node.direct_only, scope.payee, scope.sight.limit)
        if key not in self._values:
            own = self._own.of(node.credit, scope.payee or "")
            known = [
                c for c in own if self._known(c, scope.sight.limit) and (c.of.direct or not node.direct_only)
            ]
            self._values[key] = {c.of.row[node.via] for c in known} - {None}
        return self._values[key]

    def _known(self, credit: OwnCredit, limit: date) -> bool:
        """Whether a credit was dated, and its fact took part, by the day."""
        return credit.of.on <= limit and self._facts.takes_part(credit.of.source, credit.of.row, limit)

    def _terms(self, node: Aggregate, scope: Scope) -> Iterator[Term]:
        match node.over:
            case CreditSet():
                for credit, inner in self._credits(node.over, scope):
                    yield Term(credit.of.fact, credit.of.on, self._term(node, inner))
            case RowSet():
                for row, on, inner in self._rows(node.over, scope):
                    yield Term(self._facts.key(node.over.source, row), on, self._term(node, inner))

    def _credits(self, over: CreditSet, scope: Scope) -> Iterator[tuple[OwnCredit, Scope]]:
        first, last = self._days(over.window, scope)
        for credit in self._own.of(over.credit, scope.payee or ""):
            if (
                not credit.in_plan
                or not first <= credit.of.on <= last
                or not self._known(credit, scope.sight.limit)
            ):
                continue
            inner = replace(scope, credit=credit, rows={credit.of.source: credit.of.row})
            if (credit.of.direct or not over.direct_only) and holds(over.where, inner):
                yield credit, inner

    def _rows(self, over: RowSet, scope: Scope) -> Iterator[tuple[Row, date, Scope]]:
        first, last = self._days(over.window, scope)
        dated = self._facts.sources[over.source].dated or ""
        candidates = self._facts.between(over.source, first, min(last, scope.sight.limit))
        cohort = _cohort(over)
        if cohort is not None:
            # What is not in the cohort cannot fulfil the condition: most rows are another payee's.
            held = self._held(cohort[0], scope)
            candidates = [row for row in candidates if row[cohort[1]] in held]
        for row in candidates:
            inner = replace(scope, credit=None, rows={over.source: row})
            on = row[dated]
            if isinstance(on, date) and holds(over.where, inner):
                yield row, on, inner

    def _days(self, window: Window, scope: Scope) -> tuple[date, date]:
        """First and last day of a window."""
        if scope.period is None:
            raise TypeError("a window needs a period")
        cadence = window.cadence or self._plan.performance
        period = self._calendar.period_of(scope.period.starts_on, cadence)
        return self._calendar.shift(period, -window.before).starts_on, period.last_day

    def _term(self, node: Aggregate, scope: Scope) -> Value:
        """What one member adds: 1 to a count; money in whole minor units."""
        if node.term is None:
            return Fraction(1)
        value = evaluate(node.term, scope)
        return struck(value, self._plan.rounding) if isinstance(value, Amount) else value

    def _total(self, node: Aggregate, terms: tuple[Term, ...]) -> Value:
        total: Value = self._nothing(node)
        for term in terms:
            total = calculate(Operator.ADD, total, term.value)
        return total

    def _nothing(self, node: Aggregate) -> Fraction | Amount:
        money = node.how is Aggregation.TOTAL and node.kind in {Kind.MONEY, Kind.ROW_MONEY}
        return Amount(Fraction(0), self._plan.currency) if money else Fraction(0)

    def _count(self, node: Aggregate, over: CreditSet, scope: Scope) -> Counter:
        whole = replace(scope, sight=replace(scope.sight, side=None))
        places: dict[tuple[str, str], int] = {}
        orders: list[OrderKey] = []
        counts = [0]
        sums: list[Value] = [self._nothing(node)]
        for credit, inner in self._credits(over, whole):
            fact = (credit.of.source, credit.of.fact)
            term = self._term(node, inner)
            if fact not in places:
                places[fact] = len(orders)
                orders.append(credit.of.order)
                counts.append(counts[-1])
                sums.append(sums[-1])
            counts[-1] += 1
            sums[-1] = calculate(Operator.ADD, sums[-1], term)
        return Counter(places, tuple(orders), tuple(counts), tuple(sums))


def _cohort(over: RowSet) -> tuple[AmongOwn, str] | None:
    """A condition by which most rows can be left out at once: a column among own credits."""
    conditions: tuple[Expr, ...] = (
        over.where.conditions if isinstance(over.where, All) else (over.where,) if over.where else ()
    )
    for condition in conditions:
        match condition:
            case AmongOwn(column=Column() as column) if column.source == over.source:
                return condition, column.name
            case _:
                pass
    return None
