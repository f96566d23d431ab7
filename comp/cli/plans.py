"""Plans as commands are given them: a workspace, a folder of plan files, or one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from comp.cli.plan_files import load_given
from comp.facts import Workspace
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.runs import PlanFaultsError, load_program


@dataclass(frozen=True, slots=True)
class GivenPlans:
    """Checked plans, and the calendar that their periods come from."""

    program: Program
    calendar: Calendar


def load_plans(path: Path) -> GivenPlans:
    """The plans at a path; outside a workspace the year starts in January.

    A single file that cannot stand alone takes names from the shared files beside it.

    Raises:
        CompError: there are no plans.
        PlanFaultsError: they have errors.
    """
    if (path / "comp.toml").is_file():
        workspace = Workspace.open(path)
        return GivenPlans(load_program(workspace), workspace.company.calendar)
    loaded = load_given([path])
    if loaded.program is None:
        raise PlanFaultsError(list(loaded.diagnostics))
    return GivenPlans(_only(loaded.program, path), Calendar())


def _only(program: Program, path: Path) -> Program:
    """Of one file, only the plans that stand in it."""
    if path.is_dir():
        return program
    mine = tuple(
        plan for plan in program.plans if any(Path(c.span.file).name == path.name for c in plan.clauses)
    )
    return Program(program.sources, program.credits, mine)
