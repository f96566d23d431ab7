"""Writes a data report as a spreadsheet. Whatever a cell held stays text: nothing in it becomes a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from comp.facts.findings import DataReport, Finding

# Characters that XML cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = {"reason": 60, "remedy": 60, "file": 28, "value": 28}
_NAMES = [field.name for field in fields(Finding) if field.name != "private"]


def write_sheet(report: DataReport, path: Path) -> None:
    """Write `Findings` (what is shown of them) and `Counts` (of all)."""
    book = Workbook()
    findings = book.active
    assert isinstance(findings, Worksheet)  # noqa: S101 - openpyxl gives a new book one worksheet
    findings.title = "Findings"
    rows = ([getattr(finding, name) for name in _NAMES] for finding in report.findings)
    _fill(findings, _NAMES, rows)
    counts = ([source, code, outcome, count] for (source, code, outcome), count in sorted(report.counts.items()))
    _fill(book.create_sheet("Counts"), ["source", "code", "outcome", "count"], counts)
    book.save(path)


def _fill(sheet: Worksheet, names: list[str], rows: Iterable[list[object]]) -> None:
    for number, row in enumerate([names, *rows], start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            if isinstance(value, int):
                cell.value = value
            elif value is not None:
                cell.value = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))
                # Else openpyxl takes a leading = for a formula; the prefix keeps it text when it is edited.
                cell.data_type = "s"
                cell.quotePrefix = True
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(str(cell.value), 16)
    sheet.freeze_panes = "A2"
