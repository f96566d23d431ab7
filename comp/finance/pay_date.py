"""The day on which a period is paid, by the company's settlement."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from comp.facts.company import Settlement, WeekendRule

_SATURDAY = 5


def pay_date(settlement: Settlement, last_day: date) -> date:
    """The pay date of the period that ends on that day; a day that the month lacks is the month's last."""
    months = last_day.year * 12 + last_day.month - 1 + settlement.months_after
    year, month = divmod(months, 12)
    month += 1
    day = date(year, month, min(settlement.day, monthrange(year, month)[1]))
    past_friday = day.weekday() - _SATURDAY + 1
    if past_friday <= 0:
        return day
    match settlement.on_weekend:
        case WeekendRule.BEFORE:
            return day - timedelta(days=past_friday)
        case WeekendRule.AFTER:
            return day + timedelta(days=3 - past_friday)
        case WeekendRule.SAME:
            return day
