"""One plan's measures, tables, quotas and targets, as they are read for a line at the run's day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from comp.language.calendar import Calendar
from comp.language.core import (
    Aggregate,
    AmongOwn,
    Except,
    Expr,
    Kind,
    Measure,
    MeasureValue,
    PeriodTarget,
    Plan,
    Program,
    Quota,
    Reading,
    Shape,
    Table,
    TableValue,
)
from comp.reference.aggregates import Aggregates
from comp.reference.evaluate import evaluate, holds
from comp.reference.facts_index import Facts
from comp.reference.membership import Membership
from comp.reference.own_credits import OwnCredits
from comp.reference.quotas import part_of_target, quota
from comp.reference.scope import Scope, Side, Sight
from comp.reference.tables import average, looked_up
from comp.reference.values import Amount, Undefined, Value, money_in


@dataclass(frozen=True, slots=True)
class Ruled:
    """What exceptions make of a value: those whose condition is true, and the value in the end."""

    applied: tuple[Except, ...]
    value: Value


class PlanView:
    """A plan with the facts of one day: everything that an expression of it can ask for."""

    def __init__(self, program: Program, plan: Plan, facts: Facts, calendar: Calendar, as_of: date) -> None:
        self.program = program
        self.plan = plan
        self.facts = facts
        self.calendar = calendar
        self.as_of = as_of
        self.currency = plan.currency
        self._measures: dict[tuple[object, ...], Value] = {}
        self._quotas: dict[tuple[object, ...], Value] = {}
        self.members = Membership(plan, facts, as_of, self)
        self.own = OwnCredits(program, plan, self.members, self)
        self.aggregates = Aggregates(plan, facts, calendar, self.own)

    def measure(self, node: MeasureValue, scope: Scope) -> Value:
        """A measure read at its moment, its exceptions applied."""
        return self.ruled_measure(self.plan.measures[node.name], scope).value

    def ruled_measure(self, measure: Measure, scope: Scope) -> Ruled:
        """A measure with the exceptions that apply to it for this line."""
        plain = self.plain_measure(measure, self.measure_scope(measure, scope))
        return self._ruled(measure.name, measure.exceptions, scope, plain)

    def measure_scope(self, measure: Measure, scope: Scope) -> Scope:
        """What a measure sees: its payee and period, as assigned on the payee's last day in the period.

        Of the line it knows at most the place of its credit, where it is read before or with it.
        """
        sight = self.sight(measure, scope)
        born_on = None
        if scope.period is not None:
            days = self.members.days(scope.payee or "", scope.period)
            born_on = days[-1] if days else scope.period.last_day
        return replace(
            scope, sight=sight, rows={}, born_on=born_on, credit=scope.credit if sight.side else None
        )

    def plain_measure(self, measure: Measure, seen: Scope) -> Value:
        """A measure without its exceptions, in its own scope."""
        if seen.sight.unread:
            if measure.reading is Reading.CLOSE and measure.until_then is not None:
                return evaluate(measure.until_then, seen)
            return Undefined(seen.sight.unread)
        if seen.sight.side is not None:
            return evaluate(measure.value, seen)
        key = (measure.name, seen.payee, seen.period, seen.sight)
        if key not in self._measures:
            self._measures[key] = evaluate(measure.value, seen)
        return self._measures[key]

    def sight(self, measure: Measure, scope: Scope) -> Sight:
        """The moment at which a measure is read for the scope."""
        close = scope.period.last_day if scope.period else None
        if scope.closing and close:
            return Sight(close)
        match measure.reading:
            case Reading.POSTING:
                return Sight(self.as_of)
            case Reading.BEFORE:
                return Sight(self.as_of, Side.BEFORE)
            case Reading.WITH:
                return Sight(self.as_of, Side.WITH)
            case Reading.CLOSE:
                if close is None or self.as_of < close:
                    name = scope.period.name if scope.period else "a period"
                    return Sight(self.as_of, unread=f"{measure.name} is read at the close of {name}")
                return Sight(close)
            case Reading.RUNNING:
                if scope.sight.side is not None:
                    return scope.sight
                return Sight(
                    self.as_of, unread=f"{measure.name} is running and read through a marginal table only"
                )

    def table(self, node: TableValue, scope: Scope) -> Value:
        """A table's value for the line, its exceptions applied."""
        return self.ruled_table(self.plan.tables[node.name], scope).value

    def ruled_table(self, table: Table, scope: Scope) -> Ruled:
        """A table's value with the exceptions that apply to it for this line."""
        return self._ruled(table.name, table.exceptions, scope, self.plain_table(table, scope))

    def plain_table(self, table: Table, scope: Scope) -> Value:
        """A table's value without its exceptions."""
        points = self.points(table, scope)
        if isinstance(points, Undefined):
            return points
        value = average(table, *points) if table.shape is Shape.MARGINAL else looked_up(table, points[0])
        return Amount(value, self.currency) if table.value_kind is Kind.MONEY else value

    def points(self, table: Table, scope: Scope) -> tuple[Fraction, Fraction] | Undefined:
        """The input of a table as plain numbers: before and with the step, or twice the same."""
        if table.shape is not Shape.MARGINAL:
            point = self._point(table.by, scope)
            return point if isinstance(point, Undefined) else (point, point)
        before = self._point(table.by, replace(scope, sight=Sight(self.as_of, Side.BEFORE)))
        after = self._point(table.by, replace(scope, sight=Sight(self.as_of, Side.WITH)))
        if isinstance(before, Undefined):
            return before
        return after if isinstance(after, Undefined) else (before, after)

    def quota(self, node: Quota, scope: Scope) -> Value:
        """The payee's quota for the scope's period."""
        if scope.payee is None or scope.period is None:
            return Undefined("a quota needs a payee and a period")
        key = (scope.payee, node.name, node.kind, scope.period)
        if key not in self._quotas:
            self._quotas[key] = quota(self.facts, scope.payee, node, scope.period, self.currency)
        whole = self._quotas[key]
        if not node.by_days_in_plan or isinstance(whole, Undefined):
            return whole
        part = Fraction(len(self.members.days(scope.payee, scope.period)), scope.period.days)
        return (
            Amount(whole.minor * part, whole.currency) if isinstance(whole, Amount) else _times(whole, part)
        )

    def period_target(self, node: PeriodTarget, scope: Scope) -> Value:
        """The clause's share of the annual target for the period's months and the payee's days in it."""
        if scope.payee is None or scope.period is None:
            return Undefined("a period target needs a payee and a period")
        annual = money_in(evaluate(node.annual, scope), self.currency)
        if isinstance(annual, Undefined):
            return annual
        days = len(self.members.days(scope.payee, scope.period))
        return Amount(
            annual.minor * part_of_target(self.calendar, scope.period, node.share, days), annual.currency
        )

    def aggregate(self, node: Aggregate, scope: Scope) -> Value:
        """A total or a count."""
        return self.aggregates.value(node, scope)

    def among_own(self, node: AmongOwn, scope: Scope) -> Value:
        """Whether the payee has a credit that shares a value with the row."""
        return self.aggregates.among_own(node, scope)

    def _point(self, by: Expr, scope: Scope) -> Fraction | Undefined:
        value = evaluate(by, scope)
        match value:
            case Amount():
                return value.minor
            case Fraction() | Undefined():
                return value
            case _:
                raise TypeError(f"a table is read by a number or money, not {value!r}")

    def line_sight(self, scope: Scope) -> Sight:
        """What an aggregate outside a measure sees: everything known at posting; in a hold, at the close."""
        return scope.sight if scope.closing else Sight(self.as_of)

    def _ruled(self, name: str, exceptions: Iterable[Except], scope: Scope, plain: Value) -> Ruled:
        seen = replace(scope, sight=self.line_sight(scope))
        applied = tuple(exception for exception in exceptions if holds(exception.when, seen))
        match applied:
            case ():
                return Ruled(applied, plain)
            case (only,):
                return Ruled(applied, evaluate(only.value, seen))
            case _:
                labels = " and ".join(exception.label for exception in applied)
                return Ruled(applied, Undefined(f"{labels} both apply to {name} and neither is ranked"))


def _times(value: Value, part: Fraction) -> Value:
    if isinstance(value, Fraction):
        return value * part
    raise TypeError(f"a quota is money or a number, not {value!r}")
