"""What of a plan a clause's pay curves look at: which tables, and what belongs to single lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, lru_cache
from typing import cast

from comp.language import core
from comp.language.analysis.dependence import Uneven, is_plain_total, reached, statements_on, unevenness

_MOST_PLANS = 256
_OF_A_LINE = (core.Reading.BEFORE, core.Reading.WITH)


@dataclass(frozen=True, slots=True)
class Along:
    """The input that moves: a total of own credits, or a measure that adds up something else."""

    name: str
    node: core.Aggregate | core.MeasureValue

    @property
    def credits(self) -> core.CreditSet | None:
        """The credits that it adds up, where it is such a total."""
        over = self.node.over if isinstance(self.node, core.Aggregate) else None
        return over if isinstance(over, core.CreditSet) else None


class Looks:
    """What the expressions of one plan look at: each is walked through once for all payees."""

    def __init__(self, plan: core.Plan) -> None:
        self.plan = plan
        self._of_a_line: dict[core.Expr, bool] = {}
        self._runs: dict[core.Expr, bool] = {}
        self._moves: dict[tuple[str, core.Expr], bool] = {}
        self._uneven: dict[str, Uneven | None] = {}

    def is_of_a_line(self, expr: core.Expr) -> bool:
        """Whether an expression, or a table that it reads, looks at the row or credit of a single line."""
        if expr not in self._of_a_line:
            self._of_a_line[expr] = _is_of_a_line(self.plan, expr)
        return self._of_a_line[expr]

    def runs(self, expr: core.Expr) -> bool:
        """Whether a measure in it runs: what it adds up depends on the side that is looked at."""
        if expr not in self._runs:
            self._runs[expr] = any(
                isinstance(each, core.Measure) and each.reading is core.Reading.RUNNING
                for each in reached(self.plan, expr).values()
            )
        return self._runs[expr]

    def moves(self, expr: core.Expr, along: Along) -> bool:
        """Whether an expression is another value where the input is."""
        key = (along.name, expr)
        if key not in self._moves:
            roots = (expr, *reached(self.plan, expr).values())
            self._moves[key] = any(_is_moved(node, along) for node in outer_nodes(roots))
        return self._moves[key]

    def uneven(self, pay: core.Pay) -> Uneven | None:
        """Why a pay does not go by what is credited in all."""
        if pay.name not in self._uneven:
            self._uneven[pay.name] = unevenness(self.plan, pay)
        return self._uneven[pay.name]


class _Same:
    """A plan by its identity, for it cannot be hashed."""

    def __init__(self, plan: core.Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.plan is self.plan


def looks_of(plan: core.Plan) -> Looks:
    """What the expressions of a plan look at, kept for the next payee."""
    return _looks_of(_Same(plan))


@lru_cache(maxsize=_MOST_PLANS)
def _looks_of(same: _Same) -> Looks:
    return Looks(same.plan)


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


def _is_of_a_line(plan: core.Plan, expr: core.Expr) -> bool:
    roots: list[object] = [expr]
    for what in reached(plan, expr).values():
        if isinstance(what, core.Table):
            roots.append(what)
        elif what.reading in _OF_A_LINE:
            return True
    return any(isinstance(node, core.Column | core.CreditValue) for node in outer_nodes(roots))


def _is_moved(node: core.Node, along: Along) -> bool:
    credit = along.credits.credit if along.credits else None
    match node:
        case core.MeasureValue():
            return node.name == along.name
        case core.CreditValue():
            return node.credit == credit
        case core.Aggregate(over=core.CreditSet() as over):
            return is_plain_total(node) and over.credit == credit
        case _:
            return False
