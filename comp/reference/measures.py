"""One plan's measures, tables, quotas and targets, as they are read for a line at the run's day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from comp.language.calendar import Cadence, Calendar, Period
from comp.language.core import (
    Aggregate,
    AmongOwn,
    Except,
    Expr,
    Kind,
    Measure,
    MeasureValue,
    Operator,
    PeriodTarget,
    Plan,
    Program,
    Quota,
    QuotaBasis,
    Rank,
    Reading,
    Table,
    TableValue,
)
from comp.reference.aggregates import Aggregates
from comp.reference.evaluate import evaluate, holds
from comp.reference.facts_index import Facts
from comp.reference.members_time import part_of
from comp.reference.membership import ASSIGNMENT, Membership
from comp.reference.mentions import nodes
from comp.reference.own_credits import OwnCredits
from comp.reference.quotas import QuotaPart, quota, quota_parts
from comp.reference.ranks import place_among
from comp.reference.saying import Later, Word, later
from comp.reference.scope import Scope, Side, Sight
from comp.reference.tables import Found, found, value_of
from comp.reference.targets import TargetSpan, blended_annual, target_spans
from comp.reference.values import Amount, Undefined, Value, calculate, money_in, undefined


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
        self.calendar = plan.calendar(calendar)
        self.as_of = as_of
        self.currency = plan.currency
        self.rate_on = plan.rate_on
        self._measures: dict[tuple[object, ...], Value] = {}
        self._quotas: dict[tuple[object, ...], Value] = {}
        self._standings: dict[tuple[object, ...], dict[str, Value]] = {}
        self.members = Membership(plan, facts, as_of, self)
        self.own = OwnCredits(program, plan, self.members, self)
        self.aggregates = Aggregates(plan, facts, self.calendar, self.own)

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
        if sight.side and scope.credit:
            scope = replace(scope, payee=scope.credit.of.payee)  # a given line reads its giver's counters
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
                    return Sight(self.as_of, unread=_unread_until(measure, scope))
                return Sight(close)
            case Reading.RUNNING:
                if scope.sight.side is not None:
                    return scope.sight
                return Sight(
                    self.as_of,
                    unread=later(
                        "{measure} is running and read through a marginal table only", measure=measure.name
                    ),
                )

    def table(self, node: TableValue, scope: Scope) -> Value:
        """A table's value for the line, its exceptions applied."""
        return self.ruled_table(self.plan.tables[node.name], scope).value

    def ruled_table(self, table: Table, scope: Scope) -> Ruled:
        """A table's value with the exceptions that apply to it for this line."""
        return self._ruled(table.name, table.exceptions, scope, self.plain_table(table, scope))

    def plain_table(self, table: Table, scope: Scope) -> Value:
        """A table's value without its exceptions."""
        read = self.read_table(table, scope)
        if isinstance(read, Undefined):
            return read
        value = value_of(read)
        return Amount(value, self.currency) if table.value_kind is Kind.MONEY else value

    def read_table(self, table: Table, scope: Scope) -> Found | Undefined:
        """Where a table is read for the line: its page, and the stretch or point of its input."""
        return found(table, scope, self.runs(table.by), self.as_of)

    def runs(self, expr: Expr | None) -> bool:
        """Whether an expression has a stretch beside a credit: a measure in it runs."""
        named = (node.name for node in nodes(expr) if isinstance(node, MeasureValue))
        return any(self.plan.measures[name].reading is Reading.RUNNING for name in named)

    def quota(self, node: Quota, scope: Scope) -> Value:
        """The payee's quota for the scope's period, or for the longer one that holds it."""
        if scope.payee is None or scope.period is None:
            return undefined("a quota needs a payee and a period")
        period = self.longer(node.cadence, scope.period)
        by_date = node.basis in {QuotaBasis.CREDIT_DATE, QuotaBasis.SPAN}
        on = self.credit_date(scope) if by_date else None
        key = (scope.payee, node.name, node.kind, node.basis, period, on)
        if key not in self._quotas:
            self._quotas[key] = quota(self.parts_of_quota(node, scope), scope.payee, self.currency)
        whole = self._quotas[key]
        if not node.by_days_in_plan or isinstance(whole, Undefined):
            return whole
        days = self.members.days(scope.payee, period)
        return calculate(Operator.MULTIPLY, whole, part_of(days, period, self.plan.proration))

    def parts_of_quota(self, node: Quota, scope: Scope) -> list[QuotaPart] | Undefined:
        """The rows that make a quota, or why there is none."""
        if scope.payee is None or scope.period is None:
            return undefined("a quota needs a payee and a period")
        period = self.longer(node.cadence, scope.period)
        return quota_parts(self.facts, scope.payee, node, period, self.credit_date(scope))

    def credit_date(self, scope: Scope) -> date:
        """The day of the credit in scope, else of the line's birth, else the period's last."""
        if scope.credit is not None:
            return scope.credit.of.on
        return scope.born_on or (scope.period.last_day if scope.period else self.as_of)

    def longer(self, cadence: Cadence | None, period: Period) -> Period:
        """The period of a cadence that holds the last day of a performance period."""
        return self.calendar.period_of(period.last_day, cadence) if cadence else period

    def period_target(self, node: PeriodTarget, scope: Scope) -> Value:
        """The clause's share of the annual target for the unit and the payee's days in it."""
        if scope.payee is None or scope.period is None:
            return undefined("a period target needs a payee and a period")
        period = self.longer(node.cadence, scope.period)
        annual = self._annual_part(node, scope, period)
        part = node.share * self.calendar.part_of_year(period)
        return annual if isinstance(annual, Undefined) else Amount(annual.minor * part, annual.currency)

    def _annual_part(self, node: PeriodTarget, scope: Scope, period: Period) -> Amount | Undefined:
        """The annual target times the payee's part of the period."""
        if node.blended:
            spans = self.spans_of_target(node, scope)
            if isinstance(spans, Undefined):
                return spans
            return blended_annual(spans, period, self.plan.proration, self.currency)
        annual = money_in(evaluate(node.annual, scope), self.currency)
        part = part_of(self.members.days(scope.payee or "", period), period, self.plan.proration)
        return annual if isinstance(annual, Undefined) else Amount(annual.minor * part, annual.currency)

    def spans_of_target(self, node: PeriodTarget, scope: Scope) -> list[TargetSpan] | Undefined:
        """The payee's days in the unit by the annual target that held on them."""
        if scope.payee is None or scope.period is None:
            return undefined("a period target needs a payee and a period")

        def annual_on(day: date) -> Amount | Undefined:
            return money_in(evaluate(node.annual, replace(scope, born_on=day)), self.currency)

        days = self.members.days(scope.payee, self.longer(node.cadence, scope.period))
        return target_spans(annual_on, days, self.plan.proration)

    def payees_last_day(self, scope: Scope) -> date | Undefined:
        """The last day of the payee's last assignment."""
        if scope.payee is None:
            return undefined("there is no payee here")
        return self.facts.last_valid_day(ASSIGNMENT, scope.payee)

    def period_number(self, scope: Scope) -> Value:
        """Which of its year's performance periods the scope's is, from 1."""
        if scope.period is None:
            return undefined("there is no period here")
        return Fraction(self.calendar.number_in_year(scope.period))

    def rank(self, node: Rank, scope: Scope) -> Value:
        """The payee's place by a measure among the payees with a day in the period."""
        measure = self.plan.measures[node.measure]
        sight = self.sight(measure, scope)
        if sight.unread or sight.side is not None:
            return Undefined(
                sight.unread or later("{measure} runs, and nothing is ranked by it", measure=measure.name)
            )
        return place_among(self.standings(node, scope), scope.payee or "", lowest_first=node.lowest_first)

    def standings(self, node: Rank, scope: Scope) -> dict[str, Value]:
        """The measure of each payee with a day in the scope's period, as for a line of that period."""
        if scope.period is None:
            return {}
        key = (node.measure, scope.period, scope.closing)
        if key not in self._standings:
            self._standings[key] = {
                payee: self.measure(
                    MeasureValue(node.measure, Kind.NUMBER), self.period_scope(scope, payee, days[-1])
                )
                for payee in self.members.payees()
                if (days := self.members.days(payee, scope.period))
            }
        return self._standings[key]

    def period_scope(self, scope: Scope, payee: str, born_on: date) -> Scope:
        """What a line of the scope's period sees for another payee."""
        return replace(scope, payee=payee, born_on=born_on, rows={}, credit=None, sight=Sight(self.as_of))

    def aggregate(self, node: Aggregate, scope: Scope) -> Value:
        """A total or a count."""
        return self.aggregates.value(node, scope)

    def among_own(self, node: AmongOwn, scope: Scope) -> Value:
        """Whether the payee has a credit that shares a value with the row."""
        return self.aggregates.among_own(node, scope)

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
                labels: Word = applied[0].label
                for exception in applied[1:]:
                    labels = later("{labels} and {label}", labels=labels, label=exception.label)
                reason = undefined(
                    "{labels} both apply to {name} and neither is ranked", labels=labels, name=name
                )
                return Ruled(applied, reason)


def _unread_until(measure: Measure, scope: Scope) -> Later:
    if scope.period is None:
        return later("{measure} is read at the close of a period", measure=measure.name)
    return later("{measure} is read at the close of {period}", measure=measure.name, period=scope.period.name)
