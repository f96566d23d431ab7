"""One plan at one day: its groups, its credits, and the measures, tables and targets that its lines ask
for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import cast

import polars as pl

from comp.engine import exact, later_day, quotas, tables, targets
from comp.engine.aggregate import group_totals, own_first_known
from comp.engine.apart import told_apart
from comp.engine.crediting import CreditTable
from comp.engine.earned import Lines, earned_so_far
from comp.engine.evaluate import evaluate, holds, numbers
from comp.engine.exact import Numbers
from comp.engine.groups import Groups, groups_of, over_units
from comp.engine.kept import Kept
from comp.engine.pages import paged
from comp.engine.periods import Numbering
from comp.engine.plan_credits import PlanCredits, earlier_credits, plan_credits
from comp.engine.ranks import placed_among_payees
from comp.engine.running import Sides
from comp.engine.scope import Scope
from comp.engine.steps import added_up_beside
from comp.engine.taking import taken
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.calendar import Cadence, Calendar
from comp.language.core import QuotaBasis, Reading, Shape

_BESIDE_A_CREDIT = (Reading.RUNNING, Reading.BEFORE, Reading.WITH)


@dataclass(frozen=True, slots=True)
class Born:
    """What a pay's expression comes to before any statement: the numbers of the lines' credits, rising, their
    values, and what was looked at on the way.
    """

    number: pl.Series
    stated: Numbers
    memo: dict[str, Numbers]


class PlanAtDay:
    """Answers what expressions of one plan ask, for some payees (`among`) or all; each measure and credit is
    worked out once. `later` is the same at a later day, of the same payees, if that is known already. With
    `open_alone` only those groups have credits and lines that may come to something else at the later day,
    which must be of a plan whose lines settle (`settled.lines_settle`).
    """

    def __init__(  # noqa: PLR0917 - a plan at a day: what it reads, and of whom
        self,
        plan: core.Plan,
        snapshot: Snapshot,
        calendar: Calendar,
        tables: dict[str, CreditTable],
        as_of: date,
        among: pl.Series | None = None,
        later: PlanAtDay | None = None,
        *,
        open_alone: bool = False,
    ) -> None:
        self.plan = plan
        self.snapshot = snapshot
        self.as_of = as_of
        self.calendar = plan.calendar(calendar)
        self.lines: dict[str, Lines] = {}
        self._tables = tables
        self._among = among
        self.later = later
        self.open_alone = open_alone
        self.born: dict[str, Born] = {}
        self._credits: Kept[str, PlanCredits] = Kept()
        self._scopes: dict[str, Scope] = {}
        self._measures: Kept[str, Numbers] = Kept()
        self._beside: Kept[tuple[str, str, str], Numbers] = Kept()
        self._running: Kept[tuple[core.Aggregate, str], Sides] = Kept()
        self._ranks: Kept[core.Rank, Numbers] = Kept()
        self._quotas: Kept[core.Quota, Numbers] = Kept()
        self._numberings: dict[core.Window, Numbering] = {}
        self._units: dict[Cadence, pl.DataFrame] = {}

    @property
    def currency(self) -> str:
        """The plan's currency."""
        return self.plan.currency

    @property
    def rate_on(self) -> date | None:
        """The fixed day of the plan's exchange rates; None where each credit has its own."""
        return self.plan.rate_on

    @cached_property
    def groups(self) -> Groups:
        """The plan's payees and periods."""
        if self.later is not None and self.open_alone and later_day.have_the_same_periods(self, self.later):
            return self.later.groups  # of such a plan members do not change with the day
        return groups_of(self.plan, self.snapshot, self.calendar, self.as_of, self, self._among)

    def credits(self, name: str) -> PlanCredits:
        """The plan's own credits of a name."""
        return self._credits.of(name, lambda: self._own_credits(name))

    def _own_credits(self, name: str) -> PlanCredits:
        if self.later is not None and self.still_open is not None:
            return earlier_credits(self.later.credits(name), self.as_of, self.still_open, self.groups)
        return plan_credits(self._tables[name], self.plan, self.snapshot, self.groups, self)

    @cached_property
    def still_open(self) -> pl.Series | None:
        """Whether each group of the later day may have other lines then than at this day; None where that is
        not asked.
        """
        if self.later is None or not self.open_alone:
            return None
        return later_day.still_open(self, self.later)

    @cached_property
    def open_groups(self) -> pl.Series | None:
        """The same for each of this day's own groups."""
        if self.later is None or self.still_open is None:
            return None
        return later_day.open_groups(self, self.later, self.still_open)

    @property
    def credit_names(self) -> tuple[str, ...]:
        """The names of the credits that are at hand."""
        return tuple(self._tables)

    def all_credits(self, name: str) -> CreditTable:
        """Credits of a name whoever has them, members or not."""
        return self._tables[name]

    def credit_scope(self, name: str) -> Scope:
        """A scope with one row for each of the plan's own credits of a name, in order."""
        if name not in self._scopes:
            credits = self.credits(name)
            self._scopes[name] = Scope(
                self.snapshot,
                credits.frame.height,
                {credits.rows.source.name: credits.rows},
                payee=credits.frame.get_column("payee"),
                day=credits.frame.get_column("on"),
                group=credits.frame.get_column("group"),
                credits={name: credits.value},
                plan=self,
                running_credit=name,
            )
        return self._scopes[name]

    # Periods ----------------------------------------------------------------------------------------------

    @cached_property
    def member_days(self) -> pl.Series:
        """Each group's day for lookups of measures: the payee's last member day, else the period's last."""
        return self.groups.frame.select(pl.coalesce("last_day", "closes_on")).to_series()

    def limits(self, *, at_close: bool) -> pl.Series:
        """The last day of which each group sees facts: the plan's day, at a close no later than it."""
        closes_on = self.groups.frame.get_column("closes_on")
        today = pl.Series([self.as_of]).new_from_index(0, len(closes_on))
        return exact.pick(closes_on < today, closes_on, today) if at_close else today

    def group_scope(self, *, at_close: bool = False) -> Scope:
        """A scope with one row for each group."""
        frame = self.groups.frame
        return Scope(
            self.snapshot,
            frame.height,
            {},
            payee=frame.get_column("payee"),
            day=self.member_days,
            group=pl.int_range(frame.height, dtype=pl.Int64, eager=True),
            limit=self.limits(at_close=at_close),
            at_close=at_close,
            plan=self,
        )

    def closed(self, scope: Scope) -> pl.Series:
        """Whether the period of each row's group has closed; one that does not exist yet has not."""
        closes_on = taken(self.groups.frame.get_column("closes_on"), _group(scope))
        return (closes_on <= self.as_of).fill_null(value=False)

    def at_closes(self, scope: Scope, later: int) -> Scope:
        """The lines of a scope as a hold asks about them: at the close of the period `later` after theirs.

        The group is null where no such period exists yet.
        """
        group = _group(scope) + later
        same_payee = group // len(self.groups.periods) == _group(scope) // len(self.groups.periods)
        group = exact.pick(same_payee, group, pl.Series([None], dtype=pl.Int64))
        limit = taken(self.limits(at_close=True), group)
        return replace(
            scope, group=group, limit=limit, at_close=True, running_credit=None, place=None, memo={}
        )

    def period_edge(self, scope: Scope, *, last: bool) -> pl.Series:
        """The first or last day of the performance periods of the scope's rows."""
        edge = self.groups.frame.get_column("closes_on" if last else "opens_on")
        return taken(edge, _group(scope))

    def period_number(self, scope: Scope) -> Numbers:
        """Which of its year's performance periods each row's is."""
        places = [self.calendar.number_in_year(period) for period in self.groups.periods]
        return exact.of_integers(taken(pl.Series(places, dtype=pl.Int64), self._period_of(_group(scope))))

    def _period_of(self, group: pl.Series) -> pl.Series:
        return group % max(len(self.groups.periods), 1)

    def numbering(self, window: core.Window) -> Numbering:
        """The periods of a window's length, from the first that any line's window reaches back to."""
        if window not in self._numberings:
            cadence, periods = window.cadence or self.plan.performance, self.groups.periods
            first = self.calendar.shift(self.calendar.period_of(periods[0].last_day, cadence), -window.before)
            self._numberings[window] = Numbering(
                self.calendar, cadence, first.starts_on, periods[-1].last_day
            )
        return self._numberings[window]

    def window_of_days(self, window: core.Window, day: pl.Series) -> pl.Series:
        """The number of the window's period that holds each day; null outside what lines can ask about."""
        if window.whole_plan:
            inside = day.is_between(self.plan.effective_from, self.plan.effective_through)
            return exact.pick(inside, pl.Series([0]), pl.Series([None], dtype=pl.Int64))
        return self.numbering(window).of(day)

    def window_of_groups(self, window: core.Window) -> pl.Series:
        """The number of each group's window: of the period of that length that holds its last day."""
        return taken(self._window_of_periods(window), self.groups.frame.get_column("period_no"))

    def window_of_credits(self, window: core.Window, credits: PlanCredits) -> pl.Series:
        """The number of each credit's window, which is that of its performance period."""
        return taken(self._window_of_periods(window), self._period_of(credits.frame.get_column("group")))

    def window_that_counts(self, window: core.Window, credits: PlanCredits) -> pl.Series:
        """The number of the window in which each credit counts: that of its day, or, where weeks may lie
        across a window's end, that of its performance period.
        """
        if self.plan.performance.weeks and window.cadence is not None and not window.cadence.weeks:
            return self.window_of_credits(window, credits)
        return self.window_of_days(window, credits.frame.get_column("on"))

    def _window_of_periods(self, window: core.Window) -> pl.Series:
        last_days = pl.Series([period.last_day for period in self.groups.periods], dtype=pl.Date)
        if window.whole_plan:
            return pl.Series([0]).new_from_index(0, len(last_days))
        return self.numbering(window).of(last_days)

    def units(self, cadence: Cadence | None) -> tuple[pl.DataFrame, pl.Series]:
        """Payees in periods of a length (see `over_units`), and which of these each group belongs to: the one
        that holds the last day of its performance period.
        """
        frame = self.groups.frame
        if cadence in (None, self.plan.performance):
            return frame, pl.int_range(frame.height, dtype=pl.Int64, eager=True)
        numbering = self.numbering(core.Window(cadence=cadence))
        if cadence not in self._units:
            self._units[cadence] = over_units(self.groups.spans, self.groups.payees, numbering.periods)
        number = numbering.of(frame.get_column("closes_on"))
        return self._units[cadence], frame.get_column("payee_no").cast(pl.Int64) * len(
            numbering.periods
        ) + number

    def let_go(self) -> None:
        """Forget lines and scopes, which know the plan that they are of: so its columns go with the last who
        holds it, and not when a collector of garbage comes by, which counts objects and not their bytes.
        """
        self.lines.clear()
        self._scopes.clear()

    # Quotas and targets -----------------------------------------------------------------------------------

    def quota(self, node: core.Quota, scope: Scope) -> Numbers:
        """Quotas of the scope's rows (decisions 0012, 0026)."""
        if node.basis in (QuotaBasis.CREDIT_DATE, QuotaBasis.SPAN):
            return quotas.of_days(node, self, scope)
        return exact.gather(self._quotas.of(node, lambda: quotas.of_groups(node, self)), _group(scope))

    def period_target(self, node: core.PeriodTarget, scope: Scope) -> Numbers:
        """Annual target, times the clause's share, the part of the year and the payee's part of the unit."""
        return targets.period_target(node, self, scope)

    # Measures ---------------------------------------------------------------------------------------------

    def measure(self, node: core.MeasureValue, scope: Scope) -> Numbers:
        """A measure as it is read for the scope's rows, its exceptions applied."""
        measure = self.plan.measures[node.name]
        if measure.reading not in _BESIDE_A_CREDIT:
            value = self._read_for_groups(measure, scope)
        elif measure.reading is Reading.RUNNING or scope.running_credit is None:
            # Only a marginal table reads a running measure; a period's line has no credit to read beside.
            value = exact.undefined()
        else:
            side = "before" if measure.reading is Reading.BEFORE else "with"
            value = self.read_running(measure, scope, side)
        return self.excepted(measure.exceptions, exact.spread(value, scope.height), scope)

    def read_running(self, measure: core.Measure, scope: Scope, side: str) -> Numbers:
        """A running measure before or with the credit of each row."""
        credit = scope.running_credit
        if credit is None:
            return exact.undefined()
        key = f"{measure.name} {side}"
        if key not in scope.memo:
            value = self._beside.of(
                (credit, measure.name, side), lambda: self._beside_credits(measure, credit, side)
            )
            scope.memo[key] = value if scope.place is None else exact.gather(value, scope.place)
        return scope.memo[key]

    def _beside_credits(self, measure: core.Measure, credit: str, side: str) -> Numbers:
        """A running measure beside each of the plan's credits of a name."""
        every = self.credit_scope(credit)
        return exact.spread(
            numbers(measure.value, replace(self._as_measured(every), running=side)), every.height
        )

    def _as_measured(self, scope: Scope) -> Scope:
        """The scope of a measure's own expressions, which look up as of the payee's last member day."""
        day = taken(self.member_days, _group(scope))
        return replace(scope, day=day, credit_day=scope.born_on(), running=None, memo={})

    def _read_for_groups(self, measure: core.Measure, scope: Scope) -> Numbers:
        """A measure that is read once for each group."""

        def read() -> Numbers:
            every = self.group_scope(at_close=measure.reading is Reading.CLOSE)
            return exact.spread(self._at_its_time(measure, every), every.height)

        return exact.gather(self._measures.of(measure.name, read), _group(scope))

    def _at_its_time(self, measure: core.Measure, scope: Scope) -> Numbers:
        value = numbers(measure.value, scope)
        if measure.reading is not Reading.CLOSE:
            return value
        until = exact.undefined() if measure.until_then is None else numbers(measure.until_then, scope)
        return exact.choose(self.closed(scope), value, until)

    def rank(self, node: core.Rank, scope: Scope) -> Numbers:
        """The payees' places in the plan by a measure, in each period (decision 0023)."""
        return exact.gather(self._ranks.of(node, lambda: self._places(node)), _group(scope))

    def _places(self, node: core.Rank) -> Numbers:
        measure = self.plan.measures[node.measure]
        every = self.group_scope(at_close=measure.reading is Reading.CLOSE)
        value = self.measure(core.MeasureValue(node.measure, measure.kind), every)
        read = self.groups.frame.get_column("days") > 0
        if measure.reading is Reading.CLOSE:
            read = read & self.closed(every)
        value = exact.choose(read, value, exact.undefined())
        periods = self.groups.frame.get_column("period_no")
        return placed_among_payees(value, periods, lowest_first=node.lowest_first)

    def table(self, node: core.TableValue, scope: Scope) -> Numbers:
        """A table's values for the scope's rows, its exceptions applied."""
        table = self.plan.tables[node.name]
        if node.name in scope.memo and not _reads_lines(table):
            return scope.memo[node.name]
        if table.pages:
            inputs = [evaluate(other, scope) for other in table.others]
            value = paged(table, inputs, scope.height, lambda page: self._of_rows(page, scope))
        else:
            value = self._of_rows(table, scope)
        scope.memo[node.name] = self.excepted(table.exceptions, value, scope)
        return scope.memo[node.name]

    def _of_rows(self, table: core.Table, scope: Scope) -> Numbers:
        if table.by is None:
            return exact.constant(table.rows[0].value)
        match table.shape:
            case Shape.MARGINAL:
                return self._marginal(table, table.by, scope)
            case Shape.RETROACTIVE:
                return tables.stepped(table, numbers(table.by, scope))
            case Shape.INTERPOLATED:
                return tables.interpolated(table, numbers(table.by, scope))

    def _marginal(self, table: core.Table, by: core.Expr, scope: Scope) -> Numbers:
        measure = self.plan.measures[by.name] if isinstance(by, core.MeasureValue) else None
        if measure is None or measure.reading is not Reading.RUNNING:
            return tables.from_zero(table, exact.spread(numbers(by, scope), scope.height))
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
        """An aggregate: running beside each credit, else once for each group up to the scope's limit."""
        if scope.running is not None and scope.running_credit is not None:
            return self._added_up(node, scope, scope.running_credit).of(scope.running)
        totals = group_totals(node, self, self.limits(at_close=scope.at_close))
        return exact.gather(exact.spread(totals, self.groups.frame.height), _group(scope))

    def _added_up(self, node: core.Aggregate, scope: Scope, credit: str) -> Sides:
        """A running aggregate beside each of the plan's credits of a name, which the scope's rows are."""
        return self._running.of(
            (node, credit), lambda: added_up_beside(node, self, self._as_measured(scope), credit)
        )

    def among_own(self, node: core.AmongOwn, scope: Scope) -> pl.Series:
        """Whether an own credit, known by the scope's limit, holds the same value."""
        if scope.payee is None:
            raise TypeError("no payee in this scope")
        value = told_apart(node.column, scope)
        first_known = own_first_known(node, self, scope.payee, value)
        today = pl.Series([self.as_of]).new_from_index(0, scope.height)
        known = (first_known <= (today if scope.limit is None else scope.limit)).fill_null(value=False)
        return exact.pick(value.is_null(), pl.Series([None], dtype=pl.Boolean), known)

    def earned(self, node: core.Earned, scope: Scope) -> Numbers:
        """What lines of pays above have come to, as the statements so far have left them."""
        return earned_so_far(node, self, scope)


def _reads_lines(node: object) -> bool:
    """Whether a value can change from statement to statement."""
    return isinstance(node, core.Earned) or any(_reads_lines(part) for part in _parts(node))


def _parts(node: object) -> tuple[object, ...]:
    if isinstance(node, tuple):
        return cast("tuple[object, ...]", node)
    return tuple(getattr(node, f.name) for f in fields(node)) if isinstance(node, core.Node) else ()


def _group(scope: Scope) -> pl.Series:
    if scope.group is None:
        raise TypeError("no payee and period in this scope")
    return scope.group
