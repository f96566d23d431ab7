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
from typing import TextIO

import polars as pl

from comp.facts.findings import FileFault
from comp.facts.headers import check_headers
from comp.facts.mapping import FileForm
from comp.facts.series import beside

_RAGGED: dict[str, pl.DataType] = {"__row": pl.Int64(), "value": pl.String()}


def read_csv(path: Path, name: str, form: FileForm) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cells with `__row`, and the rows whose fields are more or fewer than the headers (`__row`, `value`).

    Raises:
        FileFault: the file is empty, not in its encoding, or its quotes do not close.
    """
    content = _utf8(path, name, form)
    if not any(line.strip() for line in _lines(content)):
        raise FileFault(
            "file-empty", name, "is empty", "export it again; a table without rows still has its headers"
        )
    head = _head(content, name, form)
    headers = check_headers(head[-1] if len(head) == form.header_row else [], name)
    fast = _fast(content, form, len(headers))
    if fast is not None:
        frame, ragged = fast, pl.DataFrame(schema=_RAGGED)
    else:
        frame, ragged = _closely(content, name, form, len(headers))
    frame = frame.rename({str(number): header for number, header in enumerate(headers)})
    return _without_blank_lines(frame, headers), ragged


def _lines(content: bytes) -> TextIO:
    """The file as text, one line after the other, so that a long one is not held a second time."""
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")


def _head(content: bytes, name: str, form: FileForm) -> list[list[str]]:
    """The rows up to that of the headers."""
    try:
        reader = csv.reader(_lines(content), delimiter=form.delimiter)
        return list(islice(reader, form.header_row))
    except csv.Error as fault:
        reason, remedy = f"its header row cannot be read: {fault}", "export it again with one row a line"
        raise FileFault("file-quotes", name, reason, remedy, row=form.header_row) from fault


def _utf8(path: Path, name: str, form: FileForm) -> bytes:
    """The file's text as UTF-8, without a mark in front that says so."""
    raw = path.read_bytes()
    try:
        if codecs.lookup(form.encoding).name != "utf-8":
            content = raw.decode(form.encoding).encode()
        else:
            content = raw.removeprefix(codecs.BOM_UTF8)
            # Plain ASCII is UTF-8; anything else is decoded once, to see that it is.
            _ = content.isascii() or content.decode()
    except UnicodeDecodeError as fault:
        row = fault.object[: fault.start].count(b"\n") + 1
        raise FileFault(
            "file-encoding",
            name,
            f"is not {form.encoding}: byte {fault.object[fault.start]:#04x} in row {row}",
            "set 'encoding' under [read], or save the file as UTF-8",
            row=row,
        ) from fault
    if b"\0" in content:
        raise FileFault(
            "file-encoding", name, "holds NUL characters", "it is not text in this encoding; try 'utf-16'"
        )
    return content


def _fast(content: bytes, form: FileForm, width: int) -> pl.DataFrame | None:
    """All fields as Polars reads them, or None where its reading is not certain to be the file's."""
    try:
        frame = pl.read_csv(
            content,
            infer_schema=False,
            has_header=False,
            separator=form.delimiter,
            empty_string_is_null=False,
            skip_rows=form.header_row,
            schema={str(number): pl.String for number in range(width)},
        )
    except (pl.exceptions.PolarsError, ValueError):
        return None
    # Polars fills up where a row is short, and stray quotes can join rows: then each row is looked at.
    is_certain = b'"' not in content and not _has_lone_returns(content) and not (frame[:, -1] == "").any()
    if not is_certain and not _agrees(content, form, width, frame.height):
        return None
    first = form.header_row + 1
    return beside(
        frame, [pl.int_range(first, first + frame.height, dtype=pl.Int64, eager=True).alias("__row")]
    )


def _has_lone_returns(content: bytes) -> bool:
    return b"\r" in content and content.count(b"\r") != content.count(b"\r\n")


def _agrees(content: bytes, form: FileForm, width: int, height: int) -> bool:
    """Whether the file has so many rows so wide: by its lines or, where rows take several, row by row."""
    return _lines_agree(content, form, width, height) or _widths_agree(content, form, width, height)


def _lines_agree(content: bytes, form: FileForm, width: int, height: int) -> bool:
    """Whether each line is a row by itself with its quotes closed: below the headers blank, or so wide."""
    mark = rf"\x{{{ord(form.delimiter):x}}}"
    field = rf'(?:"(?:[^"\r]|"")*"|[^"\r{mark}]*)'
    lines = pl.read_lines(content).to_series()
    head, body = lines.head(form.header_row), lines.slice(form.header_row)
    return (
        body.len() == height
        and head.str.contains(f"^{field}(?:{mark}{field})*$").all()
        and body.str.contains(f"^(?:{field}(?:{mark}{field}){{{width - 1}}})?$").all()
    )


def _widths_agree(content: bytes, form: FileForm, width: int, height: int) -> bool:
    rows = csv.reader(_lines(content), delimiter=form.delimiter, strict=True)
    try:
        widths = [len(row) for row in rows][form.header_row :]
    except csv.Error:
        return False
    return len(widths) == height and all(each in (0, width) for each in widths)


def _closely(content: bytes, name: str, form: FileForm, width: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Row by row: rows of another width are set aside."""
    good: list[list[str]] = []
    good_rows: list[int] = []
    ragged: list[tuple[int, str]] = []
    reader = csv.reader(_lines(content), delimiter=form.delimiter, strict=True)
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
    if not (frame[headers[0]] == "").any():
        return frame
    return frame.filter(~pl.all_horizontal(pl.col(headers) == ""))
