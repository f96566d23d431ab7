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


def test_weeks_are_counted_from_the_plans_own_day_and_also_before_it() -> None:
    calendar = Calendar(weeks_from=date(2026, 1, 5))  # a Monday
    cycle = calendar.period_of(date(2026, 1, 18), Cadence.TWO_WEEKS)
    assert (cycle.name, cycle.last_day) == ("2026-01-05+2w", date(2026, 1, 18))
    assert calendar.shift(cycle, -1).name == "2025-12-22+2w"
    assert calendar.period_of(date(2026, 1, 4), Cadence.WEEK).name == "2025-12-29+1w"
    # 14 days of the 365 of 2026; the year's second cycle begins on the 19th.
    assert calendar.part_of_year(cycle) == Fraction(14, 365)
    assert calendar.number_in_year(calendar.shift(cycle, 1)) == 2


def test_the_name_of_a_week_says_its_own_first_day() -> None:
    # Which days weeks begin on is a plan's affair, so a name is read without one.
    assert Calendar().parse("2026-01-06+2w").last_day == date(2026, 1, 19)
    with pytest.raises(PeriodNameError, match="no such day"):
        Calendar().parse("2026-02-30+1w")


def test_half_a_month_ends_on_the_15th_or_with_the_month() -> None:
    calendar = Calendar(2)
    days = [date(2022, 1, 1), date(2022, 1, 16), date(2022, 1, 31)]
    halves = [calendar.period_of(day, Cadence.HALF_MONTH) for day in days]
    assert [half.name for half in halves] == ["2022-01-a", "2022-01-b", "2022-01-b"]
    assert halves[2].last_day == date(2022, 1, 31)
    assert calendar.shift(halves[1], 1).name == "2022-02-a"
    assert calendar.shift(halves[0], -1).name == "2021-12-b"
    # The fiscal year begins in February, so January's second half is its last of 24.
    assert (calendar.number_in_year(halves[1]), calendar.part_of_year(halves[0])) == (24, Fraction(1, 24))


@pytest.mark.parametrize(
    ("cadence", "day", "number"),
    [
        (Cadence.QUARTER, date(2026, 1, 19), 4),
        (Cadence.MONTH, date(2026, 2, 1), 1),
        (Cadence.YEAR, date(2026, 2, 1), 1),
        (Cadence.HALF_YEAR, date(2026, 9, 1), 2),
    ],
)
def test_periods_of_a_year_that_starts_in_february_are_counted_from_one(
    cadence: Cadence, day: date, number: int
) -> None:
    calendar = Calendar(2)
    assert calendar.number_in_year(calendar.period_of(day, cadence)) == number


@pytest.mark.parametrize(
    ("starts_month", "day", "names"),
    [
        # Month, quarter, half year, year.
        (1, date(2024, 2, 29), ["2024-02", "2024-Q1", "2024-H1", "2024"]),
        (1, date(2026, 12, 31), ["2026-12", "2026-Q4", "2026-H2", "2026"]),
        (2, date(2026, 1, 31), ["2026-01", "2026-Q4", "2026-H2", "2026"]),
        (2, date(2026, 2, 1), ["2026-02", "2027-Q1", "2027-H1", "2027"]),
        (4, date(2026, 3, 31), ["2026-03", "2026-Q4", "2026-H2", "2026"]),
        (4, date(2026, 4, 1), ["2026-04", "2027-Q1", "2027-H1", "2027"]),
        (7, date(2026, 12, 31), ["2026-12", "2027-Q2", "2027-H1", "2027"]),
        (12, date(2026, 11, 30), ["2026-11", "2026-Q4", "2026-H2", "2026"]),
        (12, date(2026, 12, 1), ["2026-12", "2027-Q1", "2027-H1", "2027"]),
    ],
)
def test_a_day_lies_in_the_months_quarter_half_and_year_of_the_fiscal_calendar(
    starts_month: int, day: date, names: list[str]
) -> None:
    calendar = Calendar(starts_month)
    lengths = (Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR)
    assert [calendar.period_of(day, cadence).name for cadence in lengths] == names


