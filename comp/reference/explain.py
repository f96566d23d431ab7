"""An explanation as people and programs read it: one sentence, an indented tree, or plain data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.language.span import NOWHERE
from comp.reference.trace import Step
from comp.reference.valuation import LineValue
from comp.reference.values import Amount, Exact

Json: TypeAlias = "dict[str, Json] | list[Json] | str | bool | None"


def sentence(line: LineValue) -> str:
    """One line of a plan in one sentence."""
    return line.trace.sentence


def tree(step: Step, depth: int = 0) -> str:
    """A step and all that it rests on, one a line, indented."""
    return "\n".join(_tree(step, depth))


def as_data(step: Step) -> dict[str, Json]:
    """A step as JSON values: numbers as text, exact; money with its currency and in minor units."""
    return {
        "kind": step.kind.value,
        "name": step.name,
        "sentence": step.sentence,
        "value": _value(step.value),
        "at": None if step.span == NOWHERE else str(step.span),
        "inputs": [as_data(each) for each in step.inputs],
    }


def _tree(step: Step, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{step.kind.value}: {step.sentence}"
    for each in step.inputs:
        yield from _tree(each, depth + 1)


def _value(value: Exact | None) -> Json:
    match value:
        case None:
            return None
        case bool():
            return {"kind": "boolean", "value": value}
        case Amount():
            return {"kind": "money", "minor": str(value.minor), "currency": value.currency}
        case Fraction():
            return {"kind": "number", "value": str(value)}
        case date():
            return {"kind": "date", "value": value.isoformat()}
        case str():
            return {"kind": "text", "value": value}
