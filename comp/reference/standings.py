"""Where payees stand in every measure of a plan: its value, its quota and what was reached, at a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from comp.language.calendar import Calendar, Period
from comp.language.core import (
    Arithmetic,
    Expr,
    Measure,
    MeasureValue,
    Operator,
    Plan,
    Program,
    Quota,
    Reading,
)
from comp.reference.evaluate import evaluate
from comp.reference.existing import member_periods
from comp.reference.facts_index import Facts
from comp.reference.measures import PlanView
from comp.reference.mentions import nodes
from comp.reference.scope import Scope, Sight
from comp.reference.telling import Teller
from comp.reference.valuation import plan_view
from comp.reference.values import Exact, Undefined, Value
from comp.reference.wording import shown

_BESIDE_A_CREDIT = {Reading.RUNNING, Reading.BEFORE, Reading.WITH}
Defined: TypeAlias = Exact | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure of a payee and performance period: exact, None where undefined, and `text` in words.

    `quota` is that of the measure where it reads one alone; `reached` is what is divided by it, where it is.
    """

    measure: str
    payee: str
    period: str
    value: Defined
    quota: Defined
    reached: Defined
    text: str


def standings(  # noqa: PLR0917 - the same call as for lines, and which periods
    program: Program, plan: Plan, facts: Facts, calendar: Calendar, as_of: date, within: Period
) -> Iterator[Standing]:
    """Every measure of every payee, in the performance periods that share a day with `within`.

    A measure that runs along the credits is taken with all of them up to the day; one that is read at the
    close of its period is undefined before that.
    """
    view = plan_view(program, _read_at_the_day(plan), facts, calendar, as_of)
    teller = Teller(view)
    for payee in view.members.payees():
        for period in member_periods(view, payee):
            if period.starts_on < within.ends_before and within.starts_on < period.ends_before:
                for measure in view.plan.measures.values():
                    yield _standing(view, teller, measure, payee, period)


def _read_at_the_day(plan: Plan) -> Plan:
    measures = {
        name: replace(measure, reading=Reading.POSTING) if measure.reading in _BESIDE_A_CREDIT else measure
        for name, measure in plan.measures.items()
    }
    return replace(plan, measures=measures)


def _standing(view: PlanView, teller: Teller, measure: Measure, payee: str, period: Period) -> Standing:
    last = view.members.days(payee, period)[-1]
    scope = Scope(view.facts, Sight(view.as_of), {}, payee, last, period, None, view)
    asked = MeasureValue(measure.name, measure.kind)
    value = view.measure(asked, scope)
    quotas = set(_quotas(measure.value))
    quota = view.quota(quotas.pop(), view.measure_scope(measure, scope)) if len(quotas) == 1 else None
    return Standing(
        measure.name,
        payee,
        period.name,
        _defined(value),
        _defined(quota),
        _reached(view, measure, scope),
        shown(value, teller.style(asked)),
    )


def _quotas(value: Expr) -> Iterator[Quota]:
    return (node for node in nodes(value) if isinstance(node, Quota))


def _reached(view: PlanView, measure: Measure, scope: Scope) -> Defined:
    """What stands above the quota, where the measure is a quotient of the two."""
    match measure.value:
        case Arithmetic(operator=Operator.DIVIDE, left=left, right=Quota()):
            seen = view.measure_scope(measure, scope)
            return None if seen.sight.unread else _defined(evaluate(left, seen))
        case _:
            return None


def _defined(value: Value | None) -> Defined:
    return None if isinstance(value, Undefined) else value
