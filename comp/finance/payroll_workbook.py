"""Writes a payroll as an xlsx workbook: Import, Working and Controls; same payroll, same bytes.

Amounts are exact decimals with the currency's own number format. Text is text, whatever it begins with: a
deal called `=cmd()` is never a formula. The formulas that there are add up what the sheets show, and carry
the figure that they give, for readers that do not calculate.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from comp.finance.payroll_cells import Formula, Page, put, put_head, shade, with_results_of
from comp.finance.payroll_controls import SUM_COLUMNS, write_controls
from comp.finance.payroll_differences_sheet import difference_columns, write_differences
from comp.finance.payroll_model import ImportRow, Payroll, WorkingRow
from comp.finance.payroll_paper import lay_out
from comp.finance.payroll_tables import (
    CAUSE,
    FIRST_ROW,
    IMPORT_COLUMNS,
    WORKING_COLUMNS,
    amount,
    has_causes,
    import_cells,
    sheet_row,
    working_cells,
)
from comp.finance.sheet_dress import filter_on
from comp.finance.sheet_files import bytes_of
from comp.language.money import digits
from comp.runs import Manifest

_FIGURES: Final = frozenset(
    {"Amount", "Earned before", "Earned now", "Payable before", "Payable now", "Payable", *SUM_COLUMNS}
)
_IN_WORKING: Final = {name: at for at, name in enumerate((*WORKING_COLUMNS, *SUM_COLUMNS, CAUSE), start=1)}
_PAYABLE: Final = get_column_letter(_IN_WORKING["Payable"])
_AMOUNT: Final = get_column_letter(IMPORT_COLUMNS.index("Amount") + 1)


def workbook(payroll: Payroll) -> bytes:
    """Write the workbook.

    Raises:
        SheetRefusedError: an amount or a text is too long for a spreadsheet to keep whole.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    names = ("Import", "Working", *(["Differences"] if payroll.last else []), "Controls")
    pages = {name: Page(_new_sheet(book, name)) for name in names}
    title = f"{payroll.manifest.company}: payroll {payroll.manifest.period}"
    _write_import(pages["Import"], payroll)
    last = _write_working(pages["Working"], payroll)
    if payroll.last:
        write_differences(pages["Differences"], payroll.differences)
        explained = get_column_letter(len(difference_columns(payroll.differences)))
        lay_out(pages["Differences"], title, 1, "E2", {explained: 72})
    write_controls(book, pages["Controls"], payroll, last)
    lay_out(pages["Import"], title, 1, "B2", {})
    lay_out(pages["Working"], title, 1, "C2", {"B": 62, "E": 24, "Q": 40})
    lay_out(pages["Controls"], title, 1, "A2", {"A": 78, "B": 40})
    formulas = {
        f"xl/worksheets/sheet{number}.xml": page.formulas
        for number, page in enumerate(pages.values(), start=1)
    }

    def with_results(part_name: str, part: bytes) -> bytes:
        held = formulas.get(part_name)
        return with_results_of(part.decode(), held).encode() if held else part

    return bytes_of(book, title, _made_on(payroll.manifest), with_results)


def _new_sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book.create_sheet(name)
    if not isinstance(sheet, Worksheet):
        raise TypeError("openpyxl gave no sheet to write to")
    return sheet


def _write_import(page: Page, payroll: Payroll) -> None:
    put_head(page, 1, IMPORT_COLUMNS, _FIGURES)
    for row in payroll.imports:
        for column, value in enumerate(import_cells(row), start=1):
            put(page, sheet_row(row.number), column, value, row.key.currency)
    filter_on(page.sheet, 1, len(IMPORT_COLUMNS), len(payroll.imports) + 1)


def _write_working(page: Page, payroll: Payroll) -> int:
    """Write each import row's lines below a row with their sum; gives the last row."""
    columns = (*WORKING_COLUMNS, *SUM_COLUMNS, *([CAUSE] if has_causes(payroll) else []))
    put_head(page, 1, columns, _FIGURES)
    at = FIRST_ROW
    for number, lines in groupby(payroll.working, key=lambda row: row.import_row):
        behind = list(lines)
        _write_sum(page, at, payroll.imports[number - 1], len(behind))
        shade(page, at, len(columns))
        for place, line in enumerate(behind, start=at + 1):
            _write_line(page, place, line)
        at += 1 + len(behind)
    filter_on(page.sheet, 1, len(columns), at - 1)
    return at - 1


def _write_sum(page: Page, at: int, row: ImportRow, lines: int) -> None:
    key, currency, places = row.key, row.key.currency, digits(row.key.currency)
    called = [key.employee_id, key.earning_code, key.legal_entity, key.cost_centre]
    sum_at, less_at = (_IN_WORKING[name] for name in SUM_COLUMNS)
    put(page, at, _IN_WORKING["Import row"], sheet_row(row.number))
    put(page, at, _IN_WORKING["Line"], ", ".join(text for text in called if text))
    put(page, at, _IN_WORKING["Currency"], currency)
    summed = f"ROUND(SUM({_PAYABLE}{at + 1}:{_PAYABLE}{at + lines}),{places})"
    put(page, at, sum_at, Formula(summed, amount(row.amount_minor, currency)), currency)
    less = f"ROUND({get_column_letter(sum_at)}{at}-Import!{_AMOUNT}{sheet_row(row.number)},{places})"
    put(page, at, less_at, Formula(less, amount(0, currency)), currency)


def _write_line(page: Page, at: int, line: WorkingRow) -> None:
    for column, value in enumerate(working_cells(line), start=1):
        put(page, at, column, value if value != "" else None, line.currency)
    if line.cause:
        put(page, at, _IN_WORKING[CAUSE], line.cause)


def _made_on(manifest: Manifest) -> date:
    """The file's own date: the last day paid, because a clock would give other bytes each time."""
    return max((plan.last_day for plan in manifest.plans), default=manifest.recorded_on)
