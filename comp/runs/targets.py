"""Whether each payee is on target: what a clause pays at exactly 100 % of the payee's own quotas.

A clause with rates of its own is on target only where they fit the quota and the target incentive. The facts
say both; nothing is paid here, and no deal is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from comp.facts.snapshot import Snapshot
from comp.language.analysis import NotProvedError, TargetCheck, at_period_target
from comp.language.calendar import Calendar
from comp.language.core import Kind, Measure, PeriodTarget, Plan, Program, Quota, Reading
from comp.language.lowering.reads import walk
from comp.reference import readings

_TARGET = "target of the period"


@dataclass(frozen=True, slots=True)
class PayeeTarget:
    """A payee in a performance period: what each clause is due to pay at 100 %, and what it pays."""

    plan: str
    payee: str
    period: str
    checks: tuple[TargetCheck, ...]

    @property
    def is_on_target(self) -> bool:
        """Whether every clause pays its target within a minor unit."""
        return all(check.is_on_target for check in self.checks)


@dataclass(frozen=True, slots=True)
class TargetsOfPlan:
    """Every payee and period of a plan that have a target and quotas; or why they cannot be told."""

    plan: str
    payees: tuple[PayeeTarget, ...]
    why_not: str = ""


def payees_on_target(
    program: Program, snapshot: Snapshot, calendar: Calendar, as_of: date
) -> list[TargetsOfPlan]:
    """Hold every payee of every plan with target shares to their own quotas and target, as of a day."""
    found: list[TargetsOfPlan] = []
    for plan in program.plans:
        if plan.annual_target is None or not any(clause.target_share for clause in plan.clauses):
            continue
        try:
            found.append(TargetsOfPlan(plan.name, tuple(_of_plan(program, plan, snapshot, calendar, as_of))))
        except NotProvedError as reason:
            found.append(TargetsOfPlan(plan.name, (), str(reason)))
    return found


def _of_plan(
    program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, as_of: date
) -> Iterator[PayeeTarget]:
    targets = _targets(program, plan, snapshot, calendar, as_of)
    quotas = {
        name: readings(program, plan, snapshot, calendar, as_of, f"quota.{name}")
        for name in sorted({node.name for node in walk(plan) if isinstance(node, Quota)})
    }
    known: dict[tuple[Fraction | None, ...], tuple[TargetCheck, ...]] = {}
    for (payee, period), target in sorted(targets.items()):
        own = {name: values.get((payee, period)) for name, values in quotas.items()}
        figures = (target, *own.values())
        if target and all(own.values()):
            if figures not in known:
                known[figures] = at_period_target(program, plan, target, _given(own))
            yield PayeeTarget(plan.name, payee, period, known[figures])


def _targets(
    program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, as_of: date
) -> dict[tuple[str, str], Fraction | None]:
    """Each payee's target incentive of each performance period, in minor units."""
    assert plan.annual_target is not None  # noqa: S101 - the caller asks only plans that have one
    used = next((node for node in walk(plan.clauses) if isinstance(node, PeriodTarget)), None)
    blended = used.blended if used is not None else False
    value = PeriodTarget(plan.annual_target, Fraction(1), blended=blended)
    measure = Measure(_TARGET, value, Kind.MONEY, Reading.POSTING)
    asking = replace(plan, measures={**plan.measures, _TARGET: measure})
    return readings(program, asking, snapshot, calendar, as_of, _TARGET)


def _given(quotas: Mapping[str, Fraction | None]) -> dict[str, Fraction]:
    return {name: value for name, value in quotas.items() if value is not None}
