"""The rule that every posting keeps: what was posted of a line, and is now, comes to what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comp.ledger.amounts import NOTHING, Amounts, LineKey
from comp.ledger.values import Values


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line whose books would not come to its worth; `value` is None where it is a fault."""

    line: str
    currency: str
    before: Amounts
    now: Amounts
    value: Amounts | None

    @property
    def missing(self) -> Amounts:
        """What is still to be posted; what was posted too much is below zero."""
        return (self.value or self.before).less(self.before.plus(self.now))


def open_lines(
    values: Values, before: Mapping[LineKey, Amounts], now: Mapping[LineKey, Amounts]
) -> list[OpenLine]:
    """Lines for which posted before + posted now is not the value, by id.

    Of a line that is a fault nothing may be posted, and what was posted of it stands.
    """
    found: list[OpenLine] = []
    for key in sorted(values.lines.keys() | before.keys() | now.keys()):
        value, was, adds = values.of(key), before.get(key, NOTHING), now.get(key, NOTHING)
        expected = was if value is None else value
        if was.plus(adds) != expected:
            found.append(OpenLine(*key, was, adds, value))
    return found


def standing_faults(values: Values, before: Mapping[LineKey, Amounts]) -> list[OpenLine]:
    """Lines that were paid and are faults now, by id: what was posted of them stands until mended."""
    return [
        OpenLine(*key, was, NOTHING, None)
        for key, was in sorted(before.items())
        if was != NOTHING and values.of(key) is None
    ]
