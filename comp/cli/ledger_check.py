"""`comp ledger check`: hold the books against the audit chain and the runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from comp.cli.output import (
    console,
    counted,
    exit_with_faults,
    json_option,
    workspace_argument,
    write_json,
)


@click.command()
@workspace_argument
@json_option
def command(workspace: Path, *, as_json: bool) -> None:
    """Hold the books against the audit chain and, where their folders are there, against the runs.

    Exit code 1 means that something does not hold.
    """
    from comp.facts import Workspace
    from comp.workflow import check_books, open_books

    opened = Workspace.open(workspace)
    with open_books(opened) as records:
        found = check_books(records, opened)
    if as_json:
        write_json(asdict(found))
    else:
        screen = console()
        screen.print(
            f"{counted(found.batches, 'batch', 'batches')}, {counted(found.entries, 'entry', 'entries')} and "
            f"{counted(found.audit_entries, 'entry', 'entries')} of the audit chain checked; "
            f"{counted(found.folders, 'batch', 'batches')} against the run's folder.",
            markup=False,
        )
        for folder in found.folders_gone:
            screen.print(f"Not there, or another run by now: {folder}", markup=False)
        for fault in found.faults:
            screen.print(f"Fault: {fault}", markup=False)
        if not found.faults:
            screen.print("All of it holds.")
    exit_with_faults(faults=bool(found.faults))
