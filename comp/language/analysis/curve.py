"""Functions of one input, exactly: a polynomial between two knots, and a value of its own at each knot.

So a step, a jump that leaves its bound to the band below, a straight line and the product of two lines are
all expressible. Where a function has no value it is undefined (None). What cannot be expressed exactly
raises `NotProvedError`, whose message is the reason that a reader is given. No float anywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import isqrt
from typing import TypeAlias

from comp.frozen import frozen

Poly: TypeAlias = tuple[Fraction, ...]  # coefficients, the constant first, without trailing zeros
ZERO = Fraction(0)
ONE = Fraction(1)


class NotProvedError(Exception):
    """An abstract value that cannot be expressed; the message says why, as part of a sentence."""


@frozen
class Piece:
    """A part of a function's domain: a knot (`high` is `low`), or the open stretch from one to the next.

    `high` is None where the stretch has no end.
    """

    low: Fraction
    high: Fraction | None
    poly: Poly | None

    @property
    def is_point(self) -> bool:
        """Whether this is a knot alone."""
        return self.low is self.high

    @property
    def inside(self) -> Fraction:
        """A point of the piece."""
        if self.high is None:
            return self.low + 1
        return (self.low + self.high) / 2


@frozen
class Curve:
    """A function on `[pieces[0].low, …)`: a knot and the stretch after it, by turns."""

    pieces: tuple[Piece, ...]

    @property
    def knots(self) -> tuple[Fraction, ...]:
        """Where the function may change its form; the first is where it begins."""
        return tuple(piece.low for piece in self.pieces[::2])

    def at(self, point: Fraction) -> Fraction | None:
        """The value at a point, None where it is undefined or outside."""
        if point < self.pieces[0].low:
            return None
        index = bisect_right(self.knots, point) - 1
        knot = self.pieces[2 * index]
        return value_of(knot.poly if knot.low == point else self.pieces[2 * index + 1].poly, point)

    @property
    def constant(self) -> Fraction | None:
        """The value that the function has everywhere, or None."""
        first = self.pieces[0].poly
        if first is None or len(first) > 1 or any(piece.poly != first for piece in self.pieces):
            return None
        return first[0] if first else ZERO


def constant(value: Fraction, start: Fraction = ZERO) -> Curve:
    """The same value everywhere."""
    poly = _trim((value,))
    return Curve((Piece(start, start, poly), Piece(start, None, poly)))


def identity(start: Fraction = ZERO) -> Curve:
    """The input itself."""
    return Curve((Piece(start, start, _trim((start,))), Piece(start, None, (ZERO, ONE))))


def value_of(poly: Poly | None, point: Fraction) -> Fraction | None:
    """A polynomial's value at a point."""
    if poly is None:
        return None
    total = ZERO
    for coefficient in reversed(poly):
        total = total * point + coefficient
    return total


def combine(left: Curve, right: Curve, how: Callable[[Poly | None, Poly | None], Poly | None]) -> Curve:
    """Two functions by one rule on their polynomials, over the knots of both; neighbours alike are joined."""
    if len(left.pieces) == len(right.pieces) == 2:
        both = zip(left.pieces, right.pieces, strict=True)
        return Curve(tuple(Piece(a.low, a.high, how(a.poly, b.poly)) for a, b in both))
    # A constant has no knots of its own, so nothing needs to be cut.
    if _is_constant(right):
        fixed = right.pieces[0].poly
        return joined(Piece(a.low, a.high, how(a.poly, fixed)) for a in left.pieces)
    if _is_constant(left):
        fixed = left.pieces[0].poly
        return joined(Piece(b.low, b.high, how(fixed, b.poly)) for b in right.pieces)
    pairs = zip(_refined(left, right.knots), _refined(right, left.knots), strict=True)
    return joined(Piece(a.low, a.high, how(a.poly, b.poly)) for a, b in pairs)


def add(left: Curve, right: Curve) -> Curve:
    """The sum."""
    return combine(left, right, _defined(_add))


