"""Straight-line amortisation of a capitalised commission, by differences of what is amortised so far.

Each month is the struck amount so far less the one before, so the months add up to the whole and no last
month has to absorb a rounding.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from comp.language.money import Rounding, strike


def amortized(cost_minor: int, months: int, elapsed: int, mode: Rounding = Rounding.HALF_EVEN) -> int:
    """How much of a cost is amortised when so many of its months have passed, in minor units.

    Raises:
        ValueError: no months, or a negative number of them.
    """
    if months < 1 or elapsed < 0:
        raise ValueError(f"a cost is amortised over one month or more, not over {months} after {elapsed}")
    return strike(Fraction(cost_minor * min(elapsed, months), months), mode)


def schedule(cost_minor: int, months: int, mode: Rounding = Rounding.HALF_EVEN) -> list[int]:
    """What each month takes of a cost, in minor units; together exactly the cost."""
    so_far = [amortized(cost_minor, months, month, mode) for month in range(months + 1)]
    return [after - before for before, after in pairwise(so_far)]
