"""A plan's payees, their days in it, and its groups: one for each payee and performance period.

Groups are numbered `payee_no * periods + (period - first)`, so a group's position is arithmetic, never a
join.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from comp.engine.evaluate import holds
from comp.engine.facts import Rows
from comp.engine.scope import PlanValues, Scope
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.calendar import Cadence, Calendar, Period


@dataclass(frozen=True, slots=True)
class Groups:
    """Members and periods of a plan at a day.

    `spans`: payee, payee_no, starts, ends: days on which a payee is a member. `frame`, one row a group:
    payee_no, payee, period_no, year_no, days (member days in the period), last_day (the last of them, or
    null), closes_on.
    """

    spans: pl.DataFrame
    frame: pl.DataFrame
    periods: tuple[Period, ...]
    first_no: int
    cadence: Cadence
    offset: int

    def number_of(self, day: pl.Series) -> pl.Series:
        """Position, among the groups' periods, of the performance period that holds each day."""
        return period_number(day, self.cadence, self.offset) - self.first_no

    def group_of(self, payee_no: pl.Series, day: pl.Series) -> pl.Series:
        """The group of each payee and day."""
        return payee_no.cast(pl.Int64) * len(self.periods) + self.number_of(day)


def period_number(day: pl.Series, cadence: Cadence, offset: int) -> pl.Series:
    """Periods of a length counted since year 0; `offset` is the fiscal year's first month less one."""
    months = day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1 - offset
    return months // cadence.months


def groups_of(
    plan: core.Plan, snapshot: Snapshot, calendar: Calendar, as_of: date, values: PlanValues
) -> Groups:
    """Work out the members and groups of a plan at a day."""
    spans = _spans(plan, snapshot, values)
    later = max((s.later_periods for _, s in plan.statements() if isinstance(s, core.Hold)), default=0)
    last = calendar.shift(calendar.period_of(plan.effective_through, plan.performance), later)
    end = min(as_of, last.last_day)
    periods = (
        tuple(calendar.periods_between(plan.effective_from, end, plan.performance))
        if end >= plan.effective_from
        else ()
    )
    offset = calendar.year_starts_month - 1
    first = period_number(pl.Series([plan.effective_from]), plan.performance, offset)[0]
    return Groups(spans, _frame(spans, periods, offset), periods, first, plan.performance, offset)


def _spans(plan: core.Plan, snapshot: Snapshot, values: PlanValues) -> pl.DataFrame:
    source, table = snapshot.sources["assignment"], snapshot.tables["assignment"]
    starts = (
        table.get_column(source.valid_from)
        if source.valid_from
        else pl.Series([None], dtype=pl.Date).new_from_index(0, table.height)
    )
    ends = (
        table.get_column(source.valid_through)
        if source.valid_through
        else pl.Series([None], dtype=pl.Date).new_from_index(0, table.height)
    )
    frame = table.select(pl.col(source.key).alias("payee")).with_columns(
        starts=starts.fill_null(plan.effective_from), ends=ends.fill_null(plan.effective_through)
    )
    frame = frame.with_columns(
        starts=pl.max_horizontal("starts", pl.lit(plan.effective_from)),
        ends=pl.min_horizontal("ends", pl.lit(plan.effective_through)),
    )
    # A row is asked about on its first day in the plan; the rows of one payee do not overlap, so it finds
    # itself.
    scope = Scope(
        snapshot,
        frame.height,
        {"assignment": Rows(source, table)},
        payee=frame.get_column("payee"),
        day=frame.get_column("starts"),
        plan=values,
    )
    members = frame.filter(
        (frame.get_column("starts") <= frame.get_column("ends")) & holds(plan.members, scope)
    )
    numbers = members.select(pl.col("payee").unique().sort()).with_row_index("payee_no")
    return members.join(numbers, on="payee").sort("payee_no", "starts")


def _frame(spans: pl.DataFrame, periods: tuple[Period, ...], offset: int) -> pl.DataFrame:
    calendar = pl.DataFrame(
        {
            "period_no": range(len(periods)),
            "opens_on": [p.starts_on for p in periods],
            "closes_on": [p.last_day for p in periods],
            "period": [p.name for p in periods],
        },
        schema={"period_no": pl.Int64, "opens_on": pl.Date, "closes_on": pl.Date, "period": pl.String},
    )
    payees = spans.select("payee_no", "payee").unique().sort("payee_no")
    whole = payees.join(calendar, how="cross").sort("payee_no", "period_no")
    overlap = (
        whole.join(spans.select("payee_no", "starts", "ends"), on="payee_no")
        .with_columns(
            starts=pl.max_horizontal("starts", "opens_on"), ends=pl.min_horizontal("ends", "closes_on")
        )
        .filter(pl.col("starts") <= pl.col("ends"))
        .group_by("payee_no", "period_no")
        .agg(
            days=((pl.col("ends") - pl.col("starts")).dt.total_days() + 1).sum(),
            last_day=pl.col("ends").max(),
        )
    )
    return whole.join(overlap, on=["payee_no", "period_no"], how="left", maintain_order="left").with_columns(
        pl.col("days").fill_null(0),
        year_no=period_number(whole.get_column("opens_on"), Cadence.YEAR, offset),
        period_days=(pl.col("closes_on") - pl.col("opens_on")).dt.total_days() + 1,
    )
