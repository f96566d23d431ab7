"""The pay stage: the statements of a plan, in the order of the text, over the lines of all its pays."""

from __future__ import annotations

from dataclasses import replace

from comp.engine import caps, draws, exact, folds, holds, parts, splits
from comp.engine.born import lines_of
from comp.engine.earned import Lines
from comp.engine.evened import evened
from comp.engine.exact import AmountTooLargeError
from comp.engine.plan import PlanAtDay
from comp.language import core
from comp.language.core import Statement


def lines_of_plan(plan: PlanAtDay) -> dict[str, Lines]:
    """The lines of every pay, draw and guarantee, by its name, as all statements leave them.

    Raises:
        AmountTooLargeError: an amount beyond what lines can hold, with the name of its pay.
    """
    for clause, statement in plan.plan.statements():
        before = exact.times_exact_way()
        try:
            changed = _after(statement, clause, plan)
        except AmountTooLargeError as error:
            raise AmountTooLargeError(f"{plan.plan.name}.{_name(statement)}: {error}") from error
        for lines in changed:
            plan.lines[lines.name] = _counted(lines, before)
    return plan.lines


def _after(statement: Statement, clause: core.Clause, plan: PlanAtDay) -> list[Lines]:
    """The lines that a statement makes or changes; it acts on those that stand above it."""
    mode = plan.plan.rounding
    match statement:
        case core.Pay():
            lines = lines_of(statement, clause, plan)
            return [evened(lines, mode) if statement.evened else lines]
        case core.Draw():
            named = [folds.struck(plan.lines[name], mode) for name in statement.against if name in plan.lines]
            return [*named, draws.drawn(statement, clause, named, plan)]
        case core.Cap():
            return _capped(statement, plan)
        case core.ClawBack(of_credit=True):
            return []
        case core.ClawBack():
            return [folds.clawed_back(statement, lines, mode) for lines in _of(statement.target, plan)]
        case core.Multiply():
            return [folds.multiplied(statement, lines, mode) for lines in _of(statement.pay, plan)]
        case core.Floor():
            return [folds.floored(statement, lines, mode) for lines in _of(statement.pay, plan)]
        case core.Hold():
            return [holds.held(statement, lines, plan) for lines in _of(statement.pay, plan)]
        case core.PayOut():
            return [parts.paid_out(statement, lines, plan) for lines in _of(statement.pay, plan)]
        case core.Split():
            above = _given_above(statement, plan)
            return [splits.split(statement, lines, plan, above) for lines in _of(statement.pay, plan)]


def _of(pay: str, plan: PlanAtDay) -> list[Lines]:
    return [plan.lines[pay]] if pay in plan.lines else []


def _capped(statement: core.Cap, plan: PlanAtDay) -> list[Lines]:
    there = [place for place, name in enumerate(statement.pays) if name in plan.lines]
    of = tuple(statement.of[place] for place in there) if statement.of else ()
    known = replace(statement, pays=tuple(statement.pays[place] for place in there), of=of)
    return caps.capped(known, [plan.lines[name] for name in known.pays], plan) if there else []


def _given_above(split: core.Split, plan: PlanAtDay) -> int:
    """How many parts of the same pay are given away by splits above."""
    count = 0
    for _, statement in plan.plan.statements():
        if statement is split:
            break
        if isinstance(statement, core.Split) and statement.pay == split.pay:
            count += len(statement.parts)
    return count


def _counted(lines: Lines, before: int) -> Lines:
    """Lines that a statement made or changed; whether it took the exact way, or an earlier one did."""
    return replace(lines, exact_way=lines.exact_way or exact.times_exact_way() > before)


def _name(statement: Statement) -> str:
    match statement:
        case core.Pay() | core.Draw():
            return statement.name
        case core.Cap():
            return " and ".join(statement.pays)
        case core.ClawBack():
            return statement.target
        case _:
            return statement.pay
