"""A payee's part of a period, and the target incentive of it (decision 0027)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeAlias

import polars as pl

from comp.engine import exact
from comp.engine.exact import Numbers
from comp.engine.groups import Groups, overlaps
from comp.language.core import Proration

Run: TypeAlias = tuple[date, date]
"""Days that follow each other, both ends included."""


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


def parts_of_assignments(how: Proration, groups: Groups, units: pl.DataFrame) -> pl.DataFrame:
    """Each assignment's share of a unit: unit (its place in `units`), payee, day (the first that it holds of
    the unit), counted (days), of (days of the unit). Their sum is the payee's part of the unit.
    """
    cut = _overlaps(groups, units)
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
        counted=counts, of=wholes.gather(frame.get_column("unit"))
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
    """One row for each assignment and unit, with the calendar months whose last member day it holds."""
    holder: dict[tuple[int, int, int], int] = {}
    rows = list(cut.iter_rows())
    for place, (payee_no, period_no, starts, ends) in enumerate(rows):
        for month in range(_month(starts), _month(ends) + 1):
            holder[payee_no, period_no, month] = place
    counts = [0] * len(rows)
    for place in holder.values():
        counts[place] += 1
    return cut.with_columns(counted=pl.Series(counts, dtype=pl.Int64))


def _working_days(starts: date, ends: date) -> int:
    """Mondays to Fridays."""
    weeks, rest = divmod((ends - starts).days + 1, 7)
    return weeks * 5 + sum((starts + timedelta(days=day)).weekday() < 5 for day in range(rest))


def _of_30(day: date) -> int:
    return day.year * 360 + day.month * 30 + min(day.day, 30)


def _month(day: date) -> int:
    return day.year * 12 + day.month
