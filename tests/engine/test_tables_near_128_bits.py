"""Tables over inputs and with bounds so large that 128 bits cannot hold what is made of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from comp.engine import exact, tables
from comp.engine.exact import Exact
from comp.language.core import Kind, Outside, Shape, Table, TableRow

_SIZES = st.sampled_from([10, 2**30, 2**63, 2**100, 2**126])
_WHOLE = _SIZES.flatmap(lambda size: st.integers(1 - size, size - 1))
_DIGITS = st.tuples(st.integers(0, 10**15 - 1), st.integers(0, 15)).map(lambda d: Fraction(d[0], 10 ** d[1]))


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    """Up to four rows with numbers as plans can write them: fifteen digits each."""
    bounds = sorted(draw(st.lists(_DIGITS, min_size=1, max_size=3, unique=True)))
    rows = tuple(TableRow(bound, draw(_DIGITS)) for bound in (Fraction(0), *(b for b in bounds if b)))
    shape = draw(st.sampled_from(list(Shape)))
    return Table("rate", shape, None, rows, Kind.NUMBER, Kind.NUMBER, outside=Outside.FLAT)


def _column(num: list[int], scale: int, den: list[int] | None) -> Exact:
    return Exact(
        pl.Series(num, dtype=pl.Int128), scale, None if den is None else pl.Series(den, dtype=pl.Int128)
    )


def _area(table: Table, to: Fraction) -> Fraction:
    """The area under the steps from zero, band by band; to the left the first band goes on."""
    bounds = [row.bound for row in table.rows]
    area = Fraction(0)
    for (low, high), row in zip(pairwise([*bounds, max(to, bounds[-1])]), table.rows, strict=True):
        area += (min(max(to, low), high) - low) * row.value
    return area + min(to, Fraction(0)) * table.rows[0].value


def _step(table: Table, at: Fraction) -> Fraction:
    return next((row.value for row in reversed(table.rows) if row.bound <= at), table.rows[0].value)


@settings(max_examples=300)
@given(
    _tables(),
    st.lists(_WHOLE, min_size=2, max_size=2),
    st.lists(_WHOLE, min_size=2, max_size=2),
    _SIZES.flatmap(lambda size: st.integers(1, size - 1)),
    st.none() | st.lists(_WHOLE.map(lambda n: abs(n) + 1), min_size=2, max_size=2),
)
def test_averages_and_steps_of_large_inputs_are_those_of_fractions(
    table: Table, starts: list[int], ends: list[int], scale: int, den: list[int] | None
) -> None:
    before, after = _column(starts, scale, den), _column(ends, scale, den)
    expected = [
        (_area(table, b) - _area(table, a)) / (b - a) if a != b else _step(table, a)
        for a, b in zip(exact.fractions_of(before), exact.fractions_of(after), strict=True)
        if a is not None and b is not None
    ]
    assert exact.fractions_of(tables.averaged(table, before, after)) == expected
    assert exact.fractions_of(tables.stepped(table, before)) == [
        _step(table, a) for a in exact.fractions_of(before) if a is not None
    ]


def test_areas_that_pass_128_bits_in_sum_are_added_up_in_fractions() -> None:
    # 1, 2 and 3 from 0, 1 and 2: the areas of the three bands to 2^126 - 1 are each below 2^126.
    rows = tuple(TableRow(Fraction(bound), Fraction(bound + 1)) for bound in range(3))
    table = Table("rate", Shape.MARGINAL, None, rows, Kind.NUMBER, Kind.NUMBER)
    end = 2**126 - 1
    average = tables.averaged(table, _column([0], 1, None), _column([end], 1, None))
    assert exact.fractions_of(average) == [Fraction(1 + 2 + 3 * (end - 2), end)]


def test_a_line_between_points_of_many_digits_is_exact() -> None:
    # Rise over run is 12345678901.2347 - 0.3456789012347 over 98765432109.8763 - 0.1234567890123, which takes
    # more digits than 128 bits hold; half-way between the points is half-way between the values.
    low, high = Fraction("0.1234567890123"), Fraction("98765432109.8763")
    values = Fraction("12345678901.2347"), Fraction("0.3456789012347")
    points = (TableRow(low, values[0]), TableRow(high, values[1]))
    table = Table("rate", Shape.INTERPOLATED, None, points, Kind.NUMBER, Kind.NUMBER, outside=Outside.FLAT)
    middle = (low + high) / 2
    column = tables.interpolated(table, exact.of_fractions([middle, low, high + 1, None]))
    assert exact.fractions_of(column) == [sum(values) / 2, values[0], values[1], None]
