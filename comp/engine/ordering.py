"""Rows put in order by several columns of whole numbers or days, as one number where they fit: some ten times
faster than column by column.
"""

from __future__ import annotations

import polars as pl

_BITS = 62  # of a signed 64-bit number, with one to spare


def order_of(frame: pl.DataFrame, *names: str) -> pl.Series:
    """The positions of a frame's rows by some columns without nulls, in which no two rows are alike."""
    columns = [frame.get_column(name).to_physical() for name in names]
    key = _as_one(columns) if frame.height else None
    if key is None:
        return frame.select(pl.arg_sort_by(names)).to_series()
    return key.arg_sort()


def _as_one(columns: list[pl.Series]) -> pl.Series | None:
    """One number that orders as the columns do; None where it would take more than 64 bits."""
    spans = [(_least(column), _least(column, largest=True)) for column in columns]
    widths = [(high - low).bit_length() for low, high in spans]
    if sum(widths) > _BITS:
        return None
    key = pl.Series([0], dtype=pl.Int64).new_from_index(0, len(columns[0]))
    for column, (low, _), width in zip(columns, spans, widths, strict=True):
        key = key * 2**width + (column.cast(pl.Int64) - low)
    return key


def _least(column: pl.Series, *, largest: bool = False) -> int:
    found = column.max() if largest else column.min()
    if not isinstance(found, int) or column.null_count():
        raise TypeError(f"{column.name}: rows are put in order by whole numbers without nulls")
    return found
