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


def credited_days_of(window: Window, plan: Plan, calendar: Calendar, period: Period) -> tuple[date, date]:
    """The days whose credits a window counts: weeks across its ends count where their last day lies."""
    first, last = days_of(window, plan, calendar, period)
    if not plan.performance.weeks or window.cadence is None or window.cadence.weeks or window.whole_plan:
        return first, last
    opening, closing = (calendar.period_of(day, plan.performance) for day in (first, last))
    if closing.last_day > last:
        closing = calendar.shift(closing, -1)
    return opening.starts_on, closing.last_day
