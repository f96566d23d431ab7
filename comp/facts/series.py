"""Small steps on whole columns of cells."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from comp.facts.cells import unmarked

_SPACES = " \t\r\n\N{NO-BREAK SPACE}"


def where(values: pl.Series, mask: pl.Series) -> pl.Series:
    """The values where the mask is true, null elsewhere."""
    if mask.null_count() == 0 and mask.all():
        return values
    frame = pl.DataFrame([values.alias("v"), mask.alias("m")])
    return frame.select(pl.when(pl.col("m")).then(pl.col("v")))[:, 0]


def beside(rows: pl.DataFrame, columns: list[pl.Series]) -> pl.DataFrame:
    """The rows with these columns, in the place of their own of such names.

    All are taken as they are held, where Polars would put the pieces of every column together.
    """
    names = {column.name for column in columns}
    return pl.DataFrame([*(own for own in rows.get_columns() if own.name not in names), *columns])


def spread(values: pl.Series, rows: pl.Series, others: pl.Series) -> pl.Series:
    """The values, but in the rows that are marked the others, one after the other."""
    at = where(rows.cast(pl.Int64).cum_sum() - 1, rows)
    frame = pl.DataFrame([values.alias("v"), rows.alias("r"), others.gather(at).alias("o")])
    return frame.select(pl.when(pl.col("r")).then(pl.col("o")).otherwise(pl.col("v")))[:, 0]


def certain(mask: pl.Series) -> pl.Series:
    """A mask in which an unknown is false."""
    return mask.fill_null(value=False) if mask.null_count() else mask


def bare(cells: pl.Series) -> pl.Series:
    """Cells without the marks of their types."""
    return cells.to_frame("c").select(unmarked(pl.col("c")))[:, 0]


def stripped(cells: pl.Series) -> pl.Series:
    """Cells without the spaces around them, which are never part of a value."""
    return cells.str.strip_chars(_SPACES)


def constant(value: str | int | None, rows: int, kind: pl.DataType) -> pl.Series:
    """The same value in every row."""
    return pl.Series([value], dtype=kind).new_from_index(0, rows)


def nowhere(rows: int) -> pl.Series:
    """A mask that is true in no row."""
    return pl.repeat(value=False, n=rows, dtype=pl.Boolean(), eager=True)


def folded(texts: pl.Series, *, case: bool, space: bool) -> pl.Series:
    """Texts as they are compared: in small letters, runs of spaces as one."""
    if space:
        texts = texts.str.replace_all(r"\s+", " ")
    return texts.str.to_lowercase() if case else texts


def fold(text: str, *, case: bool, space: bool) -> str:
    """One text as it is compared."""
    return folded(pl.Series([text]), case=case, space=space)[0]


def looked_up(keys: pl.Series, table: Mapping[str, str]) -> pl.Series:
    """What the table says for each key, null where it says nothing."""
    return keys.replace_strict(list(table), list(table.values()), default=None, return_dtype=pl.String())
