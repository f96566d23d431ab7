"""Reads a payroll workbook back from its bytes: what stands in it must add up to what the controls say.

It reads the digits in the file's XML, because a spreadsheet library would give floats.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from decimal import Decimal
from io import BytesIO
from typing import Final
from xml.etree import ElementTree as ET

from comp.finance.payroll_model import Payroll, PayrollRefusedError
from comp.finance.payroll_tables import IMPORT_COLUMNS, amount

_SHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def require_workbook(payroll: Payroll, content: bytes) -> None:
    """Hold the sheet Import, as it is written, against the payroll's import rows, currency by currency.

    Raises:
        PayrollRefusedError: they differ.
    """
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for row in payroll.imports:
        expected[row.key.currency] += amount(row.amount_minor, row.key.currency)
    rows = _rows(content)
    found: dict[str, Decimal] = defaultdict(Decimal)
    at, currency_at = IMPORT_COLUMNS.index("Amount"), IMPORT_COLUMNS.index("Currency")
    for cells in rows:
        found[cells[currency_at]] += Decimal(cells[at])
    if len(rows) != len(payroll.imports) or found != expected:
        raise PayrollRefusedError("no payroll: the workbook does not read back as it was written")


def _rows(content: bytes) -> list[list[str]]:
    """The cells of Import below its head, as texts."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        # Our own file, which was written a moment ago.
        sheet = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    rows = [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{_SHEET}row")]
    return rows[1:]
