"""A payee's place among the plan's payees by a measure (decision 0023)."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Numbers


def placed_among_payees(value: Numbers, period: pl.Series, *, lowest_first: bool) -> Numbers:
    """For each group one more than how many of its period stand better; undefined where it has no value."""
    if isinstance(value, Exact) and value.den is None:
        number = value.num
    else:
        number = _in_order(exact.fractions_of(value))
    frame = pl.DataFrame({"number": exact.tall(number, len(period)), "period": period})
    place = pl.col("number").rank("min", descending=not lowest_first).over("period")
    return exact.of_integers(frame.select(place.cast(pl.Int64)).to_series())


def _in_order(values: list[Fraction | None]) -> pl.Series:
    """Whole numbers in the order of fractions."""
    places = {one: place for place, one in enumerate(sorted({v for v in values if v is not None}))}
    return pl.Series([None if v is None else places[v] for v in values], dtype=pl.Int64)
