"""Tables over columns: steps, lines between points, and averages over a stretch (decisions 0007, 0024)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Fractions, Numbers
from comp.language.core import Comparison, Outside, Table, TableRow


def stepped(table: Table, value: Numbers) -> Numbers:
    """The value of the band in which each input lies."""
    reached = [_reached(row, value) for row in table.rows[1:]]
    scale = lcm(*(row.value.denominator for row in table.rows))
    found = exact.whole(int(table.rows[0].value * scale))
    for row, mask in zip(table.rows[1:], reached, strict=True):
        found = exact.pick(mask, exact.whole(int(row.value * scale)), found)
    unknown = exact.is_undefined(value)
    return Exact(exact.pick(unknown, pl.Series([None], dtype=pl.Int128), found), scale)


def interpolated(table: Table, value: Numbers) -> Numbers:
    """The point on the line between the two points around each input; outside as the table says."""
    first, *segments = _segments(table)
    result = _on_line(first.line, value)
    for segment in segments:
        result = exact.choose(_reached(segment.start, value), _on_line(segment.line, value), result)
    return exact.choose(exact.is_undefined(value), exact.undefined(), result)


def from_zero(table: Table, value: Numbers) -> Numbers:
    """The table's average from zero to the size of each input; its value at zero for nothing."""
    negative = exact.compare(Comparison.BELOW, value, exact.constant(0)).fill_null(value=False)
    size = exact.choose(negative, exact.negate(value), value)
    # Times nothing keeps the denominators, so that the stretch needs no fractions.
    return averaged(table, exact.multiply(size, exact.constant(0)), size)


def averaged(table: Table, before: Numbers, after: Numbers) -> Numbers:
    """The table's average over each stretch from `before` to `after`; the band's value where the stretch is
    empty.

    With hinges: F(x) = v0 x + sum of (v_i - v_(i-1)) max(x - b_i, 0), which needs one maximum a band.
    """
    if isinstance(before, Exact) and isinstance(after, Exact):
        average = _averaged_in_columns(table, before, after)
        if average is not None:
            return average
    height = max(exact.length(before), exact.length(after))
    pairs = zip(
        exact.fractions_of(exact.spread(before, height)),
        exact.fractions_of(exact.spread(after, height)),
        strict=True,
    )
    point = exact.fractions_of(exact.spread(stepped(table, before), height))
    return Fractions(
        [
            None
            if a is None or b is None
            else (_area(table, b) - _area(table, a)) / (b - a)
            if a != b
            else at
            for (a, b), at in zip(pairs, point, strict=True)
        ]
    )


def _averaged_in_columns(table: Table, before: Exact, after: Exact) -> Exact | None:
    if before.scale != after.scale or not exact.same(before.den, after.den):
        return None
    unit = lcm(*(row.bound.denominator for row in table.rows))
    value_scale = lcm(*(row.value.denominator for row in table.rows))
    # All in units of 1 / (unit * scale * den): bounds become whole numbers, one for each denominator.
    start, end = exact.scaled(before.num, unit), exact.scaled(after.num, unit)
    den = exact.divisor_of(before)
    if start is None or end is None or den is None:
        return None
    steps = [
        (int(row.bound * unit), int((row.value - low.value) * value_scale))
        for low, row in zip(table.rows, table.rows[1:], strict=False)
    ]
    area = _stretched(start, end, den, int(table.rows[0].value * value_scale), steps)
    if area is None:
        return None
    stretch = after.num - before.num
    empty = stretch == exact.whole(0)
    average = _ratio(area, exact.pick(empty, exact.whole(1), stretch), unit * value_scale)
    if not empty.any():
        return average
    chosen = exact.choose(empty, stepped(table, before), average)
    return chosen if isinstance(chosen, Exact) else None


def _stretched(
    start: pl.Series, end: pl.Series, den: pl.Series, first: int, steps: list[tuple[int, int]]
) -> pl.Series | None:
    """The area over each stretch: `first` a unit from nothing on, and more from each step's bound (times the
    denominator) on; None where it could pass 128 bits.
    """
    farthest = exact.largest(start) + exact.largest(end)
    widest = max((abs(bound) for bound, _ in steps), default=0) * exact.largest(den)
    steepest = abs(first) + sum(abs(more) for _, more in steps)
    # No stretch above a bound is longer than the stretch itself.
    most = max(farthest + widest, farthest * steepest)
    if most <= exact.INT64:
        start, end, den = exact.narrowed(start), exact.narrowed(end), exact.narrowed(den)
        return _area_of(start, end, den, first, steps).cast(pl.Int128)
    return _area_of(start, end, den, first, steps) if most < exact.LIMIT else None


def _area_of(
    start: pl.Series, end: pl.Series, den: pl.Series, first: int, steps: list[tuple[int, int]]
) -> pl.Series:
    """The same in whole numbers as wide as they come; the caller has seen that they suffice."""

    def times(column: pl.Series, factor: int) -> pl.Series:
        return column * pl.Series([factor], dtype=column.dtype)

    area = times(end - start, first)
    for at, more in steps:
        bound = times(den, at)
        area = area + times(_positive(end - bound) - _positive(start - bound), more)
    return area


def _ratio(area: pl.Series, stretch: pl.Series, scale: int) -> Exact:
    """Area over stretch, the sign moved into the numerator."""
    known = stretch.fill_null(1)
    return Exact(area * known.sign(), scale, known.abs())


def _positive(series: pl.Series) -> pl.Series:
    return series.clip(lower_bound=0)


def _reached(row: TableRow, value: Numbers) -> pl.Series:
    comparison = Comparison.ABOVE if row.above else Comparison.AT_LEAST
    return exact.compare(comparison, value, exact.constant(row.bound))


def _area(table: Table, value: Fraction) -> Fraction:
    area = table.rows[0].value * value
    for low, row in zip(table.rows, table.rows[1:], strict=False):
        area += (row.value - low.value) * max(value - row.bound, Fraction(0))
    return area


@dataclass(frozen=True, slots=True)
class _Segment:
    """A straight line from a point on: its slope and its value at an input of zero."""

    start: TableRow
    line: tuple[Fraction, Fraction]


def _segments(table: Table) -> list[_Segment]:
    """The lines in rising order; the first reaches down without end, the last up."""
    rows = table.rows
    between = [
        _Segment(low, _through(low, (high.value - low.value) / (high.bound - low.bound)))
        for low, high in pairwise(rows)
        if high.bound != low.bound  # two points at one bound are a jump
    ]
    flat = table.outside is Outside.FLAT or not between
    first, *_, last = (rows[0], *rows)
    jumps = sum(row.bound == last.bound for row in rows) > 1
    down = Fraction(0) if flat or first.below else _slope(between[0])
    up = Fraction(0) if flat or jumps else _slope(between[-1])
    return [_Segment(first, _through(first, down)), *between, _Segment(last, _through(last, up))]


def _slope(segment: _Segment) -> Fraction:
    return segment.line[0]


def _through(point: TableRow, slope: Fraction) -> tuple[Fraction, Fraction]:
    return slope, point.value - slope * point.bound


def _on_line(line: tuple[Fraction, Fraction], value: Numbers) -> Numbers:
    slope, base = line
    return exact.add(exact.multiply(value, exact.constant(slope)), exact.constant(base))
