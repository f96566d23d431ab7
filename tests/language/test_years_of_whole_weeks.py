"""Fiscal years of 52 and 53 weeks, held against the retail calendar that is published for stores.

The year that stores call 2022 ran from 30 January 2022 through 28 January 2023, the one they call 2023 (53
weeks) from 29 January 2023 through 3 February 2024: each ends on the Saturday nearest to the end of January.
Here a year is named by the calendar year in which it ends.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comp.language.calendar import Cadence, Calendar, PeriodNameError
from comp.language.week_year import WeekYear

STORES = Calendar(week_year=WeekYear((4, 5, 4), ends_weekday=5, ends_month=1, nearest=True))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2023", date(2022, 1, 30), date(2023, 1, 28)),
        ("2024", date(2023, 1, 29), date(2024, 2, 3)),
        ("2024-P01", date(2023, 1, 29), date(2023, 2, 25)),  # 4 weeks
        ("2024-P02", date(2023, 2, 26), date(2023, 4, 1)),  # 5 weeks
        ("2024-Q1", date(2023, 1, 29), date(2023, 4, 29)),
        ("2024-H2", date(2023, 7, 30), date(2024, 2, 3)),
        ("2024-P12", date(2023, 12, 31), date(2024, 2, 3)),  # 4 weeks and the 53rd
    ],
)
def test_a_name_means_its_weeks(name: str, first: date, last: date) -> None:
    period = STORES.parse(name)
    assert (period.starts_on, period.last_day, period.name) == (first, last, name)


# Years as companies have published them: each ends on the last Saturday of December, of September, or on the
# Sunday nearest to the end of December.
CHIPS = Calendar(week_year=WeekYear((4, 4, 5), ends_weekday=5, ends_month=12))
PHONES = Calendar(week_year=WeekYear((5, 4, 4), ends_weekday=5, ends_month=9))
HEALTH = Calendar(week_year=WeekYear((4, 4, 5), ends_weekday=6, ends_month=12, nearest=True))


@pytest.mark.parametrize(
    ("calendar", "year", "first", "last", "weeks"),
    [
        (CHIPS, "2022", date(2021, 12, 26), date(2022, 12, 31), 53),
        (CHIPS, "2023", date(2023, 1, 1), date(2023, 12, 30), 52),
        (CHIPS, "2024", date(2023, 12, 31), date(2024, 12, 28), 52),
        (PHONES, "2023", date(2022, 9, 25), date(2023, 9, 30), 53),
        (PHONES, "2024", date(2023, 10, 1), date(2024, 9, 28), 52),
        # Sunday 3 January 2021 is three days after the end of December 2020, so it is the nearest.
        (HEALTH, "2020", date(2019, 12, 30), date(2021, 1, 3), 53),
        (HEALTH, "2021", date(2021, 1, 4), date(2022, 1, 2), 52),
        (HEALTH, "2022", date(2022, 1, 3), date(2023, 1, 1), 52),
    ],
)
def test_a_year_has_52_or_53_weeks(
    calendar: Calendar, year: str, first: date, last: date, weeks: int
) -> None:
    period = calendar.parse(year)
    assert (period.starts_on, period.last_day, period.days) == (first, last, weeks * 7)
    assert calendar.shift(period, 1).name == str(int(year) + 1)
    assert [calendar.period_of(day, Cadence.YEAR).name for day in (first, last)] == [year, year]


@pytest.mark.parametrize(
    ("calendar", "year", "last_days"),
    [
        (CHIPS, 2023, [date(2023, 4, 1), date(2023, 7, 1), date(2023, 9, 30), date(2023, 12, 30)]),
        (PHONES, 2024, [date(2023, 12, 30), date(2024, 3, 30), date(2024, 6, 29), date(2024, 9, 28)]),
    ],
)
def test_quarters_of_13_weeks_end_on_the_published_days(
    calendar: Calendar, year: int, last_days: list[date]
) -> None:
    assert [calendar.parse(f"{year}-Q{number}").last_day for number in (1, 2, 3, 4)] == last_days


@pytest.mark.parametrize(
    ("pattern", "firsts"),
    [
        # 2026 begins on 28 December 2025; the months of its first quarter, then that of the second.
        ((4, 4, 5), [date(2025, 12, 28), date(2026, 1, 25), date(2026, 2, 22), date(2026, 3, 29)]),
        ((4, 5, 4), [date(2025, 12, 28), date(2026, 1, 25), date(2026, 3, 1), date(2026, 3, 29)]),
        ((5, 4, 4), [date(2025, 12, 28), date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 29)]),
    ],
)
def test_the_months_of_a_quarter_have_four_or_five_weeks_as_the_pattern_says(
    pattern: tuple[int, int, int], firsts: list[date]
) -> None:
    calendar = Calendar(week_year=WeekYear(pattern, ends_weekday=5, ends_month=12))
    assert [calendar.parse(f"2026-P0{number}").starts_on for number in (1, 2, 3, 4)] == firsts
    held = [calendar.period_of(day, Cadence.MONTH).name for day in (date(2026, 1, 31), date(2026, 2, 28))]
    assert (
        held
        == {
            (4, 4, 5): ["2026-P02", "2026-P03"],
            (4, 5, 4): ["2026-P02", "2026-P02"],
            (5, 4, 4): ["2026-P01", "2026-P02"],
        }[pattern]
    )


@pytest.mark.parametrize("pattern", [(4, 4, 5), (4, 5, 4), (5, 4, 4)])
def test_the_53rd_week_belongs_to_the_last_month_whatever_the_pattern(pattern: tuple[int, int, int]) -> None:
    calendar = Calendar(week_year=WeekYear(pattern, ends_weekday=5, ends_month=12))
    last = calendar.parse("2022-P12")
    assert (last.last_day, last.days) == (date(2022, 12, 31), (pattern[2] + 1) * 7)
    assert calendar.parse("2022-Q4").days == 14 * 7
    assert calendar.part_of_year(last) == Fraction(1, 12)
    assert calendar.shift(last, 1).name == "2023-P01"
    assert calendar.shift(calendar.parse("2023-P01"), -13).name == "2021-P12"


def test_weeks_are_a_part_of_a_year_of_52_or_53() -> None:
    calendar = Calendar(weeks_from=date(2021, 12, 26), week_year=CHIPS.week_year)
    week, two = calendar.parse("2021-12-26+1w"), calendar.parse("2022-12-25+2w")
    assert (calendar.part_of_year(week), calendar.number_in_year(week)) == (Fraction(1, 53), 1)
    # The two weeks from 25 December 2022 begin in the 53rd week of 2022 and are its 27th.
    assert (calendar.part_of_year(two), calendar.number_in_year(two)) == (Fraction(2, 53), 27)
    assert calendar.part_of_year(calendar.parse("2023-01-08+1w")) == Fraction(1, 52)


def test_the_last_saturday_can_end_a_year_earlier_than_the_nearest_one() -> None:
    # January 2026 ends on a Saturday; January 2024 on a Wednesday, whose last Saturday is the 27th.
    last = Calendar(week_year=WeekYear((4, 4, 5), ends_weekday=5, ends_month=1))
    assert last.parse("2024").last_day == date(2024, 1, 27)
    assert last.parse("2026").last_day == date(2026, 1, 31)


def test_the_months_of_a_year_of_weeks_have_names_of_their_own() -> None:
    with pytest.raises(PeriodNameError, match="2026-P01 to 2026-P12"):
        STORES.parse("2026-03")
    with pytest.raises(PeriodNameError, match="2026-01 to 2026-12"):
        Calendar().parse("2026-P03")


def test_a_quarter_of_14_weeks_is_a_quarter_of_the_year_all_the_same() -> None:
    quarter = STORES.parse("2024-Q4")
    assert quarter.days == 14 * 7
    assert (STORES.part_of_year(quarter), STORES.number_in_year(quarter)) == (Fraction(1, 4), 4)


def test_half_months_are_numbered_among_those_that_begin_in_the_year_of_weeks() -> None:
    """By the 4-4-5 pattern that ends on the last Saturday of December, 2026 begins on 2025-12-28: both halves
    of December begin before it, so the first half of January is its first.
    """
    calendar = Calendar(week_year=WeekYear((4, 4, 5), 5, 12))
    halves = [calendar.parse(name) for name in ("2025-12-b", "2026-01-a", "2026-02-b")]
    assert [calendar.number_in_year(half) for half in halves] == [24, 1, 4]


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.sampled_from([Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR]),
    st.integers(0, 6),
    st.integers(1, 12),
    st.sampled_from(["the nearest", ""]),
)
def test_each_day_belongs_to_one_period_that_says_so(
    day: date, cadence: Cadence, weekday: int, month: int, nearest: str
) -> None:
    calendar = Calendar(week_year=WeekYear((4, 4, 5), weekday, month, nearest=bool(nearest)))
    period = calendar.period_of(day, cadence)
    assert day in period
    assert calendar.parse(period.name) == period
    assert calendar.shift(period, 1).starts_on == period.ends_before
    assert calendar.shift(period, -1).ends_before == period.starts_on
    assert calendar.period_of(day, Cadence.YEAR).days in (364, 371)
