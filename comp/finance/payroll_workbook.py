"""Writes a payroll as an xlsx workbook: sheets Import, Working and Controls; same payroll, same bytes.

Amounts are exact decimals with the currency's own number format. Text is text, whatever it begins with: a
deal called `=cmd()` is never a formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Final

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from comp.finance.payroll import Payroll, PayrollRefusedError
from comp.language.money import digits
from comp.runs import Manifest

_MOST_FIGURES: Final = 15  # a spreadsheet keeps no more of a number
_LONGEST_TEXT: Final = 32_767
_WIDEST_COLUMN: Final = 60
_HEAD = PatternFill("solid", fgColor="14395F")
_LOOKS_LIKE_FORMULA = re.compile(r"[=+\-@\t\r]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*<")


def frames(payroll: Payroll) -> dict[str, pd.DataFrame]:
    """The tables as an analyst takes them; amounts are Decimal objects, dates are dates.

    `Import row` in Working is the row of the sheet Import, whose first row is its head.
    """
    return {
        "Import": _frame(
            ("Employee ID", "Earning code", "Legal entity", "Currency", "Amount", "Pay date", "Period"),
            [
                (
                    row.key.employee_id,
                    row.key.earning_code,
                    row.key.legal_entity,
                    row.key.currency,
                    _decimal(row.amount_minor, row.key.currency),
                    row.key.pay_on,
                    row.key.period,
                )
                for row in payroll.imports
            ],
        ),
        "Working": _frame(
            (
                *("Import row", "Line", "Payee", "Plan", "Clause", "Pay"),
                *("Deal or period", "Date", "Currency", "Payable"),
            ),
            [
                (
                    *(row.import_row + 1, row.line_id, row.payee, row.plan, row.clause, row.pay),
                    *(row.unit, row.born_on, row.currency, _decimal(row.payable_minor, row.currency)),
                )
                for row in payroll.working
            ],
        ),
        "Controls": _controls(payroll),
        "About": _about(payroll.manifest),
    }


def _controls(payroll: Payroll) -> pd.DataFrame:
    return _frame(
        ("Control", "Currency", "From the run", "In this file", "Difference", "Rows", "Ties"),
        [
            (
                check.what,
                check.currency,
                _decimal(check.expected_minor, check.currency),
                _decimal(check.found_minor, check.currency),
                _decimal(check.found_minor - check.expected_minor, check.currency),
                check.count,
                "yes" if check.found_minor == check.expected_minor else "NO",
            )
            for check in payroll.checks
        ],
    )


def _about(manifest: Manifest) -> pd.DataFrame:
    plans = [(f"Plan {plan.plan}, digest of its text", plan.text_digest) for plan in manifest.plans]
    return _frame(
        ("The run", ""),
        [
            ("Company", manifest.company),
            ("Period", manifest.period),
            ("Facts as recorded by", manifest.recorded_on),
            ("Engine", manifest.engine),
            ("Digest of the facts", manifest.facts_digest),
            ("Digest of the results", manifest.results_digest),
            *plans,
            ("Lines in the run", manifest.lines),
            ("Lines that could not be calculated and are not paid", manifest.faults),
            ("Rows of facts that were refused", manifest.refused),
        ],
    )


def workbook(payroll: Payroll) -> bytes:
    """Write the workbook.

    Raises:
        PayrollRefusedError: an amount or a text is too long for a spreadsheet to keep whole.
    """
    made = BytesIO()
    tables = {name: _fitting(frame) for name, frame in frames(payroll).items()}
    about = tables.pop("About")
    with pd.ExcelWriter(made, engine="openpyxl") as writer:
        for name, frame in tables.items():
            frame.to_excel(writer, sheet_name=name, index=False)
        about.to_excel(writer, sheet_name="Controls", index=False, startrow=len(payroll.checks) + 2)
        for name in tables:
            _dress(writer.sheets[name])
        _emphasize(writer.sheets["Controls"], len(payroll.checks) + 3)
        book: Workbook = writer.book
        book.properties.creator = "comp"
        book.properties.title = f"Payroll {payroll.manifest.period}"
        book.properties.created = datetime.combine(_made_on(payroll.manifest), time())
    return _with_fixed_dates(made.getvalue(), _made_on(payroll.manifest))


def _frame(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(columns), dtype=object)


def _fitting(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.map(_fit)


def _fit(value: object) -> object:
    """What a spreadsheet can keep whole; characters that no sheet can hold are shown as replaced."""
    match value:
        case Decimal() if len(value.as_tuple().digits) > _MOST_FIGURES:
            raise PayrollRefusedError(
                f"no payroll: {value} has more than the {_MOST_FIGURES} figures a sheet keeps"
            )
        case str() if len(value) > _LONGEST_TEXT:
            raise PayrollRefusedError(f"no payroll: a text of {len(value)} letters: {value[:60]!r}")
        case str():
            return ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)
        case _:
            return value


def _dress(sheet: Worksheet) -> None:
    """Give cells their kind and format, columns their width, and keep the head in sight."""
    sheet.freeze_panes = "A2"
    # On paper: the whole width on one page, the head on each.
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    columns = [cell.value for cell in sheet[1]]
    currency_at = columns.index("Currency")
    for row in sheet.iter_rows():
        currency = row[currency_at].value
        for cell in row:
            _dress_cell(cell, str(currency or ""))
    _emphasize(sheet, 1)
    for number, column in enumerate(sheet.iter_cols(), start=1):
        longest = max(len(str(cell.value)) for cell in column if cell.value is not None)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 3, _WIDEST_COLUMN)


def _dress_cell(cell: Cell | MergedCell, currency: str) -> None:
    if isinstance(cell, MergedCell):
        return
    match cell.value:
        case str() as text:
            cell.data_type = "s"  # never a formula, an error value or a date, whatever it looks like
            cell.quotePrefix = _LOOKS_LIKE_FORMULA.match(text) is not None
        case date():
            cell.number_format = "yyyy-mm-dd"
        case Decimal() as amount:
            # Given the number, openpyxl writes 64.68 as 64.68000000000001; given its digits, just those.
            cell.value = f"{amount:f}"
            cell.data_type = "n"
            places = digits(currency) if currency else 0
            cell.number_format = "#,##0." + "0" * places if places else "#,##0"
        case _:
            pass


def _emphasize(sheet: Worksheet, row: int) -> None:
    for cell in sheet[row]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD
        cell.alignment = Alignment(horizontal="left", vertical="center")
        cell.border = Border()


def _decimal(minor: int, currency: str) -> Decimal:
    """Minor units in the currency's major unit, exactly; a count where there is no currency."""
    sign, figures, _ = Decimal(minor).as_tuple()
    return Decimal((sign, figures, -digits(currency) if currency else 0))


def _made_on(manifest: Manifest) -> date:
    """The file's own date: the last day paid, because a clock would give other bytes each time."""
    return max(plan.last_day for plan in manifest.plans)


def _with_fixed_dates(workbook_bytes: bytes, made_on: date) -> bytes:
    """Pack the file again with one date on everything that the libraries stamp with the present time."""
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
