"""Periods of the workspace's calendar: which day belongs to which, and what part of a year each is.

Both engines share this module, so its tests are numbers worked by hand. It asks no clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction


class Cadence(StrEnum):
    """The length of a period."""

    WEEK = "week"
    TWO_WEEKS = "two weeks"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Number of months in one period; 0 for one of weeks."""
        return {"month": 1, "quarter": 3, "half year": 6, "year": 12}.get(self.value, 0)

    @property
    def weeks(self) -> int:
        """Number of weeks in one period; 0 for one of months."""
        return {"week": 1, "two weeks": 2}.get(self.value, 0)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Half-open span of days `[starts_on, ends_before)` with the name that people call it by."""

    starts_on: date
    ends_before: date
    name: str
    cadence: Cadence

    @property
    def last_day(self) -> date:
        """The last day inside the period; the period closes with it."""
        return self.ends_before - timedelta(days=1)

    @property
    def days(self) -> int:
        """Number of days in the period."""
        return (self.ends_before - self.starts_on).days

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_before


class PeriodNameError(ValueError):
    """A period's name that the calendar does not know."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Months grouped from the first month of the company's fiscal year, and weeks counted from a day.

    A fiscal year is named by the calendar year in which it ends: with `year_starts_month=2`,
    FY 2026 runs from February 2025 through January 2026. Months keep their calendar names.
    A period of weeks is named by its first day: `2026-01-05+2w`.
    """

    year_starts_month: int = 1
    weeks_from: date = date(2024, 1, 1)  # a Monday

    def period_of(self, day: date, cadence: Cadence) -> Period:
        """The one period of that length which holds the day."""
        if cadence.weeks:
            length = 7 * cadence.weeks
            return self._period(day - timedelta(days=(day - self.weeks_from).days % length), cadence)
        months_since_start = (day.month - self.year_starts_month) % 12
        first = _month_start(day, -(months_since_start % cadence.months))
        return self._period(first, cadence)

    def shift(self, period: Period, steps: int) -> Period:
        """The period that lies `steps` after this one (before it where negative)."""
        if period.cadence.weeks:
            first = period.starts_on + timedelta(weeks=steps * period.cadence.weeks)
            return self._period(first, period.cadence)
        return self._period(_month_start(period.starts_on, steps * period.cadence.months), period.cadence)

    def periods_between(self, first_day: date, last_day: date, cadence: Cadence) -> list[Period]:
        """Every period that holds a day from `first_day` through `last_day`, in order."""
        periods: list[Period] = []
        period = self.period_of(first_day, cadence)
        while period.starts_on <= last_day:
            periods.append(period)
            period = self.shift(period, 1)
        return periods

    def parse(self, name: str) -> Period:
        """Read `2026`, `2026-H1`, `2026-Q1`, `2026-03`, `2026-01-05+1w` or `2026-01-05+2w`.

        Raises:
            PeriodNameError: no such period, with the forms that are known.
        """
        weeks = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\+([12])w", name)
        if weeks is not None:
            return self._weeks(name, weeks[1], Cadence.WEEK if weeks[2] == "1" else Cadence.TWO_WEEKS)
        match = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?", name)
        # The day after a period's last one must exist too.
        if match is None or not 1900 <= int(match[1]) < date.max.year - 1:
            raise PeriodNameError(f"no period is called {name!r}; write 2026, 2026-H1, 2026-Q1 or 2026-03")
        year = int(match[1])
        if match[4]:
            return self._period(date(year, int(match[4]), 1), Cadence.MONTH)
        cadence = Cadence.QUARTER if match[2] else Cadence.HALF_YEAR if match[3] else Cadence.YEAR
        number = int(match[2] or match[3] or 1)
        first_year = year if self.year_starts_month == 1 else year - 1
        fiscal_start = date(first_year, self.year_starts_month, 1)
        return self._period(_month_start(fiscal_start, (number - 1) * cadence.months), cadence)

    def part_of_year(self, period: Period) -> Fraction:
        """The period's share of a year: by months a quarter is 1/4 whether it has 90 days or 92; weeks are
        their days over those of the fiscal year that holds the first of them.
        """
        if period.cadence.weeks:
            return Fraction(period.days, self.period_of(period.starts_on, Cadence.YEAR).days)
        return Fraction(period.cadence.months, 12)

    def number_in_year(self, period: Period) -> int:
        """Which of the periods that begin in its fiscal year this one is, counted from 1."""
        year = self.period_of(period.starts_on, Cadence.YEAR)
        if period.cadence.weeks:
            return (period.starts_on - year.starts_on).days // (7 * period.cadence.weeks) + 1
        months = (period.starts_on.year - year.starts_on.year) * 12 + period.starts_on.month
        return (months - year.starts_on.month) // period.cadence.months + 1

    def _weeks(self, name: str, first_day: str, cadence: Cadence) -> Period:
        try:
            period = self.period_of(date.fromisoformat(first_day), cadence)
        except (ValueError, OverflowError) as error:
            raise PeriodNameError(f"no period is called {name!r}: there is no such day") from error
        if period.name != name:
            raise PeriodNameError(
                f"no period is called {name!r}; the one that holds that day is {period.name}"
            )
        return period

    def _period(self, first: date, cadence: Cadence) -> Period:
        if cadence.weeks:
            ends_before = first + timedelta(weeks=cadence.weeks)
            return Period(first, ends_before, f"{first.isoformat()}+{cadence.weeks}w", cadence)
        return Period(first, _month_start(first, cadence.months), self._name(first, cadence), cadence)

    def _name(self, first: date, cadence: Cadence) -> str:
        if cadence is Cadence.MONTH:
            return f"{first.year:04d}-{first.month:02d}"
        months_since_start = (first.month - self.year_starts_month) % 12
        year = (
            first.year
            if self.year_starts_month == 1 or first.month < self.year_starts_month
            else first.year + 1
        )
        number = months_since_start // cadence.months + 1
        match cadence:
            case Cadence.QUARTER:
                return f"{year:04d}-Q{number}"
            case Cadence.HALF_YEAR:
                return f"{year:04d}-H{number}"
            case _:
                return f"{year:04d}"


def _month_start(day: date, months: int) -> date:
    index = day.year * 12 + (day.month - 1) + months
    return date(index // 12, index % 12 + 1, 1)
