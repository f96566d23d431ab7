"""A payee's place among the plan's payees by a measure (decision 0023)."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Numbers


def placed_among_payees(value: Numbers, period: pl.Series, *, lowest_first: bool) -> Numbers:
    """For each group one more than how many of its period stand better; undefined where it has no value."""
    frame = pl.DataFrame({"number": exact.tall(in_order(value), len(period)), "period": period})
    place = pl.col("number").rank("min", descending=not lowest_first).over("period")
    return exact.of_integers(frame.select(place.cast(pl.Int64)).to_series())


def in_order(value: Numbers) -> pl.Series:
    """Whole numbers that stand in the same order as the values; null where undefined."""
    if isinstance(value, Exact) and value.den is None:
        return value.num
    return _places(exact.fractions_of(value))


def _places(values: list[Fraction | None]) -> pl.Series:
    places = {one: place for place, one in enumerate(sorted({v for v in values if v is not None}))}
    return pl.Series([None if v is None else places[v] for v in values], dtype=pl.Int64)
