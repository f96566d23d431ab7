"""M004: the most that one payee can earn in a period, in a year and from one deal; or no bound."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from comp.frozen import frozen
from comp.language import core
from comp.language.analysis import amounts
from comp.language.analysis import curve as curves
from comp.language.analysis.curve import Curve, NotProvedError
from comp.language.analysis.dependence import statements_on
from comp.language.analysis.findings import Finding, Place
from comp.language.analysis.form import PLAIN, Form, Unit
from comp.language.analysis.inputs import Input, InputKind
from comp.language.analysis.pays import Study
from comp.language.money import Money

_MOVING = (InputKind.VOLUME, InputKind.MEASURE, InputKind.COLUMN, InputKind.COUNT, InputKind.OTHER)


@frozen
class Most:
    """The most of each form of an outcome: terms by unit, or the input that it grows with without end."""

    terms: Mapping[Unit, Fraction]
    grows_with: Input | None


def check_exposure(study: Study, place: Place) -> Finding:
    """The most that a pay can come to."""
    most = _most(study)
    bounded = [each for each in most if each.grows_with is None]
    share = study.clause.target_share
    told = [amounts.in_units(study.plan, each.terms, share) for each in bounded]
    deal = f" One deal: {told[0]}." if study.per_deal and told else ""
    if study.per_deal:
        bounded, told = _bounds_of_period(study)
    if not told:
        grows = next((each.grows_with for each in most if each.grows_with is not None), None)
        why = f"it grows with {grows.name}" if grows else "each deal is paid for itself"
        text = f"No bound: {why}, and no cap stands over it.{deal}"
        if grows is None or grows.kind is not InputKind.MEASURE or grows.is_money:
            return place.proved("M004", "no bound", text)
        hint = "A ratio of little is soon large: say `flat outside`, use `min(…)`, or cap the pay."
        return place.found("M004", f"no bound: {grows.name}", text, hint=hint)
    bound = " and at most ".join(told)
    if not study.per_deal and study.pay.each is not None:
        deal = " One deal can earn all of it."
    text = f"At most {bound} per {study.stage.unit.value}{_of_year(study, bounded)}.{deal}"
    return place.proved("M004", bound.replace(" and at most ", ", "), text)


def _most(study: Study) -> list[Most]:
    """The most of each form over every setting; forms stand beside each other, the least is paid."""
    found: list[Most] = []
    moving: list[Input | None] = [each for each in study.inputs if each.kind in _MOVING]
    for each in moving or [None]:
        for setting in study.settings(each.name if each is not None else None):
            outcome = study.at(setting)
            found = _merged(found, [_most_of(form, each) for form in outcome.forms])
    if not study.whole:
        raise NotProvedError("it depends on too many things at once")
    return found


def _merged(left: list[Most], right: list[Most]) -> list[Most]:
    if not left:
        return right
    # Where a cap could be compared with what is paid, one form stands for both.
    size = max(len(left), len(right))
    pairs = zip(left + left[-1:] * (size - len(left)), right + right[-1:] * (size - len(right)), strict=True)
    merged: list[Most] = []
    for a, b in pairs:
        units = {**a.terms, **b.terms}
        terms = {unit: max(a.terms.get(unit, Fraction(0)), b.terms.get(unit, Fraction(0))) for unit in units}
        merged.append(Most(terms, a.grows_with or b.grows_with))
    return merged


def _most_of(form: Form, moving: Input | None) -> Most:
    terms: dict[Unit, Fraction] = {}
    for unit, curve in form.terms:
        if _grows(curve):
            return Most({}, moving)
        terms[unit] = _highest(curve)
    return Most({unit: value for unit, value in terms.items() if value > 0}, None)


def _grows(curve: Curve) -> bool:
    last = curve.pieces[-1].poly
    return last is not None and len(last) > 1 and last[-1] > 0


def _highest(curve: Curve) -> Fraction:
    highest = Fraction(0)
    for piece in curve.pieces:
        ends = [piece.low, *curves.extremes(piece), *([piece.high] if piece.high is not None else [])]
        for end in ends:
            value = curves.value_of(piece.poly, end)
            if value is not None:
                highest = max(highest, value)
    return highest


def _bounds_of_period(study: Study) -> tuple[list[Most], list[str]]:
    """The caps over a period's lines, where each deal is paid for itself."""
    spans = (core.CapSpan.PERFORMANCE_PERIOD, core.CapSpan.YEAR, core.CapSpan.PLAN)
    bounds: list[Most] = []
    for _, statement in statements_on(study.plan, study.pay):
        match statement:
            case core.Cap(at=core.Literal(value=Money() as money), where=None) if statement.per in spans:
                bounds.append(Most({PLAIN: Fraction(money.minor)}, None))
            case core.Multiply() if bounds:
                return [], []
            case _:
                pass
    share = study.clause.target_share
    return bounds, [amounts.in_units(study.plan, each.terms, share) for each in bounds]


def _of_year(study: Study, bounded: list[Most]) -> str:
    """What the bound makes of a year, where a cap of the year does not say so already."""
    yearly = (core.CapSpan.YEAR, core.CapSpan.PLAN)
    acting = [statement for _, statement in statements_on(study.plan, study.pay)]
    if any(isinstance(each, core.Cap) and each.per in yearly for each in acting):
        return ", and no more in the year where its cap is of the year"
    months = study.stage.unit.months
    if not months or len(bounded) != 1:
        return ""
    periods = 12 // months
    terms = {unit: value * periods for unit, value in bounded[0].terms.items()}
    if set(terms) != {PLAIN}:
        return ""
    return f", {amounts.in_units(study.plan, terms, None)} a year"
