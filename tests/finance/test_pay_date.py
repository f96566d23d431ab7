"""The day on which a period is paid."""

from datetime import date

import pytest

from comp.facts import Settlement, WeekendRule
from comp.finance import pay_date


@pytest.mark.parametrize(
    ("months_after", "day", "on_weekend", "last_day", "paid_on"),
    [
        (1, 15, WeekendRule.BEFORE, date(2026, 3, 31), date(2026, 4, 15)),  # a Wednesday
        (0, 31, WeekendRule.BEFORE, date(2026, 4, 30), date(2026, 4, 30)),  # April has 30 days; a Thursday
        (1, 30, WeekendRule.SAME, date(2026, 1, 31), date(2026, 2, 28)),  # a Saturday stays
        (1, 30, WeekendRule.BEFORE, date(2026, 1, 31), date(2026, 2, 27)),  # the Friday before
        (1, 30, WeekendRule.AFTER, date(2026, 1, 31), date(2026, 3, 2)),  # the Monday after
        (2, 15, WeekendRule.BEFORE, date(2025, 12, 31), date(2026, 2, 13)),  # Sunday 15 to Friday 13
        (2, 15, WeekendRule.AFTER, date(2025, 12, 31), date(2026, 2, 16)),
        (12, 29, WeekendRule.SAME, date(2027, 2, 28), date(2028, 2, 29)),  # a leap year
    ],
)
def test_the_pay_date_follows_the_settlement(
    months_after: int, day: int, on_weekend: WeekendRule, last_day: date, paid_on: date
) -> None:
    assert pay_date(Settlement(months_after, day, on_weekend), last_day) == paid_on
