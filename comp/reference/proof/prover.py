"""Proves the values of one plan at one day: each expression, credit and line as nodes of a book."""

from __future__ import annotations

from comp.errors import CompError
from comp.language.core import Expr
from comp.language.span import NOWHERE, Span
from comp.reference.credited import OwnCredit
from comp.reference.evaluate import evaluate
from comp.reference.lines import Valued
from comp.reference.measures import PlanView
from comp.reference.proof.book import Book, Ref
from comp.reference.proof.credits import prove_credit
from comp.reference.proof.expressions import prove_expression
from comp.reference.proof.lines import prove_line_state
from comp.reference.proof.proving import Kept, withheld
from comp.reference.scope import Scope
from comp.reference.values import Undefined, Value
from comp.reference.whose import Whose


class ProofDiffersError(CompError):
    """The steps of a proof do not come to what the engine says: a fault of comp, never of a plan."""

    def __init__(self, span: Span, proved: Value, value: Value) -> None:
        super().__init__(
            f"{span}: the steps of the proof come to {proved}, the engine says {value}; nothing is issued. "
            "This is a fault of comp: report it with the plan's text"
        )


class Prover:
    """One plan at one day, whose values are written into a book (`Proves`)."""

    def __init__(self, view: PlanView, book: Book) -> None:
        self.view = view
        self.book = book
        self.kept = Kept()
        self._depth = 0
        self._whose = Whose(view)

    def expression(self, expr: Expr, scope: Scope) -> Ref:
        """The value of an expression in its scope.

        Raises:
            ProofDiffersError: the steps come to another value than the engine's.
        """
        payee = self.other(expr, scope)
        if payee is not None:
            return withheld(self, payee, evaluate(expr, scope), scope)
        outer = self.kept.span
        self.kept.span = span = outer if expr.span == NOWHERE else expr.span
        self._depth += 1
        try:
            ref = prove_expression(self, expr, scope)
        finally:
            self._depth -= 1
            self.kept.span = outer
        if not self._depth:
            _check(span, self.book.value(ref), evaluate(expr, scope))
        return ref

    def other(self, expr: Expr, scope: Scope) -> str | None:
        """Another payee than the reader, of whose own an expression takes a value."""
        return self._whose.other(expr, scope, self.book.payee)

    def credit(self, own: OwnCredit) -> Ref:
        """The value of a payee's credit: its part of the fact, converted, less what was taken back."""
        return prove_credit(self, own)

    def line(self, valued: Valued) -> Ref:
        """What a line is worth after the moves that it has: money, struck where it was."""
        return prove_line_state(self, valued)


def _check(span: Span, proved: Value, value: Value) -> None:
    """Whether two values are one: undefined is undefined, whatever the reason."""
    both = isinstance(proved, Undefined) and isinstance(value, Undefined)
    if not both and (type(proved) is not type(value) or proved != value):
        raise ProofDiffersError(span, proved, value)
