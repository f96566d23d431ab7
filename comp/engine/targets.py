"""A payee's part of a period, and the target incentive of it (decision 0027)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from comp.engine import exact
from comp.engine.evaluate import numbers
from comp.engine.exact import Numbers
from comp.engine.groups import Groups, differs_by_day, each_day, overlaps
from comp.engine.scope import Scope
from comp.engine.summaries import placed, sum_by
from comp.engine.taking import taken
from comp.language import core
from comp.language.core import Proration

if TYPE_CHECKING:
    from comp.engine.plan import PlanAtDay

Run: TypeAlias = tuple[date, date]
"""Days that follow each other, both ends included."""


def period_target(node: core.PeriodTarget, plan: PlanAtDay, scope: Scope) -> Numbers:
    """Annual target, times the clause's share, the part of the year and the payee's part of the unit."""
    units, unit = plan.units(node.cadence)
    if scope.group is None:
        raise TypeError("no payee and period in this scope")
    unit = taken(unit, scope.group)
    periods = plan.numbering(core.Window(cadence=node.cadence)).periods
    shares: list[Fraction | None] = [plan.calendar.part_of_year(period) * node.share for period in periods]
    of_year = exact.gather(exact.of_fractions(shares), units.get_column("period_no"))
    if node.blended:
        value = exact.multiply(of_year, _blended(node, plan, units))
        return exact.gather(exact.spread(value, units.height), unit)
    part = exact.multiply(part_of_unit(plan.plan.proration, plan.groups, units), of_year)
    return exact.multiply(numbers(node.annual, scope), exact.gather(part, unit))


def _blended(node: core.PeriodTarget, plan: PlanAtDay, units: pl.DataFrame) -> Numbers:
    """For each unit the annual targets of its assignments, each by its own part of the unit."""
    frame = parts_of_assignments(plan.plan.proration, plan.groups, units, daily=differs_by_day(node.annual))
    scope = Scope(
        plan.snapshot,
        frame.height,
        {},
        payee=frame.get_column("payee"),
        day=frame.get_column("day"),
        plan=plan,
    )
    counts, of = (exact.of_integers(frame.get_column(name)) for name in ("counted", "of"))
    target = exact.multiply(numbers(node.annual, scope), exact.divide(counts, of))
    found, sums = sum_by(frame.get_column("unit").cast(pl.Int64), exact.spread(target, frame.height))
    return placed(found, sums, units.height, exact.constant(0))


def part_of_unit(how: Proration, groups: Groups, units: pl.DataFrame) -> Numbers:
    """For each payee and unit, counted member days over the counted days of the unit."""
    if how is Proration.CALENDAR_DAYS:
        days, of = units.get_column("days"), units.get_column("period_days")
        return exact.divide(exact.of_integers(days), exact.of_integers(of))
    runs: dict[tuple[int, int], list[Run]] = {}
    for payee_no, period_no, starts, ends in _overlaps(groups, units).iter_rows():
        runs.setdefault((payee_no, period_no), []).append((starts, ends))
    keys = zip(units.get_column("payee_no"), units.get_column("period_no"), strict=True)
    wholes = unit_days(how, units)
    return exact.of_fractions(
        [
            Fraction(counted(how, runs.get(key, [])), whole) if whole else None
            for key, whole in zip(keys, wholes, strict=True)
        ]
    )


def parts_of_assignments(
    how: Proration, groups: Groups, units: pl.DataFrame, *, daily: bool = False
) -> pl.DataFrame:
    """Each assignment's share of a unit: unit (its place in `units`), payee, day (the first that it holds of
    the unit), counted (days), of (days of the unit). Their sum is the payee's part of the unit. `daily`
    takes each day by itself.
    """
    cut = _overlaps(groups, units)
    if daily:
        cut = each_day(cut)
    if how is Proration.STARTED_MONTHS:
        cut = _months_of_their_last_day(cut)
    places = units.select("payee_no", "payee", "period_no").with_row_index("unit")
    frame = cut.join(places, on=["payee_no", "period_no"], how="left", maintain_order="left")
    wholes = pl.Series(unit_days(how, units), dtype=pl.Int64)
    counts = (
        frame.get_column("counted")
        if "counted" in frame.columns
        else pl.Series(
            [counted(how, [run]) for run in frame.select("starts", "ends").iter_rows()], dtype=pl.Int64
        )
    )
    return frame.select("unit", "payee", day="starts").with_columns(
        counted=counts, of=taken(wholes, frame.get_column("unit"))
    )


def unit_days(how: Proration, units: pl.DataFrame) -> list[int]:
    """The counted days of each unit."""
    known: dict[Run, int] = {}
    spans = list(units.select("opens_on", "closes_on").iter_rows())
    for span in spans:
        if span not in known:
            known[span] = counted(how, [span])
    return [known[span] for span in spans]


def counted(how: Proration, runs: Sequence[Run]) -> int:
    """How many days some runs, apart from each other, come to."""
    match how:
        case Proration.CALENDAR_DAYS:
            return sum((ends - starts).days + 1 for starts, ends in runs)
        case Proration.WORKING_DAYS:
            return sum(_working_days(starts, ends) for starts, ends in runs)
        case Proration.MONTHS_OF_30_DAYS:
            return sum(_of_30(ends + timedelta(days=1)) - _of_30(starts) for starts, ends in runs)
        case Proration.STARTED_MONTHS:
            return len({month for starts, ends in runs for month in range(_month(starts), _month(ends) + 1)})


def _overlaps(groups: Groups, units: pl.DataFrame) -> pl.DataFrame:
    calendar = units.select("period_no", "opens_on", "closes_on").unique()
    return overlaps(groups.spans, calendar).drop("payee")


def _months_of_their_last_day(cut: pl.DataFrame) -> pl.DataFrame:
    """One row for each assignment and unit that holds the last member day of a calendar month, with how many
    such months it has. No other assignment is read: what it lacks does not matter.
    """
    holder: dict[tuple[int, int, int], int] = {}
    rows = list(cut.iter_rows())
    for place, (payee_no, period_no, starts, ends) in enumerate(rows):
        for month in range(_month(starts), _month(ends) + 1):
            holder[payee_no, period_no, month] = place
    counts = [0] * len(rows)
    for place in holder.values():
        counts[place] += 1
    return cut.with_columns(counted=pl.Series(counts, dtype=pl.Int64)).filter(pl.col("counted") > 0)


def _working_days(starts: date, ends: date) -> int:
    """Mondays to Fridays."""
    weeks, rest = divmod((ends - starts).days + 1, 7)
    return weeks * 5 + sum((starts + timedelta(days=day)).weekday() < 5 for day in range(rest))


def _of_30(day: date) -> int:
    return day.year * 360 + day.month * 30 + min(day.day, 30)


def _month(day: date) -> int:
    return day.year * 12 + day.month
