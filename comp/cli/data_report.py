"""How `comp data` shows what was found in the facts."""

from __future__ import annotations

import click
from rich.table import Table

from comp.cli.output import console
from comp.facts import DataReport, Finding, Outcome
from comp.facts.findings import SHOWN_PER_CODE

_SHOWN = (Outcome.REFUSED, Outcome.SUSPICIOUS)
_COLOURS = {
    Outcome.REFUSED: "red",
    Outcome.SUSPICIOUS: "yellow",
    Outcome.CHANGED: "cyan",
    Outcome.LEFT_OUT: "dim",
}


def show_report(report: DataReport) -> None:
    """Rows and findings by their counts, the findings that matter, and whether a run can go on."""
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
