"""Draws the PDF of one recorded statement, the same that `comp statements` draws from the run's folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from comp.errors import CompError, InputFaultsError
from comp.facts import Workspace
from comp.proofs import PlanTexts, seal_run, signing_key
from comp.runs import Run, load_run, past_inputs
from comp.runs.past_inputs import kept_plans
from comp.runs.run import silent
from statements.from_run import chosen_payees
from statements.issuing.correcting import CorrectionsDrawing
from statements.issuing.drawing import Drawing, Refused
from statements.issuing.order import Order
from statements.letterhead import read_letterhead


def draw_pdf(workspace_path: Path, run_folder: Path, payee: str, name: str | None = None) -> bytes:
    """Draw a payee's statement with its proof; takes seconds, and seals the run where it is not sealed yet.

    `name` is what the payee is called, blank for nothing but the id; without it the workspace's people say.

    Raises:
        CompError: the payee has no line in the run, no font has a letter, or the run cannot be opened.
    """
    workspace, run = Workspace.open(workspace_path), load_run(run_folder)
    if name is not None:
        workspace = replace(workspace, people=workspace.people.with_name(payee, name))
    payees = chosen_payees(run, [payee])
    order = Order(workspace_path, run_folder).resolved()
    drawing = (
        _corrections(order, workspace, run) if run.manifest.corrects else _drawing(order, workspace, run)
    )
    outcome = next(iter(drawing.draw(payees, silent)))
    if isinstance(outcome, Refused):
        raise InputFaultsError(outcome.reason)
    return outcome.pdf


def _corrections(order: Order, workspace: Workspace, run: Run) -> CorrectionsDrawing:
    return CorrectionsDrawing.open(order, workspace, run)


def _drawing(order: Order, workspace: Workspace, run: Run) -> Drawing:
    """From the plans and facts of today where they are still the run's, else from those that it kept."""
    try:
        return Drawing.open(order, workspace, run)
    except CompError:
        inputs, texts = past_inputs(workspace, run), kept_plans(run).texts
        plans = PlanTexts(
            {f"plans/{name}": text for name, text in texts.items()},
            {f"plans/{name}": f"plans/{name}" for name in texts},
        )
        seal = seal_run(run, inputs, plans, signing_key(workspace.path), order.run)
        letterhead = read_letterhead(workspace.path, workspace.company.statements)
        return Drawing(order, workspace, run, inputs, seal, (), letterhead)
