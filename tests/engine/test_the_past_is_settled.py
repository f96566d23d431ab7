"""Facts of closed periods are left out where every line rests on its own period alone, and change nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from comp.engine import Valued, valuate, valued_in_batches
from comp.engine.reach import reach_of
from comp.engine.settled import settled_through
from comp.language import load
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.runs.bench.facts import bench_program, generate
from comp.runs.difference import difference, paid
from comp.runs.spans import PaidSpan

PLANS = Path(__file__).parents[2] / "plans"


def ready_plans() -> Program:
    """The plans that come with comp."""
    program = load(sorted(PLANS.glob("*.plan"))).program
    assert program is not None
    return program


def settled(program: Program, name: str, day: date) -> date | None:
    """Through which day the facts of a plan are settled at the end of a day."""
    plan = next(plan for plan in program.plans if plan.name == name)
    return settled_through(program, plan, reach_of(program, plan), Calendar(), day)


def test_a_plan_by_the_quarter_is_settled_through_the_last_quarter_that_is_over() -> None:
    program = ready_plans()

    assert settled(program, "cs_manager_2026", date(2026, 5, 31)) == date(2026, 3, 31)
    assert settled(program, "cs_manager_2026", date(2026, 6, 29)) == date(2026, 3, 31)
    assert settled(program, "cs_manager_2026", date(2026, 6, 30)) == date(2026, 6, 30)


@pytest.mark.parametrize(
    "name",
    [
        "ae_mm_2026",  # takes commission back when a customer leaves
        "csm_2026",  # looks at rows of events
        "renewals_manager_2026",  # a fact may be known after the day on which it is credited
    ],
)
def test_a_plan_that_looks_beyond_its_periods_is_never_settled(name: str) -> None:
    assert settled(ready_plans(), name, date(2026, 6, 30)) is None


@pytest.mark.parametrize("before_on", [date(2026, 9, 30), date(2026, 11, 30)])
def test_what_is_left_out_changes_nothing(before_on: date) -> None:
    program = bench_program()
    [plan] = program.plans
    snapshot = generate(program, 300)
    after_on = before_on + timedelta(days=31)
    span = PaidSpan(before_on + timedelta(days=1), after_on, before_on, after_on)

    def of_batch(valued: list[Valued]) -> tuple[int, pl.DataFrame]:
        height = sum(lines.frame.height for lines in valued[-1].pays.values())
        return height, paid(valued, span)

    found = [
        list(
            valued_in_batches(
                program,
                plan,
                snapshot,
                Calendar(),
                [before_on, after_on],
                of_batch,
                100,
                changes_alone=alone,
            )
        )
        for alone in (False, True)
    ]

    every, some = (sum(height for height, _ in batches) for batches in found)
    assert some < every // 2
    lines, of_some = (pl.concat([part for _, part in batches]).sort("line_id") for batches in found)
    assert lines.height > 0
    assert lines.equals(of_some)
    # Lines of October and November change with the factor of the quarter's close, though born before.
    before, after = (valuate(program, plan, snapshot, Calendar(), day).lines for day in (before_on, after_on))
    assert lines.select("line_id", "earned_minor").equals(
        difference(before, after, span).select("line_id", "earned_minor").sort("line_id")
    )
