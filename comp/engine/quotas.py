"""Quotas of a plan's groups: amounts for spans of days, added up by the days that fall into each period
(decision 0012).
"""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.exact import Numbers
from comp.engine.groups import Groups
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.core import NUMBER_SCALE, Kind


def quotas(node: core.Quota, snapshot: Snapshot, groups: Groups, currency: str) -> Numbers:
    """The quota of a name for every group; undefined where no row overlaps or one is in another currency."""
    pairs = _overlaps(node, snapshot, groups)
    sums: dict[int, Fraction | None] = {}
    unit = NUMBER_SCALE if node.kind is Kind.NUMBER else 1
    for group, amount, of_currency, days, of_days in pairs.iter_rows():
        before = sums.get(group, Fraction(0))
        known = amount is not None and (node.kind is Kind.NUMBER or of_currency == currency)
        sums[group] = (
            before + Fraction(amount * days, of_days * unit) if known and before is not None else None
        )
    if node.by_days_in_plan:
        frame = groups.frame
        parts = list(zip(frame.get_column("days"), frame.get_column("period_days"), strict=True))
        sums = {g: None if v is None else v * Fraction(*parts[g]) for g, v in sums.items()}
    return exact.of_fractions([sums.get(group) for group in range(groups.frame.height)])


def _overlaps(node: core.Quota, snapshot: Snapshot, groups: Groups) -> pl.DataFrame:
    """Rows of the quota that share a day with a group's period: group, amount, currency, shared days, days
    of the row.
    """
    source, table = snapshot.sources["quota"], snapshot.tables["quota"]
    amount = "units" if node.kind is Kind.NUMBER else "amount"
    of_currency = (
        pl.lit(source.currency_code) if source.currency_column is None else pl.col(source.currency_column)
    )
    rows = table.filter(pl.col("name") == node.name).select(
        "payee", "starts_on", "ends_on", amount=pl.col(amount), of_currency=of_currency
    )
    shared = pl.min_horizontal("ends_on", "closes_on") - pl.max_horizontal("starts_on", "opens_on")
    return (
        groups.frame.with_row_index("group")
        .join(rows, on="payee")
        .with_columns(
            days=shared.dt.total_days() + 1,
            of_days=(pl.col("ends_on") - pl.col("starts_on")).dt.total_days() + 1,
        )
        .filter(pl.col("days") > 0)
        .select("group", "amount", "of_currency", "days", "of_days")
    )
