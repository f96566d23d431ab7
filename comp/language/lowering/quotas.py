"""Lowers quotas and targets: what belongs to a payee and a period rather than to a row."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from comp.language import core, syntax
from comp.language.core import Kind
from comp.language.lowering.scope import PlanNames, Scope
from comp.language.lowering.types import DATE, UNKNOWN, Type, Typed
from comp.language.span import Span

if TYPE_CHECKING:
    from comp.language.lowering.expressions import Elaborator

NOTHING = core.Literal(Fraction(0))


def lower_quota(elaborator: Elaborator, node: syntax.QuotaOf, scope: Scope) -> Typed:
    """`quota.X …`: a quota bears the name of the credit or the measure that it is held against."""
    plan = scope.plan
    if plan is None or not scope.payee:
        said = f"A quota belongs to a payee, and {scope.place} has none."
        elaborator.faults.error("N005", node.span, said)
        return Typed(NOTHING, UNKNOWN)
    kind = quota_type(elaborator, node.name, plan)
    quota = core.Quota(
        node.name.text,
        kind.kind or Kind.NUMBER,
        node.by_days_in_plan,
        node.basis,
        node.cadence,
        span=node.span,
    )
    elaborator.used_days |= node.by_days_in_plan
    return Typed(quota, kind)


def quota_type(elaborator: Elaborator, name: syntax.Name, plan: PlanNames) -> Type:
    """The type of a quota: that of its credit or measure."""
    world = elaborator.world
    if name.text in world.credits:
        return world.credit_type(name.text, plan.currency)
    if plan.has(name.text) == "measure":
        return plan.measure_type(name.text)
    if name.text not in world.lost and plan.has(name.text) != "lost":
        hint = "A quota is named after the credit or the measure that it is held against."
        known = [*world.credits, *plan.names()]
        elaborator.faults.unknown("N003", name.span, "credit or measure", name.text, names=known, hint=hint)
    return UNKNOWN


def lower_period_target(elaborator: Elaborator, span: Span, scope: Scope) -> Typed:
    """`period target`: the clause's share of the target incentive for the line's unit."""
    plan = scope.plan
    if plan is None or not scope.payee or plan.annual_target is None or scope.target_share is None:
        elaborator.faults.error(
            "L006",
            span,
            "`period target` needs a share of the plan's target incentive.",
            'Head the clause `clause … "…", N% of target incentive`, and give the plan '
            "a line `target incentive … per year, as of the line's date`.",
        )
        return Typed(NOTHING, UNKNOWN)
    elaborator.used_days = elaborator.used_target = True
    target = core.PeriodTarget(
        plan.annual_target, scope.target_share, plan.target_blended, scope.cadence, span=span
    )
    return Typed(target, Type(Kind.MONEY, plan.currency))


def lower_in_currency(elaborator: Elaborator, node: syntax.InCurrency, scope: Scope) -> Typed:
    """`assignment.x in INR at the rate of DAY`: money of an assignment in another currency."""
    plan, faults = scope.plan, elaborator.faults
    if node.path.source.text != "assignment" or plan is None or not scope.payee:
        said = f"Only money of an assignment is read `in {node.currency.text}`."
        hint = "Money of a row becomes money of the plan by itself, at the rate that the header names."
        faults.error("N005", node.span, said, hint)
        return Typed(NOTHING, UNKNOWN)
    value = elaborator.expression(node.path, scope)
    if value.type.known and value.type.kind is not Kind.MONEY:
        said = f"This is {value.type}, so it has no currency."
        faults.error("T006", node.path.span, said, "Name a column of money.")
    if node.currency.text != plan.currency:
        said = f"The plan pays in {plan.currency}, not in {node.currency.text}."
        faults.error("T003", node.currency.span, said, f"Write `in {plan.currency}`.")
    on = elaborator.of_kind(node.on, scope, {Kind.DATE}, "a date")
    found = value.expr
    if isinstance(found, core.Lookup):
        found = core.Lookup(found.source, found.key, found.name, Kind.ROW_MONEY, found.as_of, span=found.span)
    converted = core.InCurrency(found, on.expr, plan.currency, plan.rounding, span=node.span)
    return Typed(converted, Type(Kind.MONEY, plan.currency))


def lower_of_line(elaborator: Elaborator, node: syntax.Expression, scope: Scope) -> Typed:
    """What a line has beside its payee: its birth, its period and that period's number in the year."""
    if not scope.payee:
        said = f"{scope.place[0].upper()}{scope.place[1:]} has no payee and no period yet."
        elaborator.faults.error("N005", node.span, said, "Use a day of the row that is at hand.")
        return Typed(NOTHING, UNKNOWN)
    match node:
        case syntax.LineDay():
            return Typed(core.BornOn(span=node.span), DATE)
        case syntax.EdgeOfPeriod():
            return Typed(core.PeriodEdge(node.last, span=node.span), DATE)
        case syntax.LastDayOfPayee():
            return Typed(core.PayeesLastDay(span=node.span), DATE)
        case syntax.NumberOfPeriod():
            return Typed(core.PeriodNumber(span=node.span), Type(Kind.NUMBER))
        case _:
            return Typed(core.ThisPayee(span=node.span), Type(Kind.PAYEE))
