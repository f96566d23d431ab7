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
from comp.engine.periods import Numbering
from comp.engine.scope import PlanValues, Scope
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.calendar import Cadence, Calendar, Period
from comp.language.lowering.reads import walk


@dataclass(frozen=True, slots=True)
class Groups:
    """Members and periods of a plan at a day.

    `spans`: payee, payee_no, starts, ends: days on which a payee is a member. `frame`, one row a group:
    payee_no, payee, period_no, opens_on, closes_on, period, days (member days in the period), first_day and
    last_day (the first and last of them, or null), period_days. `payees`: payee_no, payee, members first to
    last by their id, with whoever else may be given money.
    """

    spans: pl.DataFrame
    payees: pl.DataFrame
    frame: pl.DataFrame
    numbering: Numbering

    @property
    def periods(self) -> tuple[Period, ...]:
        """The performance periods, in order."""
        return self.numbering.periods

    def number_of(self, day: pl.Series) -> pl.Series:
        """Position, among the groups' periods, of the performance period that holds each day."""
        return self.numbering.of(day)

    def group_of(self, payee_no: pl.Series, day: pl.Series) -> pl.Series:
        """The group of each payee and day."""
        return payee_no.cast(pl.Int64) * len(self.periods) + self.number_of(day)


def groups_of(  # noqa: PLR0917 - a plan at a day, and of which payees
    plan: core.Plan,
    snapshot: Snapshot,
    calendar: Calendar,
    as_of: date,
    values: PlanValues,
    among: pl.Series | None = None,
) -> Groups:
    """Work out the members and groups of a plan at a day, some or all; the calendar is the plan's."""
    last = last_period(plan, calendar, as_of)
    none_yet = as_of < plan.effective_from
    numbering = Numbering(
        calendar, plan.performance, plan.effective_from, date.min if none_yet else last.last_day
    )
    members = _members(plan, snapshot, values, among)
    payees = _payees(plan, snapshot, members)
    spans = members.join(payees, on="payee").sort("payee_no", "starts")
    return Groups(spans, payees, over_units(spans, payees, numbering.periods), numbering)


def last_period(plan: core.Plan, calendar: Calendar, as_of: date) -> Period:
    """The last performance period that a line, or a hold on one, may belong to at the day."""
    later = max((s.later_periods for _, s in plan.statements() if isinstance(s, core.Hold)), default=0)
    longer = [_unit_of(s) or plan.performance for _, s in plan.statements()]

    def end_of(day: date) -> Period:
        unit_ends = max((calendar.period_of(day, cadence).last_day for cadence in longer), default=day)
        return calendar.period_of(unit_ends, plan.performance)

    return min(calendar.shift(end_of(plan.effective_through), later), end_of(as_of))


def _unit_of(statement: core.Statement) -> Cadence | None:
    return statement.cadence if isinstance(statement, core.Pay) else None


def _members(
    plan: core.Plan, snapshot: Snapshot, values: PlanValues, among: pl.Series | None
) -> pl.DataFrame:
    source, table = snapshot.sources["assignment"], snapshot.tables["assignment"]
    blank = pl.lit(None, pl.Date)
    starts, ends = (pl.col(name) if name else blank for name in (source.valid_from, source.valid_through))
    first, last = pl.lit(plan.effective_from), pl.lit(plan.effective_through)
    frame = (
        table.select(
            payee=pl.col(source.key),
            starts=pl.max_horizontal(starts.fill_null(first), first),
            ends=pl.min_horizontal(ends.fill_null(last), last),
        )
        .with_row_index("row")
        .filter(pl.col("starts") <= pl.col("ends"))
    )
    if among is not None:
        frame = frame.join(pl.DataFrame({"payee": among}), on="payee", how="semi", maintain_order="left")
    by_day = differs_by_day(plan.members)
    if by_day:
        frame = each_day(frame)
    # A row is asked about on its first day in the plan; the rows of one payee do not overlap, so it finds
    # itself.
    scope = Scope(
        snapshot,
        frame.height,
        {"assignment": Rows(source, table, frame.get_column("row"))},
        payee=frame.get_column("payee"),
        day=frame.get_column("starts"),
        plan=values,
    )
    frame = frame.filter(holds(plan.members, scope))
    return (_runs_of_days(frame) if by_day else frame).drop("row")


