"""Writes the import files of a layout, and reads each back: employees and amounts must be those to import."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from typing import Final, Literal

from comp.errors import CompError
from comp.finance.payroll_layout import GROUPS, Layout, LayoutColumn
from comp.finance.payroll_layout_text import LayoutSettings, cell_text, field_text
from comp.finance.payroll_model import ImportRow, PayrollRefusedError
from comp.language.money import digits

_QUOTING: Final[dict[str, Literal[0, 1, 3]]] = {
    "minimal": csv.QUOTE_MINIMAL,
    "always": csv.QUOTE_ALL,
    "never": csv.QUOTE_NONE,
}
_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+")
Totals = dict[tuple[str, str], int]
"""Minor units by employee id and currency."""


@dataclass(frozen=True, slots=True)
class LayoutFile:
    """A file to import: its name by the layout, its bytes, and the import rows that it holds."""

    name: str
    content: bytes
    imports: tuple[ImportRow, ...]
    rows: int

    def totals(self) -> dict[str, int]:
        """Minor units by currency."""
        sums: dict[str, int] = defaultdict(int)
        for row in self.imports:
            sums[row.key.currency] += row.amount_minor
        return dict(sorted(sums.items()))


def layout_files(
    layout: Layout, imports: Sequence[ImportRow], given: LayoutSettings
) -> tuple[LayoutFile, ...]:
    """Write import rows in a layout: one file, or one for each group that the layout asks for.

    Raises:
        PayrollRefusedError: the other system would not take a cell, or a file does not read back as it was.
    """
    unknown = sorted(set(given) - set(layout.settings))
    if unknown:
        known = ", ".join(layout.settings) or "none"
        raise PayrollRefusedError(
            f"comp.toml: [settlement.layouts.{layout.name}] has {unknown[0]}, which is no setting of it; "
            f"its settings are: {known}"
        )
    _require_currencies(layout, imports)
    files: list[LayoutFile] = []
    for rows in _groups(layout, imports):
        written = list(_rows(layout, rows, given))
        content = _content(layout, rows[0], written, given)
        file = LayoutFile(_name(layout, rows[0], given), content, tuple(rows), len(written))
        require_read_back(layout, file, content)
        files.append(file)
    names = [file.name.lower() for file in files]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise PayrollRefusedError(
            f"no payroll: two files of {layout.name} would be called {twice[0]}; "
            "its 'file' must tell them apart"
        )
    return tuple(files)


def require_read_back(layout: Layout, file: LayoutFile, content: bytes) -> None:
    """Read a file by its layout, and hold employees, amounts and the number of rows against the import.

    Raises:
        PayrollRefusedError: they differ.
    """
    expected: Totals = defaultdict(int)
    for row in file.imports:
        expected[row.key.employee_id, row.key.currency] += row.amount_minor
    rows, found = _read(layout, content, file.imports[0].key.currency)
    if rows != file.rows or found != dict(expected):
        raise PayrollRefusedError(
            f"no payroll: {file.name} of {layout.name} does not read back as it was written; "
            "see to its encoding, decimal mark and columns"
        )


def _require_currencies(layout: Layout, imports: Sequence[ImportRow]) -> None:
    if not imports:
        raise PayrollRefusedError("no payroll: there is no import row to write")
    there = sorted({row.key.currency for row in imports})
    others = [each for each in there if layout.currencies and each not in layout.currencies]
    if others:
        raise PayrollRefusedError(
            f"no payroll: {layout.name} takes {', '.join(layout.currencies)}, and the run pays "
            f"{', '.join(others)} as well; --currency {layout.currencies[0]} writes that alone"
        )
    told = layout.has("currency") or "currency" in layout.per
    if len(there) > 1 and not told:
        raise PayrollRefusedError(
            f"no payroll: {layout.name} tells no currency, and the run pays {' and '.join(there)}; "
            f"--currency {there[0]} writes that alone"
        )


def _groups(layout: Layout, imports: Sequence[ImportRow]) -> Iterator[list[ImportRow]]:
    def group(row: ImportRow) -> tuple[str, ...]:
        return tuple(field_text(layout, name, row, {}) for name in layout.per)

    for _, rows in groupby(sorted(imports, key=lambda row: (group(row), row.number)), key=group):
        yield list(rows)


def _rows(layout: Layout, imports: Sequence[ImportRow], given: LayoutSettings) -> Iterator[list[str]]:
    """The cells of each row: an import row, or one of all codes of an employee."""
    if not layout.codes_as_columns:
        for row in imports:
            yield [cell_text(layout, column, row, given, row.amount_minor) for column in layout.columns]
        return
    codes = {column.code for column in layout.columns if column.code}
    by_texts: dict[tuple[str, ...], tuple[ImportRow, dict[str, int]]] = {}
    for row in imports:
        code = row.key.earning_code
        if code not in codes:
            raise PayrollRefusedError(
                f"no payroll: {layout.name} has no column for the earning code {code!r} of employee "
                f"{row.key.employee_id!r}; add one to the layout"
            )
        others = [column for column in layout.columns if column.source != "amount"]
        texts = tuple(cell_text(layout, column, row, given, None) for column in others)
        _, amounts = by_texts.setdefault(texts, (row, {}))
        amounts[code] = amounts.get(code, 0) + row.amount_minor
    for first, amounts in by_texts.values():
        yield [cell_text(layout, column, first, given, amounts.get(column.code)) for column in layout.columns]


def _content(layout: Layout, first: ImportRow, rows: Sequence[list[str]], given: LayoutSettings) -> bytes:
    heads = [[column.header for column in layout.columns]] if layout.header else []
    before = [_filled(layout, text, first, given) for text in layout.before]
    after = [_filled(layout, text, first, given) for text in layout.after]
    table = [*heads, *rows]
    body = [_fixed(layout, cells) for cells in table] if layout.fixed else _csv(layout, table)
    text = "".join(line + layout.line_end for line in [*before, *body, *after])
    try:
        return text.encode(layout.encoding)
    except UnicodeEncodeError as fault:
        raise PayrollRefusedError(
            f"no payroll: {layout.name} is written in {layout.encoding}, which has no "
            f"{fault.object[fault.start]!r}"
        ) from None


def _csv(layout: Layout, rows: Sequence[list[str]]) -> list[str]:
    lines: list[str] = []
    for cells in rows:
        line = StringIO()
        writer = csv.writer(
            line, delimiter=layout.delimiter, quoting=_QUOTING[layout.quote], lineterminator="", quotechar='"'
        )
        writer.writerow(cells)
        lines.append(line.getvalue() + (layout.delimiter if layout.ends_with_delimiter else ""))
    return lines


def _fixed(layout: Layout, cells: Sequence[str]) -> str:
    return "".join(_placed(column, cell) for column, cell in zip(layout.columns, cells, strict=True))


def _placed(column: LayoutColumn, cell: str) -> str:
    if not column.right:
        return cell.ljust(column.width, column.fill)
    # The sign of an amount stands before the zeros.
    return cell.zfill(column.width) if column.fill == "0" else cell.rjust(column.width, column.fill)


def _filled(layout: Layout, text: str, row: ImportRow, given: LayoutSettings) -> str:
    """A line before or after the rows, with `{name}` of a field or a setting filled in."""
    known = {*layout.settings, *GROUPS, "period", "pay_month"}

    def value(found: re.Match[str]) -> str:
        if found[1] not in known:
            raise CompError(f"layouts/{layout.name}.toml: there is no {{{found[1]}}} to fill in")
        filled = field_text(layout, found[1], row, given)
        if re.search(r"[\x00-\x1f\x7f]|^[=+\-@]", filled):
            raise PayrollRefusedError(
                f"no payroll: {layout.name} cannot take {found[1]} {filled!r}: it begins like a formula or "
                "holds a control character; mend it where it comes from"
            )
        return filled

    return _PLACE.sub(value, text)


def _name(layout: Layout, row: ImportRow, given: LayoutSettings) -> str:
    """The file's name; what file systems do not take stands as a dash."""
    name = _NOT_IN_NAMES.sub("-", _filled(layout, layout.file, row, given)).lstrip(".-")
    if not name:
        raise CompError(f"layouts/{layout.name}.toml: 'file' gives an empty name")
    return name


