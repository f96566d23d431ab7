"""Functions between knots hold against the same arithmetic on single numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comp.language.analysis import curve as curves
from comp.language.analysis.curve import Curve, NotProvedError
from comp.language.analysis.tables import added_up, interpolated, looked_up
from comp.language.core import Outside, TableRow

numbers = st.fractions(min_value=-5, max_value=5, max_denominator=6)
points = st.fractions(min_value=0, max_value=9, max_denominator=12)


@st.composite
def rows(draw: st.DrawFn) -> tuple[TableRow, ...]:
    bounds = draw(st.lists(st.integers(1, 8), max_size=3, unique=True))
    return tuple(
        TableRow(Fraction(bound), draw(numbers), draw(st.booleans()) and bound > 0)
        for bound in [0, *sorted(bounds)]
    )


@st.composite
def steps(draw: st.DrawFn) -> Curve:
    return looked_up(draw(rows()), curves.identity())


@given(steps(), steps(), points)
def test_sums_products_and_extremes_are_those_of_the_values(
    left: Curve, right: Curve, point: Fraction
) -> None:
    a, b = left.at(point), right.at(point)
    assert a is not None
    assert b is not None
    assert curves.add(left, right).at(point) == a + b
    assert curves.subtract(left, right).at(point) == a - b
    assert curves.multiply(left, right).at(point) == a * b
    assert curves.least(left, right).at(point) == min(a, b)
    assert curves.greatest(left, right).at(point) == max(a, b)
    assert curves.divide(left, right).at(point) == (a / b if b else None)


@given(rows(), points)
def test_a_table_over_a_straight_line_is_looked_up_at_its_value(
    table: tuple[TableRow, ...], at: Fraction
) -> None:
    # The line x/2 + 1 meets a bound of b at 2b - 2.
    half = curves.multiply(curves.identity(), curves.constant(Fraction(1, 2)))
    line = curves.add(half, curves.constant(Fraction(1)))
    value = at / 2 + 1
    band = [row for row in table if row.bound < value or (row.bound == value and not row.above)][-1]
    assert looked_up(table, line).at(at) == band.value


@given(rows(), points)
def test_a_marginal_table_adds_up_its_bands(table: tuple[TableRow, ...], at: Fraction) -> None:
    ends = [*(row.bound for row in table[1:]), max(at, table[-1].bound)]
    area = sum(
        (
            row.value * (min(end, at) - row.bound)
            for row, end in zip(table, ends, strict=True)
            if row.bound < at
        ),
        Fraction(0),
    )
    assert added_up(table, curves.identity()).at(at) == area


def test_an_interpolated_table_runs_straight_between_its_points_and_flat_outside() -> None:
    table = (TableRow(Fraction(4, 5), Fraction(0)), TableRow(Fraction(9, 10), Fraction(1)))
    curve = interpolated(table, Outside.FLAT, curves.identity())
    # Half way between 80 % and 90 % is half way between 0 and 1.
    assert [curve.at(Fraction(each, 100)) for each in (10, 80, 85, 90, 150)] == [0, 0, Fraction(1, 2), 1, 1]


def test_a_continued_table_goes_on_with_the_slope_of_its_end() -> None:
    table = (TableRow(Fraction(1), Fraction(1)), TableRow(Fraction(2), Fraction(3)))
    curve = interpolated(table, Outside.CONTINUED, curves.identity())
    # 2 for each 1: -1 at 0, 5 at 3.
    assert [curve.at(Fraction(each)) for each in (0, 1, 3)] == [-1, 1, 5]


def test_a_point_below_a_bound_is_reached_from_the_left_and_left_at_the_bound() -> None:
    table = (
        TableRow(Fraction(0), Fraction(0)),
        TableRow(Fraction(1), Fraction(1), below=True),
        TableRow(Fraction(1), Fraction(2)),
        TableRow(Fraction(2), Fraction(3)),
    )
    curve = interpolated(table, Outside.FLAT, curves.identity())
    assert [curve.at(each) for each in (Fraction(1, 2), Fraction(1), Fraction(3, 2))] == [
        Fraction(1, 2),
        2,
        Fraction(5, 2),
    ]


def test_what_meets_a_bound_at_no_fraction_is_not_expressed() -> None:
    square = curves.multiply(curves.identity(), curves.identity())
    with pytest.raises(NotProvedError, match="no fraction"):
        curves.split_where(square, [Fraction(2)])


def test_dividing_by_what_moves_is_exact_or_not_expressed() -> None:
    line = curves.identity()
    assert curves.divide(curves.multiply(line, line), line).at(Fraction(3)) == 3
    with pytest.raises(NotProvedError, match="moves with it"):
        curves.divide(curves.constant(Fraction(1)), line)
