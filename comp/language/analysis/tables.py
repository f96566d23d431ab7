"""Tables over a function instead of a number: looked up, interpolated, or added up from zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias

from comp.language import core
from comp.language.analysis import curve as curves
from comp.language.analysis.curve import Curve, Piece, Poly

_LineOf: TypeAlias = Callable[[Fraction, Fraction], tuple[Fraction, Fraction]]  # of a band's value and bound


def looked_up(rows: Sequence[core.TableRow], entry: Curve) -> Curve:
    """The band in which the input lies."""
    return _by_piece(rows, entry, lambda value, _: (value, Fraction(0)))


def interpolated(rows: Sequence[core.TableRow], outside: core.Outside | None, entry: Curve) -> Curve:
    """The straight line between two points, at the input."""
    split = curves.split_where(entry, sorted({row.bound for row in rows}))

    def piece_of(piece: Piece) -> Poly | None:
        value = curves.value_of(piece.poly, piece.inside)
        if piece.poly is None or value is None:
            return None
        return curves.composed(piece.poly, _segment(rows, outside, value))

    return curves.mapped(split, piece_of)


def added_up(rows: Sequence[core.TableRow], entry: Curve) -> Curve:
    """The table's area from zero to the input: what a marginal table makes of all of it."""
    area, low = Fraction(0), Fraction(0)
    lines: dict[Fraction, tuple[Fraction, Fraction]] = {}
    for index, row in enumerate(rows):
        high = rows[index + 1].bound if index + 1 < len(rows) else None
        lines[row.bound] = (area - row.value * low, row.value)
        if high is not None and high > low:
            area, low = area + row.value * (high - low), high
    return _by_piece(rows, entry, lambda _, bound: lines[bound])


def band(rows: Sequence[core.TableRow], value: Fraction) -> core.TableRow:
    """The row in whose band a value lies; the first band reaches down without end."""
    found = rows[0]
    for row in rows:
        if row.bound < value or (row.bound == value and not row.above):
            found = row
    return found


def area(rows: Sequence[core.TableRow], end: Fraction) -> Fraction:
    """The table's area from zero to a value above it."""
    total = Fraction(0)
    for index, row in enumerate(rows):
        low = max(row.bound, Fraction(0)) if index else Fraction(0)
        high = min(rows[index + 1].bound, end) if index + 1 < len(rows) else end
        total += row.value * max(high - low, Fraction(0))
    return total


def _by_piece(rows: Sequence[core.TableRow], entry: Curve, line_of: _LineOf) -> Curve:
    split = curves.split_where(entry, sorted({row.bound for row in rows}))

    def piece_of(piece: Piece) -> Poly | None:
        value = curves.value_of(piece.poly, piece.inside)
        if piece.poly is None or value is None:
            return None
        row = band(rows, value)
        return curves.composed(piece.poly, line_of(row.value, row.bound))

    return curves.mapped(split, piece_of)


def _segment(
    rows: Sequence[core.TableRow], outside: core.Outside | None, value: Fraction
) -> tuple[Fraction, Fraction]:
    """The line on which a value lies, as its constant and its slope."""
    held = [row for row in rows if row.bound == value]
    if held:
        return next((row.value for row in held if not row.below), held[-1].value), Fraction(0)
    left = [row for row in rows if row.bound < value]
    right = [row for row in rows if row.bound > value]
    if left and right:
        return _line(left[-1], right[0])
    end = left or right
    if outside is not core.Outside.CONTINUED or len(end) < 2:
        return (left[-1] if left else right[0]).value, Fraction(0)
    return _line(*(left[-2:] if left else right[:2]))


def _line(low: core.TableRow, high: core.TableRow) -> tuple[Fraction, Fraction]:
    if low.bound == high.bound:
        return high.value, Fraction(0)
    slope = (high.value - low.value) / (high.bound - low.bound)
    return low.value - slope * low.bound, slope
