"""Writes people's tables as a workbook or as CSV; every cell is text and comes back as it was."""

from __future__ import annotations

import csv
import os
from collections.abc import Collection
from io import BytesIO, StringIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session, select

from comp.records.errors import RecordsError
from comp.records.people.cells import MARK, needs_mark
from comp.records.people.sheets import SHEETS, SheetForm
from comp.whole_files import filled_whole, why_not_written


def _table(session: Session, sheet: SheetForm) -> list[list[str]]:
    found = session.exec(select(sheet.model)).all()
    rows = sorted((sheet.write(row) for row in found), key=sheet.key_of)
    return [list(sheet.columns), *([row[column] for column in sheet.columns] for row in rows)]


def export_workbook(session: Session, path: Path) -> None:
    """Write a workbook with a sheet for each table.

    Raises:
        RecordsError: the file cannot be written.
    """
    _write(workbook(session, [sheet.table for sheet in SHEETS]), path)


def workbook(session: Session, tables: Collection[str]) -> bytes:
    """A workbook with a sheet for each of these tables."""
    book = Workbook()
    for number, sheet in enumerate(sheet for sheet in SHEETS if sheet.table in tables):
        drawn = book.active if number == 0 else book.create_sheet()
        if not isinstance(drawn, Worksheet):
            raise TypeError("openpyxl gave no sheet to write to")
        drawn.title = sheet.title
        _draw(drawn, _table(session, sheet))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _draw(drawn: Worksheet, rows: list[list[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            if text:
                # Text that begins with = would become a formula; the prefix keeps it text when it is edited.
                cell = drawn.cell(number, place, text)
                cell.data_type = "s"
                cell.quotePrefix = text[0] in "=+-@"
                cell.number_format = "@"
    for place, title in enumerate(rows[0], start=1):
        drawn.cell(1, place).font = Font(bold=True)
        drawn.column_dimensions[get_column_letter(place)].width = max(14, len(title) + 2)
    drawn.freeze_panes = "A2"


def export_csv(session: Session, path: Path, table: str) -> None:
    """Write one table as CSV; a text that begins like a formula gets the mark of decision 0021.

    Raises:
        RecordsError: the file cannot be written, or there is no such table.
    """
    sheet = next((each for each in SHEETS if each.table == table), None)
    if sheet is None:
        raise RecordsError(
            f"there is no table {table!r}; expected {', '.join(each.table for each in SHEETS)}"
        )
    _write(_csv(_table(session, sheet)), path)


def export_folder(session: Session, folder: Path) -> None:
    """Write each table as a CSV file of the folder.

    Raises:
        RecordsError: one of them cannot be written.
    """
    for sheet in SHEETS:
        _write(_csv(_table(session, sheet)), folder / sheet.file)


def _csv(rows: list[list[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([_marked(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _marked(text: str) -> str:
    return MARK + text if needs_mark(text) else text


def _write(content: bytes, path: Path) -> None:
    """For its owner alone: names and mails stand in it."""
    try:
        with filled_whole(path) as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
    except OSError as error:
        raise RecordsError(why_not_written(path, error)) from error
