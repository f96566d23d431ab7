"""Quotas: amounts for spans of days, and which of them count where they change (decisions 0012, 0026)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Numbers
from comp.engine.scope import Scope
from comp.engine.taking import taken
from comp.engine.targets import part_of_unit
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.core import NUMBER_SCALE, Kind

if TYPE_CHECKING:
    from comp.engine.plan import PlanAtDay


def of_groups(node: core.Quota, plan: PlanAtDay) -> Numbers:
    """The quota of every group: blended, or of the row in force at the close."""
    units, unit = plan.units(node.cadence)
    if node.basis is core.QuotaBasis.CLOSE:
        asked = units.with_columns(day=pl.col("closes_on"))
        value: Numbers = in_force(node, plan.snapshot, asked, plan.currency)
    else:
        value = blended(node, plan.snapshot, units, plan.currency)
    if node.by_days_in_plan:
        value = exact.multiply(value, part_of_unit(plan.plan.proration, plan.groups, units))
    return exact.gather(value, unit)


def of_days(node: core.Quota, plan: PlanAtDay, scope: Scope) -> Numbers:
    """The quota of each row by what is in force on the day of its credit, or of its line."""
    units, unit = plan.units(node.cadence)
    day = scope.born_on()
    if day is None or scope.group is None:
        raise TypeError("no day and period in this scope")
    unit = taken(unit, scope.group)
    asked = taken(units.select("payee", "opens_on", "closes_on"), unit)
    value: Numbers = in_force(node, plan.snapshot, asked.with_columns(day=day), plan.currency)
    if not node.by_days_in_plan:
        return value
    part = part_of_unit(plan.plan.proration, plan.groups, units)
    return exact.multiply(value, exact.gather(part, unit))


def blended(node: core.Quota, snapshot: Snapshot, units: pl.DataFrame, currency: str) -> Numbers:
    """The quota of every unit (payee, opens_on, closes_on): each row's amount times the days that it shares
    with the unit, over its own. Undefined where no row overlaps or one is in another currency.
    """
    pairs = _overlaps(node, snapshot, units)
    sums: dict[int, Fraction | None] = {}
    scale = _scale(node)
    for unit, amount, of_currency, days, of_days in pairs.iter_rows():
        before = sums.get(unit, Fraction(0))
        known = amount is not None and (node.kind is Kind.NUMBER or of_currency == currency)
        sums[unit] = (
            before + Fraction(amount * days, of_days * scale) if known and before is not None else None
        )
    return exact.of_fractions([sums.get(unit) for unit in range(units.height)])


def in_force(node: core.Quota, snapshot: Snapshot, asked: pl.DataFrame, currency: str) -> Numbers:
    """The quota by the one row that is valid on each day asked about (payee, day, opens_on, closes_on): for
    the whole unit, or for the days that the row shares with it. Undefined where no row or two are valid.
    """
    found = _valid(node, snapshot, asked)
    amount = found.get_column("amount").cast(pl.Int128)
    if node.kind is not Kind.NUMBER:
        known = (found.get_column("of_currency") == currency).fill_null(value=False)
        amount = exact.pick(known, amount, pl.Series([None], dtype=pl.Int128))
    days = found.get_column("shared" if node.basis is core.QuotaBasis.SPAN else "unit_days")
    # An amount and a number of days have 64 bits each, so their product fits 128.
    num = amount * days.cast(pl.Int128).fill_null(0)
    return Exact(num, _scale(node), found.get_column("of_days").cast(pl.Int128).fill_null(1))


def rows_on(name: str, snapshot: Snapshot, asked: pl.DataFrame) -> pl.DataFrame:
    """Every row of the quota that is valid on a day asked about (place, payee, day): place, quota_row."""
    rows = _rows(core.Quota(name, Kind.NUMBER), snapshot)
    valid = pl.col("day").is_between("starts_on", "ends_on")
    return asked.join(rows, on="payee").filter(valid).select("place", "quota_row")


def _scale(node: core.Quota) -> int:
    return NUMBER_SCALE if node.kind is Kind.NUMBER else 1


def _rows(node: core.Quota, snapshot: Snapshot) -> pl.DataFrame:
    source, table = snapshot.sources["quota"], snapshot.tables["quota"]
    amount = "units" if node.kind is Kind.NUMBER else "amount"
    of_currency = (
        pl.lit(source.currency_code) if source.currency_column is None else pl.col(source.currency_column)
    )
    return (
        table.with_row_index("quota_row")
        .filter(pl.col("name") == node.name)
        .select("payee", "starts_on", "ends_on", "quota_row", amount=pl.col(amount), of_currency=of_currency)
        .with_columns(of_days=(pl.col("ends_on") - pl.col("starts_on")).dt.total_days() + 1)
    )


def _overlaps(node: core.Quota, snapshot: Snapshot, units: pl.DataFrame) -> pl.DataFrame:
    """Rows of the quota that share a day with a unit: unit, amount, currency, shared days, row's days."""
    shared = pl.min_horizontal("ends_on", "closes_on") - pl.max_horizontal("starts_on", "opens_on")
    return (
        units.select("payee", "opens_on", "closes_on")
        .with_row_index("unit")
        .join(_rows(node, snapshot), on="payee")
        .with_columns(days=shared.dt.total_days() + 1)
        .filter(pl.col("days") > 0)
        .select("unit", "amount", "of_currency", "days", "of_days")
    )


def _valid(node: core.Quota, snapshot: Snapshot, asked: pl.DataFrame) -> pl.DataFrame:
    """Beside each day asked about the one row valid on it: amount, of_currency, quota_row, of_days,
    unit_days, shared (days of the unit that the row holds); null where there is no row, or two.
    """
    keys = ["payee", "day", "opens_on", "closes_on"]
    shared = pl.min_horizontal("ends_on", "closes_on") - pl.max_horizontal("starts_on", "opens_on")
    found = (
        asked.select(keys)
        .unique()
        .join(_rows(node, snapshot), on="payee")
        .filter(pl.col("day").is_between("starts_on", "ends_on"))
        .with_columns(
            unit_days=(pl.col("closes_on") - pl.col("opens_on")).dt.total_days() + 1,
            shared=shared.dt.total_days() + 1,
        )
        .unique(keys, keep="none")
    )
    return asked.select(keys).join(found, on=keys, how="left", maintain_order="left")
