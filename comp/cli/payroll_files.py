"""What `comp payroll --layout` writes: the files of a layout, whole, and what they come to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.table import Table

from comp.cli.output import console, counted, whole_numbers, write_file, write_json
from comp.errors import CompError, UnknownNameError
from comp.finance import (
    ImportRow,
    Layout,
    LayoutFile,
    LayoutSettings,
    Payroll,
    layout_files,
    require_read_back,
)
from comp.language.money import format_minor
from comp.runs import decimal_text
from comp.whole_folders import names_in, written_whole

_SHOWN: Final = 10


def write_layout(
    made: Payroll,
    layout: Layout,
    given: LayoutSettings,
    out: Path,
    chosen: tuple[str | None, str | None],
    *,
    as_json: bool,
) -> None:
    """Write the files of a layout for the import rows of a currency and a legal entity, each None for all.

    Raises:
        UnknownNameError: the run pays nothing in that currency, or for that legal entity.
        PayrollRefusedError: the other system would not take it, or a file reads back as something else.
        CompError: it cannot be written.
    """
    currency, entity = chosen
    _require_paid("currency that this run pays called", currency, {row.key.currency for row in made.imports})
    _require_paid(
        "legal entity that this run pays for called", entity, {row.key.legal_entity for row in made.imports}
    )
    rows = [
        row
        for row in made.imports
        if currency in (None, row.key.currency) and entity in (None, row.key.legal_entity)
    ]
    files = layout_files(layout, rows, given)
    paths = _write(files, layout, out)
    for file, path in zip(files, paths, strict=True):
        require_read_back(layout, file, path.read_bytes())
    left = [row for row in made.imports if row not in set(rows)]
    if as_json:
        write_json(_as_data(made, layout, files, paths, left))
    else:
        _show(layout, files, paths, left)
        if layout.per:
            console().print(
                f"{layout.name} writes a file for each {' and '.join(layout.per)}, so {out} is a folder",
                markup=False,
            )


def _require_paid(what: str, name: str | None, known: set[str]) -> None:
    if name is not None and name not in known:
        raise UnknownNameError(what, name, known)


def _write(files: Sequence[LayoutFile], layout: Layout, out: Path) -> list[Path]:
    if not layout.per and not out.is_dir():
        write_file(files[0].content, out)
        return [out]
    names = {file.name for file in files}
    others = sorted(names_in(out) - names) if out.is_dir() else []
    if others:
        raise CompError(
            f"{out} holds {others[0]}, which is no file of this export; move it away, or name another folder"
        )
    try:
        with written_whole(out) as folder:
            for file in files:
                write_file(file.content, folder / file.name)
    except BlockingIOError as error:
        raise CompError(f"another export is being written to {out}; wait until it is done") from error
    except OSError as error:
        raise CompError(f"{out} cannot be written ({error.strerror}); name another folder") from error
    return [out / file.name for file in files]


def _totals(rows: Sequence[ImportRow]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.key.currency] = sums.get(row.key.currency, 0) + row.amount_minor
    return dict(sorted(sums.items()))


def _below_zero(files: Sequence[LayoutFile]) -> list[ImportRow]:
    """What would be taken from an employee, which not every payroll office expects in an import."""
    return [row for file in files for row in file.imports if row.amount_minor < 0]


def _as_data(
    made: Payroll,
    layout: Layout,
    files: Sequence[LayoutFile],
    paths: Sequence[Path],
    left: Sequence[ImportRow],
) -> dict[str, object]:
    def totals(sums: dict[str, int]) -> list[dict[str, str]]:
        return [{"currency": each, "amount": decimal_text(minor, each)} for each, minor in sums.items()]

    return {
        "layout": layout.name,
        "period": made.manifest.period,
        "results_digest": made.manifest.results_digest,
        "files": [
            {
                "file": str(path),
                "rows": file.rows,
                "sha256": hashlib.sha256(file.content).hexdigest(),
                "totals": totals(file.totals()),
            }
            for file, path in zip(files, paths, strict=True)
        ],
        "below_zero": [
            {
                "employee_id": row.key.employee_id,
                "earning_code": row.key.earning_code,
                "amount": decimal_text(row.amount_minor, row.key.currency),
                "currency": row.key.currency,
            }
            for row in _below_zero(files)
        ],
        "left_out": {"rows": len(left), "totals": totals(_totals(left))},
        "run": totals(_totals(made.imports)),
    }


def _show(
    layout: Layout, files: Sequence[LayoutFile], paths: Sequence[Path], left: Sequence[ImportRow]
) -> None:
    table = Table("File", "Import rows", "Currency", "Amount", title=layout.title, title_justify="left")
    for column in (1, 3):
        table.columns[column].justify = "right"
    for file, path in zip(files, paths, strict=True):
        for currency, minor in file.totals().items():
            rows = sum(row.key.currency == currency for row in file.imports)
            table.add_row(str(path), f"{rows:,}", currency, format_minor(minor, currency))
    console().print(whole_numbers(table))
    if below := _below_zero(files):
        shown = [
            f"{row.key.employee_id} {format_minor(row.amount_minor, row.key.currency)} {row.key.currency}"
            for row in below[:_SHOWN]
        ]
        more = f" and {len(below) - _SHOWN:,} more" if len(below) > _SHOWN else ""
        console().print(f"{counted(len(below), 'row')} below zero: {', '.join(shown)}{more}", markup=False)
    if left:
        sums = ", ".join(f"{format_minor(minor, each)} {each}" for each, minor in _totals(left).items())
        console().print(f"Left out as asked: {counted(len(left), 'import row')}, {sums}", markup=False)
    console().print(f"{counted(len(files), 'file')} read back: the same amounts, employee by employee")
