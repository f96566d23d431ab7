"""M001: whether a plan pays its target incentive at exactly 100 % of every quota.

What is credited stands at 100 % of its quota. A measure without a quota (retention, say) stands where its
table pays the target, and that value is told; there must be one. Quotas and targets stay open, so what is
proved holds for every payee; a clause with rates of its own depends on figures, and `on_target` takes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from comp.frozen import frozen
from comp.language import core
from comp.language.analysis import amounts
from comp.language.analysis import curve as curves
from comp.language.analysis import form as forms
from comp.language.analysis.curve import Curve, NotProvedError
from comp.language.analysis.findings import Finding, Place
from comp.language.analysis.form import Form, Unit
from comp.language.analysis.inputs import TARGET, Input, InputKind, Setting
from comp.language.analysis.pays import Study, paid_form, study
from comp.language.diagnostic import Label
from comp.language.money import Money, Rounding, strike

_TARGET_UNIT: Unit = ((TARGET, 1),)


@frozen
class TargetCheck:
    """What a clause pays at 100 % of given quotas, and what its target for a period is.

    `measures` tells at which values of measures without a quota.
    """

    clause: str
    due: Money
    paid: Money
    measures: Mapping[str, Fraction]

    @property
    def is_on_target(self) -> bool:
        """Whether both are the same within one minor unit."""
        return abs(self.due.minor - self.paid.minor) <= 1


@frozen
class _Reached:
    """A value of a measure at which the target is paid; no measure where it is paid in any case."""

    measure: Input | None
    value: Fraction
    setting: Setting


def check_on_target(plan: core.Plan, clause: core.Clause, studies: list[Study], place: Place) -> Finding:
    """Whether the pays of a clause come to its target at 100 %, for every quota and target.

    Raises:
        NotProvedError: it cannot be expressed.
    """
    share = clause.target_share or Fraction(0)
    if not studies:
        return place.found("M001", "no pay", "The clause has a share of the target and no pay.")
    _refuse_without_quota(studies)
    missed: list[Mapping[Unit, Fraction]] = []
    for case in _cases(studies):
        reached = next(_reached(studies, case, share), None)
        if reached is not None:
            return _told(plan, place, reached)
        paid = _total(studies, Setting(cases=case)).at(curves.ZERO)
        if paid is None:
            raise NotProvedError("it has no value at 100%")
        missed.append(paid)
    return _missed(plan, clause, place, missed[0], studies)


def on_target(
    program: core.Program, plan: core.Plan, annual: Money, quotas: Mapping[str, Money | Fraction]
) -> tuple[TargetCheck, ...]:
    """What each clause with a share of the target pays at 100 % of these quotas, and its target.

    `quotas` is by the quota's name, for one performance period; money is in the plan's currency.

    Raises:
        NotProvedError: the plan cannot be expressed, or a quota that it reads is not given.
    """
    months = plan.performance.months
    if not months:
        raise NotProvedError("its periods are weeks, whose part of a year varies")
    return at_period_target(program, plan, annual.minor * Fraction(months, 12), quotas)


def at_period_target(
    program: core.Program, plan: core.Plan, target: Fraction, quotas: Mapping[str, Money | Fraction]
) -> tuple[TargetCheck, ...]:
    """The same for a performance period's target incentive in minor units.

    Raises:
        NotProvedError: the plan cannot be expressed, or a quota that it reads is not given.
    """
    symbols = {TARGET: target}
    for name, quota in quotas.items():
        symbols[f"quota.{name}"] = Fraction(quota.minor) if isinstance(quota, Money) else quota
    checks: list[TargetCheck] = []
    for clause in plan.clauses:
        if clause.target_share is not None:
            pays = [each for each in clause.statements if isinstance(each, core.Pay)]
            studies = [study(program, plan, clause, pay, symbols) for pay in pays]
            _refuse_unknown(studies, symbols)
            checks.append(_checked(plan, clause, studies, target * clause.target_share))
    return tuple(checks)


def _checked(plan: core.Plan, clause: core.Clause, studies: list[Study], due: Fraction) -> TargetCheck:
    _refuse_without_quota(studies)
    setting = Setting(cases=_cases(studies)[0])
    reached = next(_reached(studies, setting.cases, due), None)
    measures = {}
    if reached is not None and reached.measure is not None:
        measures = {reached.measure.name: reached.value}
    paid = due if reached is not None else _total(studies, setting).plain.at(curves.ZERO)
    if paid is None:
        raise NotProvedError("it has no value at 100%")
    struck = [Money(strike(each, Rounding.HALF_EVEN), plan.currency) for each in (due, paid)]
    return TargetCheck(clause.name, struck[0], struck[1], measures)


def _refuse_unknown(studies: list[Study], symbols: Mapping[str, Fraction]) -> None:
    missing = sorted({name for each in studies for name in each.kinds if name not in symbols})
    if missing:
        raise NotProvedError(f"{missing[0]} is not given")


def _refuse_without_quota(studies: list[Study]) -> None:
    for each in studies:
        if each.per_deal:
            raise NotProvedError("each deal is paid for itself")
        for one in each.inputs:
            if one.kind is InputKind.VOLUME and not one.is_attainment:
                raise NotProvedError(f"no quota says what 100% of {one.name} is")


def _cases(studies: list[Study]) -> list[Mapping[str, str]]:
    found = [list(each.cases) for each in studies]
    return list(max(found, key=len)) if found else [{}]


def _reached(studies: list[Study], case: Mapping[str, str], share: Fraction) -> Iterator[_Reached]:
    """Where the target is paid: at 100 % of every measure if it is, else at the measures' own values."""
    at_usual = Setting(cases=case)
    if _pays(_total(studies, at_usual), curves.ZERO, share):
        yield _Reached(None, Fraction(1), at_usual)
    measures = {one.name: one for each in studies for one in each.inputs if one.kind is InputKind.MEASURE}
    for name, measure in measures.items():
        setting = Setting(name, cases=case)
        total = _total(studies, setting)
        curve = _of_target(total)
        for point in _where(curve, share):
            yield _Reached(measure, point, setting)


