"""Totals and counts over a window, once for each of a plan's groups (decision 0006)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from comp.engine import exact, facts
from comp.engine.evaluate import holds, numbers, payee_matters, series
from comp.engine.exact import Numbers
from comp.engine.facts import Rows
from comp.engine.losses import sum_by
from comp.engine.scope import Scope
from comp.language import core

if TYPE_CHECKING:
    from comp.engine.plan import PlanAtDay


def group_totals(node: core.Aggregate, plan: PlanAtDay, limit: pl.Series) -> Numbers:
    """The aggregate for every group, over facts known by the group's limit; nothing adds up to zero."""
    match node.over:
        case core.CreditSet():
            group, term = _over_credits(node, node.over, plan, limit)
        case core.RowSet() if _company_wide(node):
            return _over_rows_of_company(node, node.over, plan, limit)
        case core.RowSet():
            group, term = _over_rows(node, node.over, plan, limit)
    return _spread_over_groups(group, term, plan.groups.frame.height)


def cohort(where: core.Expr | None) -> core.AmongOwn | None:
    """The `is among own` that a condition demands whatever else it says."""
    match where:
        case core.AmongOwn():
            return where
        case core.All():
            return next((c for c in where.conditions if isinstance(c, core.AmongOwn)), None)
        case _:
            return None


def own_first_known(node: core.AmongOwn, plan: PlanAtDay, payee: pl.Series, value: pl.Series) -> pl.Series:
    """The day on which each payee first had a credit whose fact holds the value; null where never."""
    asked = pl.DataFrame({"payee": payee, "value": value})
    return asked.join(
        _own_values(node, plan), on=["payee", "value"], how="left", maintain_order="left"
    ).get_column("first_known")


def _own_values(node: core.AmongOwn, plan: PlanAtDay) -> pl.DataFrame:
    table = plan.all_credits(node.credit)
    frame = table.frame.filter("direct") if node.direct_only else table.frame
    held = table.rows.table.get_column(node.via).gather(frame.get_column("row"))
    return (
        frame.select("payee", "known_on")
        .with_columns(value=held)
        .drop_nulls("value")
        .group_by("payee", "value")
        .agg(first_known=pl.col("known_on").min())
    )


def _windows(plan: PlanAtDay, window: core.Window, day: pl.Series) -> pl.DataFrame:
    """Which windows each fact (by its place) counts in: its own period's and those of the `before` periods
    after it.
    """
    own = pl.DataFrame({"window": plan.window_of(window, day)}).with_row_index("fact")
    return pl.concat([own.with_columns(pl.col("window") + later) for later in range(window.before + 1)])


def _groups(plan: PlanAtDay, window: core.Window, limit: pl.Series) -> pl.DataFrame:
    frame = plan.groups.frame
    return pl.DataFrame(
        {
            "group": pl.int_range(frame.height, dtype=pl.Int64, eager=True),
            "payee_no": frame.get_column("payee_no"),
            "payee": frame.get_column("payee"),
            "period_no": frame.get_column("period_no"),
            "window": plan.window_of(window, frame.get_column("opens_on")),
            "limit": limit,
            # In a measure an assignment is the one of the payee's last member day of the period.
            "day": frame.select(pl.coalesce("last_day", "closes_on")).to_series(),
        }
    )


def _over_credits(
    node: core.Aggregate, over: core.CreditSet, plan: PlanAtDay, limit: pl.Series
) -> tuple[pl.Series, Numbers]:
    credits = plan.credits(over.credit)
    frame = credits.frame.select("payee_no", "known_on").with_row_index("fact")
    if over.direct_only:
        frame = frame.filter(credits.frame.get_column("direct"))
    pairs = (
        frame.join(_windows(plan, over.window, credits.frame.get_column("on")), on="fact")
        .join(_groups(plan, over.window, limit), on=["payee_no", "window"])
        .filter(pl.col("known_on") <= pl.col("limit"))
    )
    scope = _credit_scope(plan, over.credit, pairs)
    if over.where is not None:
        pairs = pairs.filter(holds(over.where, scope))
        scope = _credit_scope(plan, over.credit, pairs)
    term = exact.constant(1) if node.term is None else numbers(node.term, scope)
    return pairs.get_column("group"), exact.spread(term, scope.height)


