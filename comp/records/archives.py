"""The portable archive: all tables as JSON lines in one zip, the same from either database and into either.

Every value is text, or null; amounts too, for readers whose numbers are floats. `manifest.json` says the
revision, and of each table how many rows and which digest; an archive that does not hold to it is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Generator, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import Connection, Table, func, insert, select, text, update
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

from comp.records.column_types import Whole
from comp.records.door import Records
from comp.records.errors import RecordsError
from comp.records.revisions import CURRENT
from comp.records.tables import METADATA
from comp.whole_files import filled_whole, why_not_written

FORMAT: Final = "comp-records-1"
_MANIFEST: Final = "manifest.json"
_ROWS_AT_ONCE: Final = 1_000
_AS_TEXT: Final = sqlite.dialect()
_THE_DAY: Final = (1980, 1, 1, 0, 0, 0)
Plain = dict[str, str | None]


def write_archive(records: Records, path: Path) -> int:
    """Write all tables as of one moment, whole or not at all; gives the number of rows.

    Raises:
        RecordsError: the file cannot be written.
    """
    try:
        with records.reading() as session, filled_whole(path) as file:
            os.fchmod(file.fileno(), 0o600)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                connection = session.connection()
                found = {table.name: _write(archive, connection, table) for table in METADATA.sorted_tables}
                manifest = {"format": FORMAT, "revision": CURRENT, "tables": found}
                archive.writestr(_entry(_MANIFEST), json.dumps(manifest, indent=2) + "\n")
    except OSError as error:
        raise RecordsError(why_not_written(path, error)) from error
    return sum(int(table["rows"]) for table in found.values())


def _entry(name: str) -> zipfile.ZipInfo:
    """One day on every part: the same tables give the same bytes."""
    entry = zipfile.ZipInfo(name, _THE_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _write(archive: zipfile.ZipFile, connection: Connection, table: Table) -> dict[str, str]:
    digest, rows = hashlib.sha256(), 0
    asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS_AT_ONCE)
    with archive.open(_entry(f"{table.name}.jsonl"), "w") as part, connection.execute(asked) as found:
        for row in found.mappings():
            line = json.dumps(_plain(table, cast("dict[str, object]", row)), ensure_ascii=False) + "\n"
            part.write(line.encode())
            digest.update(line.encode())
            rows += 1
    return {"rows": str(rows), "sha256": digest.hexdigest()}


def _plain(table: Table, row: dict[str, object]) -> Plain:
    values = {column.name: (column.type, row[column.name]) for column in table.c}
    return {name: _as_text(cast("Any", kind), value) for name, (kind, value) in values.items()}


def _as_text(kind: Any, value: object) -> str | None:  # noqa: ANN401 - one of our kinds of columns
    return None if value is None else str(kind.process_bind_param(value, _AS_TEXT))


def read_archive(records: Records, path: Path, then: Callable[[Session], None]) -> int:
    """Put an archive's rows into a database that holds none, all of them or nothing; gives their number.

    `then` is what else the same transaction does.

    Raises:
        RecordsError: it is no archive, is damaged or of another revision, or the database holds rows.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            tables = _manifest(archive, path)
            _require_whole(archive, tables, path)
            with records.transaction() as session:
                connection = session.connection()
                _require_empty(connection, records)
                for table in METADATA.sorted_tables:
                    _fill(connection, table, _rows(archive, table))
                then(session)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise RecordsError(f"{path}: this is no whole archive of records ({error})") from error
    return sum(int(table["rows"]) for table in tables.values())


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, dict[str, str]]:
    manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if manifest["format"] != FORMAT:
        raise RecordsError(f"{path}: an archive of another form ({manifest['format']}); expected {FORMAT}")
    if manifest["revision"] != CURRENT:
        raise RecordsError(
            f"{path}: the archive is of revision {manifest['revision']} and this comp restores {CURRENT}; "
            "restore it with the comp that wrote it, then 'comp db upgrade'"
        )
    return manifest["tables"]


def _require_whole(archive: zipfile.ZipFile, tables: dict[str, dict[str, str]], path: Path) -> None:
    if set(tables) != set(METADATA.tables):
        raise RecordsError(f"{path}: the archive does not hold the tables of revision {CURRENT}")
    for name, told in tables.items():
        digest = hashlib.sha256()
        with archive.open(f"{name}.jsonl") as part:
            for line in part:
                digest.update(line)
        if digest.hexdigest() != told["sha256"]:
            raise RecordsError(
                f"{path}: {name}.jsonl is not what the archive's manifest says; it was altered"
            )


def _require_empty(connection: Connection, records: Records) -> None:
    for table in METADATA.sorted_tables:
        rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
        number = table.c.get("number") if table.name == "audit_head" else None
        if number is not None and not connection.execute(select(func.max(number))).scalar():
            continue
        if rows:
            place = records.url.render_as_string(hide_password=True)
            raise RecordsError(
                f"{place}: the database is not empty ({table.name} holds rows); "
                "an archive is restored into an empty one"
            )


def _rows(archive: zipfile.ZipFile, table: Table) -> Generator[dict[str, object]]:
    with archive.open(f"{table.name}.jsonl") as part:
        for line in part:
            row: Plain = json.loads(line)
            yield {column.name: _value(column.type, row[column.name]) for column in table.c}


def _value(kind: object, written: str | None) -> object:
    if written is None:
        return None
    if isinstance(kind, Whole):
        return int(written)
    return cast("Any", kind).process_result_value(written, _AS_TEXT) if _has_reader(kind) else written


def _has_reader(kind: object) -> bool:
    """Whether the kind reads its text into something else; a text is its own."""
    return "process_result_value" in vars(type(kind))


def _fill(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    remaining = iter(rows)
    if table.name == "audit_head":
        for head in remaining:
            connection.execute(update(table).values(number=head["number"], hash=head["hash"]))
        return
    while batch := list(islice(remaining, _ROWS_AT_ONCE)):
        connection.execute(insert(table), batch)
    _count_on(connection, table)


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL counts numbers in a sequence, which knows nothing of those that were given."""
    counted = table.autoincrement_column
    if connection.dialect.name == "postgresql" and counted is not None:
        last = connection.execute(select(func.max(counted))).scalar()
        if last is not None:
            sequence = "SELECT setval(pg_get_serial_sequence(:table, :column), :last)"
            connection.execute(text(sequence), {"table": table.name, "column": counted.name, "last": last})
