"""Which lines a pay has at the plan's day, and the scope that their value is worked out in (decisions 0002,
0025).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from comp.engine.earned import ALL, Lines, Value
from comp.engine.evaluate import holds, numbers
from comp.engine.exact import Numbers, constant, gather, spread
from comp.engine.later_day import all_in_time
from comp.engine.plan import Born, PlanAtDay
from comp.engine.scope import Scope
from comp.engine.taking import taken
from comp.engine.timeless import timeless
from comp.language import core
from comp.language.calendar import Cadence


def lines_of(pay: core.Pay, clause: core.Clause, plan: PlanAtDay) -> Lines:
    """The lines of a pay, worth what its expression says."""
    frame, scope = (
        born_of_periods(plan, pay.cadence, on_account=pay.on_account)
        if pay.each is None
        else _born_of_credits(pay.each, plan)
    )
    known = _known_later(pay, frame, plan)
    if known is not None:
        stated, memo = known
        scope = replace(scope, memo=memo)
    else:
        if pay.where is not None:
            chosen = holds(pay.where, scope).arg_true().cast(pl.UInt32)
            frame, scope = taken(frame, chosen), scope.gather(chosen)
        stated = spread(numbers(pay.value, scope), scope.height)
    plan.born[pay.name] = Born(frame.get_column("number"), stated, dict(scope.memo))
    source = None if pay.each is None else plan.all_credits(pay.each).credit.source
    return Lines(pay.name, clause.name, frame, scope, stated, Value(stated), pay.each, source)


def _known_later(
    pay: core.Pay, frame: pl.DataFrame, plan: PlanAtDay
) -> tuple[Numbers, dict[str, Numbers]] | None:
    """What a later day found for the same lines, where it is the same on every day; None where it may not."""
    later = None if plan.later is None else plan.later.born.get(pay.name)
    if plan.later is None or later is None or pay.each is None or pay.where is not None:
        return None
    if not all_in_time(plan.later, pay.each):  # a credit that is not known yet may go before one that is
        return None
    numbers_now = frame.get_column("number")
    if numbers_now.null_count() or not timeless(pay.value, plan.plan, plan.snapshot.sources):
        return None
    at = later.number.search_sorted(numbers_now).cast(pl.UInt32)
    if len(at) and (at.max() == len(later.number) or not (taken(later.number, at) == numbers_now).all()):
        return None
    memo = {name: gather(spread(column, len(later.number)), at) for name, column in later.memo.items()}
    return gather(later.stated, at), memo


def no_value(name: str, clause: core.Clause, frame: pl.DataFrame, scope: Scope) -> Lines:
    """Lines of periods that are worth nothing yet."""
    nothing = spread(constant(0), scope.height)
    return Lines(name, clause.name, frame, scope, nothing, Value(nothing, struck=ALL))


def _born_of_credits(name: str, plan: PlanAtDay) -> tuple[pl.DataFrame, Scope]:
    frame = plan.credits(name).frame.select(
        "payee",
        "payee_no",
        "group",
        "row",
        "part",
        "rank",
        "place",
        "number",
        born_on=pl.col("on"),
        lineage=pl.lit(""),
        unit=pl.lit(None, pl.String),
    )
    return frame, replace(plan.credit_scope(name), memo={})


def born_of_periods(
    plan: PlanAtDay, cadence: Cadence | None = None, *, on_account: bool = False
) -> tuple[pl.DataFrame, Scope]:
    """A line for each payee with a member day and each period of a length: from its close, or from the first
    member day in it.
    """
    units, unit_of = plan.units(cadence)
    begins = pl.col("first_day") if on_account else pl.col("closes_on")
    # A unit's line belongs to the last performance period in it.
    last = (
        pl.DataFrame({"unit": unit_of})
        .with_row_index("group")
        .group_by("unit")
        .agg(group=pl.col("group").max().cast(pl.Int64))
    )
    frame = (
        units.with_row_index("unit")
        .with_columns(pl.col("unit").cast(pl.Int64))
        .filter((pl.col("days") > 0) & (begins <= plan.as_of))
        .join(last, on="unit", how="inner", maintain_order="left")
        .select(
            "payee",
            "payee_no",
            "group",
            row=pl.lit(None, pl.UInt32),
            part=pl.lit(None, pl.String),
            rank=pl.lit(0, pl.UInt32),
            place=pl.lit(0, pl.Int64),
            number=pl.lit(None, pl.UInt32),
            born_on=pl.col("last_day"),
            lineage=pl.lit(""),
            unit=pl.col("period"),
        )
    )
    if plan.open_groups is not None:
        frame = frame.filter(taken(plan.open_groups, frame.get_column("group")))
    scope = Scope(
        plan.snapshot,
        frame.height,
        {},
        payee=frame.get_column("payee"),
        day=frame.get_column("born_on"),
        group=frame.get_column("group"),
        plan=plan,
    )
    return frame, scope
