"""What statements do to the lines that they name, one by one: factors, claw backs, floors (decisions 0008,
0009, 0028).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from comp.engine import exact, losses
from comp.engine.earned import ALL, Lines, Value
from comp.engine.evaluate import holds, numbers
from comp.engine.exact import Exact, Numbers
from comp.language import core
from comp.language.money import Rounding


def multiplied(statement: core.Multiply, lines: Lines, mode: Rounding) -> Lines:
    """A factor on the lines that the statement concerns."""
    return _times(lines, numbers(statement.factor, lines.scope), statement.where, mode)


def clawed_back(statement: core.ClawBack, lines: Lines, mode: Rounding) -> Lines:
    """What is kept of each line's fact."""
    if lines.source is None or lines.frame.height == 0:
        return lines
    kept = losses.kept(statement, lines.source, lines.frame.get_column("row"), lines.scope)
    return lines if kept is None else _times(lines, kept, statement.where, mode)


def floored(statement: core.Floor, lines: Lines, mode: Rounding) -> Lines:
    """A line above zero comes to at least the bound, one below it to at most minus as much."""
    where = concerned(statement.where, lines)
    value = lines.value.settled(mode, where)
    amount = value.earned(mode)
    bound = exact.tall(exact.struck(numbers(statement.at, lines.scope), mode), len(amount))
    size = amount.abs()
    known = exact.pick(bound >= size, bound, size)
    lifted = exact.pick(bound.is_null(), bound, known) * amount.sign()
    changed = exact.pick(amount == exact.whole(0), amount, lifted)
    return replace(lines, value=only_where(where, value.with_amount(Exact(changed)), value))


def only_where(mask: pl.Series, changed: Value, value: Value) -> Value:
    """The changed amounts where a statement's condition is true, and what they were elsewhere."""
    if mask.all():
        return changed
    return changed.with_amount(exact.choose(mask, changed.amount, value.amount))


def struck(lines: Lines, mode: Rounding) -> Lines:
    """The lines struck."""
    return replace(lines, value=lines.value.settled(mode))


def concerned(where: core.Expr | None, lines: Lines) -> pl.Series:
    """The lines that a statement acts on; the others it neither moves nor strikes (decision 0025)."""
    return ALL if where is None else holds(where, lines.scope)


def _times(lines: Lines, factor: Numbers, where: core.Expr | None, mode: Rounding) -> Lines:
    changed = lines.value.times(factor, mode)
    return replace(lines, value=only_where(concerned(where, lines), changed, lines.value))
