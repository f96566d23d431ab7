"""M006: how much of one row's value all plans together can credit, and pay.

The shares of a credit make 100 %; what is credited to managers stands beside it. Two credits of one source
overlap unless they ask for different words of the same column, and two plans unless they ask for different
words of the payee's assignment. What is paid is told as a bound: every part credited, at the highest rate
that the plans of one payee can pay.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from comp.frozen import frozen
from comp.language import core
from comp.language.analysis import amounts
from comp.language.analysis.curve import NotProvedError
from comp.language.analysis.disjoint import are_disjoint, heaviest
from comp.language.analysis.findings import Finding, Verdict
from comp.language.analysis.form import PLAIN, Form
from comp.language.analysis.inputs import InputKind
from comp.language.analysis.pays import Study
from comp.language.core import PartKind


@frozen
class _Paid:
    """The highest rate at which a plan pays a credit; None where that depends on quotas and targets."""

    plan: core.Plan
    rate: Fraction | None


def check_double_pay(program: core.Program, studies: list[Study]) -> list[Finding]:
    """One finding for each source whose rows are credited and paid."""
    paid: dict[str, dict[str, _Paid]] = {}
    for study in studies:
        if study.pay.each in program.credits:
            by_plan = paid.setdefault(study.pay.each, {})
            before = by_plan.get(study.plan.name, _Paid(study.plan, Fraction(0)))
            by_plan[study.plan.name] = _Paid(study.plan, _sum(before.rate, highest_rate(study)))
    sources = dict.fromkeys(
        credit.source
        for name, credit in program.credits.items()
        if name in paid and credit.kind is core.Kind.ROW_MONEY
    )
    return [_of_source(program, source, paid) for source in sources]


def highest_rate(study: Study) -> Fraction | None:
    """The most that a pay gives for one more unit of credit; None where quotas and targets decide."""
    volumes = [each for each in study.inputs if each.kind in (InputKind.VOLUME, InputKind.COLUMN)]
    highest = Fraction(0)
    try:
        for each in volumes[:1]:
            for setting in study.settings(each.name):
                slopes = [_slope(form, attained=each.is_attainment) for form in study.at(setting).forms]
                known = [slope for slope in slopes if slope is not None]
                if not known:
                    return None
                highest = max(highest, min(known))
    except NotProvedError:
        return None
    return highest


def _slope(form: Form, *, attained: bool) -> Fraction | None:
    """The steepest slope of a form in the unit of its input."""
    if form.only is None:
        return None
    unit, curve = form.only
    if not form.terms:
        return Fraction(0)
    if attained is (unit == PLAIN) or any(name.startswith("period") for name, _ in unit):
        return None
    steepest = Fraction(0)
    for piece in curve.pieces:
        if piece.poly is not None and not piece.is_point:
            if len(piece.poly) > 2:
                return None
            steepest = max(steepest, piece.poly[1] if len(piece.poly) == 2 else Fraction(0))
    return steepest


def _sum(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left + right


def _of_source(program: core.Program, source: str, paid: Mapping[str, Mapping[str, _Paid]]) -> Finding:
    credits = [
        credit
        for name, credit in program.credits.items()
        if credit.source == source and name in paid and credit.kind is core.Kind.ROW_MONEY
    ]
    chosen = heaviest(credits, credited_share, lambda a, b: are_disjoint(a.where, b.where))
    credited = sum((credited_share(each) for each in chosen), Fraction(0))
    names = " and ".join(f"`{each.name}`" for each in chosen)
    most: Fraction | None = Fraction(0)
    for each in chosen:
        most = _sum(most, _bound(each, paid[each.name]))
    told = (
        "at rates that depend on quotas and targets"
        if most is None
        else f"paid at most {amounts.percent(most)}"
    )
    rates = "; ".join(_told_rates(each.name, paid[each.name]) for each in chosen)
    text = f"Up to {amounts.percent(credited)} of a {source}'s value is credited ({names}), {told}: {rates}."
    too_much = most is not None and most > 1
    verdict = Verdict.FOUND if too_much else Verdict.PROVED
    short = f"{amounts.percent(credited)} credited, {told}"
    hint = "Let fewer credits overlap, or cap the pays." if too_much else ""
    plan = next(iter(paid[chosen[0].name].values())).plan.name
    return Finding("M006", verdict, short, text, plan, chosen[0].span, is_warning=too_much, hint=hint)


def credited_share(credit: core.Credit) -> Fraction:
    """How much of a row's value is credited in all: 100 %, and what managers have beside it."""
    total = Fraction(1)
    for part in credit.parts:
        if part.kind is PartKind.ALSO:
            share = part.share.value if isinstance(part.share, core.Literal) else Fraction(1)
            levels = part.last_level - part.first_level + 1
            total += levels * (share if isinstance(share, Fraction) else Fraction(1))
    return total


def _bound(credit: core.Credit, paid: Mapping[str, _Paid]) -> Fraction | None:
    """Every credited part at the highest rate that one payee's plans pay together."""
    if any(each.rate is None for each in paid.values()):
        return None
    plans = heaviest(
        list(paid.values()),
        lambda each: each.rate or Fraction(0),
        lambda a, b: are_disjoint(a.plan.members, b.plan.members),
    )
    return credited_share(credit) * sum((each.rate or Fraction(0) for each in plans), Fraction(0))


def _told_rates(name: str, paid: Mapping[str, _Paid]) -> str:
    told = [
        f"{plan} "
        + (f"up to {amounts.percent(each.rate)}" if each.rate is not None else "by target and quota")
        for plan, each in paid.items()
    ]
    shown = told[:4] + ([f"{len(told) - 4} more plans"] if len(told) > 4 else [])
    return f"`{name}` by {', '.join(shown)}"
