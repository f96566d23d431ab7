"""Amounts published on two pages about ASC 340-40, and what cumulative differences make of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comp.finance.amortization import amortized, schedule


def test_two_contracts_are_amortised_and_a_short_one_is_not_capitalised() -> None:
    # 15,000.00 over 36 months is 416.67 (416.666…) a month, 8,000.00 over 48 is 166.67 (166.666…).
    alpha, gamma = schedule(15_000_00, 36), schedule(8_000_00, 48)
    assert (alpha[0], gamma[0]) == (416_67, 166_67)
    # After three months 1,250.00 and 500.00 exactly, so 13,750.00 + 7,500.00 = 21,250.00 remain; a page that
    # adds rounded months (3 x 583.34) comes to 21,249.98.
    balances = [15_000_00 - amortized(15_000_00, 36, 3), 8_000_00 - amortized(8_000_00, 48, 3)]
    assert balances == [13_750_00, 7_500_00]
    assert sum(balances) == 21_250_00
    assert sum(alpha[:3]) + sum(gamma[:3]) == 1_750_00


def test_a_cost_of_three_years_leaves_nothing_over() -> None:
    # 10,000 / 3 = 3,333.33…; so far 3,333.33, 6,666.67, 10,000.00.
    assert schedule(10_000_00, 3) == [3_333_33, 3_333_34, 3_333_33]


def test_a_cost_without_months_is_refused() -> None:
    with pytest.raises(ValueError, match="one month or more"):
        amortized(1_00, 0, 0)


@given(st.integers(-(10**12), 10**12), st.integers(1, 120))
def test_the_months_add_up_and_mirror_a_reversal(cost: int, months: int) -> None:
    assert sum(schedule(cost, months)) == cost
    assert schedule(-cost, months) == [-part for part in schedule(cost, months)]
