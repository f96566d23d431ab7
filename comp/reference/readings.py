"""The value of one measure or quota of a plan by payee and unit, as the plan's examples may expect it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar, Period
from comp.language.core import (
    CreditSet,
    Kind,
    Measure,
    MeasureValue,
    Plan,
    Program,
    Quota,
    Reading,
)
from comp.reference.credited import OwnCredit
from comp.reference.existing import member_periods
from comp.reference.facts_index import Facts
from comp.reference.measures import PlanView
from comp.reference.mentions import nodes
from comp.reference.scope import Scope, Side, Sight
from comp.reference.telling import Teller
from comp.reference.trace import Step
from comp.reference.valuation import plan_view
from comp.reference.values import Amount, Undefined, Value

QUOTA = "quota."
_BESIDE_A_CREDIT = {Reading.RUNNING, Reading.BEFORE, Reading.WITH}


def readings(  # noqa: PLR0917 - the same call as the other engine's
    program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, as_of: date, name: str
) -> dict[tuple[str, str], Fraction | None]:
    """A measure, or a quota as `quota.X`, by payee and unit; None where it is undefined.

    The unit is a performance period's name, or `fact#part` for a measure that runs, which is read with that
    credit. Money is in minor units of the plan's currency.
    """
    view = plan_view(program, plan, Facts(snapshot), calendar, as_of)
    expr = _asked(view, name)
    return {
        (scope.payee or "", unit): _plain(_value(view, expr, scope)) for unit, scope in _scopes(view, expr)
    }


def reading_step(  # noqa: PLR0917 - a reading and which one of its values
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    calendar: Calendar,
    as_of: date,
    name: str,
    payee: str,
    unit: str,
) -> Step | None:
    """How one value of a measure or quota came about; None where there is none of that payee and unit."""
    view = plan_view(program, plan, Facts(snapshot), calendar, as_of)
    expr = _asked(view, name)
    teller = Teller(view)
    for found, scope in _scopes(view, expr):
        if (scope.payee, found) == (payee, unit):
            return teller.tell(expr, scope).steps[0]
    return None


def _asked(view: PlanView, name: str) -> MeasureValue | Quota:
    if not name.startswith(QUOTA):
        return MeasureValue(name, view.plan.measures[name].kind)
    quota = name.removeprefix(QUOTA)
    return Quota(quota, _kind_of_quota(view, quota))


def _kind_of_quota(view: PlanView, name: str) -> Kind:
    """A quota is money or a number as the plan reads it; else as the credit or measure of its name is."""
    for node in nodes([view.plan.clauses, view.plan.measures, view.plan.tables]):
        if isinstance(node, Quota) and node.name == name:
            return node.kind
    measure = view.plan.measures.get(name)
    credit = view.program.credits.get(name)
    of = measure.kind if measure else credit.kind if credit else Kind.MONEY
    return Kind.NUMBER if of is Kind.NUMBER else Kind.MONEY


def _scopes(view: PlanView, expr: MeasureValue | Quota) -> Iterator[tuple[str, Scope]]:
    """Every unit in which it is read, with what it sees there."""
    for payee in view.members.payees():
        measure = view.plan.measures[expr.name] if isinstance(expr, MeasureValue) else None
        if measure is not None and measure.reading in _BESIDE_A_CREDIT:
            for credit in _credits(view, measure, payee):
                period = view.calendar.period_of(credit.of.on, view.plan.performance)
                unit = f"{credit.of.fact}#{credit.of.part}"
                yield unit, _scope(view, payee, credit.of.on, period, credit)
        else:
            for period in member_periods(view, payee):
                last = view.members.days(payee, period)[-1]
                yield period.name, _scope(view, payee, last, period, None)


def _credits(view: PlanView, measure: Measure, payee: str) -> Iterator[OwnCredit]:
    """The payee's credits under the plan that a running measure counts, also through another measure."""
    for name in sorted(_credits_in(view, measure)):
        for credit in view.own.of(name, payee):
            if credit.in_plan:
                yield credit


def _credits_in(view: PlanView, measure: Measure) -> set[str]:
    found: set[str] = set()
    for node in nodes(measure.value):
        if isinstance(node, CreditSet):
            found.add(node.credit)
        elif isinstance(node, MeasureValue):
            found |= _credits_in(view, view.plan.measures[node.name])
    return found


def _scope(view: PlanView, payee: str, born_on: date, period: Period, credit: OwnCredit | None) -> Scope:
    rows = {credit.of.source: credit.of.row} if credit else {}
    sight = Sight(view.as_of, Side.WITH) if credit else Sight(view.as_of)
    return Scope(view.facts, sight, rows, payee, born_on, period, credit, view)


def _value(view: PlanView, expr: MeasureValue | Quota, scope: Scope) -> Value:
    return view.quota(expr, scope) if isinstance(expr, Quota) else view.measure(expr, scope)


def _plain(value: Value) -> Fraction | None:
    """A number, or money in minor units.

    Raises:
        TypeError: a measure of another kind, which the checker of plans rules out.
    """
    match value:
        case Undefined():
            return None
        case Amount(minor=minor):
            return minor
        case Fraction():
            return value
        case _:
            raise TypeError(f"a measure is a number or money, not {value!r}")
