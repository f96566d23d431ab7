"""Totals, counts and other aggregates over a window, once for each of a plan's groups (decisions 0006,
0023).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from comp.engine import exact, facts
from comp.engine.apart import told_apart
from comp.engine.evaluate import holds, numbers, payee_matters, series
from comp.engine.exact import Numbers
from comp.engine.facts import Rows
from comp.engine.plan_credits import PlanCredits
from comp.engine.scope import Scope
from comp.engine.summaries import ZERO_OVER_NOTHING, Terms, placed, summarised
from comp.engine.taking import taken
from comp.language import core

if TYPE_CHECKING:
    from comp.engine.plan import PlanAtDay


def group_totals(node: core.Aggregate, plan: PlanAtDay, limit: pl.Series) -> Numbers:
    """The aggregate for every group, over facts known by the group's limit."""
    over = node.over
    if isinstance(over, core.CreditSet) and (over.per is not None or over.window.quota is not None):
        return exact.undefined()  # such a counter has a value only beside a credit
    groups = _groups(plan, over.window, limit)
    shared = not _own(over) and not payee_matters((over.where, node.term, _valid_on(over)))
    asked = groups.filter(pl.col("payee_no") == pl.col("payee_no").first()) if shared else groups
    match over:
        case core.CreditSet():
            pairs, scope = _of_credits(over, plan, asked)
        case core.RowSet():
            pairs, scope = _of_rows(over, plan, asked)
    terms = _terms(node, scope)
    empty = exact.constant(0) if node.how in ZERO_OVER_NOTHING else exact.undefined()
    order = _order(node, pairs, scope)
    if not shared:
        found, values = summarised(node.how, pairs.get_column("group"), terms, order)
        return placed(found, values, groups.height, empty)
    found, values = summarised(node.how, pairs.get_column("period_no"), terms, order)
    by_period = placed(found, values, len(plan.groups.periods), empty)
    return exact.gather(by_period, groups.get_column("period_no"))


def cohort(where: core.Expr | None) -> core.AmongOwn | None:
    """The `is among own` that a condition demands whatever else it says."""
    return next((one for one in _demanded(where) if isinstance(one, core.AmongOwn)), None)


def own_first_known(node: core.AmongOwn, plan: PlanAtDay, payee: pl.Series, value: pl.Series) -> pl.Series:
    """The day on which each payee first had a credit whose fact holds the value; null where never."""
    asked = pl.DataFrame({"payee": payee, "value": value})
    return asked.join(
        _own_values(node, plan), on=["payee", "value"], how="left", maintain_order="left"
    ).get_column("first_known")


def _own(over: core.CreditSet | core.RowSet) -> bool:
    return isinstance(over, core.CreditSet) and not over.everyone


def _valid_on(over: core.CreditSet | core.RowSet) -> core.Expr | None:
    return over.on if isinstance(over, core.RowSet) else None


def _demanded(where: core.Expr | None) -> tuple[core.Expr, ...]:
    """The conditions that must all be true."""
    match where:
        case None:
            return ()
        case core.All():
            return where.conditions
        case _:
            return (where,)


def _terms(node: core.Aggregate, scope: Scope) -> Terms:
    if node.how is core.Aggregation.DISTINCT and node.term is not None:
        return told_apart(node.term, scope)
    return exact.spread(exact.constant(1) if node.term is None else numbers(node.term, scope), scope.height)


def _order(node: core.Aggregate, pairs: pl.DataFrame, scope: Scope) -> list[pl.Series]:
    """By which a set's latest row is found: its day, then its key."""
    if node.how is not core.Aggregation.LATEST:
        return []
    [rows] = scope.rows.values()
    return [pairs.get_column("dated"), rows.column(rows.source.key), pairs.get_column("place")]


