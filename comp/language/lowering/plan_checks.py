"""What only the whole plan shows: what marginal tables multiply, target shares, the data it reads, warnings."""

from __future__ import annotations

from comp.language import core, syntax
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.plan_names import Names


def check_plan(elaborator: Elaborator, block: syntax.PlanBlock, plan: core.Plan, names: Names) -> None:
    """Look at a lowered plan as a whole."""
