"""What a plan at a day may take over from the same plan at a later one, which is known already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from comp.engine.groups import last_period
from comp.engine.taking import taken
from comp.language import core

if TYPE_CHECKING:
    from comp.engine.plan import PlanAtDay


def still_open(plan: PlanAtDay, later: PlanAtDay) -> pl.Series | None:
    """Whether each group of the later day may have other lines then than at the plan's: its period had not
    closed, or credits of it were not known yet. None where their credits are not numbered alike.
    """
    sources = {plan.all_credits(name).credit.source for name in plan.credit_names}
    if any(plan.snapshot.tables[name] is not later.snapshot.tables[name] for name in sources):
        return None
    mask = later.groups.frame.get_column("closes_on") > plan.as_of
    late = [
        frame.get_column("group").filter(frame.get_column("known_on") > plan.as_of).drop_nulls()
        for frame in (later.credits(name).frame for name in plan.credit_names)
    ]
    return mask.scatter(pl.concat(late).unique(), values=True) if late else mask


def open_groups(plan: PlanAtDay, later: PlanAtDay, still_open: pl.Series) -> pl.Series:
    """The same for each of the plan's own groups."""
    own = plan.groups.frame
    periods = len(later.groups.periods)
    place = own.get_column("payee_no").cast(pl.Int64) * periods + own.get_column("period_no")
    return taken(still_open, place)


def have_the_same_periods(plan: PlanAtDay, later: PlanAtDay) -> bool:
    """Whether the groups of both days are the same, where members do not change with the day."""
    mine, theirs = (last_period(plan.plan, plan.calendar, one.as_of) for one in (plan, later))
    return plan.as_of >= plan.plan.effective_from and mine == theirs


def all_in_time(plan: PlanAtDay, name: str) -> bool:
    """Whether every credit of a name is known on its own day and never taken back as credit, so that what
    earlier ones add up to beside it is the same on every day.
    """
    taken_back = any(isinstance(s, core.ClawBack) and s.of_credit for _, s in plan.plan.statements())
    rate = plan.snapshot.sources.get("rate")
    frame = plan.all_credits(name).frame
    dated_rates = rate is not None and rate.dated is not None
    return not taken_back and not dated_rates and bool((frame["known_on"] == frame["on"]).all())
