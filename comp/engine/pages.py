"""Tables of several inputs: which page of rows fits each line (decision 0024)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from comp.engine import exact
from comp.engine.exact import Numbers
from comp.language.core import Comparison, Key, Page, Table


def paged(
    table: Table, inputs: Sequence[Numbers | pl.Series], height: int, value_of: Callable[[Table], Numbers]
) -> Numbers:
    """For each line the value that the first page which fits gives; undefined where none does.

    `inputs` are the further inputs' columns; `value_of` works out a table of one page's rows.
    """
    value: Numbers = exact.spread(exact.undefined(), height)
    for page in reversed(table.pages):
        rows = replace(table, rows=page.rows, pages=(), others=())
        value = exact.choose(_fits(table, page, inputs, height), value_of(rows), value)
    return value


def _fits(table: Table, page: Page, inputs: Sequence[Numbers | pl.Series], height: int) -> pl.Series:
    fits = pl.Series([True]).new_from_index(0, height)
    for place, (key, column) in enumerate(zip(page.keys, inputs, strict=True)):
        if isinstance(column, pl.Series):
            if key.text is not None:
                fits = fits & (exact.tall(column, height) == key.text).fill_null(value=False)
        elif key.bound is not None:
            lowest = min((k.bound, k.above) for k in _keys(table, place) if k.bound is not None)
            fits = fits & exact.tall(_reached(key, column, lowest=(key.bound, key.above) == lowest), height)
    return fits


def _keys(table: Table, place: int) -> list[Key]:
    return [page.keys[place] for page in table.pages]


def _reached(key: Key, column: Numbers, *, lowest: bool) -> pl.Series:
    """Whether an input lies in a band; the lowest band reaches down without end."""
    if lowest or key.bound is None:
        return ~exact.is_undefined(column)
    comparison = Comparison.ABOVE if key.above else Comparison.AT_LEAST
    return exact.compare(comparison, column, exact.constant(key.bound)).fill_null(value=False)
