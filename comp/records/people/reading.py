"""Reads people's sheets from a workbook, a CSV file or a folder of them, as text with each row's place."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl
from openpyxl import load_workbook

from comp.facts import Workspace
from comp.facts.cells import UNREADABLE, shown
from comp.facts.findings import FileFault
from comp.facts.mapping import FileForm
from comp.facts.raw_csv import read_csv
from comp.facts.raw_sheet import read_sheet
from comp.records.errors import RecordsError
from comp.records.people.cells import without_mark
from comp.records.people.reporting import Led, assigned
from comp.records.people.sheets import SHEETS, SheetForm

FROM_THE_BEGINNING: Final = "1900-01-01"
"""The first day of an id that a sheet without days gives."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row's cells by column, and where it stands; `fault` says what is wrong with the row as such."""

    file: str
    row: int
    values: dict[str, str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ReadSheets:
    """The rows by table, and the digest of the files they came from."""

    digest: str
    rows: dict[str, tuple[FileRow, ...]]


def read_sheets(path: Path, zone: ZoneInfo) -> ReadSheets:
    """Read a workbook with a sheet a table, a CSV file of one table, or a folder of such files.

    Raises:
        RecordsError: it cannot be read, or holds no sheet of ours.
    """
    try:
        if path.is_dir():
            files = sorted(path.glob("*.csv"))
            found = dict(_read_csv(file) for file in files)
        elif path.suffix.lower() == ".xlsx":
            files, found = [path], _read_workbook(path, zone)
        else:
            files, found = [path], dict([_read_csv(path)])
    except FileFault as fault:
        place = f"{fault.file} [{fault.sheet}]" if fault.sheet else fault.file
        raise RecordsError(f"{place}: {fault.reason}; {fault.remedy}") from fault
    except OSError as error:
        raise RecordsError(f"{path}: it cannot be read ({error.strerror})") from error
    if not found:
        raise RecordsError(f"{path}: there is nothing of people in it; expected {_expected()}")
    return ReadSheets(_digest(files), found)


def from_workspace(workspace: Workspace) -> ReadSheets:
    """The people of a workspace's own sheet, their ids in other systems from the beginning, and who led whom.

    Whoever is assigned and stands in no sheet comes in by their id alone.
    """
    place = "data/people"
    known = workspace.people
    named, led = assigned(workspace)
    people = [
        {"payee": each.payee, "name": each.name, "mail": each.mail, "locale": each.locale}
        for each in known.by_payee.values()
    ]
    people += [
        {"payee": payee, "name": "", "mail": "", "locale": ""}
        for payee in sorted(named - known.by_payee.keys())
    ]
    ids = [
        {
            "system": system,
            "external_id": external,
            "payee": payee,
            "starts_on": FROM_THE_BEGINNING,
            "ends_on": "",
        }
        for system, table in sorted(known.systems.items())
        for external, payee in table.items()
    ]
    told = hashlib.sha256(repr((people, ids, led)).encode()).hexdigest()
    rows = {"person": people, "identity": ids}
    own = {
        table: tuple(FileRow(place, number, values) for number, values in enumerate(found, start=2))
        for table, found in rows.items()
    }
    return ReadSheets(told, own | {"reporting_line": tuple(_reporting(each) for each in led)})


def _reporting(led: Led) -> FileRow:
    return FileRow(
        led.file,
        led.row,
        {
            "payee": led.payee,
            "manager": led.manager,
            "starts_on": FROM_THE_BEGINNING if led.starts_on is None else led.starts_on.isoformat(),
            "ends_on": "" if led.ends_on is None else led.ends_on.isoformat(),
        },
    )


def _digest(files: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _expected() -> str:
    titles = ", ".join(sheet.title for sheet in SHEETS)
    return f"a workbook with sheets called {titles}, or CSV files with their columns"


def _read_workbook(path: Path, zone: ZoneInfo) -> dict[str, tuple[FileRow, ...]]:
    found: dict[str, tuple[FileRow, ...]] = {}
    for title in _titles(path):
        form = next((sheet for sheet in SHEETS if sheet.title.lower() == title.strip().lower()), None)
        if form is None:
            raise RecordsError(f"{path.name} [{title}]: no sheet of ours; expected {_expected()}")
        frame, _ = read_sheet(path, path.name, FileForm(sheet=title), zone)
        _require_columns(frame, form, f"{path.name} [{title}]")
        found[form.table] = tuple(_rows(frame, form, f"{path.name} [{title}]", marked=False))
    return found


def _titles(path: Path) -> list[str]:
    try:
        book = load_workbook(path, read_only=True)
    except OSError:
        raise
    except Exception as fault:
        raise RecordsError(f"{path.name}: this is no whole xlsx file ({type(fault).__name__})") from fault
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def _read_csv(path: Path) -> tuple[str, tuple[FileRow, ...]]:
    frame, ragged = read_csv(path, path.name, FileForm())
    headers = {name for name in frame.columns if not name.startswith("__")}
    form = next((sheet for sheet in SHEETS if set(sheet.columns) == headers), None)
    if form is None:
        form = next((sheet for sheet in SHEETS if sheet.file == path.name), None)
    if form is None:
        told = "; ".join(f"{sheet.title}: {', '.join(sheet.columns)}" for sheet in SHEETS)
        raise RecordsError(
            f"{path.name}: its columns are of no table; expected those of one of these: {told}"
        )
    _require_columns(frame, form, path.name)
    rows = list(_rows(frame, form, path.name, marked=True))
    broken = [
        FileRow(path.name, int(row["__row"]), dict.fromkeys(form.columns, ""), f"the row has {row['value']}")
        for row in ragged.iter_rows(named=True)
    ]
    return form.table, tuple(sorted([*rows, *broken], key=lambda each: each.row))


def _require_columns(frame: pl.DataFrame, form: SheetForm, place: str) -> None:
    headers = {name for name in frame.columns if not name.startswith(("__", "\0"))}
    if headers != set(form.columns):
        missing = sorted(set(form.columns) - headers)
        more = sorted(headers - set(form.columns))
        told = [f"{', '.join(missing)} is missing"] if missing else []
        told += [f"{', '.join(more)} is not known"] if more else []
        raise RecordsError(f"{place}: {' and '.join(told)}; its columns are {', '.join(form.columns)}")


def _rows(frame: pl.DataFrame, form: SheetForm, file: str, *, marked: bool) -> list[FileRow]:
    return [_row(row, form, file, marked=marked) for row in frame.iter_rows(named=True)]


def _row(row: dict[str, object], form: SheetForm, file: str, *, marked: bool) -> FileRow:
    texts = {column: str(row[column]) if row[column] is not None else "" for column in form.columns}
    unreadable = [column for column, text in texts.items() if text.startswith(UNREADABLE)]
    values = {column: shown(text).strip() for column, text in texts.items()}
    if marked:
        values = {column: without_mark(text) for column, text in values.items()}
    fault = f"the cell {unreadable[0]} cannot be read" if unreadable else ""
    return FileRow(file, int(str(row["__row"])), values, fault)
