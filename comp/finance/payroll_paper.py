"""How the sheets of the payroll workbook stand on the screen and on paper, and what of them is locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from comp.finance.payroll_cells import Page
from comp.finance.sheet_dress import set_up_paper

_NARROWEST: Final = 6
_WIDEST: Final = 40
_SPARE: Final = 3  # a letter of the sheet's font is not always as wide as a digit


def lay_out(page: Page, title: str, head_row: int, freeze: str, widest: Mapping[str, int]) -> None:
    """Fit columns, keep the head in sight, set up the page, and lock the cells against slips.

    `widest` says by column letter how wide a column may be at most, in letters.
    """
    sheet = page.sheet
    _fit(page, head_row, widest)
    set_up_paper(sheet, head_row, freeze)
    name_pages(sheet, title)
    lock(sheet)


def name_pages(sheet: Worksheet, title: str) -> None:
    """Say on each page of paper what it is of, which sheet, and its number."""
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    sheet.page_margins.header = sheet.page_margins.footer = 0.35
    # In these lines & begins a code, and && is the letter.
    head, foot = sheet.oddHeader, sheet.oddFooter
    if head is not None and foot is not None:
        head.left.text, head.right.text = title.replace("&", "&&"), "&A"
        foot.right.text = "Page &P of &N"


def lock(sheet: Worksheet) -> None:
    """Lock the cells, without a password; filtering and widening columns stay possible."""
    sheet.protection.sheet = True
    sheet.protection.autoFilter = False
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _fit(page: Page, head_row: int, widest: Mapping[str, int]) -> None:
    for number, column in enumerate(page.sheet.iter_cols(min_row=head_row), start=1):
        letter = get_column_letter(number)
        body = (_letters(page, cell) for cell in column[1:] if cell.value is not None)
        # A head takes two lines where it has two words.
        words = str(column[0].value or "").split()
        longest = max([*body, *(len(word) + 1 for word in words)], default=0)
        fitting = min(longest + _SPARE, widest.get(letter, _WIDEST))
        page.sheet.column_dimensions[letter].width = max(_NARROWEST, fitting)


def _letters(page: Page, cell: Cell | MergedCell) -> int:
    """How many letters a cell shows."""
    formula = page.formulas.get(cell.coordinate)
    text = str(cell.value if formula is None else formula.value)
    if cell.number_format == "yyyy-mm-dd":
        return len("2026-12-31") + 1
    marks = (len(text.partition(".")[0]) - 1) // 3 if cell.number_format.startswith("#,##0") else 0
    return len(text) + marks
