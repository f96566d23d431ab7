"""Conditions with three outcomes as functions: 1 where they hold, 0 where they do not, else undefined."""

from __future__ import annotations

from fractions import Fraction

from comp.language.analysis import curve as curves
from comp.language.analysis.curve import Curve, Poly
from comp.language.analysis.form import Form


def both_of(left: Curve, right: Curve) -> Curve:
    """True where both are, false where one is, else undefined."""

    def both(a: Poly | None, b: Poly | None) -> Poly | None:
        if a == () or b == ():
            return ()
        return None if a is None or b is None else a

    return curves.combine(left, right, both)


def opposite(condition: Curve) -> Curve:
    """The condition turned round."""
    return curves.subtract(curves.constant(Fraction(1)), condition)


def is_true(condition: Curve) -> Curve:
    """A condition in which undefined is not true."""
    return curves.mapped(condition, lambda piece: piece.poly or ())


def is_defined(value: Form) -> Curve:
    """Where an amount has a value."""
    found = curves.constant(Fraction(1))
    for _, curve in value.terms:
        defined = curves.mapped(curve, lambda piece: () if piece.poly is None else (Fraction(1),))
        found = both_of(found, defined)
    return found


def undefined() -> Curve:
    """No value anywhere."""
    return curves.mapped(curves.constant(Fraction(0)), lambda _: None)
