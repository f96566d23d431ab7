"""A payee's part of a period, as the plan counts days (decision 0027)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from comp.language.calendar import Period
from comp.language.core import Proration
from comp.reference.days import thirty_day_weight

_SATURDAY = 5


def every_day(period: Period) -> list[date]:
    """The days of a period, in order."""
    return [period.starts_on + timedelta(days=number) for number in range(period.days)]


def counted(days: Sequence[date], how: Proration) -> int:
    """How much a number of days counts for."""
    if how is Proration.STARTED_MONTHS:
        return len({(day.year, day.month) for day in days})
    return sum(weight(day, how) for day in days)


def weight(day: date, how: Proration) -> int:
    """How much one day counts for, where days count one by one."""
    match how:
        case Proration.WORKING_DAYS:
            return int(day.weekday() < _SATURDAY)
        case Proration.MONTHS_OF_30_DAYS:
            return thirty_day_weight(day)
        case _:
            return 1


def counting_days(days: Sequence[date], how: Proration) -> list[tuple[date, int]]:
    """The days whose assignment counts, each with how much it counts for; of a started month its last one."""
    if how is Proration.STARTED_MONTHS:
        last_of_month = {(day.year, day.month): day for day in days}
        return [(day, 1) for day in last_of_month.values()]
    return [(day, weight(day, how)) for day in days]


def part_of(days: Sequence[date], period: Period, how: Proration) -> Fraction:
    """The part of a period that some of its days make."""
    return Fraction(counted(days, how), counted(every_day(period), how))