def _where(curve: Curve, share: Fraction) -> Iterator[Fraction]:
    """Where a function has a value: the points, and the beginnings of stretches."""
    for piece in curves.split_where(curve, [share]).pieces:
        if piece.poly is not None and curves.value_of(piece.poly, piece.inside) == share:
            yield piece.low


def _pays(total: Form, point: Fraction, share: Fraction) -> bool:
    paid = total.at(point)
    return paid is not None and (paid in ({_TARGET_UNIT: share}, {forms.PLAIN: share}))


def _of_target(total: Form) -> Curve:
    only = total.only
    if only is None or only[0] not in (_TARGET_UNIT, forms.PLAIN):
        return curves.constant(Fraction(-1))
    return only[1]


def _total(studies: list[Study], setting: Setting) -> Form:
    """What the pays come to together, everything that does not move held where it usually is."""
    total = forms.number(0)
    for each in studies:
        held = {one.name: one.usual for one in each.inputs}
        total = forms.add(total, paid_form(each, Setting(setting.moving, held, setting.cases)))
    return total


def _told(plan: core.Plan, place: Place, reached: _Reached) -> Finding:
    if reached.measure is None:
        return place.proved("M001", "yes", "At 100% of every quota it pays the target, whatever the amounts.")
    where = f"{reached.measure.name} {amounts.point(plan, reached.measure, reached.value)}"
    return place.proved("M001", f"yes, at {where}", f"At 100% of every quota and {where} it pays the target.")


def _span(plan: core.Plan, studies: list[Study], share: Fraction, told: str) -> str:
    """What is paid at 100 % where measures without a quota stand anywhere: from the least to the most."""
    found: list[Mapping[Unit, Fraction]] = []
    for name in {one.name for each in studies for one in each.inputs if one.kind is InputKind.MEASURE}:
        points = {point for each in studies for point in each.points.get(name, ())}
        total = _total(studies, Setting(name, cases=_cases(studies)[0]))
        found += [paid for point in sorted(points) if (paid := total.at(point)) is not None]
    units = {unit for paid in found for unit in paid}
    if len(units) != 1:
        return told
    (unit,) = units
    values = [paid.get(unit, Fraction(0)) for paid in found]
    if min(values) == max(values):
        return told
    return f"{amounts.percent(min(values))} to {amounts.in_units(plan, {unit: max(values)}, share)}"


def _missed(
    plan: core.Plan,
    clause: core.Clause,
    place: Place,
    paid: Mapping[Unit, Fraction],
    studies: list[Study],
) -> Finding:
    share = clause.target_share or Fraction(1)
    told = amounts.in_units(plan, paid, share)
    if set(paid) <= {_TARGET_UNIT}:
        return place.found(
            "M001",
            f"no: {told}",
            f"At 100% of every quota this clause pays {told}.",
            hint="Let the table give 100% (or 1x) at the target, or change the clause's share of the target.",
            labels=tuple(Label(each.pay.span, "what it pays") for each in studies if each.pay.span.file),
        )
    why = f"it pays {_span(plan, studies, share, told)} at 100%"
    tried = "It is on target where that is the period target: `comp check --targets` holds each payee to it."
    return place.not_proved("M001", why, tried)
