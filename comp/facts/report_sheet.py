"""Writes a data report as a spreadsheet. Whatever a cell held stays text: nothing in it becomes a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from comp.facts.findings import DataReport, Finding
from comp.whole_files import write_whole

# Characters that XML cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = {"reason": 60, "remedy": 60, "file": 28, "value": 28}
_NAMES = [field.name for field in fields(Finding) if field.name != "private"]


def write_sheet(report: DataReport, path: Path) -> None:
    """Write the report as a spreadsheet, whole or not at all.

    Raises:
        CompError: the file cannot be written.
    """
    write_whole(sheet_of(report), path)


def sheet_of(report: DataReport) -> bytes:
    """An xlsx file with `Findings` (what is shown of them) and `Counts` (of all)."""
    book = Workbook()
    findings = book.active
    assert isinstance(findings, Worksheet)  # noqa: S101 - openpyxl gives a new book one worksheet
    findings.title = "Findings"
    rows = ([getattr(finding, name) for name in _NAMES] for finding in report.findings)
    _fill(findings, _NAMES, rows)
    counts = (
        [source, code, outcome, count] for (source, code, outcome), count in sorted(report.counts.items())
    )
    _fill(book.create_sheet("Counts"), ["source", "code", "outcome", "count"], counts)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Worksheet, names: list[str], rows: Iterable[Sequence[object]]) -> None:
    for number, row in enumerate([names, *rows], start=1):
        for place, value in enumerate(row, start=1):
            if isinstance(value, int):
                sheet.cell(number, place, value)
            elif value is not None:
                cell = sheet.cell(number, place, _CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value)))
                # Else openpyxl takes a leading = for a formula; the prefix keeps it text when it is edited.
                cell.data_type = "s"
                cell.quotePrefix = True
    for place, name in enumerate(names, start=1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, 16)
    sheet.freeze_panes = "A2"
