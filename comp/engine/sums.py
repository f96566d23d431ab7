"""Sums of whole numbers in 128 bits, which Polars would let wrap: each is bounded before it is made."""

from __future__ import annotations

import polars as pl

from comp.engine import exact
from comp.engine.stretches import first_of
from comp.engine.taking import taken


def running_sum(series: pl.Series, group: pl.Series) -> pl.Series:
    """The running sum within each group (its rows stand together); null from a group's first null on."""
    return running_since(series, first_of(group))


def running_since(series: pl.Series, first: pl.Series) -> pl.Series:
    """The same where the position of the first row of each row's group is known."""
    if not sum_fits(series):
        raise exact.AmountTooLargeError("a running total could pass 128 bits")
    if series.null_count() == 0:
        return _sum_since(series, first)
    undefined = _sum_since(series.is_null().cast(pl.UInt32), first) > 0
    return exact.pick(undefined, pl.Series([None], dtype=pl.Int128), _sum_since(series.fill_null(0), first))


def _sum_since(series: pl.Series, first: pl.Series) -> pl.Series:
    total = series.cum_sum()
    return total - taken((total - series), first)


def sum_fits(series: pl.Series) -> bool:
    """Whether no sum of the series' values, in any order, can pass 128 bits."""
    return exact.largest(series) * max(len(series), 1) < exact.LIMIT
