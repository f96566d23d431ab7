"""Explanations on a terminal and as JSON: what a line is worth, and the steps that made it, indented."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from comp.reference import LineValue, Step
from comp.reference.explain import as_data, tree
from comp.runs.explaining import worth


def show_line(screen: Console, line: LineValue, *, indent: int = 0) -> None:
    """Print a line and everything that it rests on."""
    screen.print(Text.assemble(" " * indent, (line.line_id, "bold"), "  ", worth(line)))
    show_step(screen, line.trace, indent=indent + 2)


def show_step(screen: Console, step: Step, *, indent: int = 0) -> None:
    """Print a step and everything that it rests on."""
    for told in tree(step).splitlines():
        screen.print(Text(" " * indent + told))


def line_to_dict(line: LineValue) -> dict[str, object]:
    """A line for machines; amounts are minor units written as text."""
    return {
        "line_id": line.line_id,
        "plan": line.plan,
        "clause": line.clause,
        "pay": line.pay,
        "payee": line.payee,
        "fact": line.fact,
        "born_on": line.born_on.isoformat(),
        "performance_period": line.performance_period,
        "currency": line.currency,
        "earned_minor": minor_text(line.earned_minor),
        "payable_minor": minor_text(line.payable_minor),
        "fault": line.fault,
        "trace": as_data(line.trace),
    }


def minor_text(minor: int | None) -> str | None:
    """Minor units for JSON, whose readers may take numbers for floats."""
    return None if minor is None else str(minor)