def _own_values(node: core.AmongOwn, plan: PlanAtDay) -> pl.DataFrame:
    table = plan.all_credits(node.credit)
    frame = table.frame.filter("direct") if node.direct_only else table.frame
    rows = Rows(table.rows.source, table.rows.table, frame.get_column("row"))
    kind = next(column.kind for column in rows.source.columns if column.name == node.via)
    held = told_apart(
        core.Column(rows.source.name, node.via, kind),
        Scope(plan.snapshot, frame.height, {rows.source.name: rows}),
    )
    return (
        frame.select("payee", "known_on")
        .with_columns(value=held)
        .drop_nulls("value")
        .group_by("payee", "value")
        .agg(first_known=pl.col("known_on").min())
    )


def _counted_in(window: core.Window, own: pl.Series) -> pl.DataFrame:
    """Which windows each fact (by its place) counts in: its own and the `before` windows after it."""
    frame = pl.DataFrame({"window": own}).with_row_index("fact").drop_nulls("window")
    if not window.before:
        return frame
    return pl.concat([frame.with_columns(pl.col("window") + later) for later in range(window.before + 1)])


def _groups(plan: PlanAtDay, window: core.Window, limit: pl.Series) -> pl.DataFrame:
    frame = plan.groups.frame
    return pl.DataFrame(
        {
            "group": pl.int_range(frame.height, dtype=pl.Int64, eager=True),
            "payee_no": frame.get_column("payee_no"),
            "payee": frame.get_column("payee"),
            "period_no": frame.get_column("period_no"),
            "window": plan.window_of_groups(window),
            "limit": limit,
            # In a measure an assignment is the one of the payee's last member day of the period.
            "day": plan.member_days,
        }
    )


def _of_credits(over: core.CreditSet, plan: PlanAtDay, asked: pl.DataFrame) -> tuple[pl.DataFrame, Scope]:
    """Credits beside the groups that count them; lookups are as of the group's day."""
    credits = plan.credits(over.credit)
    frame = credits.frame.select("payee_no", "known_on", "place", dated="on").with_row_index("fact")
    if over.direct_only:
        frame = frame.filter(credits.frame.get_column("direct"))
    in_order = over.window == core.Window() and not over.everyone
    if in_order:
        pairs = _in_their_periods(frame, credits, asked)
    else:
        keys = ["window"] if over.everyone else ["payee_no", "window"]
        frame = frame.drop("payee_no") if over.everyone else frame
        counted = _counted_in(over.window, plan.window_that_counts(over.window, credits))
        pairs = frame.join(counted, on="fact").join(asked, on=keys)
    pairs = pairs.filter(pl.col("known_on") <= pl.col("limit"))

    def beside(pairs: pl.DataFrame) -> Scope:
        scope = _pair_scope(plan, credits.rows, pairs)
        every = in_order and pairs.height == credits.frame.height
        value = credits.value if every else exact.gather(credits.value, pairs.get_column("fact"))
        return replace(scope, credits={over.credit: value}, credit_day=pairs.get_column("dated"))

    scope = beside(pairs)
    if over.where is None:
        return pairs, scope
    pairs = pairs.filter(holds(over.where, scope))
    return pairs, beside(pairs)


def _in_their_periods(frame: pl.DataFrame, credits: PlanCredits, asked: pl.DataFrame) -> pl.DataFrame:
    """Credits, each beside the group of its payee and performance period, in their order."""
    group = credits.frame.get_column("group")
    group = group if len(group) == frame.height else taken(group, frame.get_column("fact"))
    if group.null_count():
        frame, group = frame.filter(group.is_not_null()), group.drop_nulls()
    # All groups are asked about, in order, so a group's number is its place.
    return frame.drop("payee_no").hstack(taken(asked, group))


