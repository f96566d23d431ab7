"""Which credits a running aggregate counts beside each credit, and in which steps (decisions 0005, 0023)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from comp.engine import quotas
from comp.engine.evaluate import evaluate
from comp.engine.exact import tall
from comp.engine.plan_credits import PlanCredits
from comp.engine.running import Counter
from comp.language import core

if TYPE_CHECKING:
    from comp.engine.plan import PlanAtDay


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
        asked = frame.select("payee", day="on")
        row = quotas.row_on(window.quota, plan.snapshot, asked)
        spans = pl.DataFrame({"group": frame.get_column("group"), "row": row})
        return spans.select(
            pl.any_horizontal(pl.all().ne_missing(pl.all().shift())).cum_sum().cast(pl.Int64)
        ).to_series()
    return plan.window_of_credits(window, credits)


def _texts(per: core.Expr | None, credits: PlanCredits, plan: PlanAtDay) -> pl.Series:
    """What keeps counters apart, as text; null is a value of its own."""
    height = credits.frame.height
    if per is None:
        return pl.Series([None], dtype=pl.String).new_from_index(0, height)
    value = evaluate(per, plan.credit_scope(credits.name))
    if not isinstance(value, pl.Series):
        raise TypeError("a counter is kept apart by a text or a day, not by a number")
    return tall(value, height).cast(pl.String)
