"""`comp run diff`: what differs between two runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import (
    console,
    exit_with_faults,
    json_option,
    progress_shown,
    whole_numbers,
    write_json,
)

if TYPE_CHECKING:
    from comp.runs import Attribution, LineDifference, RunDiff


_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("a", type=_FOLDER)
@click.argument("b", type=_FOLDER)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    help="The workspace of both runs; each difference is then divided among its causes.",
)
@json_option
def command(a: Path, b: Path, *, workspace: Path | None, as_json: bool) -> None:
    """Show what differs between the runs in folders A and B, line by line, and what changed between them.

    With --workspace, what lies between the runs is calculated, and each line's difference is divided among
    its causes: facts that came late, corrections, parts of plans, the version of comp. Exit code 1 means that
    lines differ.
    """
    from comp.cli.attribution_tables import attribution_as_data
    from comp.facts import Workspace
    from comp.runs import attribute, diff, load_run

    ours, theirs = load_run(a), load_run(b)
    found = diff(ours, theirs)
    attribution = None
    if workspace is not None:
        with progress_shown() as progress:
            attribution = attribute(Workspace.open(workspace), ours, theirs, progress)
    if as_json:
        causes = {} if attribution is None else attribution_as_data(attribution)
        write_json({**asdict(found), "lines": [_plain(line) for line in found.lines], **causes})
    elif attribution is None:
        _show(found)
    else:
        _show_causes(found, attribution)
    exit_with_faults(faults=bool(found.lines))


def _plain(line: LineDifference) -> dict[str, str | None]:
    plain: dict[str, str | None] = {}
    for name, value in asdict(line).items():
        plain[name] = None if value is None else str(value)
    return plain


def _show(found: RunDiff) -> None:
    from rich.markup import escape
    from rich.table import Table

    screen = console()
    for cause in found.causes:
        screen.print(cause, markup=False)
    if not found.lines:
        screen.print("No line differs.")
        return
    table = Table()
    for heading in ("line", "earned in A", "earned in B", "difference", "payable in A", "payable in B", ""):
        table.add_column(heading, justify="left" if heading in {"line", ""} else "right")
    for line in found.lines:
        amounts = (
            line.earned_a_minor,
            line.earned_b_minor,
            line.earned_minor,
            line.payable_a_minor,
            line.payable_b_minor,
        )
        only = f"only in {line.only_in.upper()}" if line.only_in else ""
        table.add_row(escape(line.line_id), *(_amount(amount, line.currency) for amount in amounts), only)
    screen.print(whole_numbers(table))


def _show_causes(found: RunDiff, attribution: Attribution) -> None:
    from comp.cli.attribution_tables import show_attribution

    screen = console()
    for cause in found.causes:
        screen.print(cause, markup=False)
    if not found.lines:
        screen.print("No line differs.")
    show_attribution(screen, attribution)


def _amount(minor: int | None, currency: str) -> str:
    from comp.language.money import format_minor

    return "fault" if minor is None else format_minor(minor, currency)
