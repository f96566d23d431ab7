"""What the engine asks of a snapshot: rows that count on a day, rows found by key as of a day, exchange
rates.

Rows are named by their position in the source's table (UInt32); null means that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Numbers
from comp.engine.taking import taken
from comp.facts.snapshot import Snapshot
from comp.language.core import NUMBER_SCALE, Kind, Source
from comp.language.money import digits


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one source's table, one for each row of a scope; `index` None takes the table as it is."""

    source: Source
    table: pl.DataFrame
    index: pl.Series | None = None

    def column(self, name: str) -> pl.Series:
        """The column's values on these rows."""
        values = self.table.get_column(name)
        return values if self.index is None else taken(values, self.index)

    def positions(self) -> pl.Series:
        """Where the rows stand in the table."""
        return (
            self.index
            if self.index is not None
            else pl.int_range(self.table.height, dtype=pl.UInt32, eager=True)
        )

    def numbers(self, name: str, kind: Kind) -> Numbers:
        """A number or money column as exact values."""
        return exact.of_integers(self.column(name), NUMBER_SCALE if kind is Kind.NUMBER else 1)

    def currency(self) -> pl.Series:
        """The currency of each row's money."""
        height = self.table.height if self.index is None else len(self.index)
        if self.source.currency_column is None:
            return pl.Series([self.source.currency_code]).new_from_index(0, height)
        currency = self.table.get_column(self.source.currency_column)
        # Most tables hold one currency, which is told sooner than read row by row.
        whole = self.index is None or currency.has_nulls() or self.index.has_nulls()
        if whole or not len(currency) or (currency != currency[0]).any():
            return self.column(self.source.currency_column)
        return currency.new_from_index(0, height)


def at_day(snapshot: Snapshot, as_of: date) -> Snapshot:
    """The snapshot with only those rows of event sources that take part at a day; the others are whole."""
    tables = dict(snapshot.tables)
    for name, source in snapshot.sources.items():
        if source.dated is not None:
            tables[name] = tables[name].filter(pl.col(source.dated) <= as_of)
    return replace(snapshot, tables=tables)


def all_rows(snapshot: Snapshot, source: str) -> Rows:
    """Every row of a source."""
    return Rows(snapshot.sources[source], snapshot.tables[source])


def find(snapshot: Snapshot, source: str, key: pl.Series, day: pl.Series | None) -> pl.Series:
    """Position of the row with each key, valid on each day; null where there is none.

    Rows of one key do not overlap (the import sees to it), so at most one is valid.
    """
    declared, table = snapshot.sources[source], snapshot.tables[source]
    state = declared.valid_from is not None and declared.valid_through is not None
    rows = table.select(
        pl.col(declared.key).alias("key"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
        (pl.col(declared.valid_from) if declared.valid_from else pl.lit(None, pl.Date)).alias("starts"),
        (pl.col(declared.valid_through) if declared.valid_through else pl.lit(None, pl.Date)).alias("ends"),
    )
    days = pl.Series([None], dtype=pl.Date) if day is None else day
    asked = pl.DataFrame({"key": key, "day": exact.tall(days, len(key))})
    if rows.get_column("key").is_duplicated().any():
        return _find_among_spans(rows, asked)
    found = asked.join(rows, on="key", how="left", maintain_order="left")
    if not state or day is None:
        return found.get_column("row")
    return found.select(pl.when(_valid()).then("row")).to_series()


def _find_among_spans(rows: pl.DataFrame, asked: pl.DataFrame) -> pl.Series:
    spans = rows.with_columns(pl.col("starts").fill_null(date.min)).sort("starts")
    ordered = asked.with_row_index("place").sort("day")
    found = ordered.join_asof(
        spans, left_on="day", right_on="starts", by="key", strategy="backward", check_sortedness=False
    )
    return found.select("place", row=pl.when(_valid()).then("row")).sort("place").get_column("row")


def _valid() -> pl.Expr:
    started = pl.col("starts").is_null() | (pl.col("starts") <= pl.col("day"))
    ended = pl.col("ends").is_not_null() & (pl.col("ends") < pl.col("day"))
    return pl.col("day").is_not_null() & started & ~ended


def convert(snapshot: Snapshot, value: Numbers, of: pl.Series, into: str, day: pl.Series) -> Numbers:
    """Money of each row's currency times the latest rate on or before the day; not yet struck.

    Where both currencies are equal no rate is read. No rate: undefined.
    """
    if bool((of == into).all()) and of.null_count() == 0:
        return value
    return exact.multiply(value, _rates(snapshot, of, into, day))


def _rates(snapshot: Snapshot, of: pl.Series, into: str, day: pl.Series) -> Numbers:
    height = max(len(of), len(day))
    asked = pl.DataFrame({"of_currency": exact.tall(of, height), "day": exact.tall(day, height)})
    quoted = _quoted(snapshot, into)
    found = (
        asked.with_row_index("place")
        .sort("day")
        .join_asof(
            quoted,
            left_on="day",
            right_on="quoted_on",
            by="of_currency",
            strategy="backward",
            check_sortedness=False,
        )
        .sort("place")
    )
    # One minor unit of `of` is 10^(digits(into) - digits(of)) minor units of `into` at a rate of one.
    finest = 10**4
    scales = {
        code: Fraction(10 ** digits(into), 10 ** digits(code))
        for code in asked.get_column("of_currency").drop_nulls().unique()
    }
    factor = (
        pl.Series(
            [int(scales[c] * finest) if c is not None else None for c in found.get_column("of_currency")],
            dtype=pl.Int128,
        )
        if len(set(scales.values())) > 1
        else exact.whole(int(next(iter(scales.values()), Fraction(1)) * finest))
    )
    rate = found.get_column("rate").cast(pl.Int128)
    same = found.get_column("of_currency") == into
    return exact.reduced(
        Exact(exact.pick(same, exact.whole(NUMBER_SCALE), rate) * factor, NUMBER_SCALE * finest)
    )


def _quoted(snapshot: Snapshot, into: str) -> pl.DataFrame:
    if "rate" not in snapshot.tables:
        return pl.DataFrame(schema={"of_currency": pl.String, "quoted_on": pl.Date, "rate": pl.Int64})
    table = snapshot.tables["rate"]
    quotes = table.filter(pl.col("into_currency") == into).group_by("of_currency", "quoted_on")
    # Two different rates of one pair and day are no rate: nothing ranks them.
    return quotes.agg(rate=pl.when(pl.col("rate").n_unique() == 1).then(pl.col("rate").first())).sort(
        "quoted_on"
    )
