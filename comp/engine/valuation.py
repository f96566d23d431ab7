"""Value a plan at a day: every line it has by then, exact to the cent (decision 0001)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from comp.engine import facts
from comp.engine.batches import CREDITS_IN_A_BATCH, batches
from comp.engine.crediting import CreditTable, credit_table
from comp.engine.earned import Lines
from comp.engine.exact import AmountTooLargeError
from comp.engine.lines import lines_of_plan
from comp.engine.naming import table_of
from comp.engine.plan import PlanAtDay
from comp.engine.reach import credits_of
from comp.engine.stages import Batch
from comp.engine.threads import side_by_side
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
    parts = [valued for [valued] in valuate_in_batches(program, plan, snapshot, calendar, [as_of])]
    lines = [part.lines for part in parts]
    return Valuation(pl.concat(lines, how="diagonal"), sum(part.exact_way for part in parts))


def valuate_in_batches(  # noqa: PLR0917 - as `valuate`, on several days
    program: core.Program,
    plan: core.Plan,
    snapshot: Snapshot,
    calendar: Calendar,
    days: Sequence[date],
    size: int = CREDITS_IN_A_BATCH,
) -> Iterator[list[Valuation]]:
    """The same on several days, batch by batch of payees: each batch's lines on each of the days.

    Raises:
        AmountTooLargeError: as `valuate`.
    """
    read = [plan.read_on(day, calendar) for day in days]

    def valued(make: Callable[[], Batch]) -> list[Valuation]:
        batch = make()
        known = {day: _valued(batch.plan_at(plan, calendar, day)) for day in sorted(set(read))}
        return [known[day] for day in read]

    return side_by_side(valued, batches(program, plan, snapshot, read, size))


def _valued(plan: PlanAtDay) -> Valuation:
    lines = lines_of_plan(plan) if plan.groups.periods else {}
    if not lines:
        return Valuation(pl.DataFrame(schema=LINE_SCHEMA), 0)
    tables = [_table_of(some, plan) for some in lines.values()]
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
    tables = {name: credit_table(program.credits[name], snapshot, day) for name in sorted(credits_of(plan))}
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
            if name in credits_of(plan):
                spans = PlanAtDay(plan, snapshot, calendar, {}, as_of).groups.spans
                claimed = frame.join(spans, on="payee").filter(pl.col("on").is_between("starts", "ends"))
                frame = frame.join(claimed, on="number", how="anti")
        found[name] = CreditTable(credit, table.rows, frame.drop("number"), table.faults)
    return found
