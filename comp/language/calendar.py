"""Periods of the workspace's calendar: which day belongs to which, and what part of a year each is.

Both engines share this module, so its tests are numbers worked by hand. It asks no clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from comp.frozen import frozen
from comp.language.week_year import WeekYear


class Cadence(StrEnum):
    """The length of a period."""

    WEEK = "week"
    TWO_WEEKS = "two weeks"
    HALF_MONTH = "half month"  # through the 15th, and the rest
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Number of months in one period; 0 for a shorter one."""
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


@frozen
class Calendar:
    """Months grouped from the first month of the company's fiscal year, and weeks counted from a day.

    A fiscal year is named by the calendar year in which it ends: with `year_starts_month=2`,
    FY 2026 runs from February 2025 through January 2026. Months keep their calendar names.
    A period of weeks is named by its first day: `2026-01-05+2w`. Where the fiscal year is made of weeks,
    months, quarters and half years are those of `week_year`, and its months are named `2026-P01` to `P12`.
    """

    year_starts_month: int = 1
    weeks_from: date = date(2024, 1, 1)  # a Monday
    week_year: WeekYear | None = None  # a fiscal year of whole weeks; None: of calendar months

    def period_of(self, day: date, cadence: Cadence) -> Period:
        """The one period of that length which holds the day."""
        if cadence.weeks:
            length = 7 * cadence.weeks
            return self._period(day - timedelta(days=(day - self.weeks_from).days % length), cadence)
        if cadence is Cadence.HALF_MONTH:
            return self._period(day.replace(day=1 if day.day <= 15 else 16), cadence)
        if self.week_year is not None:
            year, month = self.week_year.month_of(day)
            return self._of_weeks(self.week_year, year, month // cadence.months, cadence)
        months_since_start = (day.month - self.year_starts_month) % 12
        first = _month_start(day, -(months_since_start % cadence.months))
        return self._period(first, cadence)

    def shift(self, period: Period, steps: int) -> Period:
        """The period that lies `steps` after this one (before it where negative)."""
        if period.cadence.weeks:
            first = period.starts_on + timedelta(weeks=steps * period.cadence.weeks)
            return self._period(first, period.cadence)
        if period.cadence is Cadence.HALF_MONTH:
            months, second = divmod(steps + (period.starts_on.day == 16), 2)
            first = _month_start(period.starts_on, months)
            return self._period(first.replace(day=16) if second else first, period.cadence)
        if self.week_year is not None:
            year, month = self.week_year.month_of(period.starts_on)
            ahead = month // period.cadence.months + steps
            return self._of_weeks(self.week_year, year, ahead, period.cadence)
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
        """Read `2026`, `2026-H1`, `2026-Q1`, `2026-03`; `2026-03-a` (through the 15th), `2026-03-b`; weeks
        `2026-01-05+1w`, `2026-01-05+2w`; and, in a year of weeks, its month `2026-P03`.

        Raises:
            PeriodNameError: no such period, with the forms that are known.
        """
        weeks = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\+([12])w", name)
        if weeks is not None:
            return self._weeks(name, weeks[1], Cadence.WEEK if weeks[2] == "1" else Cadence.TWO_WEEKS)
        half = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-([ab])", name)
        if half is not None and 1900 <= int(half[1]) < date.max.year - 1:
            return self._period(
                date(int(half[1]), int(half[2]), 1 if half[3] == "a" else 16), Cadence.HALF_MONTH
            )
        match = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(P?)(0[1-9]|1[0-2])))?", name)
        # The day after a period's last one must exist too.
        if match is None or not 1900 <= int(match[1]) < date.max.year - 1:
            raise PeriodNameError(f"no period is called {name!r}; write 2026, 2026-H1, 2026-Q1 or 2026-03")
        year = int(match[1])
        if bool(match[4]) != (match[5] is not None and self.week_year is not None):
            raise PeriodNameError(
                f"no period is called {name!r}: the months of this year are {self._months()}"
            )
        if match[5] and self.week_year is None:
            return self._period(date(year, int(match[5]), 1), Cadence.MONTH)
        cadence = Cadence.QUARTER if match[2] else Cadence.HALF_YEAR if match[3] else Cadence.YEAR
        number = int(match[2] or match[3] or 1)
        if self.week_year is not None:
            cadence, number = (Cadence.MONTH, int(match[5])) if match[5] else (cadence, number)
            return self._of_weeks(self.week_year, year, number - 1, cadence)
        first_year = year if self.year_starts_month == 1 else year - 1
        fiscal_start = date(first_year, self.year_starts_month, 1)
        return self._period(_month_start(fiscal_start, (number - 1) * cadence.months), cadence)

    def part_of_year(self, period: Period) -> Fraction:
        """The period's share of a year: by months a quarter is 1/4 whether it has 90 days or 92; weeks are
        their days over those of the fiscal year that holds the first of them.
        """
        if period.cadence.weeks:
            return Fraction(period.days, self.period_of(period.starts_on, Cadence.YEAR).days)
        if period.cadence is Cadence.HALF_MONTH:
            return Fraction(1, 24)
        return Fraction(period.cadence.months, 12)

    def number_in_year(self, period: Period) -> int:
        """Which of the periods that begin in its fiscal year this one is, counted from 1."""
        year = self.period_of(period.starts_on, Cadence.YEAR)
        if period.cadence.weeks:
            return (period.starts_on - year.starts_on).days // (7 * period.cadence.weeks) + 1
        if self.week_year is not None and period.cadence.months:
            return self.week_year.month_of(period.starts_on)[1] // period.cadence.months + 1
        months = (period.starts_on.year - year.starts_on.year) * 12 + period.starts_on.month
        if period.cadence is Cadence.HALF_MONTH:
            before = (year.starts_on.day > 1) + (year.starts_on.day > 16)  # of the year's first month
            return (months - year.starts_on.month) * 2 + (2 if period.starts_on.day == 16 else 1) - before
        return (months - year.starts_on.month) // period.cadence.months + 1

    def _of_weeks(self, rule: WeekYear, year: int, number: int, cadence: Cadence) -> Period:
        """The period of whole weeks with that number of its year, from 0; others lie before or after."""
        a_year = 12 // cadence.months
        year, number = year + number // a_year, number % a_year
        starts = rule.month_starts(year)
        first, ends_before = starts[number * cadence.months], starts[(number + 1) * cadence.months]
        letter = {Cadence.MONTH: "P", Cadence.QUARTER: "Q", Cadence.HALF_YEAR: "H"}.get(cadence)
        digits = 2 if cadence is Cadence.MONTH else 1
        name = f"{year:04d}" if letter is None else f"{year:04d}-{letter}{number + 1:0{digits}d}"
        return Period(first, ends_before, name, cadence)

    def _months(self) -> str:
        return "2026-01 to 2026-12" if self.week_year is None else "2026-P01 to 2026-P12"

    def _weeks(self, name: str, first_day: str, cadence: Cadence) -> Period:
        try:
            return self._period(date.fromisoformat(first_day), cadence)
        except (ValueError, OverflowError) as error:
            raise PeriodNameError(f"no period is called {name!r}: there is no such day") from error

    def _period(self, first: date, cadence: Cadence) -> Period:
        if cadence.weeks:
            ends_before = first + timedelta(weeks=cadence.weeks)
            return Period(first, ends_before, f"{first.isoformat()}+{cadence.weeks}w", cadence)
        if cadence is Cadence.HALF_MONTH:
            ends_before = first.replace(day=16) if first.day == 1 else _month_start(first, 1)
            return Period(first, ends_before, f"{first:%Y-%m}-{'a' if first.day == 1 else 'b'}", cadence)
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
