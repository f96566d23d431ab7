"""`comp statements`: draw payees' statements from a run."""

from __future__ import annotations

import re
from pathlib import Path

import click

from comp.cli.output import console, progress_shown, workspace_argument, write_file
from comp.facts import Workspace
from comp.proofs import PlanTexts, seal_run, signing_key
from comp.runs import load_run, reopen
from statements.from_run import chosen_payees, open_issue
from statements.issue import EnginesDisagreeError
from statements.pdf import MissingLettersError
from statements.proved import proved_pdf
from statements.wording import Wording


@click.command()
@workspace_argument
@click.option(
    "--run",
    "run_folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder that comp run wrote.",
)
@click.option(
    "--payee",
    "payees",
    multiple=True,
    metavar="ID",
    help="Whose statement; may be repeated. Everybody with a line in the run, where none is named.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for the PDFs; it is made where it is missing.",
)
def command(workspace: Path, run_folder: Path, payees: tuple[str, ...], out: Path) -> None:
    """Draw payees' statements from a run, one PDF each.

    Every line is calculated again by the second engine; where the two differ by a cent, or no font has a
    letter, the payee gets no statement and the exit code is 1. Each PDF carries its proof, for `comp verify`
    and the program verify.py; it is signed where the workspace has a key (`comp key make`).
    """
    opened = Workspace.open(workspace)
    run = load_run(run_folder)
    chosen = chosen_payees(run, payees)
    wording = Wording.of(opened.company.locale)
    refused: list[str] = []
    with progress_shown() as progress:
        inputs, plans = reopen(opened, run), PlanTexts.of(opened)
        issue = open_issue(run, inputs, chosen, progress)
        progress("sealing", 0, 1)
        seal = seal_run(run, inputs, plans, signing_key(opened.path), run_folder)
        for done, payee in enumerate(chosen):
            progress("drawing", done, len(chosen))
            try:
                statement = issue.statement(payee, opened.people, seal.key)
                drawn = proved_pdf(statement, wording, issue.proof(statement, plans.texts), seal)
            except EnginesDisagreeError as error:
                refused.append(str(error))
                continue
            except MissingLettersError as error:
                refused.append(f"no statement of {payee}: {error}")
                continue
            write_file(drawn, out / file_name(payee, run.manifest.period))
    if run.manifest.faults:
        _warn_of_faults(run_folder, run.manifest.faults)
    for reason in refused:
        console(stderr=True).print(reason, markup=False)
    count = len(chosen) - len(refused)
    console().print(f"{count:,} statement{'' if count == 1 else 's'} written to {out}", markup=False)
    click.get_current_context().exit(1 if refused else 0)


def _warn_of_faults(run_folder: Path, faults: int) -> None:
    what = "1 line or fact" if faults == 1 else f"{faults:,} lines or facts"
    console(stderr=True).print(
        f"{what} of this run could not be calculated and pays nothing ({run_folder / 'faults.csv'}); "
        "the statements say so",
        markup=False,
    )


def file_name(payee: str, period: str) -> str:
    """A name that is safe on any system; what cannot stand in one is written as its code."""
    safe = re.sub(r"[^A-Za-z0-9_-]", lambda found: f"%{ord(found[0]):x}%", payee)
    return f"{safe}_{period}.pdf"
