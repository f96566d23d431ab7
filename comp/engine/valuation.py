"""Value a plan at a day: every line it has by then, exact to the cent (decision 0001)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

import polars as pl

from comp.engine import facts
from comp.engine.batches import CREDITS_IN_A_BATCH, batches
from comp.engine.crediting import CreditTable, credit_table
from comp.engine.plan import PlanAtDay
from comp.engine.reach import credits_of, reach_of
from comp.engine.settled import lines_settle, settled_through
from comp.engine.stages import Batch
from comp.engine.threads import side_by_side
from comp.engine.valued import Valuation, Valued
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.calendar import Calendar

T = TypeVar("T")


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
    return valued_in_batches(program, plan, snapshot, calendar, days, _named, size)


def _named(valued: list[Valued]) -> list[Valuation]:
    return [one.valuation() for one in valued]


def valued_in_batches(  # noqa: PLR0917 - as `valuate_in_batches`, and what becomes of each batch
    program: core.Program,
    plan: core.Plan,
    snapshot: Snapshot,
    calendar: Calendar,
    days: Sequence[date],
    use: Callable[[list[Valued]], T],
    size: int = CREDITS_IN_A_BATCH,
    *,
    changes_alone: bool = False,
) -> Iterator[T]:
    """What `use` makes of each batch, valued on each of the days; several batches are worked on at a time.
    With `changes_alone` lines may be missing that are the same on all days: of periods closed by the first
    on each of them, and all others on the earlier ones.

    Raises:
        AmountTooLargeError: as `valuate`.
    """
    read = [plan.read_on(day, calendar) for day in days]
    reach = reach_of(program, plan)
    settled = settled_through(program, plan, reach, calendar, min(read)) if changes_alone else None
    makers = batches(program, plan, snapshot, read, size, settled)
    open_alone = changes_alone and lines_settle(program, plan, reach)
    return used_in_turn(makers, plan, calendar, read, use, open_alone=open_alone)


def used_in_turn(
    makers: Iterable[Callable[[], Batch]],
    plan: core.Plan,
    calendar: Calendar,
    days: Sequence[date],
    use: Callable[[list[Valued]], T],
    *,
    open_alone: bool = False,
) -> Iterator[T]:
    """What `use` makes of each of some batches; the days are those on which the plan is read. With
    `open_alone` lines are missing on earlier days that are the same on the last (`PlanAtDay`).

    Raises:
        AmountTooLargeError: as `valuate`.
    """

    def used(make: Callable[[], Batch]) -> T:
        return used_once(make(), plan, calendar, days, use, open_alone=open_alone)

    return side_by_side(used, makers)


def used_once(
    batch: Batch,
    plan: core.Plan,
    calendar: Calendar,
    days: Sequence[date],
    use: Callable[[list[Valued]], T],
    *,
    open_alone: bool = False,
) -> T:
    """What `use` makes of a batch on some days; of what it was given nothing may be used later.

    Raises:
        AmountTooLargeError: as `valuate`.
    """
    known = values_of(batch, plan, calendar, days, open_alone=open_alone)
    try:
        return use([known[day] for day in days])
    finally:
        for valued in known.values():
            valued.plan.let_go()


def values_of(
    batch: Batch, plan: core.Plan, calendar: Calendar, days: Sequence[date], *, open_alone: bool = False
) -> dict[date, Valued]:
    """A batch on several days, the last one first: what is the same on every day is worked out once. With
    `open_alone` it is missing on the earlier ones.

    Raises:
        AmountTooLargeError: as `valuate`.
    """
    known: dict[date, Valued] = {}
    last: PlanAtDay | None = None
    for day in sorted(set(days), reverse=True):
        at_day = batch.plan_at(plan, calendar, day, last, open_alone=open_alone)
        last = last or at_day
        known[day] = Valued.at(at_day)
    return known


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
