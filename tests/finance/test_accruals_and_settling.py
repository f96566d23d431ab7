"""Published amounts of what happens beside a plan: accounts, debts and withholding."""

from __future__ import annotations

from fractions import Fraction

import pytest

from comp.finance.accrual import Account, Entry, balances, earned, made_payable, paid
from comp.finance.settling import SetOff, set_off, withheld
from comp.language.money import Rounding


def standing(posted: list[Entry]) -> dict[Account, int]:
    """The accounts on which something stands."""
    return {account: minor for account, minor in balances(posted).items() if minor}


def test_the_expense_is_booked_once_and_waits_until_the_agent_is_paid() -> None:
    # 10 % of 100.00 is 10.00: an expense and accrued at the customer's invoice, payable at the agent's.
    posted = [*earned(10_00)]
    assert standing(posted) == {Account.EXPENSE: 10_00, Account.WAITING: -10_00}
    posted += made_payable(10_00)
    assert standing(posted) == {Account.EXPENSE: 10_00, Account.PAYABLE: -10_00}
    posted += paid(10_00)
    assert standing(posted) == {Account.EXPENSE: 10_00, Account.CLEARING: -10_00}


def test_debts_are_set_off_oldest_first() -> None:
    # Debts of 600,000 and 100,000 won: 500,000 goes to the first wholly; 300,000 clears both.
    first = set_off(500_000, [600_000, 100_000])
    assert first == SetOff((500_000, 0), 0, (100_000, 100_000))
    assert set_off(300_000, [*first.owed_minor]) == SetOff((100_000, 100_000), 100_000, (0, 0))


def test_a_negative_payment_is_not_set_off() -> None:
    with pytest.raises(ValueError, match="positive"):
        set_off(-1, [])


def test_taxes_are_withheld_down_to_whole_won() -> None:
    # 1,890,000 at 3 % is 56,700, at 0.3 % 5,670; 1,827,630 is paid.
    taxes = withheld(1_890_000, [Fraction(3, 100), Fraction(3, 1000)], Rounding.DOWN)
    assert taxes == [56_700, 5_670]
    assert 1_890_000 - sum(taxes) == 1_827_630
    assert withheld(999, [Fraction(3, 100)], Rounding.DOWN) == [29]  # 29.97
