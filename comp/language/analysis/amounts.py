"""How amounts of an analysis are written, and which amounts stand for quotas and targets that are open."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from comp.language import core
from comp.language.analysis import curve as curves
from comp.language.analysis.curve import Curve
from comp.language.analysis.form import PLAIN, Form, Unit
from comp.language.analysis.inputs import (
    COUNT_BASE,
    MONEY_BASE,
    TARGET,
    TARGET_BASE,
    Input,
    InputKind,
)
from comp.language.money import Money, Rounding, digits, strike

_PLACES = 4


def money(plan: core.Plan, minor: Fraction) -> str:
    """An amount in the plan's currency, struck to its minor unit."""
    return str(Money(strike(minor, Rounding.HALF_EVEN), plan.currency))


def percent(value: Fraction) -> str:
    """A share as a percentage of at most four decimals."""
    return f"{number(value * 100)}%"


def number(value: Fraction) -> str:
    """A number of at most four decimals, `about` where it has more."""
    scaled = strike(value * 10**_PLACES, Rounding.HALF_EVEN)
    whole, part = divmod(abs(scaled), 10**_PLACES)
    decimals = f"{part:0{_PLACES}d}".rstrip("0")
    sign = "-" if scaled < 0 else ""
    exact = "" if Fraction(scaled, 10**_PLACES) == value else "about "
    return f"{exact}{sign}{whole:,}" + (f".{decimals}" if decimals else "")


def base_of(plan: core.Plan, name: str, kind: core.Kind) -> Fraction:
    """What a quota or the period target is taken for: minor units, or a count."""
    if kind is core.Kind.NUMBER:
        return COUNT_BASE
    whole = TARGET_BASE if name == TARGET else MONEY_BASE
    return whole * 10 ** digits(plan.currency)


def bases(plan: core.Plan, kinds: Mapping[str, core.Kind]) -> dict[str, Fraction]:
    """What every open amount is taken for."""
    return {name: base_of(plan, name, kind) for name, kind in kinds.items()}


def as_amount(plan: core.Plan, kinds: Mapping[str, core.Kind], form: Form) -> Curve:
    """A form in minor units, quotas and targets taken for what stands for them."""
    total = curves.constant(Fraction(0))
    for unit, curve in form.terms:
        of_unit = Fraction(1)
        for name, power in unit:
            of_unit *= base_of(plan, name, kinds.get(name, core.Kind.MONEY)) ** power
        total = curves.add(total, curves.multiply(curve, curves.constant(of_unit)))
    return total


def taken_for(plan: core.Plan, kinds: Mapping[str, core.Kind]) -> str:
    """A sentence's beginning that says what open amounts are taken for; empty where there are none."""
    if not kinds:
        return ""
    told = [
        f"a {name} of {money(plan, base_of(plan, name, kind))}"
        if kind is not core.Kind.NUMBER
        else f"a {name} of {number(base_of(plan, name, kind))}"
        for name, kind in sorted(kinds.items())
    ]
    return f"With {' and '.join(told)}: "


def in_units(plan: core.Plan, terms: Mapping[Unit, Fraction], share: Fraction | None) -> str:
    """An amount in its units: `130% of the period target`, `8% of quota.sale`, `90,000.00 USD`."""
    told: list[str] = []
    for unit, value in terms.items():
        if unit == PLAIN:
            told.append(money(plan, value))
        elif unit == ((TARGET, 1),):
            told.append(f"{percent(value / share if share else value)} of the period target")
        else:
            names = " * ".join(name if power == 1 else f"{name}^{power}" for name, power in unit)
            told.append(f"{percent(value)} of {names}")
    return " + ".join(told) if told else money(plan, Fraction(0))


def point(plan: core.Plan, of: Input, value: Fraction) -> str:
    """A value of an input, in the unit that its reader thinks in."""
    if of.is_attainment:
        return percent(value)
    if of.is_money:
        return money(plan, value)
    if of.kind is InputKind.MEASURE or (value.denominator != 1 and value < 1):
        return percent(value)
    return number(value)


def at_point(plan: core.Plan, of: Input, value: Fraction) -> str:
    """An input and its value: `own sale at 100% of its quota`, `retention at 85%`."""
    quota = " of its quota" if of.is_attainment else ""
    return f"{of.name} at {point(plan, of, value)}{quota}"


def smallest_step(of: Input) -> Fraction:
    """The nearest that two values of an input are told apart: a cent, a unit, a hundredth of a percent."""
    if of.is_money:
        return Fraction(1)
    if of.kind is InputKind.COUNT:
        return Fraction(1)
    return Fraction(1, 10_000)
