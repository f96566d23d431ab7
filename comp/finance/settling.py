"""What stands between payable and paid: debts set off oldest first, and amounts withheld.

It changes when and to whom money goes, never how much was earned. All amounts are minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from comp.language.money import Rounding, strike


@dataclass(frozen=True, slots=True)
class SetOff:
    """What of a payment went to each debt (oldest first), what is paid, and what is still owed of each."""

    taken_minor: tuple[int, ...]
    paid_minor: int
    owed_minor: tuple[int, ...]


def set_off(payable_minor: int, debts_minor: list[int]) -> SetOff:
    """Take debts off a payment, the oldest first, down to a payment of zero.

    Raises:
        ValueError: a negative payment or debt; a negative payable is a debt itself, to be set off later.
    """
    if payable_minor < 0 or any(debt < 0 for debt in debts_minor):
        raise ValueError("payments and debts are set off as positive amounts")
    left, taken = payable_minor, list[int]()
    for debt in debts_minor:
        taken.append(min(debt, left))
        left -= taken[-1]
    owed = tuple(debt - part for debt, part in zip(debts_minor, taken, strict=True))
    return SetOff(tuple(taken), left, owed)


def withheld(payable_minor: int, rates: list[Fraction], mode: Rounding) -> list[int]:
    """What each rate withholds of a payment, each struck alone."""
    return [strike(payable_minor * rate, mode) for rate in rates]
