"""Expressions over columns: each node of the core becomes a few operations on whole series.

Numbers and money are `Numbers`; texts, dates and truths are Polars series. Null is undefined throughout.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import cast

import polars as pl

from comp.engine import days, exact, facts
from comp.engine.exact import Numbers
from comp.engine.facts import Rows
from comp.engine.scope import PlanValues, Scope
from comp.engine.taking import taken
from comp.language import core
from comp.language.core import Kind
from comp.language.money import Money

_MONEY = (Kind.NUMBER, Kind.MONEY, Kind.ROW_MONEY)


def numbers(node: core.Expr, scope: Scope) -> Numbers:
    """The exact values of a number or money expression."""
    value = evaluate(node, scope)
    if isinstance(value, pl.Series):
        raise TypeError(f"{type(node).__name__} is not a number")
    return value


def series(node: core.Expr, scope: Scope) -> pl.Series:
    """The values of a text, date or truth expression, one for each row of the scope."""
    value = evaluate(node, scope)
    if not isinstance(value, pl.Series):
        raise TypeError(f"{type(node).__name__} is a number")
    return exact.tall(value, scope.height)


def holds(node: core.Expr | None, scope: Scope) -> pl.Series:
    """True where a condition is true; undefined is not true. No condition holds everywhere."""
    if node is None:
        return pl.Series([True]).new_from_index(0, scope.height)
    return series(node, scope).fill_null(value=False)


def evaluate(node: core.Expr, scope: Scope) -> Numbers | pl.Series:  # noqa: C901 - one case for each node
    """The values of any expression."""
    match node:
        case core.Literal():
            return _literal(node)
        case core.Column():
            return _column(scope.rows[node.source], node.name, node.kind)
        case core.Lookup():
            return _lookup(node, scope)
        case core.ThisPayee():
            return _present(scope.payee, "payee")
        case core.BornOn():
            return _present(scope.day, "birth")
        case core.CreditValue():
            return scope.credits[node.credit]
        case core.Quota():
            return _plan(scope).quota(node, scope)
        case core.PeriodTarget():
            return _plan(scope).period_target(node, scope)
        case core.MeasureValue():
            return _plan(scope).measure(node, scope)
        case core.TableValue():
            return _plan(scope).table(node, scope)
        case core.Aggregate():
            return _plan(scope).aggregate(node, scope)
        case core.AmongOwn():
            return _plan(scope).among_own(node, scope)
        case core.Arithmetic():
            return _arithmetic(node, scope)
        case core.Least():
            return _extreme(node.operands, core.Comparison.AT_MOST, scope)
        case core.Greatest():
            return _extreme(node.operands, core.Comparison.AT_LEAST, scope)
        case core.BlankIs():
            return _blank_is(node, scope)
        case core.DaysAfter():
            between = series(node.later, scope) - series(node.earlier, scope)
            return exact.of_integers(between.dt.total_days())
        case core.MonthsAfter():
            months = days.months_completed(series(node.later, scope), series(node.earlier, scope))
            return exact.of_integers(months)
        case core.Shifted():
            return days.shifted(series(node.day, scope), node.months, node.days)
        case core.MonthEdge():
            return days.month_edge(series(node.day, scope), last=node.last)
        case core.PeriodEdge():
            return _plan(scope).period_edge(scope, last=node.last)
        case core.PayeesLastDay():
            return days.last_assigned(scope.snapshot, _present(scope.payee, "payee"))
        case core.PeriodNumber():
            return _plan(scope).period_number(scope)
        case core.Rank():
            return _plan(scope).rank(node, scope)
        case core.Earned():
            return _plan(scope).earned(node, scope)
        case core.Convert():
            return _convert(node, scope)
        case core.InCurrency():
            return _in_currency(node, scope)
        case core.If():
            return _if(node, scope)
        case core.Strike():
            return exact.Exact(exact.struck(numbers(node.value, scope), node.rounding))
        case core.Compare():
            return _compare(node, scope)
        case core.All():
            return reduce(lambda a, b: a & b, [series(c, scope) for c in node.conditions])
        case core.AnyOf():
            return reduce(lambda a, b: a | b, [series(c, scope) for c in node.conditions])
        case core.Not():
            return ~series(node.condition, scope)
        case core.IsBlank():
            value = evaluate(node.value, scope)
            return (
                value.is_null()
                if isinstance(value, pl.Series)
                else exact.is_undefined(exact.spread(value, scope.height))
            )


_OF_A_PAYEE = (
    core.ThisPayee,
    core.BornOn,
    core.AmongOwn,
    core.Quota,
    core.PeriodTarget,
    core.MeasureValue,
    core.TableValue,
    core.PayeesLastDay,
    core.Rank,
    core.Earned,
)


_OF_A_PERIOD = (
    core.BornOn,
    core.Quota,
    core.PeriodTarget,
    core.PeriodEdge,
    core.PeriodNumber,
    core.MeasureValue,
    core.TableValue,
    core.Rank,
    core.Earned,
)


def period_matters(node: object) -> bool:
    """Whether the value, beside a credit or row, depends on which performance period asks."""
    return _mentions(node, _OF_A_PERIOD)


def payee_matters(node: object) -> bool:
    """Whether the value, beside a credit or row, depends on which payee asks, and not only on the period."""
    return _mentions(node, _OF_A_PAYEE)


def _mentions(node: object, kinds: tuple[type[core.Node], ...]) -> bool:
    if isinstance(node, kinds):
        return True
    if isinstance(node, tuple):
        return any(_mentions(part, kinds) for part in cast("tuple[object, ...]", node))
    if isinstance(node, core.Node):
        return any(_mentions(getattr(node, f.name), kinds) for f in fields(node))
    return False


def _plan(scope: Scope) -> PlanValues:
    if scope.plan is None:
        raise TypeError("only a plan's own expressions can ask for this")
    return scope.plan


def _present(value: pl.Series | None, what: str) -> pl.Series:
    if value is None:
        raise TypeError(f"no {what} in this scope")
    return value


def _literal(node: core.Literal) -> Numbers | pl.Series:
    match value := node.value:
        case bool() | str() | date():
            return pl.Series([value])
        case Money():
            return exact.constant(value.minor)
        case Fraction():
            return exact.constant(value)


def _column(rows: Rows, name: str, kind: Kind) -> Numbers | pl.Series:
    return rows.numbers(name, kind) if kind in _MONEY else rows.column(name)


def _looked_up(node: core.Lookup, scope: Scope) -> Rows:
    day = None if node.as_of is None else series(node.as_of, scope)
    rows = facts.all_rows(scope.snapshot, node.source)
    index = facts.find(scope.snapshot, node.source, series(node.key, scope), day)
    if scope.limit is not None and rows.source.dated is not None:
        known = taken(rows.table.get_column(rows.source.dated), index) <= scope.limit
        index = exact.pick(known, index, pl.Series([None], dtype=pl.UInt32))
    return replace(rows, index=index)


def _lookup(node: core.Lookup, scope: Scope) -> Numbers | pl.Series:
    rows = _looked_up(node, scope)
    value = _column(rows, node.name, node.kind)
    money = node.kind in (Kind.MONEY, Kind.ROW_MONEY)
    if money and node.source == "assignment" and not scope.foreign and not isinstance(value, pl.Series):
        return exact.choose(rows.currency() == _plan(scope).currency, value, exact.undefined())
    return value


def currency_of(node: core.Expr, scope: Scope) -> pl.Series | None:
    """The currency of row money in an expression; None where it holds none."""
    match node:
        case core.Column(kind=Kind.ROW_MONEY):
            return scope.rows[node.source].currency()
        case core.Lookup(kind=Kind.ROW_MONEY) if node.source != "assignment":
            return _looked_up(node, scope).currency()
        case core.Arithmetic(operator=core.Operator.DIVIDE):
            return None if currency_of(node.right, scope) is not None else currency_of(node.left, scope)
        case core.Arithmetic():
            left = currency_of(node.left, scope)
            return currency_of(node.right, scope) if left is None else left
        case core.BlankIs():
            return currency_of(node.value, scope)
        case core.If():
            then = currency_of(node.then, scope)
            return currency_of(node.otherwise, scope) if then is None else then
        case core.Least() | core.Greatest():
            return next((c for c in (currency_of(o, scope) for o in node.operands) if c is not None), None)
        case _:
            return None


def _one_currency(nodes: tuple[core.Expr, ...], scope: Scope) -> pl.Series | None:
    """True where all row moneys of the expressions are in one currency; None where that cannot differ."""
    if len({source for node in nodes for source in _money_sources(node)}) < 2:
        return None
    currencies = [c for c in (currency_of(node, scope) for node in nodes) if c is not None]
    if len(currencies) < 2:
        return None
    return reduce(lambda a, b: a & b, [other == currencies[0] for other in currencies[1:]])


def _money_sources(node: object) -> set[str]:
    if isinstance(node, core.Column) and node.kind is Kind.ROW_MONEY:
        return {node.source}
    if isinstance(node, core.Lookup) and node.kind is Kind.ROW_MONEY:
        return {f"looked up {node.source}"}
    if isinstance(node, tuple):
        return {source for part in cast("tuple[object, ...]", node) for source in _money_sources(part)}
    if isinstance(node, core.Node):
        return {source for f in fields(node) for source in _money_sources(getattr(node, f.name))}
    return set()


def _arithmetic(node: core.Arithmetic, scope: Scope) -> Numbers:
    left, right = numbers(node.left, scope), numbers(node.right, scope)
    match node.operator:
        case core.Operator.ADD:
            value = exact.add(left, right)
        case core.Operator.SUBTRACT:
            value = exact.add(left, exact.negate(right))
        case core.Operator.MULTIPLY:
            value = exact.multiply(left, right)
        case core.Operator.DIVIDE:
            value = exact.divide(left, right)
    agreed = _one_currency((node.left, node.right), scope)
    return value if agreed is None else exact.choose(agreed, value, exact.undefined())


def _extreme(operands: tuple[core.Expr, ...], better: core.Comparison, scope: Scope) -> Numbers | pl.Series:
    of = [evaluate(operand, scope) for operand in operands]
    days = [exact.tall(value, scope.height) for value in of if isinstance(value, pl.Series)]
    if days:
        return reduce(lambda best, other: _better(best, other, better), days)
    values = [value for value in of if not isinstance(value, pl.Series)]
    best = values[0]
    for value in values[1:]:
        kept = exact.choose(exact.compare(better, best, value), best, value)
        unknown = exact.is_undefined(best) | exact.is_undefined(value)
        best = exact.choose(unknown, exact.undefined(), kept)
    agreed = _one_currency(operands, scope)
    return best if agreed is None else exact.choose(agreed, best, exact.undefined())


def _better(best: pl.Series, other: pl.Series, better: core.Comparison) -> pl.Series:
    """The better day of each row, undefined where either is."""
    unknown = best.is_null() | other.is_null()
    chosen = exact.pick(exact.compare_series(better, best, other), best, other)
    return exact.pick(unknown, pl.Series([None], dtype=best.dtype), chosen)


def _blank_is(node: core.BlankIs, scope: Scope) -> Numbers | pl.Series:
    value, otherwise = evaluate(node.value, scope), evaluate(node.otherwise, scope)
    if isinstance(value, pl.Series) or isinstance(otherwise, pl.Series):
        filled = exact.tall(series(node.otherwise, scope), scope.height)
        kept = series(node.value, scope)
        return exact.pick(kept.is_null(), filled, kept)
    return exact.choose(exact.is_undefined(value), otherwise, value)


def _convert(node: core.Convert, scope: Scope) -> Numbers:
    value = numbers(node.value, scope)
    of = currency_of(node.value, scope)
    if of is None:
        of = scope.rows[node.source].currency()
    fixed = None if scope.plan is None else scope.plan.rate_on
    day = series(node.on, scope) if fixed is None else pl.Series([fixed]).new_from_index(0, scope.height)
    converted = facts.convert(scope.snapshot, value, of, node.currency, day)
    return exact.Exact(exact.struck(converted, node.rounding))


def _in_currency(node: core.InCurrency, scope: Scope) -> Numbers:
    value = exact.spread(numbers(node.value, replace(scope, foreign=True, memo={})), scope.height)
    lookup = _assignment_money(node.value)
    if lookup is None:
        return exact.Exact(exact.struck(value, node.rounding))
    of = _looked_up(lookup, scope).currency()
    converted = facts.convert(scope.snapshot, value, of, node.currency, series(node.on, scope))
    return exact.Exact(exact.struck(converted, node.rounding))


def _assignment_money(node: object) -> core.Lookup | None:
    """The first money of an assignment that an expression looks up."""
    if isinstance(node, core.Lookup) and node.source == "assignment":
        return node if node.kind in (Kind.MONEY, Kind.ROW_MONEY) else None
    if isinstance(node, tuple):
        parts = cast("tuple[object, ...]", node)
        return next((found for part in parts if (found := _assignment_money(part))), None)
    if isinstance(node, core.Node):
        parts = tuple(getattr(node, f.name) for f in fields(node))
        return _assignment_money(parts)
    return None


def _if(node: core.If, scope: Scope) -> Numbers | pl.Series:
    chosen = holds(node.condition, scope)
    then, otherwise = evaluate(node.then, scope), evaluate(node.otherwise, scope)
    if isinstance(then, pl.Series) or isinstance(otherwise, pl.Series):
        return exact.pick(chosen, series(node.then, scope), series(node.otherwise, scope))
    return exact.choose(chosen, then, otherwise)


def _compare(node: core.Compare, scope: Scope) -> pl.Series:
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    if isinstance(left, pl.Series) and isinstance(right, pl.Series):
        return exact.compare_series(node.comparison, left, right)
    if isinstance(left, pl.Series) or isinstance(right, pl.Series):
        raise TypeError("a number is compared with something else")
    truth = exact.compare(node.comparison, left, right)
    agreed = _one_currency((node.left, node.right), scope)
    return truth if agreed is None else exact.pick(agreed, truth, pl.Series([None], dtype=pl.Boolean))
