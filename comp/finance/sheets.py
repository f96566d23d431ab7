"""Writes tables as an xlsx workbook: amounts stay exact, text stays text, and the bytes stay the same.

An amount is a `Money` and gets the number format of its currency. Text is text, whatever it begins with: a
deal called `=cmd()` is never a formula. This module must not add up or round anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from comp.finance.payroll_cells import Formula, with_results_of
from comp.finance.payroll_paper import lock, name_pages
from comp.finance.sheet_dress import (
    HEAD_HEIGHT,
    amount_format,
    dress_head,
    filter_on,
    set_day,
    set_number,
    set_text,
    set_up_paper,
)
from comp.finance.sheet_files import bytes_of
from comp.language.money import Money, digits


@dataclass(frozen=True, slots=True)
class Calculated:
    """A formula of ours, and the value that it has for readers that do not calculate."""

    formula: str
    value: Money | str


CellValue: TypeAlias = str | int | date | Money | Fraction | Calculated | None
"""What a cell holds; a Fraction is a share and shown in per cent, cut after two decimals."""

_NARROWEST_COLUMN: Final = 12
_WIDEST_COLUMN: Final = 60


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


def workbook_of(sheets: Sequence[Sheet], title: str, made_on: date, *, locked: bool = False) -> bytes:
    """Write the workbook; `made_on` is the file's own date, because a clock would give other bytes each time.

    Where it is `locked`, against slips and without a password, each page of paper tells title and number too.

    Raises:
        SheetRefusedError: an amount or a text is too long for a spreadsheet to keep whole.
    """
    book = Workbook()
    formulas: dict[str, dict[str, Formula]] = {}
    for number, sheet in enumerate(sheets):
        drawn = book.active if number == 0 else book.create_sheet()
        if not isinstance(drawn, Worksheet):
            raise TypeError("openpyxl gave no sheet to write to")
        drawn.title = sheet.name
        formulas[f"xl/worksheets/sheet{number + 1}.xml"] = _fill(drawn, sheet)
        if locked:
            name_pages(drawn, title)
            lock(drawn)

    def with_results(part_name: str, part: bytes) -> bytes:
        held = formulas.get(part_name)
        return with_results_of(part.decode(), held).encode() if held else part

    return bytes_of(book, title, made_on, with_results)


def _fill(drawn: Worksheet, sheet: Sheet) -> dict[str, Formula]:
    """Write the tables; gives the formulas by the cells they stand in."""
    place = 1
    formulas: dict[str, Formula] = {}
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
                if isinstance(value, Calculated):
                    formulas[f"{get_column_letter(column)}{place}"] = _formula(value)
        _dress_head(drawn, head, table)
        place += 2
    for column, width in widths.items():
        fitting = min(max(width + 3, _NARROWEST_COLUMN), _WIDEST_COLUMN)
        drawn.column_dimensions[get_column_letter(column)].width = fitting
    set_up_paper(drawn, 1, "A2")
    first = sheet.tables[0]
    filter_on(drawn, 1, len(first.columns), len(first.rows) + 1)
    return formulas


def _formula(value: Calculated) -> Formula:
    match value.value:
        case Money(minor, currency):
            return Formula(value.formula, _decimal(minor, digits(currency)))
        case text:
            return Formula(value.formula, text)


def _write(cell: Cell | MergedCell, value: CellValue) -> int:
    """Write a value with its kind and format; gives the number of letters that it shows."""
    if isinstance(cell, MergedCell) or value is None:
        return 0
    match value:
        case Calculated(formula, result):
            shown = _write(cell, result)  # the format and the place of its value
            cell.value, cell.data_type = f"={formula}", "f"
            return shown
        case str() as text:
            set_text(cell, text)
        case Money() as amount:
            number = _decimal(amount.minor, digits(amount.currency))
            set_number(cell, number, amount_format(amount.currency))
        case Fraction() as share:
            # Cut, as on statements: what has not reached a bound never looks as if it had.
            set_number(cell, _decimal(int(share * 10_000), 4), "#,##0.00%")
        case int() as count:
            set_number(cell, Decimal(count), "#,##0")
        case day:
            set_day(cell, day)
    return len(str(value)) if not isinstance(value, Money) else len(str(value.minor)) * 4 // 3 + 2


def _decimal(units: int, places: int) -> Decimal:
    sign, figures, _ = Decimal(units).as_tuple()
    return Decimal((sign, figures, -places))


def _dress_head(drawn: Worksheet, row: int, table: SheetTable) -> None:
    """Set the head apart; over figures it stands to the right, as they do."""
    figures = {
        column
        for cells in table.rows
        for column, value in enumerate(cells, start=1)
        if isinstance(value.value if isinstance(value, Calculated) else value, Money | Fraction | int)
    }
    for column in range(1, len(table.columns) + 1):
        cell = drawn.cell(row, column)
        if isinstance(cell, Cell):
            dress_head(cell, over_figures=column in figures)
    drawn.row_dimensions[row].height = HEAD_HEIGHT


def _longest_word(heading: str) -> int:
    return max((len(word) for word in heading.split()), default=0)
