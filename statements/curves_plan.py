"""What of a plan a clause's pay curves look at: which tables, and what belongs to single lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import cast

from comp.language import core
from comp.language.analysis.dependence import reached, statements_on

_OF_A_LINE = (core.Reading.BEFORE, core.Reading.WITH)


def tables_of(plan: core.Plan, clause: core.Clause) -> tuple[core.Table, ...]:
    """The tables over one number that the clause's pays, or the factors on them, read; in that order."""
    roots = [
        root
        for pay in pays_of(clause)
        for root in (pay.value, *(each.factor for each in factors_on(plan, pay)))
    ]
    found = {
        name: what
        for root in roots
        for name, what in reached(plan, root).items()
        if isinstance(what, core.Table)
    }
    return tuple(table for table in found.values() if table.by is not None)


def pays_of(clause: core.Clause) -> tuple[core.Pay, ...]:
    """The clause's pays."""
    return tuple(each for each in clause.statements if isinstance(each, core.Pay))


def factors_on(plan: core.Plan, pay: core.Pay) -> Iterator[core.Multiply]:
    """The multipliers of a pay, whichever clause has them."""
    for _, statement in statements_on(plan, pay):
        if isinstance(statement, core.Multiply):
            yield statement


def acting_on(plan: core.Plan, pay: core.Pay) -> Iterator[core.Expr]:
    """Everything that a pay, its factors and its bounds are worked out from."""
    yield pay.value
    if pay.where is not None:
        yield pay.where
    for _, statement in statements_on(plan, pay):
        match statement:
            case core.Multiply():
                yield statement.factor
            case core.Cap() | core.Floor():
                yield statement.at
            case _:
                continue
        if statement.where is not None:
            yield statement.where


def is_of_a_line(plan: core.Plan, expr: core.Expr) -> bool:
    """Whether an expression, or a table that it reads, looks at the row or credit of a single line."""
    roots: list[object] = [expr]
    for what in reached(plan, expr).values():
        if isinstance(what, core.Table):
            roots.append(what)
        elif what.reading in _OF_A_LINE:
            return True
    return any(isinstance(node, core.Column | core.CreditValue) for node in outer_nodes(roots))


def quota_of(plan: core.Plan, expr: core.Expr) -> core.Quota | None:
    """The quota that an expression is a share of, if it is one."""
    match expr:
        case core.Arithmetic(operator=core.Operator.DIVIDE, right=core.Quota() as quota):
            return quota
        case core.BlankIs(value=value):
            return quota_of(plan, value)
        case core.MeasureValue(name=name):
            return quota_of(plan, plan.measures[name].value)
        case _:
            return None


def outer_nodes(value: object) -> Iterator[core.Node]:
    """Every node under a lowered value, but not what an aggregate adds up."""
    ahead = [value]
    while ahead:
        at = ahead.pop()
        if isinstance(at, tuple | list):
            ahead.extend(cast("tuple[object, ...] | list[object]", at))
            continue
        if isinstance(at, core.Node):
            yield at
        if not isinstance(at, core.Aggregate):
            ahead.extend(getattr(at, name) for name in _parts(type(at)))


@cache
def _parts(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name != "span") if is_dataclass(kind) else ()
