"""What only all plans together show: credits and shared names that nobody uses."""

from __future__ import annotations

from comp.language import syntax
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.plans import LoweredPlan


def check_workspace(
    elaborator: Elaborator, lowered: list[LoweredPlan], shared: list[syntax.ClauseBlock]
) -> None:
    """Look at all plans together."""