@pytest.mark.parametrize(
    ("name", "steps", "other"),
    [
        ("2026-01", -1, "2025-12"),
        ("2026-12", 1, "2027-01"),
        ("2026-03", -15, "2024-12"),
        ("2026-Q1", -1, "2025-Q4"),
        ("2026-Q3", 6, "2028-Q1"),
        ("2026-H2", 1, "2027-H1"),
        ("2026", -3, "2023"),
        ("2026-02-b", 1, "2026-03-a"),
        ("2026-01-a", -1, "2025-12-b"),
        ("2026-01-b", -25, "2025-01-a"),
        ("2025-12-29+1w", 2, "2026-01-12+1w"),
        ("2025-12-29+2w", 2, "2026-01-26+2w"),
    ],
)
def test_a_period_so_many_after_another_is(name: str, steps: int, other: str) -> None:
    calendar = Calendar()
    assert calendar.shift(calendar.parse(name), steps).name == other
    assert calendar.shift(calendar.parse(other), -steps).name == name


def test_half_months_have_13_to_16_days() -> None:
    # The second half has 13 days in February, 14 in a leap year's, 15 or 16 in other months.
    names = ("2026-02-a", "2026-02-b", "2024-02-b", "2026-04-b", "2026-05-b")
    assert [Calendar().parse(name).days for name in names] == [15, 13, 14, 15, 16]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("2026-02", Fraction(1, 12)),
        ("2026-Q1", Fraction(1, 4)),
        ("2026-H1", Fraction(1, 2)),
        ("2026", Fraction(1)),
        ("2026-02-b", Fraction(1, 24)),
        ("2026-01-05+1w", Fraction(7, 365)),
        ("2024-01-01+2w", Fraction(14, 366)),
        # The week across the end of a leap year counts by the year of its first day.
        ("2024-12-30+1w", Fraction(7, 366)),
    ],
)
def test_a_period_is_a_part_of_its_year(name: str, part: Fraction) -> None:
    calendar = Calendar()
    assert calendar.part_of_year(calendar.parse(name)) == part


@pytest.mark.parametrize(
    ("first_week", "name", "number"),
    [
        # Weeks from 5 January 2026: its first week is the year's first, 28 December its 52nd; the one before,
        # from 29 December 2025, belongs to 2025.
        (date(2026, 1, 5), "2026-01-05+1w", 1),
        (date(2026, 1, 5), "2026-12-28+1w", 52),
        (date(2026, 1, 5), "2025-12-29+1w", 52),
        (date(2026, 1, 5), "2026-12-21+2w", 26),
        # 2026 begins on a Thursday: weeks that begin on Thursdays are 53.
        (date(2026, 1, 1), "2026-12-31+1w", 53),
    ],
)
def test_weeks_are_numbered_among_those_that_begin_in_the_year(
    first_week: date, name: str, number: int
) -> None:
    calendar = Calendar(weeks_from=first_week)
    assert calendar.number_in_year(calendar.parse(name)) == number


def test_periods_between_two_days_are_those_that_hold_one_of_them() -> None:
    calendar = Calendar(weeks_from=date(2026, 1, 5))
    span = date(2026, 1, 15), date(2026, 2, 1)
    assert [one.name for one in calendar.periods_between(*span, Cadence.HALF_MONTH)] == [
        "2026-01-a", "2026-01-b", "2026-02-a"
    ]  # fmt: skip
    assert [one.name for one in calendar.periods_between(*span, Cadence.TWO_WEEKS)] == [
        "2026-01-05+2w", "2026-01-19+2w"
    ]  # fmt: skip
    assert [one.name for one in calendar.periods_between(*span, Cadence.WEEK)][-1] == "2026-01-26+1w"