def subtract(left: Curve, right: Curve) -> Curve:
    """The difference."""
    return combine(left, right, _defined(lambda a, b: _add(a, tuple(-c for c in b))))


def multiply(left: Curve, right: Curve) -> Curve:
    """The product."""
    return combine(left, right, _defined(_multiply))


def divide(left: Curve, right: Curve) -> Curve:
    """The quotient, undefined where the divisor is zero.

    Raises:
        NotProvedError: the divisor moves and does not divide the dividend without a remainder.
    """
    return combine(left, split_at_zeros(right), _defined(_divide))


def least(left: Curve, right: Curve) -> Curve:
    """The smaller of two."""
    return choose(at_most(left, right), left, right)


def greatest(left: Curve, right: Curve) -> Curve:
    """The larger of two."""
    return choose(at_most(left, right), right, left)


def at_most(left: Curve, right: Curve) -> Curve:
    """1 where the left is at most the right, 0 where it is not."""
    return signs(subtract(left, right), lambda sign: sign <= 0)


def signs(curve: Curve, holds: Callable[[int], bool]) -> Curve:
    """1 where the sign (-1, 0, 1) of a function fulfils a condition, 0 where it does not."""

    def truth(piece: Piece) -> Poly | None:
        value = value_of(piece.poly, piece.inside)
        if value is None:
            return None
        return (ONE,) if holds((value > 0) - (value < 0)) else ()

    return mapped(split_at_zeros(curve), truth)


def choose(condition: Curve, yes: Curve, no: Curve) -> Curve:
    """The first where the condition is 1, the other where it is 0, undefined where it is undefined."""
    marked = combine(condition, yes, lambda c, y: y if c == (ONE,) else None)
    others = combine(condition, no, lambda c, n: n if c == () else None)
    return combine(marked, others, lambda a, b: a if a is not None else b)


def split_at_zeros(curve: Curve) -> Curve:
    """The same function with a knot at each of its zeros, so that each stretch has one sign."""
    return split_where(curve, [ZERO])


def split_where(curve: Curve, values: list[Fraction]) -> Curve:
    """The same function with a knot wherever it meets one of the values.

    Raises:
        NotProvedError: it meets one at a point that is no fraction.
    """
    found: set[Fraction] = set()
    for piece in curve.pieces[1::2]:
        if piece.poly is not None and len(piece.poly) > 1:
            for value in values:
                found |= {
                    root
                    for root in _roots(_add(piece.poly, _trim((-value,))))
                    if root > piece.low and (piece.high is None or root < piece.high)
                }
    return Curve(tuple(_refined(curve, tuple(found)))) if found else curve


def mapped(curve: Curve, how: Callable[[Piece], Poly | None]) -> Curve:
    """Each piece's polynomial made anew."""
    return joined(Piece(piece.low, piece.high, how(piece)) for piece in curve.pieces)


def joined(pieces: Iterator[Piece] | tuple[Piece, ...]) -> Curve:
    """The pieces without knots at which nothing changes."""
    kept: list[Piece] = []
    for piece in pieces:
        kept.append(piece)
        if len(kept) > 3 and not piece.is_point and _seamless(kept[-3], kept[-2], kept[-1]):
            kept[-3:] = [Piece(kept[-3].low, kept[-1].high, kept[-1].poly)]
    return Curve(tuple(kept))


def without_single_points(curve: Curve) -> Curve:
    """The function without values that hold at one point alone, such as an exception for exactly zero."""
    pieces = list(curve.pieces)
    for index in range(0, len(pieces), 2):
        knot, right = pieces[index], value_of(pieces[index + 1].poly, pieces[index].low)
        left = value_of(pieces[index - 1].poly, knot.low) if index else right
        if right is not None and left == right and value_of(knot.poly, knot.low) != right:
            pieces[index] = Piece(knot.low, knot.high, _trim((right,)))
    return joined(tuple(pieces))


def composed(poly: Poly, line: tuple[Fraction, Fraction]) -> Poly:
    """`constant + slope * poly` of a line given as (constant, slope)."""
    return _add(_trim((line[0],)), _multiply(_trim((line[1],)), poly))


