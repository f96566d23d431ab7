"""The value of a day on which nothing happens is that of the day before."""

from __future__ import annotations

from datetime import date, timedelta

from tests.laws.drawn import Drawn, Valuing, both, drawn

_EVENTS = ("deal", "renewal", "payment", "cancellation", "refund", "lapse")
_ONE_DAY = timedelta(days=1)


@both
def test_a_day_without_a_fact_or_a_close_changes_nothing(value: Valuing) -> None:
    asked = 0
    for one in drawn(value):
        first = one.days[-2]
        last = last_quiet_day(one, first)
        for plan in one.program.plans:
            # Where later facts are ignored, the plan's own last day may be its last close as well.
            if last > first and not first <= plan.effective_through <= last and not plan.weeks_from:
                lines = one.lines(value, plan, first)
                assert lines == one.lines(value, plan, last), one.seed
                asked += bool(lines)
    assert asked > 0


def last_quiet_day(one: Drawn, first: date) -> date:
    """The last of the days after one on which no fact falls, and no period closes or opens."""
    moving = {
        day for name in _EVENTS for row in one.rows[name] for day in row.values() if isinstance(day, date)
    }
    last = first
    while (last - first).days <= 40:
        following = last + _ONE_DAY
        if following in moving or is_a_close(one, following) or is_a_close(one, last):
            break
        last = following
    return last


def is_a_close(one: Drawn, day: date) -> bool:
    """Whether a half month of the calendar, or of the company, ends with the day."""
    after = day + _ONE_DAY
    whole_weeks = one.calendar.week_year is not None and after in one.calendar.week_year.month_starts(
        after.year
    )
    return after.day in {1, 16} or whole_weeks
