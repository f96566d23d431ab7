"""Rounding, allotment and minor units, by hand: both engines share them, so no comparison can find them
wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from comp.language.money import Money, Rounding, allot, digits, format_minor, strike


@pytest.mark.parametrize(
    ("value", "even", "up", "down"),
    [
        # On a half: to the even neighbour, away from zero, towards zero.
        (Fraction(5, 2), 2, 3, 2),
        (Fraction(7, 2), 4, 4, 3),
        (Fraction(-5, 2), -2, -3, -2),
        (Fraction(-7, 2), -4, -4, -3),
        # The even neighbour of a half may be nothing.
        (Fraction(1, 2), 0, 1, 0),
        (Fraction(-1, 2), 0, -1, 0),
        (Fraction(3, 2), 2, 2, 1),
        (Fraction(-3, 2), -2, -2, -1),
        # A hair beside a half is no half.
        (Fraction(-2_500_000_001, 1_000_000_000), -3, -3, -2),
        (Fraction(-2_499_999_999, 1_000_000_000), -2, -2, -2),
        (Fraction(-1, 3), 0, 0, 0),
        (Fraction(2, 3), 1, 1, 0),
        (Fraction(-2, 3), -1, -1, 0),
        (Fraction(-7), -7, -7, -7),
        (Fraction(10**30 * 2 + 1, 2), 10**30, 10**30 + 1, 10**30),
        (Fraction(2_500_000_001, 1_000_000_000), 3, 3, 2),
        (Fraction(2_499_999_999, 1_000_000_000), 2, 2, 2),
        (Fraction(1, 3), 0, 0, 0),
        (Fraction(0), 0, 0, 0),
        (Fraction(7), 7, 7, 7),
    ],
)
def test_a_value_between_two_cents_is_struck_as_its_mode_says(
    value: Fraction, even: int, up: int, down: int
) -> None:
    assert strike(value, Rounding.HALF_EVEN) == even
    assert strike(value, Rounding.HALF_UP) == up
    assert strike(value, Rounding.DOWN) == down


@given(st.fractions(), st.sampled_from(list(Rounding)))
def test_striking_mirrors_a_reversal_and_moves_less_than_a_cent(value: Fraction, mode: Rounding) -> None:
    assert strike(-value, mode) == -strike(value, mode)
    assert abs(strike(value, mode) - value) < 1


def test_odd_cents_go_to_the_largest_remainder_then_to_the_earliest_part() -> None:
    # 100.01 at 30 % and 70 %: 3000.3 and 7000.7 cents; the odd cent belongs to the remainder .7.
    assert allot(100_01, [Fraction(3, 10), Fraction(7, 10)]) == [30_00, 70_01]
    # 1.00 in thirds: each remainder is a third; the first part takes the odd cent.
    assert allot(100, [Fraction(1, 3)] * 3) == [34, 33, 33]
    assert allot(-100, [Fraction(1, 3)] * 3) == [-34, -33, -33]


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        (10, ["1/4", "3/8", "3/8"], [2, 4, 4]),  # 2.5, 3.75, 3.75: both odd cents go to .75
        (5, ["1/2", "1/2"], [3, 2]),  # 2.5 each: the earlier part
        (-5, ["1/2", "1/2"], [-3, -2]),
        (1, ["1/10", "1/5", "7/10"], [0, 0, 1]),
        (7, ["0", "1"], [0, 7]),  # a share of nothing has no odd cent
        (0, ["1/3", "2/3"], [0, 0]),
    ],
)
def test_odd_units_are_given_out_one_by_one(total: int, shares: list[str], parts: list[int]) -> None:
    assert allot(total, [Fraction(share) for share in shares]) == parts


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_parts_add_up_and_mirror_their_reversal(total: int, weights: list[int]) -> None:
    whole = sum(weights) or 1
    shares = [Fraction(w, whole) for w in weights] if sum(weights) else [Fraction(1)]
    parts = allot(total, shares)
    assert sum(parts) == total
    assert allot(-total, shares) == [-part for part in parts]
    assert all(abs(part - total * share) < 1 for part, share in zip(parts, shares, strict=True))


@pytest.mark.parametrize("shares", [[Fraction(1, 2)], [Fraction(3, 2), Fraction(-1, 2)], []])
def test_shares_that_are_no_partition_are_refused(shares: list[Fraction]) -> None:
    with pytest.raises(ValueError, match="add up to 1"):
        allot(100, shares)


def test_minor_units_are_those_of_the_standard() -> None:
    fractions = get_global("currency_fractions")
    # Babel follows CLDR, which gives some currencies fewer decimals than ISO 4217; these it does not.
    for code in ("USD", "EUR", "JPY", "KWD", "BHD", "KRW", "CLF", "TND", "ISK", "VND", "CHF", "GBP"):
        assert digits(code) == fractions.get(code, fractions["DEFAULT"])[0], code


@pytest.mark.parametrize(
    ("money", "written"),
    [
        (Money(123_456, "USD"), "1,234.56 USD"),
        (Money(-5, "EUR"), "-0.05 EUR"),
        (Money(508_500, "JPY"), "508,500 JPY"),
        (Money(1_234_567, "KWD"), "1,234.567 KWD"),
    ],
)
def test_money_is_written_with_its_currency_s_decimals(money: Money, written: str) -> None:
    assert str(money) == written
    assert format_minor(money.minor, money.currency) in written
