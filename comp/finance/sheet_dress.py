"""How every workbook of comp dresses a cell: text that stays text, exact numbers, one head, one paper.

Nothing is rounded here, and no text becomes a formula, whatever it begins with.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from comp.errors import CompError
from comp.language.money import digits

TYPE: Final = "Calibri"
DARK: Final = "14395F"
# A figure stands at the right of its column: what is beside it keeps away by an indent.
LEFT: Final = Alignment(horizontal="left", vertical="top", indent=1)
RIGHT: Final = Alignment(horizontal="right", vertical="top")
HEAD_HEIGHT: Final = 30  # points: two lines
_MOST_FIGURES: Final = 15  # a spreadsheet keeps no more of a number
_LONGEST_TEXT: Final = 32_767
_LOOKS_LIKE_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_HEAD: Final = PatternFill("solid", fgColor=DARK)
_HEAD_FONT: Final = Font(name=TYPE, bold=True, color="FFFFFF")
_HEAD_LEFT: Final = Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)
_HEAD_RIGHT: Final = Alignment(horizontal="right", vertical="center", wrap_text=True)


class SheetRefusedError(CompError):
    """A spreadsheet cannot keep a value whole."""

    exit_code = 1


def amount_format(currency: str) -> str:
    """The number format of a currency, or of a count where there is none; below zero it is red."""
    places = digits(currency) if currency else 0
    plain = "#,##0." + "0" * places if places else "#,##0"
    return f"{plain};[Red]-{plain}"


def set_text(cell: Cell, text: str) -> None:
    """Write a text; characters that no sheet can hold are shown as replaced.

    Raises:
        SheetRefusedError: it is too long for a cell.
    """
    if len(text) > _LONGEST_TEXT:
        raise SheetRefusedError(f"a text of {len(text)} letters is too long for a sheet: {text[:60]!r}")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    cell.data_type = "s"  # never a formula, an error value or a date, whatever it looks like
    if _LOOKS_LIKE_FORMULA.match(text):
        cell.quotePrefix = True
    cell.alignment = LEFT


def set_day(cell: Cell, day: date) -> None:
    """Write a day."""
    cell.value = day
    cell.number_format = "yyyy-mm-dd"
    cell.alignment = LEFT


def set_number(cell: Cell, number: Decimal, number_format: str) -> None:
    """Write a number, digit by digit.

    Raises:
        SheetRefusedError: a spreadsheet would not keep all its figures.
    """
    if len(number.as_tuple().digits) > _MOST_FIGURES:
        raise SheetRefusedError(f"{number} has more than the {_MOST_FIGURES} figures that a sheet keeps")
    # Given the number, openpyxl writes 64.68 as 64.68000000000001; given its digits, just those.
    cell.value = f"{number:f}"
    cell.data_type = "n"
    cell.number_format = number_format
    cell.alignment = RIGHT


def dress_head(cell: Cell, *, over_figures: bool) -> None:
    """Set a cell of a head apart; over figures it stands to the right, as they do."""
    cell.font, cell.fill = _HEAD_FONT, _HEAD
    cell.alignment = _HEAD_RIGHT if over_figures else _HEAD_LEFT


def set_up_paper(sheet: Worksheet, head_row: int, freeze: str) -> None:
    """On paper: the whole width on one page, the head on each; on the screen the head stays in sight."""
    sheet.freeze_panes = freeze
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head_row}:{head_row}"


def filter_on(sheet: Worksheet, head_row: int, columns: int, last_row: int) -> None:
    """Let the reader filter the table by its head."""
    sheet.auto_filter.ref = f"A{head_row}:{get_column_letter(columns)}{max(last_row, head_row + 1)}"
