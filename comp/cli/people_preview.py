"""How an import of people is shown before it is written: counts, then each change and each refused row."""

from __future__ import annotations

import click
from rich.table import Table

from comp.cli.output import console
from comp.records.people import SHEETS, Change, Kind, Preview, Refused

_SHOWN = 200
_TITLES = {sheet.table: sheet.title for sheet in SHEETS}


def show(seen: Preview) -> None:
    """Show the preview."""
    screen = console()
    counts = Table("table", *(kind.value for kind in Kind), "refused")
    for table, told in seen.counts().items():
        counts.add_row(_TITLES[table], *(f"{count:,}" for count in told.values()))
    screen.print(counts)
    changes = [change for change in seen.changes if change.kind is not Kind.UNCHANGED]
    for change in changes[:_SHOWN]:
        screen.print(_printable(_change(change)), markup=False)
    if len(changes) > _SHOWN:
        click.echo(f"These are the first {_SHOWN} of {len(changes):,} changes; --json tells all.")
    for each in seen.refused:
        screen.print(_printable(_refused(each)), style="red", markup=False)


def _change(change: Change) -> str:
    columns = change.columns
    if change.kind is Kind.ADDED:
        told = ", ".join(f"{each.column} {each.after}" for each in columns if each.after)
    else:
        told = ", ".join(
            f"{each.column} {each.before or '(blank)'} → {each.after or '(blank)'}" for each in columns
        )
    return f"{change.file}, row {change.row}: {change.kind.value} {' '.join(change.key)}: {told}"


def _refused(each: Refused) -> str:
    column = f", {each.column}" if each.column else ""
    return f"{each.file}, row {each.row}{column}: refused: expected {each.expected}"


def _printable(text: str) -> str:
    # A cell can hold anything, also what a terminal would obey.
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
