"""What tells values apart: for `distinct`, for counters and caps per a value, for `is among own` (decision
0023).
"""

from __future__ import annotations

from functools import reduce

import polars as pl

from comp.engine import exact
from comp.engine.evaluate import currency_of, evaluate
from comp.engine.exact import Numbers
from comp.engine.scope import Scope
from comp.language import core


def told_apart(node: core.Expr, scope: Scope) -> pl.Series:
    """Texts, days or truths that are the same where the values are: a number as text, and money of a row with
    its currency, for 5.00 USD are not 5.00 EUR. Null where undefined.
    """
    value = evaluate(node, scope)
    if isinstance(value, pl.Series):
        return exact.tall(value, scope.height)
    texts = exact.texts(exact.spread(value, scope.height))
    currency = _currency(node, scope)
    return texts if currency is None else texts + " " + currency.fill_null("")


def _currency(node: core.Expr, scope: Scope) -> pl.Series | None:
    """Each row's currency, null where a literal 0 stands for a blank, which has none; None for numbers."""
    match node:
        case core.BlankIs():
            of, otherwise = _currency(node.value, scope), _currency(node.otherwise, scope)
            if of is None:
                return otherwise
            missing = _undefined(evaluate(node.value, scope), scope.height)
            return exact.pick(missing, _NONE if otherwise is None else otherwise, of)
        case core.Arithmetic(operator=core.Operator.DIVIDE) if _currency(node.right, scope) is not None:
            return None
        case core.Arithmetic():
            return _first((node.left, node.right), scope)
        case core.Least() | core.Greatest():
            return _first(node.operands, scope)
        case _:
            found = currency_of(node, scope)
            return None if found is None else exact.tall(found, scope.height)


_NONE = pl.Series([None], dtype=pl.String)


def _first(nodes: tuple[core.Expr, ...], scope: Scope) -> pl.Series | None:
    """The currency of the first of some values that has one, row by row."""
    known = [found for node in nodes if (found := _currency(node, scope)) is not None]
    return reduce(lambda one, other: exact.pick(one.is_null(), other, one), known) if known else None


def _undefined(value: Numbers | pl.Series, height: int) -> pl.Series:
    if isinstance(value, pl.Series):
        return exact.tall(value, height).is_null()
    return exact.is_undefined(exact.spread(value, height))
