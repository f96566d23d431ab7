"""A function as the corners of a drawing: its ends, its bends and its jumps; exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from comp.language import core
from comp.language.analysis import NotProvedError, tables
from comp.language.analysis import curve as curves
from comp.language.analysis.curve import Curve, Piece
from statements.view import CurvePoint

_MOST_STEPS = 15
_BENDS = 12  # corners of a bent stretch


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where a table's input is drawn."""

    low: Fraction
    high: Fraction


def range_of(rows: tuple[core.TableRow, ...], here: Fraction | None) -> Range:
    """A range in whole steps that shows all bounds and where the payee stands.

    It reaches a fifth beyond the last bound, a tenth beyond the payee. It begins at zero, or one step before
    a first bound or a payee that is above or below it.
    """
    first, last = rows[0].bound, rows[-1].bound
    stands = last if here is None else here
    high = max(last * Fraction(6, 5), stands * Fraction(11, 10))
    low = min(first, stands)
    if high <= max(low, 0):
        high = max(low, Fraction(0)) + 1
    step = _step(high - min(low, Fraction(0)))
    begin = Fraction(0) if 0 <= low < 2 * step else floor(low / step) * step - step
    return Range(begin, ceil(high / step) * step)


def table_curve(table: core.Table, rows: tuple[core.TableRow, ...], low: Fraction) -> Curve:
    """What a table gives at each value of its input from `low` on; of a marginal one, the band's value."""
    entry = curves.identity(low)
    if table.shape is core.Shape.INTERPOLATED:
        return tables.interpolated(rows, table.outside, entry)
    return tables.looked_up(rows, entry)


def corners(curve: Curve, drawn: Range, entry: tuple[Fraction, Fraction]) -> tuple[CurvePoint, ...]:
    """The corners of a function over a range of the table's input; two at one place are a jump.

    `entry` is the table's input as the first and so many times what the function moves with.

    Raises:
        NotProvedError: the function has no value somewhere in it.
    """
    at_zero, slope = entry
    low, high = ((end - at_zero) / slope for end in (drawn.low, drawn.high))
    points: list[CurvePoint] = []
    for piece in curve.pieces:
        if piece.is_point or piece.low >= high or (piece.high is not None and piece.high <= low):
            continue
        ends = max(piece.low, low), high if piece.high is None else min(piece.high, high)
        for at, value in _along(piece, *ends):
            point = CurvePoint(at_zero + slope * at, value)
            if not points or points[-1] != point:
                points.append(point)
    if len(points) < 2:
        raise NotProvedError("it has no value in what is drawn")
    return tuple(points)


def _along(piece: Piece, low: Fraction, high: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    if piece.poly is None:
        raise NotProvedError("it has no value somewhere in what is drawn")
    parts = 1 if len(piece.poly) <= 2 else _BENDS
    for index in range(parts + 1):
        at = low + (high - low) * Fraction(index, parts)
        yield at, curves.value_of(piece.poly, at) or Fraction(0)


def _step(length: Fraction) -> Fraction:
    """The smallest of 1, 2 and 5 times a power of ten that is in a length at most so many times."""
    step = Fraction(1, 10_000)
    while True:
        for times in (1, 2, 5):
            if length <= step * times * _MOST_STEPS:
                return step * times
        step *= 10
