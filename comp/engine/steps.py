"""Aggregates that run: which credits each counts beside each credit, in which steps (decisions 0005,
0023).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from comp.engine import exact, quotas
from comp.engine.apart import told_apart
from comp.engine.evaluate import holds, numbers, payee_matters, period_matters
from comp.engine.exact import Numbers, tall
from comp.engine.plan_credits import PlanCredits
from comp.engine.running import Counter, Sides, running_value
from comp.engine.scope import Scope
from comp.engine.taking import taken
from comp.errors import CompError
from comp.language import core

if TYPE_CHECKING:
    from comp.engine.plan import PlanAtDay


def added_up_beside(node: core.Aggregate, plan: PlanAtDay, scope: Scope, credit: str) -> Sides:
    """An aggregate of a measure that runs, beside each of a plan's credits of a name."""
    over = node.over
    if not isinstance(over, core.CreditSet) or over.credit != credit:
        raise CompError(f"{plan.plan.name}: a measure read beside a credit adds up {credit} and nothing else")
    added = (over.where, node.term)
    by_payee = over.everyone and payee_matters(added)
    by_period = over.window != core.Window() and period_matters(added)
    if not by_payee and not by_period:
        return _running_beside(node, over, plan, scope)
    # What is added up is another thing for each payee or period that asks, so it is added up for each.
    asking = _asking(plan, scope).with_columns(
        pl.col("payee_no") if by_payee else pl.lit(None, pl.Int64).alias("payee_no"),
        pl.col("period_no") if by_period else pl.lit(None, pl.Int64).alias("period_no"),
    )
    unknown = exact.spread(exact.undefined(), scope.height)
    before, after = unknown, unknown
    for payee_no, period_no in asking.unique().iter_rows():
        asked = _asked_by(payee_no, period_no, plan, scope)
        mine = asking.select(
            pl.col("payee_no").eq_missing(payee_no) & pl.col("period_no").eq_missing(period_no)
        ).to_series()
        theirs = _running_beside(node, over, plan, asked)
        before = exact.choose(mine, theirs.before, before)
        after = exact.choose(mine, theirs.after, after)
    return Sides(before, after)


def _asking(plan: PlanAtDay, scope: Scope) -> pl.DataFrame:
    """The payee and the period of each row of a scope."""
    if scope.group is None:
        raise TypeError("no payee and period in this scope")
    periods = len(plan.groups.periods)
    return pl.DataFrame({"payee_no": scope.group // periods, "period_no": scope.group % periods})


def _asked_by(payee_no: int | None, period_no: int | None, plan: PlanAtDay, scope: Scope) -> Scope:
    """Credits as one payee asks about them, or each their own, in one period, or each in its own."""
    of = _asking(plan, scope)
    payees = of.get_column("payee_no") if payee_no is None else tall(pl.Series([payee_no]), scope.height)
    periods = of.get_column("period_no") if period_no is None else tall(pl.Series([period_no]), scope.height)
    group = payees * len(plan.groups.periods) + periods
    payee = taken(plan.groups.frame.get_column("payee"), group)
    return replace(scope, payee=payee, group=group, day=taken(plan.member_days, group), memo={})


def _running_beside(node: core.Aggregate, over: core.CreditSet, plan: PlanAtDay, scope: Scope) -> Sides:
    """The aggregate beside each of a plan's credits; `scope` is what terms and conditions see."""
    credits = plan.credits(over.credit)
    term = _term(node, scope)
    counted = holds(over.where, scope)
    if over.direct_only:
        counted = counted & credits.frame.get_column("direct")
    if over.window.cadence is not None:
        # The window is that of the performance period's last day, and may not hold the credit's own.
        own = plan.window_that_counts(over.window, credits)
        counted = counted & (own == plan.window_of_credits(over.window, credits)).fill_null(value=False)
    if over.window.quota is not None:
        return _of_spans(node.how, over, over.window.quota, credits, plan, term, counted)
    return running_value(node.how, counter_over(over, credits, plan), term, counted)


def _of_spans(  # noqa: PLR0917 - a running aggregate, and the quota whose rows are its windows
    how: core.Aggregation,
    over: core.CreditSet,
    quota: str,
    credits: PlanCredits,
    plan: PlanAtDay,
    term: Numbers,
    counted: pl.Series,
) -> Sides:
    """The aggregate within the days of each row of a quota; undefined beside a credit on whose day no row is
    valid, or two. A credit counts in every row that holds its day.
    """
    frame = credits.frame
    height = frame.height
    asked = frame.select("payee", day="on").with_row_index("place")
    order = (
        asked.join(quotas.rows_on(quota, plan.snapshot, asked), on="place", how="left")
        .join(
            frame.select("group", "row", per=_texts(over.per, credits, plan)).with_row_index("place"),
            on="place",
        )
        .with_columns(
            whose=pl.struct("group", "per", "quota_row").rank("dense").cast(pl.Int64),
            alone=pl.len().over("place") == 1,
        )
        .sort("whose", "place")
        .with_row_index("at")
    )
    changed = pl.any_horizontal(pl.col("whose", "row").ne_missing(pl.col("whose", "row").shift()))
    step = order.select(changed.cum_sum()).to_series().cast(pl.UInt32)
    window = pl.Series([0]).new_from_index(0, order.height)
    place = order.get_column("place")
    value = running_value(
        how,
        Counter(order.get_column("whose"), window, step),
        exact.gather(exact.spread(term, height), place),
        taken(exact.tall(counted, height), place),
    )
    known = order.filter("alone", pl.col("quota_row").is_not_null()).select("place", "at")
    at = asked.select("place").join(known, on="place", how="left", maintain_order="left").get_column("at")

    def of_credits(side: Numbers) -> Numbers:
        found = exact.gather(exact.spread(side, order.height), at.fill_null(0))
        return exact.choose(at.is_null(), exact.undefined(), found)

    return value.each(of_credits)


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
    window = plan.window_of_credits(over.window, credits)
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
    return plan.window_of_credits(window, credits)


def _texts(per: core.Expr | None, credits: PlanCredits, plan: PlanAtDay) -> pl.Series:
    """What keeps counters apart, as text; null is a value of its own."""
    height = credits.frame.height
    if per is None:
        return pl.Series([None], dtype=pl.String).new_from_index(0, height)
    return told_apart(per, plan.credit_scope(credits.name)).cast(pl.String)
