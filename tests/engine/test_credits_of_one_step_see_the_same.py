"""Credits that one payee has from one fact are one step: all see the total before it, and with all of it."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.running import Counter, running_value
from comp.language.core import Aggregation


def test_a_step_of_two_credits_is_counted_whole() -> None:
    # 10 and 20 from one fact, then 5 from another; the last one begins another window.
    counter = Counter(
        pl.Series([0, 0, 0, 0]), pl.Series([0, 0, 0, 1]), pl.Series([1, 1, 2, 3], dtype=pl.UInt32)
    )
    term = exact.of_integers(pl.Series([10, 20, 5, 7]))

    sides = running_value(Aggregation.TOTAL, counter, term, pl.Series([True]))

    assert exact.fractions_of(sides.before) == [Fraction(n) for n in (0, 0, 30, 0)]
    assert exact.fractions_of(sides.after) == [Fraction(n) for n in (30, 30, 35, 7)]