def _read(layout: Layout, content: bytes, currency: str) -> tuple[int, Totals]:
    """The number of rows and the totals of a file, read by its layout alone."""
    lines = content.decode(layout.encoding).split(layout.line_end)[:-1]
    skipped = len(layout.before) + layout.header
    body = lines[skipped : len(lines) - len(layout.after)]
    totals: Totals = defaultdict(int)
    for line in body:
        cells = _cells(layout, line)
        of = {column.source: cell for column, cell in zip(layout.columns, cells, strict=True)}
        paid = of.get("currency", currency)
        for column, cell in zip(layout.columns, cells, strict=True):
            if column.source == "amount" and cell:
                totals[of["employee_id"], paid] += _minor(layout, cell, paid)
    return len(body), dict(totals)


def _cells(layout: Layout, line: str) -> list[str]:
    if not layout.fixed:
        quoting = csv.QUOTE_NONE if layout.quote == "never" else csv.QUOTE_MINIMAL
        cells = next(csv.reader([line], delimiter=layout.delimiter, quoting=quoting, strict=True))
        return cells[:-1] if layout.ends_with_delimiter else cells
    cells: list[str] = []
    at = 0
    for column in layout.columns:
        cell = line[at : at + column.width]
        cells.append(cell.lstrip(column.fill) if column.right else cell.rstrip(column.fill))
        at += column.width
    return cells


def _minor(layout: Layout, text: str, currency: str) -> int:
    places = 0 if layout.minor_units else digits(currency)
    whole, _, part = text.partition(layout.decimal)
    if len(part) != places:
        return 0
    return int(whole + part)
