"""What a measure or a quota of a plan is at a day, for whoever expects it (decision 0030)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import cast

import polars as pl

from comp.engine import exact, facts
from comp.engine.exact import Numbers
from comp.engine.plan import PlanAtDay
from comp.engine.scope import Scope
from comp.engine.valuation import plan_at
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.calendar import Calendar
from comp.language.core import Kind, Reading

_BESIDE_A_CREDIT = (Reading.RUNNING, Reading.BEFORE, Reading.WITH)


def readings(  # noqa: PLR0917 - as `valuate`, and what is asked
    program: core.Program, plan: core.Plan, snapshot: Snapshot, calendar: Calendar, as_of: date, name: str
) -> dict[tuple[str, str], Fraction | None]:
    """The value of a measure (its name) or a quota (`quota.X`) by payee and performance period; of a measure
    that runs by payee and `fact#part`, read with that credit. Money is in minor units.

    Raises:
        KeyError: the plan has no such measure.
    """
    day = plan.read_on(as_of, calendar)
    at_day = plan_at(program, plan, facts.at_day(snapshot, day), calendar, day)
    if not at_day.groups.periods:
        return {}
    if name.startswith("quota."):
        quota = name.removeprefix("quota.")
        scope = at_day.group_scope()
        return _of_groups(at_day.quota(core.Quota(quota, _kind(quota, program, plan)), scope), at_day)
    measure = plan.measures[name]
    if measure.reading in _BESIDE_A_CREDIT:
        return _of_credits(measure, at_day)
    value = at_day.measure(
        core.MeasureValue(name, measure.kind), at_day.group_scope(at_close=measure.reading is Reading.CLOSE)
    )
    return _of_groups(value, at_day)


def _of_groups(value: Numbers, plan: PlanAtDay) -> dict[tuple[str, str], Fraction | None]:
    frame = plan.groups.frame
    return _by(frame.get_column("payee"), frame.get_column("period"), exact.spread(value, frame.height))


def _of_credits(measure: core.Measure, plan: PlanAtDay) -> dict[tuple[str, str], Fraction | None]:
    name = next(_credits_of(measure, plan.plan))
    credits, scope = plan.credits(name), plan.credit_scope(name)
    fact = credits.rows.column(credits.rows.source.key)
    unit = credits.frame.select(pl.concat_str(fact, pl.lit("#"), pl.col("part"))).to_series()
    value = exact.spread(_beside(measure, scope, plan), scope.height)
    return _by(credits.frame.get_column("payee"), unit, value)


def _beside(measure: core.Measure, scope: Scope, plan: PlanAtDay) -> Numbers:
    side = "before" if measure.reading is Reading.BEFORE else "with"
    value = exact.spread(plan.read_running(measure, scope, side), scope.height)
    return plan.excepted(measure.exceptions, value, scope)


def _by(payee: pl.Series, unit: pl.Series, value: Numbers) -> dict[tuple[str, str], Fraction | None]:
    return dict(zip(zip(payee, unit, strict=True), exact.fractions_of(value), strict=True))


def _credits_of(node: object, plan: core.Plan) -> Iterator[str]:
    """The credits that a value adds up, also by way of other measures."""
    if isinstance(node, core.CreditSet):
        yield node.credit
    elif isinstance(node, core.MeasureValue):
        yield from _credits_of(plan.measures[node.name], plan)
    elif isinstance(node, tuple):
        for part in cast("tuple[object, ...]", node):
            yield from _credits_of(part, plan)
    elif isinstance(node, core.Node):
        for field in fields(node):
            yield from _credits_of(getattr(node, field.name), plan)


def _kind(quota: str, program: core.Program, plan: core.Plan) -> Kind:
    """Units or money: as the credit or measure that the quota is held against."""
    if quota in plan.measures:
        kind = plan.measures[quota].kind
    elif quota in program.credits:
        kind = program.credits[quota].kind
    else:
        return Kind.MONEY
    return Kind.NUMBER if kind is Kind.NUMBER else Kind.MONEY
