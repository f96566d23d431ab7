"""Which payees are on target at 100 % of their own quotas, as a table and as values for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from comp.cli.output import whole_numbers
from comp.errors import CompError
from comp.facts import Workspace
from comp.language.analysis import TargetCheck
from comp.language.core import Program
from comp.language.money import format_minor
from comp.runs.targets import PayeeTarget, TargetsOfPlan, payees_on_target

MOST_SHOWN = 12


def targets_of(paths: Sequence[Path], program: Program) -> list[TargetsOfPlan]:
    """Hold the payees of a workspace to their targets, by the facts that were imported.

    Raises:
        CompError: the paths are not one workspace, or nothing was imported.
    """
    if len(paths) != 1 or not (paths[0] / "comp.toml").is_file():
        raise CompError("--targets needs one workspace, for quotas and targets stand in its facts")
    workspace = Workspace.open(paths[0])
    workspace.require_facts(date.max)
    recorded = max(one.recorded_on for one in workspace.store.imports())
    snapshot = workspace.view(program.sources, recorded=recorded).snapshot
    last = max(plan.effective_through for plan in program.plans)
    return payees_on_target(program, snapshot, workspace.company.calendar, last)


def show_targets(found: Sequence[TargetsOfPlan], console: Console) -> None:
    """How many are on target in each plan, and the payees who are furthest from it."""
    for plan in found:
        if plan.why_not:
            console.print(f"{plan.plan}: targets not told: {plan.why_not}")
            continue
        if not plan.payees:
            console.print(f"{plan.plan}: nobody has a target and every quota")
            continue
        on = sum(each.is_on_target for each in plan.payees)
        console.print(f"{plan.plan}: {on} of {len(plan.payees)} payees and periods on target")
    missed = [(each, check) for plan in found for each in plan.payees for check in each.checks]
    missed = [(each, check) for each, check in missed if not check.is_on_target]
    if missed:
        console.print(_table(missed[:MOST_SHOWN]))
    if len(missed) > MOST_SHOWN:
        console.print(f"and {len(missed) - MOST_SHOWN} more; all of them with --json")


def targets_json(found: Sequence[TargetsOfPlan]) -> list[dict[str, object]]:
    """Every payee, period and clause as plain values."""
    return [
        {
            "plan": each.plan,
            "payee": each.payee,
            "period": each.period,
            "clause": check.clause,
            "currency": check.due.currency,
            "target": format_minor(check.due.minor, check.due.currency),
            "paid_at_100_percent": format_minor(check.paid.minor, check.paid.currency),
            "on_target": check.is_on_target,
        }
        for plan in found
        for each in plan.payees
        for check in each.checks
    ]


def _table(missed: Sequence[tuple[PayeeTarget, TargetCheck]]) -> Table:
    table = Table(title="Not on target at 100% of quota", title_justify="left")
    for head in ("plan", "payee", "period", "clause"):
        table.add_column(head)
    for head in ("target", "paid at 100%"):
        table.add_column(head, justify="right")
    for each, check in missed:
        table.add_row(each.plan, each.payee, each.period, check.clause, str(check.due), str(check.paid))
    return whole_numbers(table)
