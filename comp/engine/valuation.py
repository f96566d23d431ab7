"""Value a plan at a day: every line it has by then, exact to the cent (decision 0001)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

import polars as pl

from comp.engine import facts
from comp.engine.crediting import CreditTable, credit_table
from comp.engine.earned import Lines
from comp.engine.exact import AmountTooLargeError
from comp.engine.lines import lines_of_plan
from comp.engine.naming import table_of
from comp.engine.plan import PlanAtDay
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.calendar import Calendar

LINE_SCHEMA: dict[str, pl.DataType] = {
    "line_id": pl.String(),
    "plan": pl.String(),
    "clause": pl.String(),
    "pay": pl.String(),
    "payee": pl.String(),
    "unit": pl.String(),
    "fact": pl.String(),
    "part": pl.String(),
    "credit": pl.String(),
    "born_on": pl.Date(),
    "performance_period": pl.String(),
    "currency": pl.String(),
    "credit_minor": pl.Int64(),
    "struck_minor": pl.Int64(),
    "earned_minor": pl.Int64(),
    "payable_minor": pl.Int64(),
    "fault": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Valuation:
    """Lines of a plan at a day: the columns of `LINE_SCHEMA`, then working columns named after measures and
    tables.

    `struck_minor` is the pay expression alone, struck; `earned_minor` and `payable_minor` are what every
    later statement made of it. A line with a `fault` has no amounts. `exact_way` counts the lines that rest
    on a column which could not be held in 128 bits and was worked out in fractions; a column goes whole, so
    one line takes those of its pay with it.
    """

    lines: pl.DataFrame
    exact_way: int


def valuate(
    program: core.Program, plan: core.Plan, snapshot: Snapshot, calendar: Calendar, as_of: date
) -> Valuation:
    """Every line of a plan at the end of a day, from the facts that a snapshot holds.

    Raises:
        AmountTooLargeError: an amount beyond 2^63 - 1 minor units, or past 128 bits on the way to one.
    """
    day = plan.read_on(as_of, calendar)
    snapshot = facts.at_day(snapshot, day)
    at_day = plan_at(program, plan, snapshot, calendar, day)
    if not at_day.groups.periods:
        return Valuation(pl.DataFrame(schema=LINE_SCHEMA), 0)
    lines = lines_of_plan(at_day)
    if not lines:
        return Valuation(pl.DataFrame(schema=LINE_SCHEMA), 0)
    tables = [_table_of(some, at_day) for some in lines.values()]
    taken = sum(some.frame.height for some in lines.values() if some.exact_way)
    return Valuation(pl.concat(tables, how="diagonal"), taken)


def _table_of(lines: Lines, plan: PlanAtDay) -> pl.DataFrame:
    try:
        return table_of(lines, plan)
    except AmountTooLargeError as error:
        raise AmountTooLargeError(f"{plan.plan.name}.{lines.name}: {error}") from error


def plan_at(
    program: core.Program, plan: core.Plan, snapshot: Snapshot, calendar: Calendar, day: date
) -> PlanAtDay:
    """A plan at a day, with the credits of a snapshot that holds only what takes part then."""
    tables = {name: credit_table(program.credits[name], snapshot, day) for name in _credits_of(plan)}
    return PlanAtDay(plan, snapshot, calendar, tables, day)


def unclaimed(
    program: core.Program, snapshot: Snapshot, calendar: Calendar, as_of: date
) -> dict[str, CreditTable]:
    """Credits whose payee is under no plan that uses them on their day."""
    snapshot = facts.at_day(snapshot, as_of)
    found: dict[str, CreditTable] = {}
    for name, credit in program.credits.items():
        table = credit_table(credit, snapshot, as_of)
        frame = table.frame.with_row_index("number")
        for plan in program.plans:
            if name in _credits_of(plan):
                spans = PlanAtDay(plan, snapshot, calendar, {}, as_of).groups.spans
                claimed = frame.join(spans, on="payee").filter(pl.col("on").is_between("starts", "ends"))
                frame = frame.join(claimed, on="number", how="anti")
        found[name] = CreditTable(credit, table.rows, frame.drop("number"), table.faults)
    return found


def _credits_of(plan: core.Plan) -> list[str]:
    return sorted(_named((plan.clauses, tuple(plan.measures.values()), tuple(plan.tables.values()))))


def _named(node: object) -> set[str]:
    """The names of all credits that a plan's statements and measures speak of."""
    own: set[str] = set()
    match node:
        case core.Pay():
            own = {node.each} if node.each is not None else set()
        case core.CreditSet() | core.AmongOwn() | core.CreditValue():
            own = {node.credit}
        case core.ClawBack() if node.of_credit:
            own = {node.target}
        case core.Clause():
            return _named(node.statements)
        case tuple():
            return {name for part in cast("tuple[object, ...]", node) for name in _named(part)}
        case _:
            pass
    if isinstance(node, core.Node):
        own = own | {name for field in node.__dataclass_fields__ for name in _named(getattr(node, field))}
    return own
