"""Aggregates over a payee's own credits, everyone's, or over rows, as seen at a moment.

A value is kept per payee, days and moment of reading; a running one is cumulated once for all its credits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from comp.language.calendar import Calendar, Period
from comp.language.core import (
    Aggregate,
    All,
    AmongOwn,
    Column,
    CreditSet,
    Expr,
    Plan,
    RowSet,
)
from comp.reference.credited import OrderKey, OwnCredit
from comp.reference.evaluate import evaluate, holds, struck
from comp.reference.facts_index import Facts, Row
from comp.reference.folding import Fold, Place
from comp.reference.mentions import Mentions
from comp.reference.own_credits import OwnCredits
from comp.reference.quotas import span_on
from comp.reference.scope import Scope, Side
from comp.reference.values import Amount, Exact, Undefined, Value, day, undefined
from comp.reference.windows import credited_days_of, days_of

_BLANK = ""  # credits whose value of `per` is blank are a counter of their own


@dataclass(frozen=True, slots=True)
class Term:
    """One member of a set: what it is called, when it is dated, and what it adds."""

    name: str
    on: date
    value: Value
    place: Place


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a set: where it stands among the others, and what the term's expression sees of it."""

    name: str
    place: Place
    scope: Scope


@dataclass(frozen=True, slots=True)
class Summed:
    """What an aggregate comes to, and its terms in order."""

    value: Value
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """A running aggregate: the facts in order, and the number of terms and the value up to each."""

    facts: dict[tuple[str, str], int]
    orders: list[OrderKey]
    counts: list[int]
    values: list[Value]

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
        self._counters: dict[tuple[object, ...], dict[Exact, Counter]] = {}
        self._values: dict[tuple[object, ...], dict[Value, OwnCredit]] = {}
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
            return undefined("a reading before or with the credit needs a credit")
        return counter.values[counter.place(scope.credit, scope.sight.side)]

    def summed(self, node: Aggregate, scope: Scope) -> Summed:
        """What everything in the window comes to that is known at the scope's moment."""
        if scope.period is None:
            return Summed(undefined("there is no period here"), ())
        if isinstance(node.over, CreditSet) and node.over.per is not None:
            return Summed(undefined("a counter for each value is read beside a credit only"), ())
        key = self.key(node, scope)
        if isinstance(key, Undefined):
            return Summed(key, ())
        if key not in self._summed:
            terms = self._terms(node, scope)
            self._summed[key] = (
                Summed(terms, ())
                if isinstance(terms, Undefined)
                else Summed(self._folded(node, terms), terms)
            )
        return self._summed[key]

    def counter(self, node: Aggregate, scope: Scope) -> Counter | Undefined:
        """The running aggregate in the scope's window; kept for each value, that of the scope's credit."""
        if not isinstance(node.over, CreditSet):
            return undefined("a reading before or with the credit is of credits only")
        if scope.period is None or scope.payee is None:
            return undefined("there is no payee and period here")
        key = self.key(node, scope)
        if isinstance(key, Undefined):
            return key
        if key not in self._counters:
            self._counters[key] = self._count(node, node.over, scope)
        value = self.kept_for(node.over, scope)
        if isinstance(value, Undefined):
            return value
        return self._counters[key].get(value) or _Running(node, self._plan.currency).counter

    def among_own(self, node: AmongOwn, scope: Scope) -> Value:
        """Whether an own credit known at the scope's moment shares the value; undefined for a blank value."""
        if scope.sight.unread:
            return Undefined(scope.sight.unread)
        value = evaluate(node.column, scope)
        return value if isinstance(value, Undefined) else value in self.held(node, scope)

    def key(self, node: Aggregate, scope: Scope) -> tuple[object, ...] | Undefined:
        """What two readings must have in common to be the same."""
        days = self._days(node.over, scope)
        if isinstance(days, Undefined):
            return days
        return (
            id(node),
            scope.payee if self._mentions.payee(node) else None,
            scope.period,
            days,
            scope.sight.limit,
            scope.born_on if self._mentions.birth(node) else None,
        )

    def held(self, node: AmongOwn, scope: Scope) -> Mapping[Value, OwnCredit]:
        """The values that the payee's credits share, each with the first credit that has it."""
        key = (node.credit, node.via, node.direct_only, scope.payee, scope.sight.limit)
        if key not in self._values:
            own = self._own.of(node.credit, scope.payee or "")
            known = [
                c for c in own if self._known(c, scope.sight.limit) and (c.of.direct or not node.direct_only)
            ]
            values = self._values[key] = {}
            for credit in known:
                value = self._facts.cell(credit.of.source, credit.of.row, node.via)
                if not isinstance(value, Undefined):
                    values.setdefault(value, credit)
        return self._values[key]

    def _known(self, credit: OwnCredit, limit: date) -> bool:
        """Whether a credit was dated, and its fact took part, by the day."""
        return credit.of.on <= limit and self._facts.takes_part(credit.of.source, credit.of.row, limit)

    def members(self, over: CreditSet | RowSet, scope: Scope) -> list[Member] | Undefined:
        """The members of a set that are known at the scope's moment, credits in their order."""
        match over:
            case CreditSet():
                return [
                    Member(credit.of.fact, (credit.of.on, credit.of.fact, credit.of.place), inner)
                    for credit, inner in self._credits(over, scope)
                ]
            case RowSet():
                rows = self._rows(over, scope)
                if isinstance(rows, Undefined):
                    return rows
                named = ((self._facts.key(over.source, row), on, inner) for row, on, inner in rows)
                return [Member(name, (on, name, ()), inner) for name, on, inner in named]

    def _terms(self, node: Aggregate, scope: Scope) -> tuple[Term, ...] | Undefined:
        members = self.members(node.over, scope)
        if isinstance(members, Undefined):
            return members
        return tuple(self.term(node, member) for member in members)

    def _credits(self, over: CreditSet, scope: Scope) -> Iterator[tuple[OwnCredit, Scope]]:
        days = self._days(over, scope)
        if isinstance(days, Undefined):
            return
        first, last = days
        whose = (
            self._own.everyones(over.credit)
            if over.everyone
            else self._own.of(over.credit, scope.payee or "")
        )
        for credit in whose:
            if (
                not credit.in_plan
                or not first <= credit.of.on <= last
                or not self._known(credit, scope.sight.limit)
            ):
                continue
            inner = replace(scope, credit=credit, rows={credit.of.source: credit.of.row})
            if (credit.of.direct or not over.direct_only) and holds(over.where, inner):
                yield credit, inner

    def _rows(self, over: RowSet, scope: Scope) -> list[tuple[Row, date, Scope]] | Undefined:
        dated = self._dated_rows(over, scope)
        if isinstance(dated, Undefined):
            return dated
        cohort = _cohort(over)
        if cohort is not None:
            # What is not in the cohort cannot fulfil the condition: most rows are another payee's.
            held = self.held(cohort[0], scope)
            dated = [(row, on) for row, on in dated if self._facts.cell(over.source, row, cohort[1]) in held]
        scopes = ((row, on, replace(scope, credit=None, rows={over.source: row})) for row, on in dated)
        return [(row, on, inner) for row, on, inner in scopes if holds(over.where, inner)]

    def _dated_rows(self, over: RowSet, scope: Scope) -> list[tuple[Row, date]] | Undefined:
        """The rows of an event source in the window, or those of a state source valid on a day."""
        if over.on is not None:
            on = day(evaluate(over.on, scope))
            return (
                on if isinstance(on, Undefined) else [(row, on) for row in self._facts.valid(over.source, on)]
            )
        days = self._days(over, scope)
        if isinstance(days, Undefined):
            return days
        column = self._facts.sources[over.source].dated or ""
        rows = self._facts.between(over.source, days[0], min(days[1], scope.sight.limit))
        return [(row, on) for row in rows if isinstance(on := row[column], date)]

    def _days(self, over: CreditSet | RowSet, scope: Scope) -> tuple[date, date] | Undefined:
        """First and last day of a set's window."""
        window = over.window
        if scope.period is None:
            raise TypeError("a window needs a period")
        if window.quota is None:
            days = credited_days_of if isinstance(over, CreditSet) else days_of
            return days(window, self._plan, self._calendar, scope.period)
        if scope.credit is None:
            return undefined(
                "the span of quota {quota} is that of a credit's day, and there is none", quota=window.quota
            )
        span = span_on(self._facts, scope.payee or "", window.quota, scope.credit.of.on)
        return span if isinstance(span, Undefined) else _within(scope.period, span.first, span.last)

    def kept_for(self, over: CreditSet, scope: Scope) -> Exact | Undefined:
        """The value whose counter the scope's credit reads and adds to, blank where all have one counter."""
        if over.per is None:
            return _BLANK
        if scope.credit is None:
            return undefined("a counter for each value is read beside a credit only")
        of = scope.credit.of
        value = evaluate(over.per, replace(scope, rows={of.source: of.row}))
        return _BLANK if isinstance(value, Undefined) else value

    def term(self, node: Aggregate, member: Member) -> Term:
        """One member; it adds 1 to a count, and money in whole minor units."""
        value: Value = Fraction(1) if node.term is None else evaluate(node.term, member.scope)
        if isinstance(value, Amount):
            value = struck(value, self._plan.rounding)
        return Term(member.name, member.place[0], value, member.place)

    def _folded(self, node: Aggregate, terms: tuple[Term, ...]) -> Value:
        fold = Fold(node, self._plan.currency)
        for term in terms:
            fold.add(term.value, term.place)
        return fold.value()

    def _count(self, node: Aggregate, over: CreditSet, scope: Scope) -> dict[Exact, Counter]:
        """The running aggregate of each value of `per`; of all credits where nothing is kept apart."""
        whole = replace(scope, sight=replace(scope.sight, side=None))
        running: dict[Exact, _Running] = {}
        for credit, inner in self._credits(over, whole):
            value = self.kept_for(over, inner)
            if isinstance(value, Undefined):
                continue  # a member is always beside its own credit
            if value not in running:
                running[value] = _Running(node, self._plan.currency)
            place = (credit.of.on, credit.of.fact, credit.of.place)
            running[value].add(credit, self.term(node, Member(credit.of.fact, place, inner)))
        return {value: one.counter for value, one in running.items()}


class _Running:
    """A counter while it is made."""

    def __init__(self, node: Aggregate, currency: str) -> None:
        self._fold = Fold(node, currency)
        self.counter = Counter({}, [], [0], [self._fold.value()])

    def add(self, credit: OwnCredit, term: Term) -> None:
        """One more credit; those of one fact are one step."""
        made = self.counter
        fact = (credit.of.source, credit.of.fact)
        if fact not in made.facts:
            made.facts[fact] = len(made.orders)
            made.orders.append(credit.of.order)
            made.counts.append(made.counts[-1])
            made.values.append(made.values[-1])
        self._fold.add(term.value, term.place)
        made.counts[-1] += 1
        made.values[-1] = self._fold.value()


def _within(period: Period, first: date, last: date) -> tuple[date, date]:
    return max(first, period.starts_on), min(last, period.last_day)


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
