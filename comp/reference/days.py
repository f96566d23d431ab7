"""Days worked out from other days, and months counted between them (decision 0022)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from comp.reference.values import Undefined, undefined


def months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last one where it is shorter.

    Raises:
        ValueError: no calendar reaches that far.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"there is no year {year}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shifted(day: date, months: int, days: int) -> date | Undefined:
    """A day so many months, then so many days, after another."""
    try:
        return months_later(day, months) + timedelta(days=days)
    except (ValueError, OverflowError):
        return undefined(
            "no calendar reaches {months} months and {days} days after {day}",
            months=months,
            days=days,
            day=day,
        )


def months_from(earlier: date, later: date) -> int:
    """Whole months completed from one day to another; negative where the other comes first."""
    if later < earlier:
        return -months_from(later, earlier)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months if months_later(earlier, months) <= later else months - 1


def month_edge(day: date, *, last: bool) -> date:
    """The first or the last day of the calendar month that holds a day."""
    return day.replace(day=monthrange(day.year, day.month)[1] if last else 1)


def thirty_day_weight(day: date) -> int:
    """How many days a day counts for where every month has 30: a 31st falls together with the 30th, and the
    last day of February stands for those that its month lacks.
    """
    return _thirty_day_number(day + timedelta(days=1)) - _thirty_day_number(day)


def _thirty_day_number(day: date) -> int:
    return (day.year * 12 + day.month) * 30 + min(day.day, 30)
