"""A clause with many lines is summed up by month first."""

from datetime import date
from fractions import Fraction

from comp.language.money import Money
from statements.months import MOST_LINES, months_of
from statements.view import Month, StatementLine
from tests.statements.samples import usd


def line(born_on: date, credited: Money | Fraction | None, earned: int, payable: int) -> StatementLine:
    return StatementLine("l", "pay", "D", born_on, "2026-Q1", credited, usd(earned), usd(payable), "")


def few(count: int, credited: Money | Fraction | None) -> list[StatementLine]:
    return [line(date(2026, 1, 5), credited, 10, 5)] * count


def test_forty_lines_are_read_one_by_one() -> None:
    assert months_of(few(MOST_LINES, usd(100))) == ()


def test_each_month_has_its_lines_and_sums_in_order() -> None:
    lines = [
        line(date(2026, 3, 31), usd(300), 30, 0),
        *few(40, usd(100)),
        line(date(2026, 3, 1), usd(1), 2, 2),
    ]

    # 40 of 1.00 that earn 10 and pay 5 cents; 3.00 + 0.01 that earn 30 + 2 and pay 0 + 2.
    assert months_of(lines) == (
        Month(date(2026, 1, 1), 40, usd(4_000), usd(400), usd(200)),
        Month(date(2026, 3, 1), 2, usd(301), usd(32), usd(2)),
    )


def test_units_are_added_up_as_units() -> None:
    [month] = months_of(few(41, Fraction(1, 2)))

    assert month.credited == Fraction(41, 2)


def test_what_is_credited_in_money_and_in_units_has_no_sum() -> None:
    [month] = months_of([*few(40, usd(100)), *few(1, Fraction(1))])
    [of_periods] = months_of(few(41, None))

    assert (month.credited, of_periods.credited) == (None, None)
