"""Each day belongs to exactly one performance period, payout period and quota period, in every calendar.

A period of each use is one of the calendar's: `Calendar.period_of` decides for all of them.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from comp.fuzz.comparing import Outcome
from comp.language.calendar import Cadence, Calendar
from comp.language.core import Plan
from comp.language.week_year import WeekYear
from comp.runs.spans import paid_span
from tests.laws.drawn import Valuing, both, plans

MONTHS = {f"from month {month}": Calendar(month) for month in range(1, 13)}
WEEKS = {
    f"{'-'.join(map(str, pattern))} to weekday {weekday} of month {month}{', nearest' * nearest}": Calendar(
        1, week_year=WeekYear(pattern, weekday, month, nearest=nearest)
    )
    for pattern, weekday, month, nearest in (
        ((4, 4, 5), 5, 12, False),
        ((4, 5, 4), 6, 1, True),
        ((5, 4, 4), 4, 9, False),
        ((4, 4, 5), 0, 6, True),
    )
}
COUNTED = {"weeks from a Thursday": Calendar(3, weeks_from=date(2025, 5, 15))}
calendars = pytest.mark.parametrize(
    "calendar", [*MONTHS.values(), *WEEKS.values(), *COUNTED.values()], ids=[*MONTHS, *WEEKS, *COUNTED]
)
FIRST, LAST = date(2023, 12, 20), date(2029, 2, 10)
"""Over years with and without a 29 February, and years of 52 and of 53 weeks."""
ONE_DAY = timedelta(days=1)


@calendars
def test_each_day_belongs_to_exactly_one_period_of_every_cadence(calendar: Calendar) -> None:
    for cadence in Cadence:
        period, names = calendar.period_of(FIRST, cadence), set[str]()
        while period.starts_on <= LAST:
            following = calendar.shift(period, 1)
            # One follows the other without a gap or a day in both, and back again.
            assert following.starts_on == period.ends_before > period.starts_on
            assert calendar.shift(following, -1) == period
            # The name is nobody else's, and leads back to the period.
            assert period.name not in names
            assert calendar.parse(period.name) == period
            names.add(period.name)
            for day in range(period.days):
                assert calendar.period_of(period.starts_on + day * ONE_DAY, cadence) == period
            period = following
        assert calendar.periods_between(FIRST, LAST, cadence)[-1].ends_before == period.starts_on


@calendars
def test_each_period_lies_in_one_period_of_every_longer_cadence(calendar: Calendar) -> None:
    """Weeks and half months are left out: a week may lie in two months by design."""
    months = (Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR)
    for number, short in enumerate(months):
        for long in months[number + 1 :]:
            for period in calendar.periods_between(FIRST, LAST, short):
                holding = calendar.period_of(period.starts_on, long)
                assert holding == calendar.period_of(period.last_day, long)
                within = calendar.periods_between(holding.starts_on, holding.last_day, short)
                assert len(within) == long.months // short.months
                assert sum(each.days for each in within) == holding.days


def test_each_day_of_a_plan_is_paid_by_exactly_one_run() -> None:
    """Of the runs of one payout cadence, one after the other; after the plan's days too, where later facts
    are included.
    """
    for one, plan in plans():
        calendar = plan.calendar(one.calendar)
        first = calendar.period_of(plan.effective_from, plan.payout)
        last = plan.effective_through
        runs = calendar.periods_between(first.starts_on, last, plan.payout)
        spans = [span for period in runs if (span := paid_span(plan, one.calendar, period))]
        assert spans[0].first == first.starts_on
        for before, after in pairwise(spans):
            assert after.first == before.last + ONE_DAY
            assert after.before_on == before.after_on
        assert spans[-1].last >= plan.effective_through


@both
def test_a_lines_birth_lies_in_its_performance_period(value: Valuing) -> None:
    asked = 0
    for one, plan in plans(value):
        calendar = plan.calendar(one.calendar)
        for line in one.lines(value, plan).values():
            holding = calendar.parse(line.case[1] if _is_of_a_fact(line) else _unit_of(line))
            born_on = line.identity[6]
            assert isinstance(born_on, date)
            assert born_on in holding, (one.seed, line)
            assert _lies_in(calendar, plan, line), (one.seed, line)
            asked += 1
    assert asked > 0


def _is_of_a_fact(line: Outcome) -> bool:
    return line.identity[4] is not None


def _unit_of(line: Outcome) -> str:
    """The period that a period's line is paid for; a part that was given has its giver's."""
    return str(line.identity[3]).partition(".")[0]


def _lies_in(calendar: Calendar, plan: Plan, line: Outcome) -> bool:
    """Whether the line's performance period is one of the plan's, the last of the period it is paid for."""
    period = calendar.parse(line.case[1])
    own = calendar.period_of(period.starts_on, plan.performance) == period
    return own and (_is_of_a_fact(line) or calendar.parse(_unit_of(line)).last_day == period.last_day)
