"""The first and the last day of a window (decision 0022)."""

from __future__ import annotations

from datetime import date

from comp.language.calendar import Calendar, Period
from comp.language.core import Plan, Window


def days_of(window: Window, plan: Plan, calendar: Calendar, period: Period) -> tuple[date, date]:
    """The days of a window for a performance period: a longer one is that which holds its last day."""
    if window.whole_plan:
        return plan.effective_from, plan.effective_through
    ends = calendar.period_of(period.last_day, window.cadence) if window.cadence else period
    return calendar.shift(ends, -window.before).starts_on, ends.last_day
