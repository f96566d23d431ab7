"""Journal entries for commission that is earned before it is payable: booked once, on the way to payroll.

Entries of one event always balance; amounts are minor units, a debit is positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Account(StrEnum):
    """Where an amount stands."""

    EXPENSE = "commission expense"
    WAITING = "commission accrued"
    PAYABLE = "commission payable"
    CLEARING = "payroll clearing"


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a booking."""

    account: Account
    amount_minor: int


def earned(amount_minor: int) -> tuple[Entry, Entry]:
    """The commission is earned: an expense, owed to nobody yet."""
    return Entry(Account.EXPENSE, amount_minor), Entry(Account.WAITING, -amount_minor)


def made_payable(amount_minor: int) -> tuple[Entry, Entry]:
    """It becomes payable: the accrual turns into a debt, and the expense is not booked again."""
    return Entry(Account.WAITING, amount_minor), Entry(Account.PAYABLE, -amount_minor)


def paid(amount_minor: int) -> tuple[Entry, Entry]:
    """It is paid: the debt goes to payroll, which books the money, the taxes and the rest."""
    return Entry(Account.PAYABLE, amount_minor), Entry(Account.CLEARING, -amount_minor)


def balances(entries: list[Entry]) -> dict[Account, int]:
    """What stands on each account after the entries."""
    found = dict.fromkeys(Account, 0)
    for entry in entries:
        found[entry.account] += entry.amount_minor
    return found
