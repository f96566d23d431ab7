"""Whole cents allotted among exact amounts, which may have either sign."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comp.language.money import Rounding, strike


def allotted(exact: Sequence[Fraction], total: int) -> list[int]:
    """Each amount cut towards zero; the units that are missing to the total go to the largest remainders.

    `total` is less than one unit from the sum of the amounts. Units above zero go to amounts above
    zero, those below to amounts below; among equal remainders the earliest comes first.
    """
    parts = [strike(value, Rounding.DOWN) for value in exact]
    missing = total - sum(parts)
    sign = -1 if missing < 0 else 1
    takers = [index for index, value in enumerate(exact) if value * sign > 0]
    takers.sort(key=lambda index: -abs(exact[index] - parts[index]))
    for index in takers[: abs(missing)]:
        parts[index] += sign
    return parts
