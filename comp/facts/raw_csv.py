"""Reads CSV as cells: Polars for the bulk, and Python's row-wise reader wherever the two could disagree.

A row is numbered as a spreadsheet shows it: the header's row is 1, a blank line counts, a value with a line
break is one row.
"""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice
from pathlib import Path

import polars as pl

from comp.facts.findings import FileFault
from comp.facts.headers import check_headers
from comp.facts.mapping import FileForm

_RAGGED: dict[str, pl.DataType] = {"__row": pl.Int64(), "value": pl.String()}


def read_csv(path: Path, name: str, form: FileForm) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cells with `__row`, and the rows whose fields are more or fewer than the headers (`__row`, `value`).

    Raises:
        FileFault: the file is empty, not in its encoding, or its quotes do not close.
    """
    text = _decode(path, name, form)
    if not text.strip():
        raise FileFault(
            "file-empty", name, "is empty", "export it again; a table without rows still has its headers"
        )
    head = _head(text, name, form)
    headers = check_headers(head[-1] if len(head) == form.header_row else [], name)
    fast = _fast(text, form, len(headers))
    if fast is not None:
        frame, ragged = fast, pl.DataFrame(schema=_RAGGED)
    else:
        frame, ragged = _closely(text, name, form, len(headers))
    frame = frame.rename({str(number): header for number, header in enumerate(headers)})
    return _without_blank_lines(frame, headers), ragged


def _head(text: str, name: str, form: FileForm) -> list[list[str]]:
    """The rows up to that of the headers."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter)
        return list(islice(reader, form.header_row))
    except csv.Error as fault:
        reason, remedy = f"its header row cannot be read: {fault}", "export it again with one row a line"
        raise FileFault("file-quotes", name, reason, remedy, row=form.header_row) from fault


def _decode(path: Path, name: str, form: FileForm) -> str:
    encoding = "utf-8-sig" if codecs.lookup(form.encoding).name == "utf-8" else form.encoding
    raw = path.read_bytes()
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as fault:
        row = raw[: fault.start].count(b"\n") + 1
        raise FileFault(
            "file-encoding",
            name,
            f"is not {form.encoding}: byte {raw[fault.start]:#04x} in row {row}",
            "set 'encoding' under [read], or save the file as UTF-8",
            row=row,
        ) from fault
    if "\0" in text:
        raise FileFault(
            "file-encoding", name, "holds NUL characters", "it is not text in this encoding; try 'utf-16'"
        )
    return text


def _fast(text: str, form: FileForm, width: int) -> pl.DataFrame | None:
    """All fields as Polars reads them, or None where its reading is not certain to be the file's."""
    try:
        frame = pl.read_csv(
            text.encode(),
            infer_schema=False,
            has_header=False,
            separator=form.delimiter,
            empty_string_is_null=False,
            skip_rows=form.header_row,
            schema={str(number): pl.String for number in range(width)},
            row_index_name="__row",
            row_index_offset=form.header_row + 1,
        )
    except (pl.exceptions.PolarsError, ValueError):
        return None
    # Where a row is short Polars fills up, and stray quotes can join rows: both are seen by counting fields.
    doubtful = '"' in text or text.count("\r") != text.count("\r\n") or (frame[:, -1] == "").any()
    if doubtful and not _widths_agree(text, form, width, frame.height):
        return None
    return frame.with_columns(pl.col("__row").cast(pl.Int64))


def _widths_agree(text: str, form: FileForm, width: int, height: int) -> bool:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=True)
    try:
        widths = [len(row) for row in rows][form.header_row :]
    except csv.Error:
        return False
    return len(widths) == height and all(each in (0, width) for each in widths)


def _closely(text: str, name: str, form: FileForm, width: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Row by row: rows of another width are set aside."""
    good: list[list[str]] = []
    good_rows: list[int] = []
    ragged: list[tuple[int, str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if number <= form.header_row:
                continue
            if len(row) in (0, width):
                good.append(row or [""] * width)
                good_rows.append(number)
            else:
                ragged.append((number, f"{len(row)} fields, {width} headers"))
    except csv.Error as fault:
        raise FileFault(
            "file-quotes",
            name,
            f"cannot be read after row {number}: {fault}",
            "a quote is not closed; export the file again",
            row=number + 1,
        ) from fault
    columns = list(zip(*good, strict=True)) or [()] * width
    frame = pl.DataFrame({str(i): pl.Series(column, dtype=pl.String) for i, column in enumerate(columns)})
    return frame.with_columns(pl.Series("__row", good_rows, dtype=pl.Int64)), pl.DataFrame(
        ragged, schema=_RAGGED, orient="row"
    )


def _without_blank_lines(frame: pl.DataFrame, headers: list[str]) -> pl.DataFrame:
    return frame.filter(~pl.all_horizontal(pl.col(headers) == ""))
