"""A snapshot: the valid facts of every source, typed, in one order, named by the digest of their content.

A snapshot knows nothing of files and faults; those stay with the import that made it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import IO, TypeAlias, cast

import polars as pl

from comp.facts.rows import in_order
from comp.frozen import frozen
from comp.language.core import NUMBER_SCALE, Kind, Source, SourceColumn

Value: TypeAlias = str | date | bool | int | Fraction | None
"""A fact's value in Python: text, date, truth, money as int minor units, number as Fraction, None where
blank.
"""

_FIRST_DAY, _LAST_DAY = (day.toordinal() - date(1970, 1, 1).toordinal() for day in (date.min, date.max))
_TYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.PAYEE: pl.String(),
    Kind.CHOICE: pl.String(),
    Kind.CURRENCY: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.BOOLEAN: pl.Boolean(),
    Kind.NUMBER: pl.Int64(),
    Kind.ROW_MONEY: pl.Int64(),
}


def schema_of(source: Source) -> pl.Schema:
    """Column names and Polars types of a source's table: money and numbers (billionths) as Int64."""
    return pl.Schema({column.name: _TYPES[column.kind] for column in source.columns})


@frozen
class Snapshot:
    """Facts by source, each table with exactly the source's columns, sorted by all of them."""

    sources: Mapping[str, Source]
    tables: Mapping[str, pl.DataFrame]
    digest: str

    @classmethod
    def of(cls, sources: Mapping[str, Source], tables: Mapping[str, pl.DataFrame]) -> Snapshot:
        """Take tables that hold at least the sources' columns; a source without a table is empty.

        Raises:
            TypeError: an amount or number is not in whole units, and would be cut to them.
        """
        kept: dict[str, pl.DataFrame] = {}
        for name, source in sources.items():
            schema = schema_of(source)
            table = tables.get(name)
            frame = (
                pl.DataFrame(schema=schema) if table is None else _whole(table.select(list(schema)), schema)
            )
            kept[name] = in_order(frame, list(schema))
        return cls(sources, kept, _digest(kept))

    @classmethod
    def from_rows(
        cls, sources: Mapping[str, Source], rows: Mapping[str, Sequence[Mapping[str, Value]]]
    ) -> Snapshot:
        """Build a snapshot from Python values; a column that a row does not name is blank."""
        tables = {
            name: pl.DataFrame(
                {c.name: [_stored(c, row.get(c.name)) for row in some] for c in sources[name].columns},
                schema=schema_of(sources[name]),
            )
            for name, some in rows.items()
        }
        return cls.of(sources, tables)

    def rows(self, source: str) -> Iterator[dict[str, Value]]:
        """Every row of a source as Python values."""
        numbers = [c.name for c in self.sources[source].columns if c.kind is Kind.NUMBER]
        for row in self.tables[source].iter_rows(named=True):
            for name in numbers:
                if row[name] is not None:
                    row[name] = Fraction(row[name], NUMBER_SCALE)
            yield row


def _whole(table: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The table in a source's types; a cast would read text such as `1e3`, and cut 1.9 to 1."""
    for name, kind in schema.items():
        held = table.schema[name]
        if kind.is_integer() and not held.is_integer() and held != pl.Null:
            raise TypeError(f"{name} holds {held}, not whole units")
    return table.cast(schema)


def _stored(column: SourceColumn, value: Value) -> object:
    if column.kind is Kind.NUMBER and value is not None:
        scaled = Fraction(value) * NUMBER_SCALE if isinstance(value, int | Fraction) else None
        if scaled is None or scaled.denominator != 1:
            raise ValueError(f"{column.name}: {value!r} is not a whole number of billionths")
        return scaled.numerator
    return value


def _digest(tables: Mapping[str, pl.DataFrame]) -> str:
    """SHA-256 over names, column names, types and canonical values, whatever order the rows came in."""
    total = hashlib.sha256()
    for name in sorted(tables):
        total.update(f"{name}:{table_digest(tables[name])}\n".encode())
    return total.hexdigest()


def table_digest(table: pl.DataFrame) -> str:
    """SHA-256 of a table's column names, types and rows in their present order, as canonical CSV."""
    canonical = _Digested()
    canonical.write("|".join(f"{name} {kind}" for name, kind in table.schema.items()).encode() + b"\n")
    spelled = pl.DataFrame([_spelled(column) for column in table.get_columns()])
    spelled.write_csv(cast("IO[bytes]", canonical), null_value="\\N", quote_style="non_numeric")
    return canonical.total.hexdigest()


def _spelled(values: pl.Series) -> pl.Series:
    """Days as the texts that they have in CSV, each day once, which is quicker than row by row."""
    if values.dtype != pl.Date or values.null_count() == values.len():
        return values
    at = values.to_physical()
    first, last = cast("int", at.min()), cast("int", at.max())
    if last - first >= values.len() or first < _FIRST_DAY or last > _LAST_DAY:
        return values
    days = pl.int_range(first, last + 1, dtype=pl.Int32(), eager=True).cast(pl.Date())
    return days.dt.to_string("%Y-%m-%d").gather(at - first).alias(values.name)


class _Digested:
    """A file that keeps nothing of what is written into it but the SHA-256: no table is held as text."""

    def __init__(self) -> None:
        self.total = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.total.update(content)
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""
