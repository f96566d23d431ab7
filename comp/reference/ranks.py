"""A payee's place among others (decision 0023)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from comp.language.core import Comparison
from comp.reference.values import Undefined, Value, compare, undefined


def place_among(standings: Mapping[str, Value], payee: str, *, lowest_first: bool) -> Value:
    """One more than those who stand better; who has no value has no place and is not counted."""
    own = standings.get(payee, undefined("{payee} has no day under the plan in that period", payee=payee))
    if isinstance(own, Undefined):
        return own
    better = Comparison.BELOW if lowest_first else Comparison.ABOVE
    return Fraction(1 + sum(compare(better, other, own) is True for other in standings.values()))
