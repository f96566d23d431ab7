"""`comp post`: write to the books what a run and its corrections pay."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import (
    console,
    counted,
    exit_with_faults,
    json_option,
    whole_numbers,
    workspace_argument,
    write_json,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from comp.ledger import Amounts, OpenLine
    from comp.workflow import Posted, PostedBatch, Preview


_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_MOST_SHOWN = 20


@click.command()
@workspace_argument
@click.option("--run", "run_folder", type=_FOLDER, required=True, help="The folder that comp run wrote.")
@click.option("--corrections", type=_FOLDER, help="The folder that comp run correct wrote, paid beside it.")
@click.option(
    "--by", default="local", metavar="ID", help="Who posts, by an opaque id; never a name or a mail."
)
@click.option("--yes", is_flag=True, help="Post without asking; with --json nothing is posted without it.")
@json_option
def command(
    workspace: Path, run_folder: Path, corrections: Path | None, by: str, *, yes: bool, as_json: bool
) -> None:
    """Write to the books what a run and its corrections pay.

    Shows first what would be posted. A line's entries must then come to what the line is worth, as the run
    knows it; where they do not, nothing is posted, the command that mends it is shown and the exit code is 1.
    A run that is posted already is not posted again. Nothing that was posted is ever edited.
    """
    from comp.facts import Workspace
    from comp.workflow import open_books, post, preview, to_post

    opened = Workspace.open(workspace)
    with open_books(opened) as records:
        order = to_post(opened, run_folder, corrections)
        found = preview(records, order)
        if not as_json:
            _show(found, workspace, run_folder)
        done = None
        if found.left and found.may_be_posted and _wanted(found, yes=yes, as_json=as_json):
            done = post(records, order, by, datetime.now(UTC))
    if as_json:
        write_json(_as_data(found, done))
    elif done is not None:
        console().print(_about(done), markup=False)
    exit_with_faults(faults=not found.may_be_posted)


def _wanted(found: Preview, *, yes: bool, as_json: bool) -> bool:
    if yes or as_json:
        return yes
    entries = sum(len(part.entries) for part in found.left)
    return click.confirm(f"Post {counted(entries, 'entry', 'entries')}?")


def _about(done: Posted) -> str:
    if not done.batches:
        return "Posted meanwhile by somebody else; nothing was written."
    return f"Posted {counted(done.entries, 'entry', 'entries')}."


def _show(found: Preview, workspace: Path, run_folder: Path) -> None:
    from comp.language.money import format_minor

    screen = console()
    for batch in found.already:
        screen.print(_already(batch), markup=False)
    if not found.left and found.may_be_posted:
        screen.print("There is nothing to post.")
        return
    screen.print(whole_numbers(_totals(found)))
    for line in found.standing[:_MOST_SHOWN]:
        posted = format_minor(line.before.earned_minor, line.currency)
        screen.print(
            f"Note: {line.line} is a fault; {posted} {line.currency} posted of it stand until it is mended.",
            markup=False,
        )
    if not found.may_be_posted:
        _show_refusal(screen, found, workspace, run_folder)


def _show_refusal(screen: Console, found: Preview, workspace: Path, run_folder: Path) -> None:
    screen.print("This cannot be posted:")
    for need in found.unmet:
        screen.print(f"  {need}", markup=False)
    if found.open:
        screen.print(whole_numbers(_open_lines(found)))
        hidden = len(found.open) - _MOST_SHOWN
        if hidden > 0:
            screen.print(f"and {counted(hidden, 'more line')}; --json shows all", markup=False)
    if found.open and not found.unmet:
        _show_how_to_mend(screen, found, workspace, run_folder)


def _show_how_to_mend(screen: Console, found: Preview, workspace: Path, run_folder: Path) -> None:
    last = "LAST" if found.paid_before is None else os.path.relpath(workspace / found.paid_before)
    if found.paid_before is None:
        screen.print(
            "No run of the period before is posted; what was paid earlier is posted first, in order."
        )
    screen.print(
        "What changed since a run was posted is paid by corrections, posted with --corrections FOLDER:"
    )
    screen.print(
        f"  comp run correct {last} {run_folder} --workspace {workspace} --books --out FOLDER", markup=False
    )


def _already(batch: PostedBatch) -> str:
    what = "corrections" if batch.manifest.corrects else "run"
    moment = batch.posted_at.strftime("%Y-%m-%d %H:%M")
    return f"Posted already: the {what} of {batch.manifest.period}, on {moment} UTC by {batch.posted_by}."


def _totals(found: Preview) -> Table:
    from rich.markup import escape
    from rich.table import Table

    from comp.language.money import format_minor

    table = Table(title="To post", title_justify="left")
    table.add_column("plan")
    table.add_column("")
    for heading in ("entries", "posted before", "posted now", "worth", "missing"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for plan in found.totals:
        for place, state in enumerate(("earned", "payable")):
            amounts = (plan.before[place], plan.now[place], plan.value[place], plan.missing[place])
            table.add_row(
                "" if place else escape(plan.plan),
                state,
                "" if place else f"{plan.lines:,}",
                *(format_minor(minor, plan.currency) for minor in amounts),
                plan.currency,
            )
    return table


def _open_lines(found: Preview) -> Table:
    from rich.markup import escape
    from rich.table import Table

    from comp.language.money import format_minor

    table = Table(title="Lines that would not come to what they are worth", title_justify="left")
    table.add_column("line")
    table.add_column("")
    for heading in ("posted before", "posted now", "worth", "missing"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for line in found.open[:_MOST_SHOWN]:
        for place, state in enumerate(("earned", "payable")):
            value = "fault" if line.value is None else format_minor(line.value[place], line.currency)
            before, now, missing = (
                format_minor(amounts[place], line.currency)
                for amounts in (line.before, line.now, line.missing)
            )
            name = "" if place else escape(line.line)
            table.add_row(name, state, before, now, value, missing, line.currency)
    return table


def _as_data(found: Preview, done: Posted | None) -> dict[str, object]:
    return {
        "posted": list(done.batches) if done else [],
        "entries_posted": done.entries if done else 0,
        "may_be_posted": found.may_be_posted,
        "to_post": [
            {
                "results_digest": part.manifest.results_digest,
                "period": part.manifest.period,
                "corrections": bool(part.manifest.corrects),
                "entries": len(part.entries),
            }
            for part in found.left
        ],
        "posted_already": [
            {
                "results_digest": batch.results_digest,
                "posted_by": batch.posted_by,
                "posted_at": batch.posted_at.isoformat(),
            }
            for batch in found.already
        ],
        "plans": [
            {
                "plan": plan.plan,
                "currency": plan.currency,
                "entries": plan.lines,
                "before": _amounts(plan.before),
                "now": _amounts(plan.now),
                "value": _amounts(plan.value),
                "missing": _amounts(plan.missing),
            }
            for plan in found.totals
        ],
        "open": [_line(line) for line in found.open],
        "faults_that_were_posted": [_line(line) for line in found.standing],
        "unmet": list(found.unmet),
    }


def _line(line: OpenLine) -> dict[str, object]:
    return {
        "line": line.line,
        "currency": line.currency,
        "before": _amounts(line.before),
        "now": _amounts(line.now),
        "value": None if line.value is None else _amounts(line.value),
        "missing": _amounts(line.missing),
    }


def _amounts(amounts: Amounts) -> dict[str, str | None]:
    from comp.cli.explanation import minor_text

    return {
        "earned_minor": minor_text(amounts.earned_minor),
        "payable_minor": minor_text(amounts.payable_minor),
    }
