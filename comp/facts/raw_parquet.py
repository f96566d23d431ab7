"""Reads Parquet as cells: typed columns keep their values exactly."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from comp.facts.cells import DAY, NUMBER, TRUTH, UNREADABLE, cell
from comp.facts.findings import FileFault

MAX_TEXT_BYTES = 2**32
"""The most bytes of the texts of a column: rows may share one long text, which each then holds by itself."""


def read_parquet(path: Path, name: str, zone: ZoneInfo) -> pl.DataFrame:
    """Cells with `__row`, counted from 1.

    Raises:
        FileFault: it is not a whole Parquet file.
    """
    try:
        # Polars 2.1 reports a cut file by an OSError as well as by its own errors.
        frame = pl.read_parquet(path.read_bytes())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as fault:
        reason = str(fault).splitlines()[0]
        raise FileFault(
            "file-damaged", name, f"is not a whole Parquet file ({reason})", "export it again"
        ) from fault
    for column in frame.get_columns():
        if column.dtype == pl.String and column.str.len_bytes().cast(pl.Int64).sum() > MAX_TEXT_BYTES:
            reason = f"its column {column.name!r} holds more than {MAX_TEXT_BYTES:,} bytes of text"
            raise FileFault("file-bounds", name, reason, "export less at a time", column=column.name)
    return typed_cells(frame, zone)


def typed_cells(frame: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    """Any frame as cells, with `__row` counted from 1."""
    cells = [_cells(column, zone).alias(column.name) for column in frame.get_columns()]
    return pl.DataFrame(
        [*cells, pl.int_range(1, frame.height + 1, eager=True, dtype=pl.Int64).alias("__row")]
    )


def _cells(column: pl.Series, zone: ZoneInfo) -> pl.Series:
    kind = column.dtype
    if kind == pl.String:
        return column.str.replace_all("\0", "\N{REPLACEMENT CHARACTER}", literal=True)
    if kind.is_integer() or kind.is_decimal():
        return NUMBER + column.cast(pl.String)
    if kind == pl.Boolean:
        return TRUTH + column.cast(pl.String)
    if kind == pl.Date:
        return DAY + column.dt.to_string("iso")
    if isinstance(kind, pl.Datetime):
        local = column.dt.convert_time_zone(zone.key) if kind.time_zone else column
        return DAY + local.dt.date().dt.to_string("iso")
    if kind.is_float():
        # Only Python's repr is known to give the shortest decimal that comes back as the same number.
        return pl.Series(column.name, [cell(value, zone) for value in column.to_list()], dtype=pl.String)
    if isinstance(kind, pl.Categorical | pl.Enum):
        return column.cast(pl.String)
    unreadable = pl.when(column.is_not_null()).then(pl.lit(f"{UNREADABLE}a value of type {kind}"))
    return column.to_frame().select(unreadable.alias(column.name))[:, 0]
