"""Sorted columns cut into stretches: neighbouring rows with one key, found without grouping by hash."""

from __future__ import annotations

import polars as pl


def first_of(*keys: pl.Series) -> pl.Series:
    """For each row, the position of the first row of its stretch; it ends where one of the keys changes."""
    return _at_edge(*keys, last=False)


def last_of(*keys: pl.Series) -> pl.Series:
    """For each row, the position of the last row of its stretch."""
    return _at_edge(*keys, last=True)


def _at_edge(*keys: pl.Series, last: bool) -> pl.Series:
    frame = pl.DataFrame([key.alias(str(place)) for place, key in enumerate(keys)])
    neighbour = -1 if last else 1
    changed = pl.any_horizontal(pl.all().ne_missing(pl.all().shift(neighbour)))
    position = pl.int_range(pl.len(), dtype=pl.UInt32)
    edge = frame.select(pl.when(changed | _is_end(last=last)).then(position)).to_series()
    return edge.backward_fill() if last else edge.forward_fill()


def _is_end(*, last: bool) -> pl.Expr:
    end = pl.len() - 1 if last else pl.lit(0)
    return pl.int_range(pl.len()) == end
