"""Counts what drawn programs reach: classes of the core, choices of its enumerations, pairs of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import cast, get_args

from comp.language import core

NODES = {kind.__name__ for kind in (*get_args(core.Expr), *get_args(core.Statement))} | {
    kind.__name__
    for kind in (core.CreditSet, core.RowSet, core.Except, core.Credit, core.Part, core.Measure, core.Table)
}
CHOICES = {
    *(str(reading) for reading in core.Reading),
    *(str(shape) for shape in core.Shape),
    *(str(outside) for outside in core.Outside),
    *(str(span) for span in core.CapSpan),
    *(str(kind) for kind in core.PartKind),
}
ACTING = ("Multiply", "ClawBack as money", "Cap", "Hold")
PAIRS = {f"{one}, then {two}" for one in ACTING for two in ACTING}


def reached(program: core.Program, plans: set[str]) -> Counter[str]:
    """What the plans of these names, and the credits that they read, are made of."""
    found: Counter[str] = Counter()
    for plan in program.plans:
        if plan.name in plans:
            parts = (plan.members, plan.annual_target, plan.clauses, plan.measures, plan.tables)
            nodes = list(_walk(parts))
            read = {node.each for node in nodes if isinstance(node, core.Pay)}
            nodes += list(_walk(tuple(credit for name, credit in program.credits.items() if name in read)))
            for node in nodes:
                found[type(node).__name__] += 1
                found.update(_choices(node))
            found.update(_pairs(plan))
    return found


def _choices(node: core.Node) -> Iterator[str]:
    match node:
        case core.Measure():
            yield str(node.reading)
        case core.Table():
            yield str(node.shape)
            if node.outside is not None:
                yield str(node.outside)
        case core.Cap():
            yield str(node.per)
        case core.Part():
            yield str(node.kind)
        case _:
            pass


def _pairs(plan: core.Plan) -> Iterator[str]:
    """Statements of one pay that follow each other."""
    by_pay: dict[str, list[str]] = {}
    for _, statement in plan.statements():
        match statement:
            case core.ClawBack(of_credit=False):
                by_pay.setdefault(statement.target, []).append("ClawBack as money")
            case core.Multiply() | core.Hold():
                by_pay.setdefault(statement.pay, []).append(type(statement).__name__)
            case core.Cap():
                for pay in statement.pays:
                    by_pay.setdefault(pay, []).append("Cap")
            case _:
                pass
    for acting in by_pay.values():
        yield from (f"{one}, then {two}" for one, two in pairwise(acting))


def _walk(value: object) -> Iterator[core.Node]:
    if isinstance(value, core.Node):
        yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _walk(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in cast("tuple[object, ...]", value):
            yield from _walk(item)
    elif isinstance(value, dict):
        for item in cast("dict[str, object]", value).values():
            yield from _walk(item)
