"""What is called proved has no example against it, and every example that is shown is one.

The amounts are worked out here from the tables themselves, deal by deal.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from comp.language.analysis import Verdict
from comp.language.core import Table, TableRow
from tests.language.analysis.money_plans import over_revenue, program, report, seller, steps

DOLLAR = 100
SHAPES = ("marginal", "retroactive")


@st.composite
def bands(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    bounds = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True))
    rates = [draw(st.integers(0, 20)) for _ in range(len(bounds) + 1)]
    return tuple(
        (str(bound * 1000), f"{rate}%") for bound, rate in zip([0, *sorted(bounds)], rates, strict=True)
    )


def band(table: Table, value: Fraction) -> TableRow:
    return [row for row in table.rows if row.bound < value or (row.bound == value and not row.above)][-1]


def paid(table: Table, shape: str, reading: str, sizes: tuple[Fraction, ...]) -> Fraction:
    """What deals pay together, each worked out on its own."""
    total, before = Fraction(0), Fraction(0)
    for size in sizes:
        after = before + size
        if shape == "marginal":
            ends = [*(row.bound for row in table.rows[1:]), after]
            total += sum(
                (
                    row.value * max(min(end, after) - max(row.bound, before), Fraction(0))
                    for row, end in zip(table.rows, ends, strict=True)
                ),
                Fraction(0),
            )
        elif reading == "at posting":
            total += size * band(table, sum(sizes, Fraction(0))).value
        else:
            total += size * band(table, before if reading == "before the credit" else after).value
        before = after
    return total


def amounts_near(table: Table) -> list[Fraction]:
    """Every bound, a cent below, and amounts between."""
    bounds = [row.bound for row in table.rows[1:]]
    near = {bound + step for bound in bounds for step in (Fraction(-1), Fraction(0), Fraction(1))}
    between = {Fraction(a + b) / 2 for a, b in pairwise([Fraction(0), *bounds, bounds[-1] * 2])}
    return sorted(near | between | {bounds[-1] * 3})


@settings(max_examples=25, deadline=None)
@given(bands(), st.sampled_from(SHAPES))
def test_more_never_pays_less_exactly_where_no_amount_tried_does(
    rows: tuple[tuple[str, str], ...], shape: str
) -> None:
    reading = "" if shape == "marginal" else "at posting"
    text = seller(over_revenue(shape, steps(*rows), reading))
    table = program(text).plans[0].tables["rate"]
    found = report(text).of("p", "M002", "commission")
    assert found is not None
    values = [paid(table, shape, reading, (amount,)) for amount in amounts_near(table)]
    falls = any(low > high for low, high in pairwise(values))
    assert (found.verdict is Verdict.FOUND) is falls


@settings(max_examples=25, deadline=None)
@given(bands(), st.sampled_from(["", "at posting", "with the credit", "before the credit"]))
def test_splitting_pays_the_same_exactly_where_no_split_tried_differs(
    rows: tuple[tuple[str, str], ...], reading: str
) -> None:
    shape = "retroactive" if reading else "marginal"
    text = seller(over_revenue(shape, steps(*rows), reading))
    table = program(text).plans[0].tables["rate"]
    found = report(text).of("p", "M005", "commission")
    assert found is not None
    differs = any(
        paid(table, shape, reading, (amount,)) != paid(table, shape, reading, (amount / 2, amount / 2))
        for amount in amounts_near(table)
    )
    if found.verdict is Verdict.PROVED:
        assert not differs
    if differs:
        assert found.verdict is Verdict.FOUND


@settings(max_examples=25, deadline=None)
@given(bands(), st.sampled_from(["with the credit", "before the credit"]))
def test_the_example_of_a_split_pays_what_it_says(rows: tuple[tuple[str, str], ...], reading: str) -> None:
    text = seller(over_revenue("retroactive", steps(*rows), reading))
    table = program(text).plans[0].tables["rate"]
    found = report(text).of("p", "M005", "commission")
    assert found is not None
    if found.verdict is Verdict.FOUND:
        told = [
            Fraction(each.replace(",", "")) * DOLLAR for each in re.findall(r"([\d,.]+\d) USD", found.text)
        ]
        whole, paid_whole, first, second, paid_parts = told
        assert abs(paid(table, "retroactive", reading, (whole,)) - paid_whole) <= 1
        assert abs(paid(table, "retroactive", reading, (first, second)) - paid_parts) <= 1
