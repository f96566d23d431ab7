"""`comp explain`: what made a line, or the lines of a payee or a deal."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import (
    console,
    json_option,
    recorded_option,
    today,
    workspace_argument,
    write_file,
    write_json,
)
from comp.errors import CompError

if TYPE_CHECKING:
    from comp.facts import Workspace
    from comp.reference import Facts
    from comp.runs import ExplainedLine, Inputs


@click.command()
@workspace_argument
@click.argument("what")
@click.option("--period", help="The period that is paid: 2026-01, 2026-Q1, 2026-H1 or 2026.")
@click.option(
    "--run",
    "run_folder",
    type=click.Path(path_type=Path),
    help="A run's folder: its period and facts.",
)
@recorded_option
@click.option(
    "--proof",
    "proof_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the lines' proof to this file, for comp verify; needs --run.",
)
@json_option
def command(
    workspace: Path,
    what: str,
    *,
    period: str | None,
    run_folder: Path | None,
    recorded: date | None,
    proof_file: Path | None,
    as_json: bool,
) -> None:
    """Explain WHAT: a payee, a deal (or another fact), or one line by its id.

    The reference engine works each line out again; its steps are shown with their values.
    """
    from comp.cli.explanation import show_line
    from comp.facts import Workspace
    from comp.reference import Facts
    from comp.runs import explain
    from comp.runs.explaining import pays_no_line

    opened = Workspace.open(workspace)
    inputs = _inputs(opened, period, run_folder, recorded)
    facts = Facts(inputs.snapshot)
    found = explain(inputs, what, facts)
    if proof_file is not None:
        if run_folder is None:
            raise click.UsageError("--proof needs --run, for a proof is bound to a run")
        write_file(_proof(opened, inputs, run_folder, facts, found), proof_file)
    if as_json:
        write_json([_plain(each) for each in found])
        return
    screen = console()
    if not found:
        screen.print(pays_no_line(what), markup=False)
    for each in found:
        show_line(screen, each.line)
        screen.print(f"  {each.paid}", markup=False)


def _proof(
    workspace: Workspace, inputs: Inputs, run_folder: Path, facts: Facts, found: list[ExplainedLine]
) -> bytes:
    from comp.proofs import PlanTexts, prove_lines, seal_run, signing_key
    from comp.runs import load_run

    plans = PlanTexts.of(workspace)
    seal = seal_run(load_run(run_folder), inputs, plans, signing_key(workspace.path), run_folder)
    proof = prove_lines([(each.earlier, each.line) for each in found], facts, seal)
    return (json.dumps(proof, indent=1, ensure_ascii=False) + "\n").encode()


def _inputs(
    workspace: Workspace, period: str | None, run_folder: Path | None, recorded: date | None
) -> Inputs:
    from comp.runs import load_run, prepare, reopen

    if run_folder is None:
        if period is None:
            raise click.UsageError("say which period is paid with --period, or which run with --run")
        return prepare(workspace, period, recorded, today(workspace))
    run = load_run(run_folder)
    if period not in {None, run.manifest.period}:
        raise CompError(f"{run_folder} pays {run.manifest.period}, not {period}")
    return reopen(workspace, run)


def _plain(each: ExplainedLine) -> dict[str, object]:
    from comp.cli.explanation import line_to_dict, minor_text

    return {
        **line_to_dict(each.line),
        "paid_earned_minor": minor_text(each.paid_earned_minor),
        "paid_payable_minor": minor_text(each.paid_payable_minor),
    }
