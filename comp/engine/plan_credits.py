"""A credit as one plan sees it: its members' credits in its span, converted, less what was taken back, in
order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from comp.engine import exact, facts, losses
from comp.engine.crediting import CreditTable
from comp.engine.evaluate import holds
from comp.engine.exact import Exact, Numbers
from comp.engine.facts import Rows
from comp.engine.groups import Groups
from comp.engine.ordering import order_of
from comp.engine.scope import PlanValues, Scope
from comp.engine.taking import taken
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.core import NUMBER_SCALE, Kind


@dataclass(frozen=True, slots=True)
class PlanCredits:
    """Own credits (of one name) of a plan's members, sorted by payee and order (decision 0005).

    `frame`: row, part, payee, payee_no, direct, amount, on, known_on, group. `value`: plan money or a number.
    `step`: a number that is the same for the credits which one payee has from one fact, rising in order.
    """

    name: str
    frame: pl.DataFrame
    rows: Rows
    value: Numbers
    step: pl.Series


def plan_credits(
    table: CreditTable,
    plan: core.Plan,
    snapshot: Snapshot,
    groups: Groups,
    values: PlanValues,
) -> PlanCredits:
    """Restrict a credit to the plan's members, convert it and take back what was lost as credit."""
    if table.exact_way:
        exact.exact_way_taken()
    frame = _of_members(table, groups)
    if not table.in_order:
        frame = taken(frame, order_of(frame, "payee_no", "on", "rank", "place"))
        frame = frame.with_columns(number=pl.lit(None, pl.UInt32))
    frame = frame.with_columns(group=groups.group_of(frame.get_column("payee_no"), frame.get_column("on")))
    row = frame.get_column("row")
    rows = Rows(table.rows.source, table.rows.table, row)
    value = _value(table.credit, frame, rows, plan, snapshot)
    scope = Scope(snapshot, frame.height, {rows.source.name: rows}, plan=values)
    for _, statement in plan.statements():
        if (
            isinstance(statement, core.ClawBack)
            and statement.of_credit
            and statement.target == table.credit.name
        ):
            kept = losses.kept(statement, table.credit.source, row, scope)
            if kept is not None:
                after = _struck(exact.multiply(value, kept), table.credit.kind, plan)
                value = (
                    after if statement.where is None else _where(statement.where, frame, scope, after, value)
                )
    return PlanCredits(table.credit.name, frame, rows, value, _steps(frame))


def _of_members(table: CreditTable, groups: Groups) -> pl.DataFrame:
    """Credits whose payee is a member on their day, with `payee_no`."""
    frame, spans = table.frame, groups.spans.select("payee", "payee_no", "starts", "ends")
    if table.in_order and not spans.get_column("payee").is_duplicated().any():
        # Each payee's credits stand together, so a payee is looked up once.
        payee = frame.get_column("payee")
        stretch = payee.rle_id()
        heads = payee.filter(stretch.diff().fill_null(1) == 1).to_frame()
        found = heads.join(spans, on="payee", how="left", maintain_order="left").drop("payee")
        frame = frame.hstack(taken(found, stretch))
    else:
        frame = frame.join(spans, on="payee", maintain_order="left")
    return frame.filter(pl.col("on").is_between("starts", "ends")).drop("starts", "ends")


def earlier_credits(later: PlanCredits, day: date, still_open: pl.Series, groups: Groups) -> PlanCredits:
    """Those of a later day's credits that are known on a day and belong to groups that are open (by the later
    day's numbers); `groups` are those of the day.
    """
    known = later.frame.get_column("known_on") <= day
    chosen = (known & taken(still_open, later.frame.get_column("group")).fill_null(value=True)).arg_true()
    frame = taken(later.frame, chosen)
    frame = frame.with_columns(group=groups.group_of(frame.get_column("payee_no"), frame.get_column("on")))
    value = exact.gather(exact.spread(later.value, later.frame.height), chosen)
    rows = Rows(later.rows.source, later.rows.table, frame.get_column("row"))
    return PlanCredits(later.name, frame, rows, value, _steps(frame))


def _where(
    condition: core.Expr, frame: pl.DataFrame, scope: Scope, then: Numbers, otherwise: Numbers
) -> Numbers:
    """One value for the credits of which a condition is true, as of their day, the other for the rest."""
    payee, day = frame.get_column("payee"), frame.get_column("on")
    concerned = holds(condition, replace(scope, payee=payee, day=day, memo={}))
    return exact.choose(concerned, then, otherwise)


def _value(
    credit: core.Credit, frame: pl.DataFrame, rows: Rows, plan: core.Plan, snapshot: Snapshot
) -> Numbers:
    if credit.kind is Kind.NUMBER:
        return exact.of_integers(frame.get_column("amount"), NUMBER_SCALE)
    amount = exact.of_integers(frame.get_column("amount"))
    on = frame.get_column("on")
    day = on if plan.rate_on is None else pl.Series([plan.rate_on]).new_from_index(0, len(on))
    converted = facts.convert(snapshot, amount, rows.currency(), plan.currency, day)
    return Exact(exact.struck(converted, plan.rounding))


def _struck(value: Numbers, kind: Kind, plan: core.Plan) -> Numbers:
    if kind is Kind.NUMBER:
        billionths = exact.multiply(value, exact.constant(NUMBER_SCALE))
        return Exact(exact.struck(billionths, plan.rounding), NUMBER_SCALE)
    return Exact(exact.struck(value, plan.rounding))


def _steps(frame: pl.DataFrame) -> pl.Series:
    changed = (pl.col("payee_no") != pl.col("payee_no").shift()) | (pl.col("row") != pl.col("row").shift())
    return frame.select(changed.fill_null(value=True).cum_sum().alias("step")).to_series()
