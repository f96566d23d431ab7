"""`comp why-not`: why a deal pays a payee nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from comp.cli.output import DATE, console, json_option, recorded_option, today, workspace_argument, write_json
from comp.errors import CompError
from comp.facts import View, Workspace
from comp.facts.absent import Absence, absences
from comp.reference import Answer, Cause, why_not
from comp.reference.explain import as_data, tree
from comp.runs import facts_view, load_program

_UNKNOWN = {Cause.UNKNOWN_FACT, Cause.UNKNOWN_PAYEE}


@click.command()
@workspace_argument
@click.argument("deal")
@click.argument("payee")
@click.option(
    "--as-of",
    type=DATE,
    metavar="DATE",
    help="What holds at the end of this day; default: the recorded day, or today.",
)
@recorded_option
@json_option
def command(
    workspace: Path, deal: str, payee: str, as_of: date | None, recorded: date | None, *, as_json: bool
) -> None:
    """Say why DEAL (or another fact) pays PAYEE nothing, or that it does pay."""
    opened = Workspace.open(workspace)
    program = load_program(opened)
    view = facts_view(opened, program, recorded, today(opened))
    day = as_of or recorded or today(opened)
    answer = why_not(program, view.snapshot, opened.company.calendar, day, deal, payee)
    if answer.cause is Cause.UNKNOWN_FACT:
        absent = absences(opened, program.sources, deal)
        if absent:
            _show_absent(deal, absent, as_json=as_json)
            return
    if answer.cause in _UNKNOWN:
        raise CompError(answer.sentence + _refused(view))
    if as_json:
        write_json(_plain(answer))
        return
    screen = console()
    screen.print(answer.sentence, markup=False)
    for detail in answer.details:
        screen.print(f"  {detail}", markup=False)
    for step in answer.steps:
        screen.print(tree(step, 1), markup=False)


def _show_absent(deal: str, absent: list[Absence], *, as_json: bool) -> None:
    if as_json:
        write_json({"cause": "not a fact", "deal": deal, "rows": [str(row) for row in absent]})
        return
    screen = console()
    screen.print(f"{deal} stands in a file but is not among the facts:", markup=False)
    for row in absent:
        screen.print(f"  {row}", markup=False)


def _refused(view: View) -> str:
    """A deal that nobody knows may be among those that the import did not take."""
    refused = sum(rows.refused for rows in view.report.rows.values())
    return f" {refused} rows were refused; comp data check shows them." if refused else ""


def _plain(answer: Answer) -> dict[str, object]:
    return {
        "cause": answer.cause.value,
        "sentence": answer.sentence,
        "details": list(answer.details),
        "lines": [as_data(step) for step in answer.steps],
    }
