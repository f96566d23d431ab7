"""What a line earned and what became payable of it, in minor units of one currency, and sums of these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

LineKey: TypeAlias = tuple[str, str]
"""A line's id and its currency: a line that changes its currency is another one in the books."""


class Amounts(NamedTuple):
    """Earned and payable, in minor units."""

    earned_minor: int
    payable_minor: int

    def plus(self, other: Amounts) -> Amounts:
        """The sum, state by state."""
        return Amounts(self.earned_minor + other.earned_minor, self.payable_minor + other.payable_minor)

    def less(self, other: Amounts) -> Amounts:
        """The difference, state by state."""
        return Amounts(self.earned_minor - other.earned_minor, self.payable_minor - other.payable_minor)


NOTHING: Final = Amounts(0, 0)


def by_line(rows: Iterable[tuple[LineKey, Amounts]]) -> dict[LineKey, Amounts]:
    """The sum of each line's amounts."""
    sums: dict[LineKey, Amounts] = {}
    for key, amounts in rows:
        sums[key] = sums.get(key, NOTHING).plus(amounts)
    return sums
