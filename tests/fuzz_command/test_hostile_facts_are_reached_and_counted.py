"""Facts are drawn onto the bounds that plans name, and what is hostile in them is counted."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

from comp.fuzz.bounds import bounds_of, on_bounds
from comp.fuzz.cases import draw_crowded, program_of
from comp.fuzz.comparing import compare
from comp.fuzz.drawing import Drawing
from tests.fuzz_command.recipes import CASE


def test_the_bounds_of_a_program_are_its_steps_caps_and_the_edges_of_its_periods() -> None:
    bounds = bounds_of(program_of(CASE), CASE.calendar, CASE.days)

    assert {40_000, -40_000} <= set(bounds.amounts)
    assert {Fraction(0), Fraction(1, 2), Fraction(1)} <= set(bounds.ratios)
    assert {date(2025, 12, 31), date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1)} <= set(bounds.days)
    assert {date(2027, 3, 31), date(2027, 4, 1)} <= set(bounds.days)


def test_some_deals_bring_their_payee_exactly_to_a_quota() -> None:
    # As they are, the deals come to 1,000.00, 1,500.00, 1,400.00 and 2,500.00, never to the quota.
    program = program_of(CASE)
    bounds = bounds_of(program, CASE.calendar, CASE.days)
    reached = Counter[int]()
    for seed in range(100):
        total = 0
        for row in on_bounds(Drawing(seed), program.sources, CASE.rows, bounds)["deal"]:
            assert isinstance(row["value"], int)
            total += row["value"]
            reached[total] += 1
    assert reached[200_000] > 5


def test_what_is_hostile_is_counted() -> None:
    # Of 2,000.00, D1's 1,000.00 are 50 %, at 10 % 100.00; D2 is nothing; D3's 500.00 at 20 % are 100.00;
    # D4 takes 20.00 back; D5's 1,100.00 at 20 % are 220.00: 400.00 in all, which is the cap. D1 starts on
    # the step at 0 % and ends on that at 50 %, where D2 starts and ends, and D3 starts.
    compared = compare(CASE)
    [lines] = compared.lines.values()
    found = {name: count for name, count in compared.hazards.items() if count}

    assert compared.differences == ()
    assert [line.amounts for line in lines.values()] == [
        *((10_000, 10_000), (0, 0), (10_000, 10_000), (-2_000, -2_000), (22_000, 22_000)),
    ]
    assert found == {
        "credits below zero, as by a credit note": 1,
        "credits of zero": 1,
        "lines below zero": 1,
        "lines of zero": 1,
        "readings of a measure that stand on a step of a table": 5,
        "sums of lines that come exactly to a cap": 1,
        "losses after the close of their sale's period": 2,
        "losses after the last day on which they are valued": 1,
        "losses after the plan's end": 2,
        "losses known on the last day on which they are valued": 1,
        "payees who are away between two assignments": 1,
        "payees who leave within a period": 1,
        "payees whose manager changes within a period": 1,
    }


def test_a_crowd_names_payees_of_other_groups_and_keeps_the_plain_names_in_one() -> None:
    case = draw_crowded(6, groups=12)
    payees = {str(row["payee"]) for row in case.rows["assignment"]}
    across = [
        row
        for row in case.rows["deal"]
        if row["owner"] and str(row["owner"]).rpartition("_")[2] != str(row["id"]).rpartition("_")[2]
    ]

    assert {"ana", "bo"} <= payees
    assert "ana_1" in payees
    assert across
