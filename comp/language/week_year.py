"""Fiscal years of 52 or 53 whole weeks, whose quarters are 4-4-5, 4-5-4 or 5-4-4 weeks.

A year ends on the last of a weekday in a month, or on the one nearest to that month's end. The 53rd week
belongs to the last month. Both engines share this module, so its tests are numbers worked by hand.
"""

from __future__ import annotations

import calendar
from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from comp.frozen import frozen


@frozen
class WeekYear:
    """How many weeks the months of a quarter have, and when a year ends (weekday 0 is a Monday)."""

    pattern: tuple[int, int, int] = (4, 4, 5)
    ends_weekday: int = 5
    ends_month: int = 12
    nearest: bool = False

    def year_of(self, day: date) -> int:
        """The year that holds a day, named by the calendar year in which its last month ends."""
        year = day.year - 1
        while day > _ends_on(self, year):
            year += 1
        return year

    def month_starts(self, year: int) -> tuple[date, ...]:
        """The first days of the year's twelve months, and the first day after it."""
        return _month_starts(self, year)

    def month_of(self, day: date) -> tuple[int, int]:
        """The year that holds a day, and which of its months does, from 0."""
        year = self.year_of(day)
        return year, bisect_right(self.month_starts(year), day) - 1


@cache
def _ends_on(rule: WeekYear, year: int) -> date:
    month_end = date(year, rule.ends_month, calendar.monthrange(year, rule.ends_month)[1])
    last = month_end - timedelta(days=(month_end.weekday() - rule.ends_weekday) % 7)
    # Three days or fewer into the next month is nearer than four or more before this one's end.
    return last + timedelta(days=7) if rule.nearest and (month_end - last).days > 3 else last


@cache
def _month_starts(rule: WeekYear, year: int) -> tuple[date, ...]:
    first = _ends_on(rule, year - 1) + timedelta(days=1)
    weeks = accumulate(rule.pattern * 4, initial=0)
    starts = [first + timedelta(weeks=count) for count in weeks]
    return (*starts[:-1], _ends_on(rule, year) + timedelta(days=1))
