"""Amounts in units that stay open: so much of a quota, so much of a period target, so much money.

A form is a sum of terms, each a function of one input times a product of symbols that stand for amounts above
zero which nobody needs to know: `attainment * 6% * quota` is the term of 6 % of attainment in the unit
`quota`. What holds for every quota and every target is so proved once for all payees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

from comp.frozen import frozen
from comp.language.analysis import curve as curves
from comp.language.analysis.curve import Curve, NotProvedError

Unit: TypeAlias = tuple[
    tuple[str, int], ...
]  # symbols and their powers, by name; () is plain money or number
PLAIN: Unit = ()


@frozen
class Form:
    """Terms by their unit, in the order of the units; a term that is zero everywhere is left out."""

    terms: tuple[tuple[Unit, Curve], ...]

    @property
    def only(self) -> tuple[Unit, Curve] | None:
        """The unit and function of a form of one term; nothing is zero in the plain unit."""
        if not self.terms:
            return PLAIN, curves.constant(Fraction(0))
        return self.terms[0] if len(self.terms) == 1 else None

    @property
    def plain(self) -> Curve:
        """The function of a form in no unit.

        Raises:
            NotProvedError: it depends on a quota or a target.
        """
        found = self.only
        if found is None or found[0] != PLAIN:
            names = sorted({name for unit, _ in self.terms for name, _ in unit})
            raise NotProvedError(f"it depends on {' and '.join(names)}")
        return found[1]

    @property
    def knots(self) -> tuple[Fraction, ...]:
        """Where any of the terms may change its form."""
        return tuple(sorted({knot for _, curve in self.terms for knot in curve.knots}))

    def at(self, point: Fraction) -> Mapping[Unit, Fraction] | None:
        """What each term comes to at a point, None where one is undefined."""
        found: dict[Unit, Fraction] = {}
        for unit, curve in self.terms:
            value = curve.at(point)
            if value is None:
                return None
            if value:
                found[unit] = value
        return found


def of(terms: Mapping[Unit, Curve]) -> Form:
    """A form of these terms."""
    kept = ((unit, curve) for unit, curve in terms.items() if curve.constant != 0)
    return Form(tuple(sorted(kept, key=lambda term: term[0])))


def number(value: Fraction | int) -> Form:
    """A number, or money in minor units."""
    return of({PLAIN: curves.constant(Fraction(value))})


def symbol(name: str, power: int = 1) -> Form:
    """An amount above zero that stays open."""
    return of({((name, power),): curves.constant(Fraction(1))})


def add(left: Form, right: Form) -> Form:
    """The sum."""
    return _by_unit(left, right, curves.add)


def subtract(left: Form, right: Form) -> Form:
    """The difference."""
    return _by_unit(left, right, curves.subtract)


def multiply(left: Form, right: Form) -> Form:
    """The product, term by term."""
    terms: dict[Unit, Curve] = {}
    for unit_a, curve_a in left.terms:
        for unit_b, curve_b in right.terms:
            unit, product = _times(unit_a, unit_b, 1), curves.multiply(curve_a, curve_b)
            terms[unit] = curves.add(terms[unit], product) if unit in terms else product
    return of(terms)


def divide(left: Form, right: Form) -> Form:
    """The quotient.

    Raises:
        NotProvedError: the divisor is a sum of several units, or does not divide without a remainder.
    """
    divisor = right.only
    if divisor is None:
        raise NotProvedError("it divides by a sum of unlike amounts")
    unit, curve = divisor
    if not left.terms:
        return of({PLAIN: curves.divide(curves.constant(Fraction(0)), curve)})
    return of({_times(u, unit, -1): curves.divide(c, curve) for u, c in left.terms})


def signs(left: Form, right: Form, holds: Callable[[int], bool]) -> Curve:
    """1 where the sign of the difference fulfils a condition; units stand for amounts above zero.

    Raises:
        NotProvedError: which is larger depends on what the symbols stand for.
    """
    difference = subtract(left, right).only
    if difference is None:
        names = sorted({name for form in (left, right) for unit, _ in form.terms for name, _ in unit})
        raise NotProvedError(f"it compares amounts that depend on {' and '.join(names)}")
    return curves.signs(difference[1], holds)


def choose(condition: Curve, yes: Form, no: Form) -> Form:
    """The first where the condition is 1, the other where it is 0."""
    return _by_unit(yes, no, lambda a, b: curves.choose(condition, a, b))


def least(left: Form, right: Form) -> Form:
    """The smaller of two."""
    return choose(signs(left, right, lambda sign: sign <= 0), left, right)


def greatest(left: Form, right: Form) -> Form:
    """The larger of two."""
    return choose(signs(left, right, lambda sign: sign <= 0), right, left)


def _by_unit(left: Form, right: Form, how: Callable[[Curve, Curve], Curve]) -> Form:
    a, b = dict(left.terms), dict(right.terms)
    nothing = curves.constant(Fraction(0))
    units = sorted({*a, *b}) or [PLAIN]
    return of({unit: how(a.get(unit, nothing), b.get(unit, nothing)) for unit in units})


def _times(left: Unit, right: Unit, sign: int) -> Unit:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))
