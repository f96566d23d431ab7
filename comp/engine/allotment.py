"""Whole cents for lines that must add up: largest remainder on absolute values (decisions 0025, 0028)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def allotted(values: Sequence[Fraction], total: int) -> list[int]:
    """Exact values cut towards zero, and what is then missing to the total given out one by one: the largest
    remainder first, among equals the earliest, among values of the sign of what is missing.

    `total` is a whole number next to the values' sum, so that no line is asked twice.
    """
    parts = [int(value) for value in values]
    missing = total - sum(parts)
    sign = -1 if missing < 0 else 1
    asked = [place for place, value in enumerate(values) if value * sign > 0]
    asked.sort(key=lambda place: (abs(parts[place]) - abs(values[place]), place))
    for place in asked[: abs(missing)]:
        parts[place] += sign
    return parts
