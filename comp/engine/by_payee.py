"""A table's rows by payee, found without reading the others: a batch of a large company has few of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from comp.engine.taking import taken


@dataclass(frozen=True, slots=True)
class ByPayee:
    """`rows` are the places of a table's rows by payee, `codes` the number of each one's payee, rising."""

    table: pl.DataFrame
    payees: pl.Enum
    rows: pl.Series
    codes: pl.Series

    @classmethod
    def of(cls, table: pl.DataFrame, column: str, payees: pl.Enum) -> ByPayee:
        """Sort a table's rows by the payees in a column; those of others are left out."""
        code = table.get_column(column).cast(payees, strict=False).to_physical()
        found = (
            pl.DataFrame({"code": code}).with_row_index("row").drop_nulls().sort("code", maintain_order=True)
        )
        return cls(table, payees, found.get_column("row"), found.get_column("code"))

    def rows_of(self, payees: pl.Series) -> pl.DataFrame:
        """The rows of some payees, in the table's order."""
        asked = payees.cast(self.payees).to_physical()
        first, last = (self.codes.search_sorted(asked, side=side) for side in ("left", "right"))
        places = pl.select(pl.int_ranges(first, last)).to_series().explode().drop_nulls()
        return taken(self.table, taken(self.rows, places).sort())
