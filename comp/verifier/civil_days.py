"""Days of the calendar as ordinals: months after a day, whole months between two, stretches counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_LAST_ORDINAL = date.max.toordinal()


def shifted_day(day: int, months: int, days: int) -> int | None:
    """Return the day so many months, then days later; None where no calendar reaches it."""
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= date.max.year:
        return None
    found = _within_month(year, month + 1, start.day) + days
    return found if 1 <= found <= _LAST_ORDINAL else None


def edge_of_month(day: int, *, last: bool) -> int:
    """Return the first or the last day of the day's month."""
    held = date.fromordinal(day)
    return _within_month(held.year, held.month, 31 if last else 1)


def whole_months(later: int, earlier: int) -> int:
    """How many months are completed from the earlier day to the later; below 0 the other way round."""
    if later < earlier:
        return -whole_months(earlier, later)
    start, end = date.fromordinal(earlier), date.fromordinal(later)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if _within_month(end.year, end.month, start.day) <= later else months - 1


def counted_days(stretches: Sequence[tuple[int, int]], how: str) -> int:
    """How much the days of the stretches count for, both ends included.

    Raises:
        ValueError: there is no such way of counting.
    """
    there = [(first, last) for first, last in stretches if first <= last]
    if how == "calendar days":
        return sum(last - first + 1 for first, last in there)
    if how == "working days":
        return sum(_weekdays_before(last + 1) - _weekdays_before(first) for first, last in there)
    if how == "30-day months":
        return sum(_in_thirties(last + 1) - _in_thirties(first) for first, last in there)
    if how == "started months":
        return len({month for first, last in there for month in range(_month(first), _month(last) + 1)})
    raise ValueError(f"there is no way of counting days called {how!r}")


def _within_month(year: int, month: int, day: int) -> int:
    """Return the ordinal of that day of a month, or of its last day where it lacks it."""
    first = date(year, month, 1).toordinal()
    if day <= 28:
        return first + day - 1
    length = 31 if month == 12 else date(year, month + 1, 1).toordinal() - first
    return first + min(day, length) - 1


def _weekdays_before(day: int) -> int:
    """How many days from Monday to Friday lie before; ordinal 1 is a Monday."""
    weeks, rest = divmod(day - 1, 7)
    return weeks * 5 + min(rest, 5)


def _in_thirties(day: int) -> int:
    if day > _LAST_ORDINAL:  # the day after the last one, which would be 1 January
        return 30 * 12 * (date.max.year + 1) + 30 + 1
    held = date.fromordinal(day)
    return 30 * (12 * held.year + held.month) + min(held.day, 30)


def _month(day: int) -> int:
    held = date.fromordinal(day)
    return held.year * 12 + held.month
