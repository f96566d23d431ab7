"""A snapshot's tables as frames."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import polars as pl

from comp.errors import UnknownNameError
from comp.facts import Snapshot
from comp.language.core import Kind, Source, SourceColumn
from comp.notebook.frames import Holds, amount, column, counted

_KINDS: Final = {Kind.DATE: Holds.DAY, Kind.BOOLEAN: Holds.TRUTH}


def fact_table(snapshot: Snapshot, source: str) -> pd.DataFrame:
    """A source's facts, in the order of its columns.

    Raises:
        UnknownNameError: there is no such source.
    """
    if source not in snapshot.sources:
        raise UnknownNameError("source", source, snapshot.sources)
    declared, table = snapshot.sources[source], snapshot.tables[source]
    return pd.DataFrame({each.name: _column(declared, each, table) for each in declared.columns})


def _column(source: Source, each: SourceColumn, table: pl.DataFrame) -> pd.Series[Any]:
    values = table.get_column(each.name).to_list()
    match each.kind:
        case Kind.ROW_MONEY:
            pairs = zip(values, _currencies(source, table), strict=True)
            return column([amount(value, currency) for value, currency in pairs], Holds.EXACT)
        case Kind.NUMBER:
            return column([counted(value) for value in values], Holds.EXACT)
        case kind:
            return column(values, _KINDS.get(kind, Holds.TEXT))


def _currencies(source: Source, table: pl.DataFrame) -> list[str]:
    """The currency of each row: of its own, or of the whole source."""
    if source.currency_column is None:
        return [source.currency_code or ""] * table.height
    return [code or "" for code in table.get_column(source.currency_column)]
