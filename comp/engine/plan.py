"""One plan at one day: its groups, its credits, and the measures, tables and targets that its lines ask
for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property

import polars as pl

from comp.engine import exact, tables
from comp.engine.aggregate import group_totals, own_first_known
from comp.engine.crediting import CreditTable
from comp.engine.evaluate import holds, numbers, series
from comp.engine.exact import Numbers
from comp.engine.groups import Groups, groups_of, period_number
from comp.engine.plan_credits import PlanCredits, plan_credits
from comp.engine.quotas import quotas
from comp.engine.running import counter_of, running_total
from comp.engine.scope import Scope
from comp.errors import CompError
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.calendar import Calendar
from comp.language.core import Reading, Shape

_RUNNING = (Reading.RUNNING, Reading.BEFORE, Reading.WITH)


class PlanAtDay:
    """Answers what expressions of one plan ask; each measure and credit is worked out once."""

    def __init__(
        self,
        plan: core.Plan,
        snapshot: Snapshot,
        calendar: Calendar,
        tables: dict[str, CreditTable],
        as_of: date,
    ) -> None:
        self.plan = plan
        self.snapshot = snapshot
        self.as_of = as_of
        self.calendar = calendar
        self._tables = tables
        self._credits: dict[str, PlanCredits] = {}
        self._measures: dict[str, Numbers] = {}
        self._quotas: dict[tuple[str, bool], Numbers] = {}

    @property
    def currency(self) -> str:
        """The plan's currency."""
        return self.plan.currency

    @cached_property
    def groups(self) -> Groups:
        """The plan's payees and periods."""
        return groups_of(self.plan, self.snapshot, self.calendar, self.as_of, self)

    def credits(self, name: str) -> PlanCredits:
        """The plan's own credits of a name."""
        if name not in self._credits:
            table = self._tables[name]
            self._credits[name] = plan_credits(table, self.plan, self.snapshot, self.groups, self)
        return self._credits[name]

    def all_credits(self, name: str) -> CreditTable:
        """Credits of a name whoever has them, members or not."""
        return self._tables[name]

    @cached_property
    def member_days(self) -> pl.Series:
        """Each group's day for lookups of measures: the payee's last member day, else the period's last."""
        return self.groups.frame.select(pl.coalesce("last_day", "closes_on")).to_series()

    def _limits(self, *, at_close: bool) -> pl.Series:
        """The last day of which each group sees facts: the plan's day, at a close no later than it."""
        closes_on = self.groups.frame.get_column("closes_on")
        today = pl.Series([self.as_of]).new_from_index(0, len(closes_on))
        return exact.pick(closes_on < today, closes_on, today) if at_close else today

    def _group_scope(self, *, at_close: bool) -> Scope:
        """A scope with one row for each group."""
        frame = self.groups.frame
        return Scope(
            self.snapshot,
            frame.height,
            {},
            payee=frame.get_column("payee"),
            day=self.member_days,
            group=pl.int_range(frame.height, dtype=pl.Int64, eager=True),
            limit=self._limits(at_close=at_close),
            at_close=at_close,
            plan=self,
        )

    def quota(self, node: core.Quota, scope: Scope) -> Numbers:
        """Quotas of the scope's groups (decision 0012)."""
        key = (node.name, node.by_days_in_plan)
        if key not in self._quotas:
            self._quotas[key] = quotas(node, self.snapshot, self.groups, self.plan.currency)
        return exact.gather(self._quotas[key], _group(scope))

    def period_target(self, node: core.PeriodTarget, scope: Scope) -> Numbers:
        """Annual target at birth, times the clause's share, the part of the year and the payee's part of the
        period.
        """
        frame = self.groups.frame
        days = exact.divide(
            exact.of_integers(frame.get_column("days")), exact.of_integers(frame.get_column("period_days"))
        )
        part = exact.multiply(days, exact.constant(node.share * Fraction(self.plan.performance.months, 12)))
        return exact.multiply(numbers(node.annual, scope), exact.gather(part, _group(scope)))

    def measure(self, node: core.MeasureValue, scope: Scope) -> Numbers:
        """A measure as it is read for the scope's rows, its exceptions applied."""
        measure = self.plan.measures[node.name]
        if measure.reading not in _RUNNING:
            value = exact.gather(self._group_measure(measure), _group(scope))
        elif measure.reading is Reading.RUNNING or scope.running_credit is None:
            # Only a marginal table reads a running measure; a period's line has no credit to read beside.
            value = exact.undefined()
        else:
            side = "before" if measure.reading is Reading.BEFORE else "with"
            value = self.read_running(measure, scope, side)
        return self.excepted(measure.exceptions, exact.spread(value, scope.height), scope)

    def read_running(self, measure: core.Measure, scope: Scope, side: str) -> Numbers:
        """A running measure before or with each credit of the scope."""
        if scope.running_credit is None:
            return exact.undefined()
        key = f"{measure.name} {side}"
        if key not in scope.memo:
            beside = replace(self._as_measured(scope), running=side)
            scope.memo[key] = numbers(measure.value, beside)
        return scope.memo[key]

    def _as_measured(self, scope: Scope) -> Scope:
        """The scope of a measure's own expressions, which look up as of the payee's last member day."""
        return replace(scope, day=self.member_days.gather(_group(scope)), running=None, memo={})

    def _group_measure(self, measure: core.Measure) -> Numbers:
        if measure.name not in self._measures:
            self._measures[measure.name] = self._read_for_groups(measure)
        return self._measures[measure.name]

    def _read_for_groups(self, measure: core.Measure) -> Numbers:
        at_close = measure.reading is Reading.CLOSE
        scope = self._group_scope(at_close=at_close)
        value = exact.spread(numbers(measure.value, scope), scope.height)
        if not at_close:
            return value
        until = exact.undefined() if measure.until_then is None else numbers(measure.until_then, scope)
        closed = self.groups.frame.get_column("closes_on") <= self.as_of
        return exact.spread(exact.choose(closed, value, until), scope.height)

    def table(self, node: core.TableValue, scope: Scope) -> Numbers:
        """A table's values for the scope's rows, its exceptions applied."""
        if node.name in scope.memo:
            return scope.memo[node.name]
        table = self.plan.tables[node.name]
        match table.shape:
            case Shape.MARGINAL:
                value = self._marginal(table, scope)
            case Shape.RETROACTIVE:
                value = tables.stepped(table, numbers(table.by, scope))
            case Shape.INTERPOLATED:
                value = tables.interpolated(table, numbers(table.by, scope))
        scope.memo[node.name] = self.excepted(table.exceptions, value, scope)
        return scope.memo[node.name]

    def _marginal(self, table: core.Table, scope: Scope) -> Numbers:
        if not isinstance(table.by, core.MeasureValue):
            raise CompError(f"table {table.name} of {self.plan.name} is marginal and must be over a measure")
        measure = self.plan.measures[table.by.name]
        before, after = (
            self.excepted(measure.exceptions, self.read_running(measure, scope, side), scope)
            for side in ("before", "with")
        )
        return tables.averaged(table, before, after)

    def excepted(self, exceptions: tuple[core.Except, ...], value: Numbers, scope: Scope) -> Numbers:
        """The value, or that of the one exception that applies; undefined where two do."""
        if not exceptions:
            return value
        applied = pl.Series([0], dtype=pl.Int8).new_from_index(0, scope.height)
        for exception in exceptions:
            applies = holds(exception.when, scope)
            applied = applied + applies.cast(pl.Int8)
            value = exact.choose(applies, numbers(exception.value, scope), value)
        if len(exceptions) > 1:
            value = exact.choose(applied > 1, exact.undefined(), value)
        return value

    def aggregate(self, node: core.Aggregate, scope: Scope) -> Numbers:
        """A total or count: running beside each credit, else once for each group up to the scope's limit."""
        if scope.running is not None and scope.running_credit is not None:
            return self._running(node, scope, scope.running_credit, scope.running)
        totals = group_totals(node, self, self._limits(at_close=scope.at_close))
        return exact.gather(totals, _group(scope))

    def _running(self, node: core.Aggregate, scope: Scope, credit: str, side: str) -> Numbers:
        over = node.over
        if not isinstance(over, core.CreditSet) or over.credit != credit:
            raise CompError(
                f"{self.plan.name}: a measure read beside a credit adds up {credit} and nothing else"
            )
        credits = self.credits(credit)
        term = exact.constant(1) if node.term is None else numbers(node.term, self._as_measured(scope))
        counted = holds(over.where, self._as_measured(scope))
        if over.direct_only:
            counted = counted & credits.frame.get_column("direct")
        term = exact.choose(counted, term, exact.constant(0))
        window = self._window_of_credits(over.window, credits)
        return running_total(counter_of(credits, window, over.window.before), term, side)

    def _window_of_credits(self, window: core.Window, credits: PlanCredits) -> pl.Series:
        if window.cadence in (None, self.plan.performance):
            return credits.frame.get_column("group")
        return self.window_of(window, credits.frame.get_column("on"))

    def window_of(self, window: core.Window, day: pl.Series) -> pl.Series:
        """The number of the window's period that holds each day."""
        cadence = window.cadence or self.plan.performance
        return period_number(day, cadence, self.calendar.year_starts_month - 1)

    def among_own(self, node: core.AmongOwn, scope: Scope) -> pl.Series:
        """Whether an own credit, known by the scope's limit, holds the same value."""
        if scope.payee is None:
            raise TypeError("no payee in this scope")
        value = series(node.column, scope)
        first_known = own_first_known(node, self, scope.payee, value)
        today = pl.Series([self.as_of]).new_from_index(0, scope.height)
        known = (first_known <= (today if scope.limit is None else scope.limit)).fill_null(value=False)
        return exact.pick(value.is_null(), pl.Series([None], dtype=pl.Boolean), known)

    def closed(self, scope: Scope) -> pl.Series:
        """Whether the period of each row's group has closed; one that does not exist yet has not."""
        closes_on = self.groups.frame.get_column("closes_on").gather(_group(scope))
        return (closes_on <= self.as_of).fill_null(value=False)

    def at_closes(self, scope: Scope, later: int) -> Scope:
        """The lines of a scope as a hold asks about them: at the close of the period `later` after theirs.

        The group is null where no such period exists yet.
        """
        group = _group(scope) + later
        same_payee = group // len(self.groups.periods) == _group(scope) // len(self.groups.periods)
        group = exact.pick(same_payee, group, pl.Series([None], dtype=pl.Int64))
        limit = self._limits(at_close=True).gather(group)
        return replace(scope, group=group, limit=limit, at_close=True, running_credit=None, memo={})


def _group(scope: Scope) -> pl.Series:
    if scope.group is None:
        raise TypeError("no payee and period in this scope")
    return scope.group
