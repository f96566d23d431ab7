"""Cells of the payroll workbook: text that stays text, exact amounts, and formulas that carry their result.

Nothing is rounded here, and no text becomes a formula, whatever it begins with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from comp.finance.payroll_model import PayrollRefusedError
from comp.language.money import digits

_MOST_FIGURES: Final = 15  # a spreadsheet keeps no more of a number
_LONGEST_TEXT: Final = 32_767
_LOOKS_LIKE_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_HEAD_HEIGHT: Final = 30  # points: two lines
_HEAD: Final = PatternFill("solid", fgColor="14395F")
_TYPE: Final = "Calibri"
_HEAD_FONT: Final = Font(name=_TYPE, bold=True, color="FFFFFF")
_GROUP: Final = PatternFill("solid", fgColor="E3EAF2")
_BOLD: Final = Font(name=_TYPE, bold=True)
_RULE: Final = Border(top=Side(style="thin", color="14395F"))
# A figure stands at the right of its column: what is beside it keeps away by an indent.
_LEFT: Final = Alignment(horizontal="left", vertical="top", indent=1)
_WRAPPED: Final = Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True)
_HEAD_LEFT: Final = Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)
_HEAD_RIGHT: Final = Alignment(horizontal="right", vertical="center", wrap_text=True)
_RIGHT: Final = Alignment(horizontal="right", vertical="top")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours and the value that it has, which readers see that do not calculate."""

    text: str
    value: Decimal | str


def amount_format(currency: str) -> str:
    """The number format of a currency, or of a count where there is none; below zero it is red."""
    places = digits(currency) if currency else 0
    plain = "#,##0." + "0" * places if places else "#,##0"
    return f"{plain};[Red]-{plain}"


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet that is being written, and its formulas by the cell they stand in."""

    sheet: Worksheet
    formulas: dict[str, Formula] = field(default_factory=dict[str, Formula])


def put(page: Page, row: int, column: int, value: object, currency: str = "") -> Cell:
    """Write a value with its kind, format and place in the cell.

    Raises:
        PayrollRefusedError: an amount or a text is too long for a spreadsheet to keep whole.
    """
    cell = page.sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TypeError("a cell that others cover holds nothing")
    match value:
        case Formula(text, result) as value:
            page.formulas[cell.coordinate] = value
            cell.value = f"={text}"
            cell.number_format = amount_format(currency)
            cell.alignment = _RIGHT if isinstance(result, Decimal) else _LEFT
        case str() as text:
            cell.value = kept_whole(text)
            cell.data_type = "s"  # never a formula, an error value or a date, whatever it looks like
            if _LOOKS_LIKE_FORMULA.match(text):
                cell.quotePrefix = True
            cell.alignment = _LEFT
        case date() as day:
            cell.value = day
            cell.number_format = "yyyy-mm-dd"
            cell.alignment = _LEFT
        case Decimal() | int():
            # Given the number, openpyxl writes 64.68 as 64.68000000000001; given its digits, just those.
            cell.value = _digits_of(Decimal(value))
            cell.data_type = "n"
            cell.number_format = amount_format(currency if isinstance(value, Decimal) else "")
            cell.alignment = _RIGHT
        case _:
            pass
    return cell


def _digits_of(number: Decimal) -> str:
    if len(number.as_tuple().digits) > _MOST_FIGURES:
        raise PayrollRefusedError(
            f"no payroll: {number} has more than the {_MOST_FIGURES} figures a sheet keeps"
        )
    return f"{number:f}"


def kept_whole(text: str) -> str:
    """The text as a sheet can hold it: characters that no sheet can hold are shown as replaced."""
    if len(text) > _LONGEST_TEXT:
        raise PayrollRefusedError(f"no payroll: a text of {len(text)} letters: {text[:60]!r}")
    return ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)


def put_head(page: Page, row: int, names: tuple[str, ...], right: frozenset[str]) -> None:
    """Write the head of a table; the columns in `right` hold figures."""
    page.sheet.row_dimensions[row].height = _HEAD_HEIGHT
    for column, name in enumerate(names, start=1):
        cell = put(page, row, column, name)
        cell.font, cell.fill = _HEAD_FONT, _HEAD
        cell.alignment = _HEAD_RIGHT if name in right else _HEAD_LEFT


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
