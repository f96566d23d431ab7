"""What those who prove parts of a line ask of the one who proves all of it."""

from __future__ import annotations

from typing import Protocol

from comp.language.core import Expr
from comp.reference.credited import OwnCredit
from comp.reference.lines import Valued
from comp.reference.measures import PlanView
from comp.reference.proof.book import Book, Ref
from comp.reference.scope import Scope


class Proves(Protocol):
    """One plan at one day, whose values are written into a book. Each has the engine's value."""

    view: PlanView
    book: Book

    def expression(self, expr: Expr, scope: Scope) -> Ref:
        """The value of an expression in its scope."""
        ...

    def other(self, expr: Expr, scope: Scope) -> str | None:
        """Another payee than the reader, of whose own an expression takes a value."""
        ...

    def credit(self, own: OwnCredit) -> Ref:
        """The value of a payee's credit: its part of the fact, converted, less what was taken back."""
        ...

    def line(self, valued: Valued) -> Ref:
        """What a line is worth after the moves that it has: money, struck where it was."""
        ...