def _credit_scope(plan: PlanAtDay, credit: str, pairs: pl.DataFrame) -> Scope:
    """Credits beside the groups that count them; lookups are as of the group's day."""
    credits, fact = plan.credits(credit), pairs.get_column("fact")
    scope = _pair_scope(plan, credits.rows, pairs)
    return replace(scope, credits={credit: exact.gather(credits.value, fact)})


def _company_wide(node: core.Aggregate) -> bool:
    return (
        isinstance(node.over, core.RowSet)
        and not payee_matters(node.over.where)
        and not payee_matters(node.term)
    )


def _dated(plan: PlanAtDay, over: core.RowSet) -> tuple[Rows, pl.Series]:
    rows = facts.all_rows(plan.snapshot, over.source)
    return rows, rows.column(rows.source.dated or rows.source.key)


def _over_rows_of_company(
    node: core.Aggregate, over: core.RowSet, plan: PlanAtDay, limit: pl.Series
) -> Numbers:
    """Without a payee in sight a period's total is the same for all: work it out once for each period."""
    rows, dated = _dated(plan, over)
    scope = Scope(plan.snapshot, len(dated), {over.source: rows}, plan=plan)
    term = exact.spread(exact.constant(1) if node.term is None else numbers(node.term, scope), scope.height)
    every = _groups(plan, over.window, limit)
    of_one_payee = every.unique("period_no", keep="first", maintain_order=True)
    pairs = (
        pl.DataFrame({"dated": dated})
        .with_row_index("fact")
        .filter(holds(over.where, scope))
        .join(_windows(plan, over.window, dated), on="fact")
        .join(of_one_payee, on="window")
        .filter(pl.col("dated") <= pl.col("limit"))
    )
    period, totals = sum_by(pairs.get_column("period_no"), exact.gather(term, pairs.get_column("fact")))
    by_period = _placed(period, totals, len(plan.groups.periods))
    return exact.gather(by_period, every.get_column("period_no"))


def _over_rows(
    node: core.Aggregate, over: core.RowSet, plan: PlanAtDay, limit: pl.Series
) -> tuple[pl.Series, Numbers]:
    rows, dated = _dated(plan, over)
    own = cohort(over.where)
    facts_frame = (
        pl.DataFrame({"dated": dated})
        .with_row_index("fact")
        .join(_windows(plan, over.window, dated), on="fact")
    )
    groups = _groups(plan, over.window, limit)
    if own is None:
        pairs = facts_frame.join(groups, on="window")
    else:
        value = series(own.column, Scope(plan.snapshot, len(dated), {over.source: rows}, plan=plan))
        pairs = (
            facts_frame.with_columns(value=value.gather(facts_frame.get_column("fact")))
            .join(_own_values(own, plan), on="value")
            .join(groups, on=["payee", "window"])
            .filter(pl.col("first_known") <= pl.col("limit"))
        )
    pairs = pairs.filter(pl.col("dated") <= pl.col("limit"))
    pairs = pairs.filter(holds(over.where, _pair_scope(plan, rows, pairs)))
    scope = _pair_scope(plan, rows, pairs)
    term = exact.constant(1) if node.term is None else numbers(node.term, scope)
    return pairs.get_column("group"), exact.spread(term, scope.height)


def _pair_scope(plan: PlanAtDay, rows: Rows, pairs: pl.DataFrame) -> Scope:
    index = rows.positions().gather(pairs.get_column("fact"))
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


def _spread_over_groups(group: pl.Series, term: Numbers, height: int) -> Numbers:
    found, totals = sum_by(group, term)
    return _placed(found, totals, height)


def _placed(position: pl.Series, values: Numbers, height: int) -> Numbers:
    """Values at their positions among `height`, zero elsewhere."""
    if len(position) == 0:
        return exact.spread(exact.constant(0), height)
    place = (
        pl.DataFrame({"position": pl.int_range(height, dtype=pl.Int64, eager=True)})
        .join(
            pl.DataFrame({"position": position.cast(pl.Int64)}).with_row_index("place"),
            on="position",
            how="left",
            maintain_order="left",
        )
        .get_column("place")
    )
    return exact.choose(place.is_null(), exact.constant(0), exact.gather(values, place))
