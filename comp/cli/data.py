"""`comp data`: read, validate and import the workspace's facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from comp.cli.data_history import history
from comp.cli.output import (
    DATE,
    exit_with_faults,
    json_option,
    today,
    workspace_argument,
    write_json,
)


@click.group()
def command() -> None:
    """Read, validate and import the workspace's facts."""


@command.command()
@workspace_argument
@json_option
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write every finding to a sheet as well.",
)
def check(workspace: Path, *, as_json: bool, xlsx: Path | None) -> None:
    """Read every source of WORKSPACE and show what is wrong with it; imports nothing.

    Exit code 1 means that refused rows stop a run, 2 that the workspace itself is at fault.
    """
    from comp.cli.data_report import show_report
    from comp.facts import Workspace
    from comp.facts.report_file import plain
    from comp.runs import load_program

    opened = Workspace.open(workspace)
    report = opened.check(load_program(opened).sources)
    if xlsx is not None:
        from comp.facts.report_sheet import write_sheet

        write_sheet(report, xlsx)
    if as_json:
        write_json(plain(report, private=True))
    else:
        show_report(report)
    exit_with_faults(faults=bool(report.stops))


@command.command("import")
@workspace_argument
@click.option(
    "--recorded", type=DATE, metavar="DATE", help="The day on which the facts were known; default today."
)
@json_option
def import_(workspace: Path, *, recorded: date | None, as_json: bool) -> None:
    """Add what changed in WORKSPACE's files to its fact store.

    Where refused rows stop it, nothing is added and the exit code is 1.
    """
    from comp.cli.data_report import show_report
    from comp.facts import FactsRefused, Workspace
    from comp.facts.import_notes import import_notes
    from comp.runs import load_program

    opened = Workspace.open(workspace)
    try:
        found = opened.import_facts(load_program(opened).sources, recorded or today(opened))
    except FactsRefused as refused:
        if as_json:
            write_json({"imported": [], "stops": list(refused.report.stops)})
        else:
            show_report(refused.report)
        exit_with_faults(faults=True)
        return
    if as_json:
        write_json(
            {"imported": list(found.imported), "recorded_on": found.recorded_on.isoformat(), "stops": []}
        )
        return
    for note in import_notes(opened, found, today(opened)):
        click.echo(f"Note: {note}", err=True)
    names = ", ".join(found.imported) or "nothing, for no file has changed"
    click.echo(f"Imported as recorded on {found.recorded_on}: {names}")


command.add_command(history)
