"""What statements do to the lines that they name, one by one: factors, claw backs, floors (decisions 0008,
0009, 0028).
"""

from __future__ import annotations

from dataclasses import replace

from comp.engine import exact, losses
from comp.engine.earned import Lines, Value
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
    value = lines.value.settled(mode)
    amount = value.earned(mode)
    bound = exact.tall(exact.struck(numbers(statement.at, lines.scope), mode), len(amount))
    size = amount.abs()
    known = exact.pick(bound >= size, bound, size)
    lifted = exact.pick(bound.is_null(), bound, known) * amount.sign()
    changed = exact.pick(amount == exact.whole(0), amount, lifted)
    return with_amount(lines, value, Exact(changed), statement.where)


def with_amount(lines: Lines, value: Value, amount: Numbers, where: core.Expr | None) -> Lines:
    """The lines with another amount where a condition is true, and as they were elsewhere."""
    if where is not None:
        amount = exact.choose(holds(where, lines.scope), amount, value.amount)
    return replace(lines, value=value.with_amount(amount))


def struck(lines: Lines, mode: Rounding) -> Lines:
    """The lines struck, with what was lost taken off."""
    return replace(lines, value=lines.value.settled(mode))


def _times(lines: Lines, factor: Numbers, where: core.Expr | None, mode: Rounding) -> Lines:
    value = lines.value.settled(mode) if lines.value.struck else lines.value
    amount = exact.multiply(value.amount, factor)
    if value.struck:
        amount = Exact(exact.struck(amount, mode))
    return with_amount(lines, value, amount, where)
