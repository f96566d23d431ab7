"""The workbook that does the plan by hand: formulas without results, for the spreadsheet to calculate.

A sheet for deals with one column for each step, one for quotas, one for each seller's total. What comes from
outside as text is written as text, so that no name can become a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from comp.runs.bench.sheets_deals import QUARTERS, SELLERS, Deal, sellers

Value: TypeAlias = str | int | Decimal | date

HEADINGS: Final = (
    *("id", "owner", "booked_on", "amount", "quarter", "quota", "with", "before"),
    *("to 50%", "to 100%", "to 150%", "above", "commission"),
)
_BANDS: Final = (("0%", "50%"), ("50%", "100%"), ("100%", "150%"))
_LAST_QUOTA: Final = SELLERS * len(QUARTERS) + 1


def write_book(deals: Sequence[Deal], quota_minor: int, path: Path) -> None:
    """Write the workbook; the deals stand in the order in which they count."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("deals")
    sheet.append(HEADINGS)
    for row, deal in enumerate(deals, start=2):
        given: list[Value] = [deal.id, deal.owner, deal.booked_on, _money(deal.amount_minor)]
        sheet.append([*_cells(sheet, given), *_formulas(row)])
    quotas = book.create_sheet("quotas")
    quotas.append(("owner", "quarter", "quota"))
    for owner in sellers():
        for quarter in range(1, len(QUARTERS) + 1):
            quotas.append(_cells(quotas, [owner, quarter, _money(quota_minor)]))
    totals = book.create_sheet("totals")
    totals.append(("owner", "commission"))
    for row, owner in enumerate(sellers(), start=2):
        totals.append([*_cells(totals, [owner]), _total(row, len(deals) + 1)])
    book.save(path)


def _formulas(row: int) -> Iterator[str]:
    """A deal's steps, E to M: quarter, quota, counter with and before the deal, four bands, commission."""
    yield f"=ROUNDUP(MONTH(C{row})/3,0)"
    owners, quarters, amounts = (f"quotas!{column}$2:{column}${_LAST_QUOTA}" for column in "ABC")
    yield f"=SUMIFS({amounts},{owners},B{row},{quarters},E{row})"
    yield f"=SUMIFS(D$2:D{row},B$2:B{row},B{row},E$2:E{row},E{row})"
    yield f"=G{row}-D{row}"
    for lower, upper in _BANDS:
        yield f"=MAX(MIN(G{row},{upper}*F{row})-MAX(H{row},{lower}*F{row}),0)"
    yield f"=MAX(G{row}-MAX(H{row},150%*F{row}),0)"
    yield f"=ROUND(I{row}*6%+J{row}*10%+K{row}*15%+L{row}*20%,2)"


def _total(row: int, last: int) -> str:
    return f"=SUMIFS(deals!M$2:M${last},deals!B$2:B${last},A{row})"


def _cells(sheet: WriteOnlyWorksheet, values: Sequence[Value]) -> Iterator[Value | Cell]:
    for value in values:
        if isinstance(value, str):
            cell = WriteOnlyCell(sheet, value)
            cell.data_type = "s"  # a text that starts like a formula stays a text
            yield cell
        else:
            yield value


def _money(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)
