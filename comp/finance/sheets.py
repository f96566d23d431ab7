"""Writes tables as an xlsx workbook: amounts stay exact, text stays text, and the bytes stay the same.

An amount is a `Money` and gets the number format of its currency. Text is text, whatever it begins with: a
deal called `=cmd()` is never a formula. This module must not add up or round anything.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from comp.errors import CompError
from comp.language.money import Money, digits

CellValue: TypeAlias = str | int | date | Money | Fraction | None
"""What a cell holds; a Fraction is a share and shown in per cent, cut after two decimals."""

_MOST_FIGURES: Final = 15  # a spreadsheet keeps no more of a number
_LONGEST_TEXT: Final = 32_767
_NARROWEST_COLUMN: Final = 12
_WIDEST_COLUMN: Final = 60
_HEAD: Final = PatternFill("solid", fgColor="14395F")
_HEAD_FONT: Final = Font(bold=True, color="FFFFFF")
# A figure stands at the right of its column: what is beside it keeps away by an indent.
_TEXT: Final = Alignment(horizontal="left", indent=1)
_HEAD_HEIGHT: Final = 30  # points: two lines
_LOOKS_LIKE_FORMULA = re.compile(r"[=+\-@\t\r]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*<")


class SheetRefusedError(CompError):
    """A spreadsheet cannot keep a value whole."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table with its head."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[CellValue, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its tables stand under one another, a blank row between them."""

    name: str
    tables: tuple[SheetTable, ...]


def workbook_of(sheets: Sequence[Sheet], title: str, made_on: date) -> bytes:
    """Write the workbook; `made_on` is the file's own date, because a clock would give other bytes each time.

    Raises:
        SheetRefusedError: an amount or a text is too long for a spreadsheet to keep whole.
    """
    book = Workbook()
    for number, sheet in enumerate(sheets):
        drawn = book.active if number == 0 else book.create_sheet()
        if not isinstance(drawn, Worksheet):
            raise TypeError("openpyxl gave no sheet to write to")
        drawn.title = sheet.name
        _fill(drawn, sheet)
    book.properties.creator = "comp"
    book.properties.title = title
    book.properties.created = datetime.combine(made_on, time())
    made = BytesIO()
    book.save(made)
    return _with_fixed_dates(made.getvalue(), made_on)


def _fill(drawn: Worksheet, sheet: Sheet) -> None:
    place = 1
    widths: dict[int, int] = {}
    for table in sheet.tables:
        head = place
        for column, heading in enumerate(table.columns, start=1):
            _write(drawn.cell(place, column), heading)
            widths[column] = max(widths.get(column, 0), _longest_word(heading))
        for row in table.rows:
            place += 1
            for column, value in enumerate(row, start=1):
                shown = _write(drawn.cell(place, column), value)
                widths[column] = max(widths.get(column, 0), shown)
        _dress_head(drawn, head, table)
        place += 2
    for column, width in widths.items():
        fitting = min(max(width + 3, _NARROWEST_COLUMN), _WIDEST_COLUMN)
        drawn.column_dimensions[get_column_letter(column)].width = fitting
    _set_up_paper(drawn)
    first = sheet.tables[0]
    drawn.auto_filter.ref = f"A1:{get_column_letter(len(first.columns))}{len(first.rows) + 1}"


def _set_up_paper(drawn: Worksheet) -> None:
    """On paper: the whole width on one page, the head on each; on the screen the head stays in sight."""
    drawn.freeze_panes = "A2"
    drawn.page_setup.orientation = "landscape"
    drawn.page_setup.fitToHeight = 0
    drawn.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    drawn.print_title_rows = "1:1"


def _write(cell: Cell | MergedCell, value: CellValue) -> int:
    """Write a value with its kind and format; gives the number of letters that it shows."""
    if isinstance(cell, MergedCell) or value is None:
        return 0
    match value:
        case str() as text:
            cell.value = _fitting(text)
            cell.alignment = _TEXT
            cell.data_type = "s"  # never a formula, an error value or a date, whatever it looks like
            cell.quotePrefix = _LOOKS_LIKE_FORMULA.match(text) is not None
        case Money() as amount:
            places = digits(amount.currency)
            _write_number(cell, _decimal(amount.minor, places), _amount_format(places))
        case Fraction() as share:
            # Cut, as on statements: what has not reached a bound never looks as if it had.
            _write_number(cell, _decimal(int(share * 10_000), 4), "#,##0.00%")
        case int() as count:
            _write_number(cell, Decimal(count), "#,##0")
        case day:
            cell.value = day
            cell.alignment = _TEXT
            cell.number_format = "yyyy-mm-dd"
    return len(str(value)) if not isinstance(value, Money) else len(str(value.minor)) * 4 // 3 + 2


def _write_number(cell: Cell, number: Decimal, number_format: str) -> None:
    if len(number.as_tuple().digits) > _MOST_FIGURES:
        raise SheetRefusedError(f"{number} has more than the {_MOST_FIGURES} figures that a sheet keeps")
    # Given the number, openpyxl writes 64.68 as 64.68000000000001; given its digits, just those.
    cell.value = f"{number:f}"
    cell.data_type = "n"
    cell.number_format = number_format


def _amount_format(places: int) -> str:
    plain = "#,##0." + "0" * places if places else "#,##0"
    return f"{plain};[Red]-{plain}"


def _decimal(units: int, places: int) -> Decimal:
    sign, figures, _ = Decimal(units).as_tuple()
    return Decimal((sign, figures, -places))


def _fitting(text: str) -> str:
    """The text with characters that no sheet can hold shown as replaced."""
    if len(text) > _LONGEST_TEXT:
        raise SheetRefusedError(f"a text of {len(text)} letters is too long for a sheet: {text[:60]!r}")
    return ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)


def _dress_head(drawn: Worksheet, row: int, table: SheetTable) -> None:
    """Set the head apart; over figures it stands to the right, as they do."""
    figures = {
        column
        for cells in table.rows
        for column, value in enumerate(cells, start=1)
        if isinstance(value, Money | Fraction | int)
    }
    for column in range(1, len(table.columns) + 1):
        cell = drawn.cell(row, column)
        side, indent = ("right", 0) if column in figures else ("left", 1)
        cell.font = _HEAD_FONT
        cell.fill = _HEAD
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
    drawn.row_dimensions[row].height = _HEAD_HEIGHT


def _longest_word(heading: str) -> int:
    return max((len(word) for word in heading.split()), default=0)


def _with_fixed_dates(workbook_bytes: bytes, made_on: date) -> bytes:
    """Pack the file again with one date on everything that the library stamps with the present time."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook_bytes)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=(made_on.year, made_on.month, made_on.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(name)
            if name == "docProps/core.xml":
                stamp = f"\\g<1>{made_on.isoformat()}T00:00:00Z<".encode()
                content = _MODIFIED.sub(stamp, content)
            new.writestr(entry, content)
    return packed.getvalue()