def differs_by_day(asked: core.Expr) -> bool:
    """Whether what is asked of an assignment also rests on the day beside it: at whose rate, or how long
    since.
    """
    days = sum(isinstance(part, core.BornOn) for part in walk(asked))
    return days > sum(
        isinstance(part, core.Lookup) and isinstance(part.as_of, core.BornOn) for part in walk(asked)
    )


def each_day(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans (starts, ends) cut into their days."""
    days = spans.with_columns(starts=pl.date_ranges("starts", "ends")).explode("starts")
    return days.with_columns(ends=pl.col("starts"))


def _runs_of_days(days: pl.DataFrame) -> pl.DataFrame:
    """Days of assignments (row, payee, starts) as spans of days that follow each other."""
    place = pl.int_range(pl.len()).over("row")
    return (
        days.sort("row", "starts")
        .with_columns(run=pl.col("starts").to_physical() - place)
        .group_by("row", "payee", "run", maintain_order=True)
        .agg(starts=pl.col("starts").min(), ends=pl.col("ends").max())
        .drop("run")
    )


def _payees(plan: core.Plan, snapshot: Snapshot, members: pl.DataFrame) -> pl.DataFrame:
    found = [members.get_column("payee")]
    if any(isinstance(statement, core.Split) for _, statement in plan.statements()):
        found += _who_may_be_given(plan, snapshot)
    return pl.DataFrame({"payee": pl.concat(found).unique().drop_nulls().sort()}).with_row_index("payee_no")


def _who_may_be_given(plan: core.Plan, snapshot: Snapshot) -> list[pl.Series]:
    """Everyone whom a fact names, and whom a split names itself."""
    named = [
        part.to.value
        for _, statement in plan.statements()
        if isinstance(statement, core.Split)
        for part in statement.parts
        if isinstance(part.to, core.Literal) and isinstance(part.to.value, str)
    ]
    columns = [
        snapshot.tables[name].get_column(column.name).rename("payee")
        for name, source in snapshot.sources.items()
        for column in source.columns
        if column.kind is core.Kind.PAYEE
    ]
    return [pl.Series("payee", named, dtype=pl.String), *columns]


def over_units(spans: pl.DataFrame, payees: pl.DataFrame, units: tuple[Period, ...]) -> pl.DataFrame:
    """Every payee in every period of one length, with the member days that they have in it.

    `period_no` is the period's position; see `Groups.frame`.
    """
    calendar = pl.DataFrame(
        {
            "period_no": range(len(units)),
            "opens_on": [p.starts_on for p in units],
            "closes_on": [p.last_day for p in units],
            "period": [p.name for p in units],
        },
        schema={"period_no": pl.Int64, "opens_on": pl.Date, "closes_on": pl.Date, "period": pl.String},
    )
    whole = payees.join(calendar, how="cross").sort("payee_no", "period_no")
    overlap = (
        overlaps(spans, calendar)
        .group_by("payee_no", "period_no")
        .agg(
            days=((pl.col("ends") - pl.col("starts")).dt.total_days() + 1).sum(),
            first_day=pl.col("starts").min(),
            last_day=pl.col("ends").max(),
        )
    )
    return whole.join(overlap, on=["payee_no", "period_no"], how="left", maintain_order="left").with_columns(
        pl.col("days").fill_null(0),
        period_days=(pl.col("closes_on") - pl.col("opens_on")).dt.total_days() + 1,
    )


def overlaps(spans: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """Each span cut to each period that it shares a day with: payee_no, payee, period_no, starts, ends."""
    return (
        spans.select("payee_no", "payee", "starts", "ends")
        .join(calendar.select("period_no", "opens_on", "closes_on"), how="cross")
        .with_columns(
            starts=pl.max_horizontal("starts", "opens_on"), ends=pl.min_horizontal("ends", "closes_on")
        )
        .filter(pl.col("starts") <= pl.col("ends"))
        .select("payee_no", "payee", "period_no", "starts", "ends")
        .sort("payee_no", "starts")
    )
