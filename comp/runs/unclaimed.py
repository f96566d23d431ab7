"""Credits that no plan of their payee uses, and facts that could not be credited at all, as tables."""

from __future__ import annotations

from typing import Final

import polars as pl

from comp.engine import CreditTable
from comp.language.core import Kind
from comp.runs.manifest import UnclaimedCredit

UNCLAIMED_COLUMNS: Final = {
    "credit": pl.String(),
    "source": pl.String(),
    "fact": pl.String(),
    "part": pl.String(),
    "payee": pl.String(),
    "on": pl.Date(),
    "currency": pl.String(),
    "value_minor": pl.Int64(),
}
FACT_FAULT_COLUMNS: Final = {
    "source": pl.String(),
    "fact": pl.String(),
    "dated": pl.Date(),
    "credit": pl.String(),
    "fault": pl.String(),
}


def no_unclaimed() -> pl.DataFrame:
    """A table of unclaimed credits without a row."""
    return pl.DataFrame(schema=UNCLAIMED_COLUMNS)


def no_fact_faults() -> pl.DataFrame:
    """A table of facts that are faults without a row."""
    return pl.DataFrame(schema=FACT_FAULT_COLUMNS)


def unclaimed_credits(table: CreditTable) -> pl.DataFrame:
    """One row for each credit; where it counts units, `currency` is null and `value_minor` billionths."""
    source = table.rows.source
    rows = table.frame.get_column("row")
    currency = pl.Series([source.currency_code], dtype=pl.String).new_from_index(0, len(rows))
    if source.currency_column is not None:
        currency = table.rows.table.get_column(source.currency_column).gather(rows)
    return pl.DataFrame(
        {
            "credit": pl.Series([table.credit.name]).new_from_index(0, table.frame.height),
            "source": pl.Series([source.name]).new_from_index(0, table.frame.height),
            "fact": table.rows.table.get_column(source.key).gather(rows),
            "part": table.frame.get_column("part"),
            "payee": table.frame.get_column("payee"),
            "on": table.frame.get_column("on"),
            "currency": None if table.credit.kind is Kind.NUMBER else currency,
            "value_minor": table.frame.get_column("amount"),
        },
        schema=UNCLAIMED_COLUMNS,
    ).sort("credit", "fact", "part", "payee")


def fact_faults(table: CreditTable) -> pl.DataFrame:
    """One row for each fact that should have been credited and could not be."""
    source = table.rows.source
    rows = table.faults.get_column("row")
    return pl.DataFrame(
        {
            "source": pl.Series([source.name]).new_from_index(0, len(rows)),
            "fact": table.rows.table.get_column(source.key).gather(rows),
            "dated": None if source.dated is None else table.rows.table.get_column(source.dated).gather(rows),
            "credit": pl.Series([table.credit.name]).new_from_index(0, len(rows)),
            "fault": table.faults.get_column("reason"),
        },
        schema=FACT_FAULT_COLUMNS,
    ).sort("credit", "fact")


def count_unclaimed(found: pl.DataFrame) -> tuple[UnclaimedCredit, ...]:
    """How many there are of each credit and currency, and what they come to."""
    sums = (
        found.group_by("credit", "currency")
        .agg(pl.len().alias("count"), pl.col("value_minor").cast(pl.Int128).sum())
        .sort("credit", "currency", nulls_last=False)
    )
    return tuple(
        UnclaimedCredit(row["credit"], row["currency"] or "", row["count"], row["value_minor"])
        for row in sums.iter_rows(named=True)
    )
