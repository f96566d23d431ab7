"""How terms become one value, one after the other: totals, averages and their like (decision 0023)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.language.core import Aggregate, Aggregation, Kind, Operator
from comp.reference.saying import template
from comp.reference.values import Amount, Exact, Undefined, Value, calculate, extreme, undefined

Place: TypeAlias = tuple[date, str, tuple[int, ...]]
"""Where a term stands among the others: its day, its key, and its part of the fact."""


_OF_NOTHING = {
    Aggregation.TOTAL: template("the total of nothing is not defined"),
    Aggregation.COUNT: template("the count of nothing is not defined"),
    Aggregation.DISTINCT: template("the distinct of nothing is not defined"),
    Aggregation.AVERAGE: template("the average of nothing is not defined"),
    Aggregation.MINIMUM: template("the minimum of nothing is not defined"),
    Aggregation.MAXIMUM: template("the maximum of nothing is not defined"),
    Aggregation.LATEST: template("the latest of nothing is not defined"),
}


class Fold:
    """One aggregate while its terms come in; its value at any time is that of the terms so far."""

    def __init__(self, node: Aggregate, currency: str) -> None:
        self._how = node.how
        money = node.kind in {Kind.MONEY, Kind.ROW_MONEY}
        self._total: Value = Amount(Fraction(0), currency) if money else Fraction(0)
        self._number = 0
        self._seen: set[Exact] = set()
        self._latest: Place | None = None
        self._best: Value = undefined(_OF_NOTHING[node.how])
        self._unknown: Undefined | None = None

    def add(self, value: Value, place: Place) -> None:
        """One more term."""
        self._number += 1
        if isinstance(value, Undefined):
            self._unknown = self._unknown or value
            return
        match self._how:
            case Aggregation.TOTAL | Aggregation.AVERAGE | Aggregation.COUNT:
                self._total = calculate(Operator.ADD, self._total, value)
            case Aggregation.DISTINCT:
                self._seen.add(value)
            case Aggregation.MINIMUM | Aggregation.MAXIMUM:
                both = [self._best, value] if self._number > 1 else [value]
                self._best = extreme(both, largest=self._how is Aggregation.MAXIMUM)
            case Aggregation.LATEST:
                if self._latest is None or place >= self._latest:
                    self._latest, self._best = place, value

    def value(self) -> Value:
        """What the terms so far come to."""
        if self._unknown is not None:
            return self._unknown
        match self._how:
            case Aggregation.TOTAL | Aggregation.COUNT:
                return self._total
            case Aggregation.DISTINCT:
                return Fraction(len(self._seen))
            case Aggregation.AVERAGE if self._number:
                return calculate(Operator.DIVIDE, self._total, Fraction(self._number))
            case _:
                return self._best
