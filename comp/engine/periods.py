"""Which period of a length holds each day: a table of days, so that any calendar costs one gather."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import polars as pl

from comp.engine import exact
from comp.engine.taking import taken
from comp.language.calendar import Cadence, Calendar, Period

_EPOCH = date(1970, 1, 1)


class Numbering:
    """Periods of one length from that of the first day through that of the last, numbered from 0."""

    def __init__(self, calendar: Calendar, cadence: Cadence, first_day: date, last_day: date) -> None:
        self.periods: tuple[Period, ...] = tuple(calendar.periods_between(first_day, last_day, cadence))

    @cached_property
    def _table(self) -> pl.Series:
        lengths = pl.DataFrame(
            {"number": range(len(self.periods)), "days": [period.days for period in self.periods]},
            schema={"number": pl.Int64, "days": pl.Int64},
        )
        return lengths.select(pl.col("number").repeat_by("days").explode()).to_series()

    def of(self, day: pl.Series) -> pl.Series:
        """The number of the period that holds each day; null for a day outside all of them."""
        if not self.periods:
            return pl.Series([None], dtype=pl.Int64).new_from_index(0, len(day))
        place = day.to_physical().cast(pl.Int64) - (self.periods[0].starts_on - _EPOCH).days
        low, high = place.min(), place.max()
        if isinstance(low, int) and isinstance(high, int) and (low < 0 or high >= len(self._table)):
            inside = (place >= 0) & (place < len(self._table))
            place = exact.pick(inside, place, pl.Series([None], dtype=pl.Int64))
        return taken(self._table, place)
