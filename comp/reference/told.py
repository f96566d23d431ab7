"""What telling an expression gives, and what those who tell parts of it ask of the one who tells all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from comp.language.core import Expr
from comp.reference.measures import PlanView
from comp.reference.scope import Scope
from comp.reference.trace import Step
from comp.reference.values import Exact, Undefined, Value
from comp.reference.wording import Style

TIMES, DIVIDED, LESS = "\u00d7", "\u00f7", "\u2212"


@dataclass(frozen=True, slots=True)
class Told:
    """An expression in words, and the steps of what it names."""

    text: str
    steps: tuple[Step, ...] = ()


class Tells(Protocol):
    """The words of one plan's expressions."""

    view: PlanView

    def style(self, expr: Expr) -> Style:
        """How the value of an expression is written."""
        ...

    def value(self, expr: Expr, scope: Scope, style: Style | None = None) -> str:
        """The value of an expression in words."""
        ...

    def tell(self, expr: Expr, scope: Scope, *, working: bool = False) -> Told:
        """An expression with its values; those that are calculated with are shown to be worked through."""
        ...


def exact(value: Value) -> Exact | None:
    """A value as a step holds it: None where undefined."""
    return None if isinstance(value, Undefined) else value


def steps_of(told: Sequence[Told]) -> tuple[Step, ...]:
    """The steps of several."""
    return tuple(step for each in told for step in each.steps)
