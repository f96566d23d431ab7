"""The calendar that both engines share, in numbers counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comp.language.calendar import Cadence, Calendar, PeriodNameError


@pytest.mark.parametrize(
    ("starts_month", "name", "first", "last"),
    [
        (1, "2026", date(2026, 1, 1), date(2026, 12, 31)),
        (1, "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        (1, "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (1, "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        # A year that starts in February is named by the calendar year in which it ends.
        (2, "2026", date(2025, 2, 1), date(2026, 1, 31)),
        (2, "2026-Q1", date(2025, 2, 1), date(2025, 4, 30)),
        (2, "2026-Q4", date(2025, 11, 1), date(2026, 1, 31)),
        (2, "2026-H1", date(2025, 2, 1), date(2025, 7, 31)),
        (2, "2026-01", date(2026, 1, 1), date(2026, 1, 31)),
        (10, "2026-Q2", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_a_name_means_its_days(starts_month: int, name: str, first: date, last: date) -> None:
    period = Calendar(starts_month).parse(name)
    assert (period.starts_on, period.last_day, period.name) == (first, last, name)


@pytest.mark.parametrize(
    "name", ["2026-Q5", "2026-13", "2026-H3", "26-Q1", "Q1", "", "2026-Q", "0000-Q1", "2026-1"]
)
def test_a_period_that_does_not_exist_is_named_with_the_forms_that_do(name: str) -> None:
    with pytest.raises(PeriodNameError, match="2026-Q1"):
        Calendar().parse(name)


@given(st.dates(date(1901, 1, 1), date(2200, 1, 1)), st.sampled_from(list(Cadence)), st.integers(1, 12))
def test_each_day_belongs_to_one_period_that_says_so(day: date, cadence: Cadence, starts_month: int) -> None:
    calendar = Calendar(starts_month)
    period = calendar.period_of(day, cadence)
    assert day in period
    assert calendar.shift(period, 1).starts_on == period.ends_before
    assert calendar.shift(period, -1).ends_before == period.starts_on
    assert period.days == (period.ends_before - period.starts_on) / timedelta(days=1)
    if cadence is not Cadence.MONTH:
        assert calendar.parse(period.name) == period


def test_every_quarter_is_a_quarter_of_the_year_whatever_its_days() -> None:
    calendar = Calendar()
    quarters = calendar.periods_between(date(2026, 2, 14), date(2026, 7, 1), Cadence.QUARTER)
    assert [q.name for q in quarters] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert [q.days for q in quarters] == [90, 91, 92]
    assert {calendar.part_of_year(q) for q in quarters} == {Fraction(1, 4)}