def _of_rows(over: core.RowSet, plan: PlanAtDay, asked: pl.DataFrame) -> tuple[pl.DataFrame, Scope]:
    """Rows beside the groups that count them."""
    rows = facts.all_rows(plan.snapshot, over.source)
    pairs = _dated(over, plan, rows, asked) if over.on is None else _valid(over, over.on, plan, rows, asked)
    pairs = pairs.with_columns(place=pl.lit(0))
    if over.where is not None:
        pairs = pairs.filter(holds(over.where, _pair_scope(plan, rows, pairs)))
    return pairs, _pair_scope(plan, rows, pairs)


def _dated(over: core.RowSet, plan: PlanAtDay, rows: Rows, asked: pl.DataFrame) -> pl.DataFrame:
    """Rows of an event source in the windows of the groups."""
    dated = rows.column(rows.source.dated or rows.source.key)
    windows = _counted_in(over.window, plan.window_of_days(over.window, dated))
    frame = windows.with_columns(dated=taken(dated, windows.get_column("fact")))
    pairs = _beside_payees(over, plan, rows, frame, asked)
    return pairs.filter(pl.col("dated") <= pl.col("limit"))


def _valid(
    over: core.RowSet, on: core.Expr, plan: PlanAtDay, rows: Rows, asked: pl.DataFrame
) -> pl.DataFrame:
    """Rows of a state source that are valid on the day that each group asks about."""
    source, table = rows.source, rows.table
    blank = pl.lit(None, pl.Date)
    frame = table.select(
        starts=pl.col(source.valid_from) if source.valid_from else blank,
        ends=pl.col(source.valid_through) if source.valid_through else blank,
    ).with_row_index("fact")
    scope = plan.group_scope()
    days = taken(series(on, scope), asked.get_column("group"))
    pairs = _beside_payees(over, plan, rows, frame, asked.drop("window").with_columns(dated=days))
    return pairs.filter(
        pl.col("dated").is_not_null()
        & (pl.col("starts").is_null() | (pl.col("starts") <= pl.col("dated")))
        & (pl.col("ends").is_null() | (pl.col("ends") >= pl.col("dated")))
    )


def _beside_payees(
    over: core.RowSet, plan: PlanAtDay, rows: Rows, frame: pl.DataFrame, asked: pl.DataFrame
) -> pl.DataFrame:
    """Rows (by `fact`) joined to groups: by the payee whom a condition asks for, where it does."""
    scope = Scope(plan.snapshot, rows.table.height, {over.source: rows}, plan=plan)
    own, owner = cohort(over.where), _owner(over.where)
    keys = ["window"] if "window" in asked.columns else []
    if owner is not None:
        payee = series(owner, scope)
        frame = frame.with_columns(payee=taken(payee, frame.get_column("fact")))
        return frame.join(asked, on=["payee", *keys])
    if own is not None:
        value = told_apart(own.column, scope)
        frame = frame.with_columns(value=taken(value, frame.get_column("fact")))
        held = frame.join(_own_values(own, plan), on="value")
        pairs = held.join(asked, on=["payee", *keys])
        return pairs.filter(pl.col("first_known") <= pl.col("limit"))
    return frame.join(asked, on=keys) if keys else frame.join(asked, how="cross")


def _owner(where: core.Expr | None) -> core.Expr | None:
    """The column that a condition demands to be the payee."""
    for one in _demanded(where):
        if isinstance(one, core.Compare) and one.comparison is core.Comparison.IS:
            for side, other in ((one.left, one.right), (one.right, one.left)):
                if isinstance(side, core.ThisPayee) and isinstance(other, core.Column):
                    return other
    return None


def _pair_scope(plan: PlanAtDay, rows: Rows, pairs: pl.DataFrame) -> Scope:
    index = taken(rows.positions(), pairs.get_column("fact"))
    return Scope(
        plan.snapshot,
        pairs.height,
        {rows.source.name: Rows(rows.source, rows.table, index)},
        payee=pairs.get_column("payee"),
        day=pairs.get_column("day"),
        group=pairs.get_column("group"),
        limit=pairs.get_column("limit"),
        plan=plan,
    )
