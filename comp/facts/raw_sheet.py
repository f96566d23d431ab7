"""Reads a sheet of an xlsx file as cells.

A formula counts by the result that the spreadsheet stored with it; without one it cannot be read. Of merged
cells only the first holds a value; the others are unreadable rather than blank.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from comp.facts.cells import UNREADABLE, cell
from comp.facts.findings import FileFault
from comp.facts.headers import check_headers
from comp.facts.mapping import FileForm
from comp.facts.uploaded_zip import check_book

MAX_LETTERS = 2**29
"""The most letters of all cells of a sheet: cells may share one long text, which each then holds itself."""


def read_sheet(path: Path, name: str, form: FileForm, zone: ZoneInfo) -> tuple[pl.DataFrame, str]:
    """Cells with `__row`, and the name of the sheet.

    Raises:
        FileFault: it is no xlsx file, has no such sheet, or would expand beyond bounds.
    """
    with path.open("rb") as content:
        check_book(content, name)
    values = _sheet(_open(path, name, data_only=True), name, form)
    formulas = _sheet(_open(path, name, data_only=False), name, form)
    rows = _rows(values, formulas, zone)
    if sum(len(text) for row in rows for text in row if text is not None) > MAX_LETTERS:
        reason = f"its cells hold more than {MAX_LETTERS:,} letters"
        raise FileFault("file-bounds", name, reason, "export less at a time", sheet=values.title)
    if not rows:
        raise FileFault("file-empty", name, "its sheet is empty", "export it again", sheet=values.title)
    if len(rows) < form.header_row:
        raise FileFault(
            "header-missing", name, "its header row is empty", "mend header_row", sheet=values.title
        )
    titles = [(title or "").removeprefix("\0n") for title in rows[form.header_row - 1]]
    headers = check_headers(titles, name, values.title)
    body = rows[form.header_row :]
    columns = {
        header: pl.Series([row[number] for row in body], dtype=pl.String)
        for number, header in enumerate(headers)
    }
    first = form.header_row + 1
    frame = pl.DataFrame(columns).with_columns(
        pl.int_range(first, first + len(body), dtype=pl.Int64).alias("__row")
    )
    return frame.filter(~pl.all_horizontal(pl.col(headers).is_null())), values.title


def _open(path: Path, name: str, *, data_only: bool) -> Workbook:
    try:
        # By a path openpyxl would leave the file open where it fails.
        with warnings.catch_warnings(), path.open("rb") as content:
            # openpyxl warns of styles and extensions that it leaves out; none of them holds a value.
            warnings.simplefilter("ignore")
            return load_workbook(content, data_only=data_only)
    # A file of strangers can be wrong in ways that openpyxl does not look for: it then fails anywhere.
    except Exception as fault:
        said = " ".join(str(fault).split())[:200] or type(fault).__name__
        raise FileFault(
            "file-damaged", name, f"is not a whole xlsx file ({said})", "export it again"
        ) from fault


def _sheet(book: Workbook, name: str, form: FileForm) -> Worksheet:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if form.sheet is not None and form.sheet not in sheets:
        raise FileFault(
            "sheet-missing", name, f"has no sheet {form.sheet!r}", f"its sheets are: {', '.join(sheets)}"
        )
    if form.sheet is None and len(sheets) > 1:
        raise FileFault(
            "sheet-missing", name, f"has {len(sheets)} sheets", f"name one by 'sheet': {', '.join(sheets)}"
        )
    if not sheets:
        raise FileFault("sheet-missing", name, "has no sheet of cells", "export it again")
    return sheets[form.sheet] if form.sheet is not None else book.worksheets[0]


def _rows(values: Worksheet, formulas: Worksheet, zone: ZoneInfo) -> list[list[str | None]]:
    merged = {
        (row, column)
        for area in formulas.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if (row, column) != (area.min_row, area.min_col)
    }
    rows: list[list[str | None]] = []
    for row_number, (shown, written) in enumerate(
        zip(values.iter_rows(), formulas.iter_rows(), strict=True), start=1
    ):
        row: list[str | None] = []
        for number, (result, formula) in enumerate(zip(shown, written, strict=True), start=1):
            if (row_number, number) in merged:
                row.append(UNREADABLE + "part of a merged cell")
            elif result.data_type == "e":
                row.append(f"{UNREADABLE}the error {result.value}")
            elif formula.data_type == "f" and result.value is None:
                row.append(UNREADABLE + "a formula without a stored result")
            else:
                row.append(cell(result.value, zone))
        rows.append(row)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows
