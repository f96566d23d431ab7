"""Opens what a mapping names and gives one frame of cells (`comp.facts.cells`) with each row's place."""

from __future__ import annotations

import hashlib
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from comp.facts.findings import FileFault
from comp.facts.mapping import FileForm, Files, Query
from comp.facts.raw_csv import read_csv
from comp.facts.raw_parquet import read_parquet
from comp.facts.series import beside, constant
from comp.frozen import frozen


@frozen
class RawTable:
    """Cells by header, with `__file`, `__sheet` and `__row`; `ragged` are rows with more or fewer fields."""

    frame: pl.DataFrame
    ragged: pl.DataFrame


def files_of(origin: Files, data: Path) -> list[Path]:
    """The files that match, in the order of their names."""
    found = {path for pattern in origin.patterns for path in data.glob(pattern) if path.is_file()}
    return sorted(found)


def read_raw(origin: Files | Query, data: Path, zone: ZoneInfo) -> RawTable:
    """Read every file, or the query.

    Raises:
        FileFault: one of them cannot be read.
    """
    if isinstance(origin, Query):
        from comp.facts.raw_database import read_query  # noqa: PLC0415 - SQLAlchemy is dear to load

        return RawTable(read_query(origin, zone), _no_ragged())
    paths = files_of(origin, data)
    if not paths:
        names = ", ".join(origin.patterns)
        raise FileFault(
            "file-missing", names, "no such file in data/", "export it there, or mend 'file' in the mapping"
        )
    tables = [_read_file(path, path.relative_to(data).as_posix(), origin.form, zone) for path in paths]
    return RawTable(
        pl.concat([table.frame for table in tables], how="diagonal"),
        pl.concat([table.ragged for table in tables]),
    )


def _read_file(path: Path, name: str, form: FileForm, zone: ZoneInfo) -> RawTable:
    ragged, sheet = _no_ragged(), None
    match path.suffix:
        case ".csv":
            frame, ragged = read_csv(path, name, form)
        case ".xlsx":
            from comp.facts.raw_sheet import read_sheet  # noqa: PLC0415 - openpyxl is dear to load

            frame, sheet = read_sheet(path, name, form, zone)
        case _:
            frame = read_parquet(path, name, zone)
    placed = [_in(name, sheet, each) for each in (frame, ragged)]
    return RawTable(placed[0], placed[1].select(_no_ragged().columns))


def _in(name: str, sheet: str | None, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the names of their file and sheet."""
    named = {"__file": name, "__sheet": sheet}
    return beside(rows, [constant(text, rows.height, pl.String()).alias(at) for at, text in named.items()])


def _no_ragged() -> pl.DataFrame:
    return pl.DataFrame(
        schema={"__file": pl.String, "__sheet": pl.String, "__row": pl.Int64, "value": pl.String}
    )


def origin_digest(origin: Files | Query | None, data: Path) -> str | None:
    """SHA-256 of the files' names and contents; None for a query, which must be asked."""
    if isinstance(origin, Query):
        return None
    total = hashlib.sha256()
    for path in files_of(origin, data) if origin is not None else []:
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").digest()
        total.update(path.relative_to(data).as_posix().encode() + b"\0" + digest)
    return total.hexdigest()
