"""Aggregates that run: which credits each counts beside each credit, in which steps (decisions 0005,
0023).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from comp.engine import exact, quotas
from comp.engine.evaluate import holds, numbers, told_apart
from comp.engine.exact import Numbers, tall
from comp.engine.plan_credits import PlanCredits
from comp.engine.running import Counter, running_value
from comp.engine.scope import Scope
from comp.language import core

if TYPE_CHECKING:
    from comp.engine.plan import PlanAtDay


def running_beside(
    node: core.Aggregate, over: core.CreditSet, plan: PlanAtDay, scope: Scope, side: str
) -> Numbers:
    """The aggregate before or with each of a plan's credits; `scope` is what terms and conditions see."""
    credits = plan.credits(over.credit)
    term = _term(node, scope)
    counted = holds(over.where, scope)
    if over.direct_only:
        counted = counted & credits.frame.get_column("direct")
    if over.window.cadence is not None:
        # The window is that of the performance period's last day, and may not hold the credit's own.
        own = plan.window_that_counts(over.window, credits)
        counted = counted & (own == plan.window_of_credits(over.window, credits)).fill_null(value=False)
    running = running_value(node.how, counter_over(over, credits, plan), term, counted, side)
    if over.window.quota is None:
        return running
    no_window = _quota_rows(over.window.quota, credits, plan).is_null()
    return exact.choose(no_window, exact.undefined(), running)


def _term(node: core.Aggregate, scope: Scope) -> Numbers:
    if node.term is None:
        return exact.constant(1)
    if node.how is core.Aggregation.DISTINCT:
        # Only the number of different values is asked, so their places in order stand for them.
        return exact.of_integers(told_apart(node.term, scope).rank("dense"))
    return numbers(node.term, scope)


def counter_over(over: core.CreditSet, credits: PlanCredits, plan: PlanAtDay) -> Counter:
    """The counter of a set over a plan's credits: each payee's own or everyone's, kept apart by what it is
    per.
    """
    payee = credits.frame.get_column("payee_no")
    if over.per is None and not over.everyone:
        return Counter(payee, _own_windows(over.window, credits, plan), credits.step, over.window.before)
    window = _windows(over.window, credits, plan)
    keys = pl.DataFrame(
        {
            "payee": tall(pl.Series([0]), len(payee)) if over.everyone else payee.cast(pl.Int64),
            "per": _texts(over.per, credits, plan),
        }
    )
    order = (
        credits.frame.select("on", "rank", "place", "row")
        .with_columns(
            whose=keys.select(pl.struct("payee", "per").rank("dense")).to_series().cast(pl.Int64),
            window=window,
        )
        .with_row_index("order")
        .sort("whose", "on", "rank", "place", "order")
    )
    changed = pl.any_horizontal(pl.col("whose", "row").ne_missing(pl.col("whose", "row").shift()))
    step = order.select(changed.cum_sum()).to_series().cast(pl.UInt32)
    return Counter(
        order.get_column("whose"),
        order.get_column("window"),
        step,
        over.window.before,
        order.get_column("order"),
    )


def _own_windows(window: core.Window, credits: PlanCredits, plan: PlanAtDay) -> pl.Series:
    if window == core.Window(before=window.before):
        return credits.frame.get_column("group")  # its number rises with time, as the period's does
    return _windows(window, credits, plan)


def _windows(window: core.Window, credits: PlanCredits, plan: PlanAtDay) -> pl.Series:
    frame = credits.frame
    if window.quota is not None:
        row = _quota_rows(window.quota, credits, plan)
        spans = pl.DataFrame({"group": frame.get_column("group"), "row": row})
        return spans.select(
            pl.any_horizontal(pl.all().ne_missing(pl.all().shift())).cum_sum().cast(pl.Int64)
        ).to_series()
    return plan.window_of_credits(window, credits)


def _quota_rows(quota: str, credits: PlanCredits, plan: PlanAtDay) -> pl.Series:
    """The one row of the quota that is valid on each credit's day."""
    return quotas.row_on(quota, plan.snapshot, credits.frame.select("payee", day="on"))


def _texts(per: core.Expr | None, credits: PlanCredits, plan: PlanAtDay) -> pl.Series:
    """What keeps counters apart, as text; null is a value of its own."""
    height = credits.frame.height
    if per is None:
        return pl.Series([None], dtype=pl.String).new_from_index(0, height)
    return told_apart(per, plan.credit_scope(credits.name)).cast(pl.String)
