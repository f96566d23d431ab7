"""Cells of the payroll workbook: text that stays text, exact amounts, and formulas that carry their result.

Nothing is rounded here, and no text becomes a formula, whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from comp.finance.sheet_dress import (
    DARK,
    HEAD_HEIGHT,
    LEFT,
    RIGHT,
    TYPE,
    amount_format,
    dress_head,
    set_day,
    set_number,
    set_text,
)

_FORMULA: Final = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f><v ?/></c>')
_GROUP: Final = PatternFill("solid", fgColor="E3EAF2")
_BOLD: Final = Font(name=TYPE, bold=True)
_RULE: Final = Border(top=Side(style="thin", color=DARK))
_WRAPPED: Final = Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours and the value that it has, which readers see that do not calculate."""

    text: str
    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet that is being written, and its formulas by the cell they stand in."""

    sheet: Worksheet
    formulas: dict[str, Formula] = field(default_factory=dict[str, Formula])


def put(page: Page, row: int, column: int, value: object, currency: str = "") -> Cell:
    """Write a value with its kind, format and place in the cell.

    Raises:
        SheetRefusedError: an amount or a text is too long for a spreadsheet to keep whole.
    """
    cell = page.sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TypeError("a cell that others cover holds nothing")
    match value:
        case Formula(text, result) as value:
            page.formulas[cell.coordinate] = value
            cell.value = f"={text}"
            cell.number_format = amount_format(currency)
            cell.alignment = RIGHT if isinstance(result, Decimal) else LEFT
        case str() as text:
            set_text(cell, text)
        case date() as day:
            set_day(cell, day)
        case Decimal() as number:
            set_number(cell, number, amount_format(currency))
        case int() as count:
            set_number(cell, Decimal(count), amount_format(""))
        case _:
            pass
    return cell


def put_head(page: Page, row: int, names: tuple[str, ...], right: frozenset[str]) -> None:
    """Write the head of a table; the columns in `right` hold figures."""
    page.sheet.row_dimensions[row].height = HEAD_HEIGHT
    for column, name in enumerate(names, start=1):
        cell = put(page, row, column, name)
        dress_head(cell, over_figures=name in right)


def shade(page: Page, row: int, columns: int) -> None:
    """Make a row stand out as a sum above its parts."""
    for column in range(1, columns + 1):
        cell = page.sheet.cell(row, column)
        cell.fill, cell.font = _GROUP, _BOLD


def rule_above(page: Page, row: int, columns: int) -> None:
    """Draw a line above a row and make it bold, for totals."""
    for column in range(1, columns + 1):
        cell = page.sheet.cell(row, column)
        cell.border, cell.font = _RULE, _BOLD


def wrap(cell: Cell) -> None:
    """Let a long text take several lines."""
    cell.alignment = _WRAPPED


def with_results_of(sheet: str, formulas: Mapping[str, Formula]) -> str:
    """Put each formula's result into its cell, where openpyxl leaves an empty place for it."""

    def filled(found: re.Match[str]) -> str:
        place, attributes, text = found.groups()
        value = formulas[place].value
        kind = ' t="str"' if isinstance(value, str) else ""
        return f'<c r="{place}"{attributes}{kind}><f>{text}</f><v>{escape(f"{value}")}</v></c>'

    return _FORMULA.sub(filled, sheet)
