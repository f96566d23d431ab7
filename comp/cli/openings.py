"""`comp openings`: what opens the sealed values of a statement's proof, for an auditor alone."""

from __future__ import annotations

import json
from pathlib import Path

import click

from comp.cli.output import console, counted, progress_shown, workspace_argument, write_file


@click.command()
@workspace_argument
@click.option(
    "--run",
    "run_folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder that comp run wrote.",
)
@click.option("--payee", required=True, metavar="ID", help="Whose statement.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; it holds amounts of other payees.",
)
def command(workspace: Path, run_folder: Path, payee: str, out: Path) -> None:
    """Write what opens the sealed values of a payee's statement, for an auditor.

    A proof shows its reader nobody else's pay. With this file, `comp verify --openings` checks the totals,
    ranks and allotments with others too. It holds their amounts: give it to nobody but the auditor.
    """
    from comp.facts import Workspace
    from comp.proofs import PlanTexts, openings, seal_run, signing_key
    from comp.runs import load_run, reopen
    from statements.from_run import chosen_payees, open_issue

    opened = Workspace.open(workspace)
    run = load_run(run_folder)
    [chosen] = chosen_payees(run, [payee])
    with progress_shown() as progress:
        inputs, plans = reopen(opened, run), PlanTexts.of(opened)
        issue = open_issue(run, inputs, [chosen], progress)
        seal = seal_run(run, inputs, plans, signing_key(opened.path), run_folder)
        proof = issue.proof(issue.statement(chosen, opened.people, seal.key), plans.texts)
    found = openings(proof.book, seal)
    write_file((json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode(), out)
    console().print(f"{counted(len(found), 'sealed value')} opened in {out}", markup=False)
