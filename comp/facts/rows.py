"""Steps on whole rows of large tables, which mostly are in order already and hold no row twice."""

from __future__ import annotations

import polars as pl

from comp.facts.series import nowhere, spread


def in_order(table: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The rows sorted by these columns, blanks first; as they are where they stand so already."""
    # Where the first column rises, the others have no say.
    return table if _rises(table[columns[0]]) else table.sort(columns, nulls_last=False)


def alike(rows: pl.DataFrame) -> pl.Series:
    """Whether each row has the same values as another one; blanks are the same."""
    if _rises(rows.to_series()):
        return nowhere(rows.height)
    hashes = rows.hash_rows()
    ordered = hashes.sort()
    shared = ordered.slice(1).filter(ordered.slice(1) == _before(ordered))
    if shared.is_empty():
        return nowhere(rows.height)
    # Rows with the same values have the same hash; those with the same hash may differ, and are compared.
    suspects = hashes.is_in(shared.unique().implode())
    same = rows.filter(suspects).select(pl.struct(pl.all()).is_duplicated())[:, 0]
    return spread(suspects, suspects, same)


def _rises(values: pl.Series) -> bool:
    """Whether each value is above the one before, and none is blank."""
    return values.null_count() == 0 and (values.slice(1) > _before(values)).all()


def _before(values: pl.Series) -> pl.Series:
    """All values but the last."""
    return values.slice(0, max(0, values.len() - 1))
