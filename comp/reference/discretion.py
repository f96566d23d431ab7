"""Keeps others out of what one payee reads: conditions that look at others are not told, names are found.

A reason that was said in full may hold an id or an amount that is another's; these are the two ways in which
it is kept back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from comp.language.core import All, Column, Earned, Expr, Kind, Lookup
from comp.language.core import Whose as OfWhom
from comp.reference.conditions import failures
from comp.reference.evaluate import evaluate, holds
from comp.reference.mentions import nodes
from comp.reference.saying import say
from comp.reference.scope import Scope
from comp.reference.telling import Teller
from comp.reference.whose import Whose


class Names:
    """Everybody's ids, to be found in a text."""

    def __init__(self, payees: Iterable[str]) -> None:
        ids = sorted((re.escape(payee) for payee in payees if payee), key=len, reverse=True)
        self._ids = re.compile(rf"(?<!\w)(?:{'|'.join(ids)})(?!\w)") if ids else None

    def others_in(self, text: str, reader: str) -> bool:
        """Whether a text names anybody but its reader."""
        return self._ids is not None and any(found[0] != reader for found in self._ids.finditer(text))


def own_failures(teller: Teller, condition: Expr, scope: Scope, reader: str) -> list[str]:
    """Why a condition is not true, in words; a part that looks at others only as such."""
    if holds(condition, scope):
        return []
    if isinstance(condition, All):
        parts = [own_failures(teller, part, scope, reader) for part in condition.conditions]
        return list(dict.fromkeys(text for part in parts for text in part))
    if looks_at_others(teller, condition, scope, reader):
        return [say("a condition that looks at others is not fulfilled")]
    return failures(teller, condition, scope)


def looks_at_others(teller: Teller, expr: Expr, scope: Scope, reader: str) -> bool:
    """Whether an expression names a payee or takes a value that is another's than the reader's."""
    return any(_names(node, scope, reader) for node in nodes(expr)) or (
        Whose(teller.view).other(expr, scope, reader) is not None
    )


def _names(node: object, scope: Scope, reader: str) -> bool:
    match node:
        case Column(kind=Kind.PAYEE) | Lookup(kind=Kind.PAYEE):
            return True
        case Lookup():
            declared = scope.facts.sources[node.source]
            key = declared.column(declared.key)
            found = evaluate(node.key, scope)
            return key is not None and key.kind is Kind.PAYEE and found != reader
        case Earned():
            return node.of_fact or node.whose is not OfWhom.OWN
        case _:
            return False
