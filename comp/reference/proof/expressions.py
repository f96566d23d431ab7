"""The proof of an expression: one node for each step that its evaluation takes."""

from __future__ import annotations

from comp.language.core import Expr
from comp.reference.evaluate import evaluate
from comp.reference.proof.book import Ref
from comp.reference.proof.proves import Proves
from comp.reference.scope import Scope


def prove_expression(proves: Proves, expr: Expr, scope: Scope) -> Ref:
    """The node that holds the value of an expression in its scope."""
    return proves.book.stated(evaluate(expr, scope), "the value of an expression")
