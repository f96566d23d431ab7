"""`comp payroll`: export a run for payroll."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import (
    console,
    exit_with_faults,
    json_option,
    workspace_argument,
    write_file,
    write_json,
)
from comp.errors import CompError

if TYPE_CHECKING:
    from comp.facts import Workspace
    from comp.finance import Layout, Payroll
    from comp.runs import Run


_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@workspace_argument
@click.option("--run", "run_folder", type=_FOLDER, help="The folder that comp run wrote.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The workbook to write; with --layout the import file. A layout of several files makes a folder of "
    "that name, whatever it ends in. What is there is replaced.",
)
@click.option("--last", type=_FOLDER, help="The run paid last: a sheet Differences explains each difference.")
@click.option("--statements", type=_FOLDER, help="The folder of the run's statements, to tie them as well.")
@click.option("--layout", metavar="NAME", help="Write what another system imports, instead of the workbook.")
@click.option("--currency", metavar="CODE", help="With --layout: import rows of this currency alone.")
@click.option("--legal-entity", metavar="NAME", help="With --layout: import rows of this legal entity alone.")
@click.option("--layouts", "list_layouts", is_flag=True, help="List the layouts that there are.")
@json_option
def command(
    workspace: Path,
    *,
    run_folder: Path | None,
    out: Path | None,
    last: Path | None,
    statements: Path | None,
    layout: str | None,
    currency: str | None,
    legal_entity: str | None,
    list_layouts: bool,
    as_json: bool,
) -> None:
    """Export a run for payroll: what to import, the lines behind it, and controls that tie both to the run.

    Exit code 1 means that the run has faults, that something does not tie, or that the other system would not
    take it; nothing is written then.
    """
    from comp.cli.payroll_files import write_layout
    from comp.facts import Workspace
    from comp.finance import paid_at_once, payroll, read_layout, statements_told, terms_of
    from comp.runs import load_run

    if list_layouts:
        _list(workspace, as_json=as_json)
        return
    if run_folder is None or out is None:
        raise click.UsageError("--run and --out are needed: the run's folder, and what to write")
    if layout is None and (currency or legal_entity):
        raise click.UsageError("--currency and --legal-entity choose what a --layout writes; name one")
    if layout is None and out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{out}: the workbook's name ends in .xlsx; for another file name a --layout")
    if layout is not None and out.suffix.lower() == ".xlsx":
        raise click.UsageError(
            f"{out}: a --layout is no workbook; name a file such as {out.with_suffix('.csv')}, "
            "or leave --layout out"
        )
    opened = Workspace.open(workspace)
    run = load_run(run_folder)
    made = payroll(
        run,
        terms_of(opened, run),
        last=None if last is None else _last(opened, run, last),
        statements=None if statements is None else statements_told(statements),
    )
    if layout is not None:
        given = opened.company.settlement.layouts.get(layout, {})
        chosen = read_layout(opened.path, layout)
        write_layout(made, chosen, given, out, (currency, legal_entity), as_json=as_json)
    else:
        _write_workbook(made, out, as_json=as_json)
    note = paid_at_once(run, opened.company.settlement)
    if note and not as_json:
        console().print(note, markup=False)


def _last(opened: Workspace, run: Run, folder: Path) -> Run:
    from comp.finance import require_comparable, require_earlier
    from comp.runs import load_run

    last = load_run(folder)
    require_comparable(run.manifest, last.manifest)
    require_earlier(opened.company.calendar, run.manifest, last.manifest)
    return last


def _write_workbook(made: Payroll, out: Path, *, as_json: bool) -> None:
    from comp.finance import require_workbook, workbook

    content = workbook(made)
    require_workbook(made, content)
    write_file(content, out)
    if as_json:
        write_json(_as_data(made, out))
        return
    console().print(
        f"{len(made.imports):,} import rows from {len(made.working):,} lines written to {out}", markup=False
    )


def _as_data(made: Payroll, out: Path) -> dict[str, object]:
    return {
        "workbook": str(out),
        "period": made.manifest.period,
        "results_digest": made.manifest.results_digest,
        "import_rows": len(made.imports),
        "lines": len(made.working),
        "lines_of_zero": made.not_paid.of_zero,
        "faults": made.not_paid.faults,
        "controls": [
            {
                "control": check.what,
                "legal_entity": check.legal_entity,
                "currency": check.currency,
                "expected": _figure(check.expected_minor, check.currency),
                "exported": _figure(check.found_minor, check.currency),
                "rows": check.count,
                "ties": check.ties,
            }
            for check in made.checks
        ],
    }


def _figure(minor: int, currency: str) -> str:
    from comp.runs import decimal_text

    return decimal_text(minor, currency) if currency else str(minor)


def _list(workspace: Path, *, as_json: bool) -> None:
    from comp.finance import layout_paths, read_layout

    found: list[tuple[str, Path, Layout]] = []
    faults: list[CompError] = []
    for name, path in layout_paths(workspace).items():
        try:
            found.append((name, path, read_layout(workspace, name)))
        except CompError as fault:  # one bad file must not hide the others
            faults.append(fault)
    _show_layouts(workspace / "layouts", found, as_json=as_json)
    for fault in faults:
        console(stderr=True).print(f"Error: {fault}", markup=False)
    exit_with_faults(faults=bool(faults))


def _show_layouts(own: Path, found: list[tuple[str, Path, Layout]], *, as_json: bool) -> None:
    from rich.table import Table

    if as_json:
        write_json(
            [
                {
                    "layout": name,
                    "title": layout.title,
                    "source": layout.source,
                    "settings": dict(layout.settings),
                    "own": path.parent == own,
                }
                for name, path, layout in found
            ]
        )
        return
    table = Table("Layout", "What it is", "From", "To set in comp.toml")
    for name, path, layout in found:
        origin = "the workspace" if path.parent == own else "comp"
        table.add_row(name, layout.title, origin, ", ".join(layout.settings))
    console().print(table)