def derivative(poly: Poly) -> Poly:
    """How fast a polynomial rises."""
    return tuple(coefficient * power for power, coefficient in enumerate(poly) if power)


def extremes(piece: Piece) -> list[Fraction]:
    """Where inside a stretch its polynomial may turn.

    Raises:
        NotProvedError: at a point that is no fraction.
    """
    if piece.poly is None:
        return []
    return [
        root
        for root in _roots(derivative(piece.poly))
        if root > piece.low and (piece.high is None or root < piece.high)
    ]


def _is_constant(curve: Curve) -> bool:
    first = curve.pieces[0].poly
    return len(curve.pieces) == 2 and curve.pieces[1].poly == first and (first is None or len(first) < 2)


def _seamless(left: Piece, knot: Piece, right: Piece) -> bool:
    return left.poly == right.poly and value_of(left.poly, knot.low) == value_of(knot.poly, knot.low)


def _refined(curve: Curve, more: tuple[Fraction, ...]) -> Iterator[Piece]:
    """The pieces of a function with further knots; both begin at the same point."""
    own = curve.knots
    knots = sorted({*own, *more})
    at = -1
    for index, knot in enumerate(knots):
        if at + 1 < len(own) and own[at + 1] == knot:
            at += 1
            point = curve.pieces[2 * at].poly
        else:
            value = value_of(curve.pieces[2 * at + 1].poly, knot)
            point = None if value is None else _trim((value,))
        yield Piece(knot, knot, point)
        yield Piece(knot, knots[index + 1] if index + 1 < len(knots) else None, curve.pieces[2 * at + 1].poly)


def _defined(how: Callable[[Poly, Poly], Poly | None]) -> Callable[[Poly | None, Poly | None], Poly | None]:
    return lambda left, right: None if left is None or right is None else how(left, right)


def _trim(poly: Poly) -> Poly:
    end = len(poly)
    while end and not poly[end - 1]:
        end -= 1
    return poly[:end]


def _add(left: Poly, right: Poly) -> Poly:
    long, short = (left, right) if len(left) >= len(right) else (right, left)
    return _trim(tuple(c + (short[i] if i < len(short) else ZERO) for i, c in enumerate(long)))


def _multiply(left: Poly, right: Poly) -> Poly:
    if not left or not right:
        return ()
    product = [ZERO] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            product[i + j] += a * b
    return _trim(tuple(product))


def _divide(left: Poly, right: Poly) -> Poly | None:
    if not right:
        return None
    rest, quotient = list(left), [ZERO] * max(len(left) - len(right) + 1, 0)
    for at in reversed(range(len(quotient))):
        quotient[at] = rest[at + len(right) - 1] / right[-1]
        for index, coefficient in enumerate(right):
            rest[at + index] -= quotient[at] * coefficient
    if any(rest):
        raise NotProvedError("it divides by something that moves with it")
    return _trim(tuple(quotient))


def _roots(poly: Poly) -> list[Fraction]:
    """The zeros of a polynomial that is not zero everywhere.

    Raises:
        NotProvedError: one of them is no fraction, or the polynomial is of the third degree or more.
    """
    match len(poly):
        case 0 | 1:
            return []
        case 2:
            return [-poly[0] / poly[1]]
        case 3:
            return _roots_of_square(poly)
        case _ if not poly[0]:
            return sorted({ZERO, *_roots(poly[1:])})
        case _:
            raise NotProvedError("it rises with more than the square of its input")


def _roots_of_square(poly: Poly) -> list[Fraction]:
    c, b, a = poly
    inner = b * b - 4 * a * c
    if inner < 0:
        return []
    top, bottom = isqrt(inner.numerator), isqrt(inner.denominator)
    if top * top != inner.numerator or bottom * bottom != inner.denominator:
        raise NotProvedError("it changes at a point that is no fraction")
    root = Fraction(top, bottom)
    return sorted({(-b - root) / (2 * a), (-b + root) / (2 * a)})
