"""What only all plans together show: credits and shared names that nobody uses."""

from __future__ import annotations

from comp.language import syntax
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.plans import LoweredPlan
from comp.language.lowering.reads import reads_of


def check_workspace(
    elaborator: Elaborator, lowered: list[LoweredPlan], shared: list[syntax.ClauseBlock]
) -> None:
    """Look at all plans together; where a fault may hide a use, say nothing."""
    if not lowered or any(fault.severity == "error" for fault in elaborator.faults.found):
        return
    if any(one.block.faulty or any(c.faulty for c in one.block.clauses) for one in lowered):
        return
    _warn_of_unused_credits(elaborator, lowered)
    used = {name for one in lowered for name in one.used_shared}
    for clause in shared:
        for statement in clause.statements:
            if isinstance(statement, syntax.MeasureStatement | syntax.TableStatement):
                name = statement.name
                if name.text not in used:
                    said = f"No plan uses the shared `{name.text}`, so nothing in it was checked."
                    elaborator.faults.warning("W005", name.span, said, "Use it in a plan, or remove it.")


def _warn_of_unused_credits(elaborator: Elaborator, lowered: list[LoweredPlan]) -> None:
    used = {name for one in lowered for name in reads_of(one.plan, elaborator.world).credits}
    for name, span in elaborator.world.credit_spans.items():
        if name in elaborator.world.credits and name not in used:
            elaborator.faults.warning(
                "W003",
                span.span,
                f"No plan uses the credit `{name}`: who is credited by it is not paid for it.",
                "Use it in a plan of those who are credited, or remove it.",
            )
