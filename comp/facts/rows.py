"""Steps on whole rows of large tables, which mostly are in order already and hold no row twice."""

from __future__ import annotations

import polars as pl

from comp.facts.series import spread


def in_order(table: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The rows sorted by these columns, blanks first; as they are where they stand so already."""
    first = table[columns[0]]
    # Where the first column rises from row to row, the others have no say.
    if first.null_count() == 0 and (first.slice(1) > first.slice(0, max(0, first.len() - 1))).all():
        return table
    return table.sort(columns, nulls_last=False)


def alike(rows: pl.DataFrame) -> pl.Series:
    """Whether each row has the same values as another one; blanks are the same."""
    hashes = rows.hash_rows()
    ordered = hashes.sort()
    shared = ordered.slice(1).filter(ordered.slice(1) == ordered.slice(0, max(0, ordered.len() - 1)))
    # Rows with the same values have the same hash; those with the same hash may differ, and are compared.
    suspects = hashes.is_in(shared.unique().implode())
    if not suspects.any():
        return suspects
    same = rows.filter(suspects).select(pl.struct(pl.all()).is_duplicated())[:, 0]
    return spread(suspects, suspects, same)
