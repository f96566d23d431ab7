"""The explanation of a line: what it was paid for, and what every statement did to it."""

from __future__ import annotations

from comp.reference.lines import Valued
from comp.reference.measures import PlanView
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Undefined


def line_step(view: PlanView, valued: Valued) -> Step:
    """The whole line."""
    value = valued.state.value
    shown = None if isinstance(value, Undefined) else Amount(value, view.currency)
    return Step(StepKind.LINE, valued.line.line_id, str(shown), shown)
