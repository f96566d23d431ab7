"""`comp data`: read, validate and import the workspace's facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.table import Table

from comp.cli.data_history import history
from comp.cli.output import (
    DATE,
    console,
    exit_with_faults,
    json_option,
    today,
    workspace_argument,
    write_json,
)
from comp.facts import DataReport, FactsRefused, Finding, Outcome, Workspace
from comp.facts.findings import SHOWN_PER_CODE
from comp.facts.import_notes import import_notes
from comp.facts.report_file import plain
from comp.facts.report_sheet import write_sheet
from comp.runs import load_program

_SHOWN = (Outcome.REFUSED, Outcome.SUSPICIOUS)
_COLOURS = {
    Outcome.REFUSED: "red",
    Outcome.SUSPICIOUS: "yellow",
    Outcome.CHANGED: "cyan",
    Outcome.LEFT_OUT: "dim",
}


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
    opened = Workspace.open(workspace)
    report = opened.check(load_program(opened).sources)
    if xlsx is not None:
        write_sheet(report, xlsx)
    if as_json:
        write_json(plain(report, private=True))
    else:
        _show(report)
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
    opened = Workspace.open(workspace)
    try:
        found = opened.import_facts(load_program(opened).sources, recorded or today(opened))
    except FactsRefused as refused:
        if as_json:
            write_json({"imported": [], "stops": list(refused.report.stops)})
        else:
            _show(refused.report)
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


def _show(report: DataReport) -> None:
    screen = console()
    rows = Table("source", "read", "kept", "refused", "left out", title="Rows", title_justify="left")
    for name, count in sorted(report.rows.items()):
        rows.add_row(name, *(f"{each:,}" for each in (count.read, count.kept, count.refused, count.left_out)))
    screen.print(rows)
    if report.counts:
        screen.print(_counts(report))
    shown = [finding for finding in report.findings if finding.outcome in _SHOWN]
    for finding in sorted(shown, key=lambda each: (_SHOWN.index(each.outcome), each.source, each.row or 0)):
        screen.print(_line(finding), style=_COLOURS[finding.outcome], markup=False)
    for (source, code, outcome), count in sorted(report.counts.items()):
        if outcome in _SHOWN and count > SHOWN_PER_CODE:
            screen.print(f"{source}: {code}: these are the first {SHOWN_PER_CODE} of {count:,}.")
    _conclude(report)


def _counts(report: DataReport) -> Table:
    table = Table("source", "what", "outcome", "how many", title="Findings", title_justify="left")
    for (source, code, outcome), count in sorted(report.counts.items()):
        table.add_row(source, code, f"[{_COLOURS[outcome]}]{outcome.value}[/]", f"{count:,}")
    return table


def _line(finding: Finding) -> str:
    where = finding.file if finding.sheet is None else f"{finding.file} [{finding.sheet}]"
    row = "" if finding.row is None else f", row {finding.row}"
    column = "" if finding.column is None else f", {finding.column}"
    text = f"{where}{row}{column}: {finding.outcome.value}: {finding.reason}. {finding.remedy}."
    # A cell can hold anything, also what a terminal would obey.
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _conclude(report: DataReport) -> None:
    if report.stops:
        click.echo(f"A run cannot go on: rows of {', '.join(report.stops)} are refused.")
    elif report.count_of(Outcome.REFUSED):
        click.echo("Rows are refused; a run goes on without them, for the mapping allows it.")
    else:
        click.echo("Nothing stops a run.")
