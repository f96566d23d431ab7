"""`comp why-not`: why a deal pays a payee nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import DATE, console, json_option, recorded_option, today, workspace_argument, write_json

if TYPE_CHECKING:
    from comp.runs.reasons import Reason


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
    from comp.facts import Workspace
    from comp.runs import facts_view, load_program
    from comp.runs.reasons import reason_why_not

    opened = Workspace.open(workspace)
    program = load_program(opened)
    view = facts_view(opened, program, recorded, today(opened))
    day = as_of or recorded or today(opened)
    reason = reason_why_not(opened, program, view, day, deal, payee)
    if as_json:
        write_json(_plain(deal, reason))
        return
    console().print(str(reason), markup=False)


def _plain(deal: str, reason: Reason) -> dict[str, object]:
    from comp.reference.explain import as_data
    from comp.runs.reasons import NOT_A_FACT

    if reason.cause == NOT_A_FACT:
        return {"cause": NOT_A_FACT, "deal": deal, "rows": list(reason.details)}
    return {
        "cause": reason.cause,
        "sentence": reason.sentence,
        "details": list(reason.details),
        "lines": [as_data(step) for step in reason.steps],
    }
