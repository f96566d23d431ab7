"""Whole drawn programs and hostile facts: both engines give the same lines, amounts and faults.

The plans are drawn as text, so that the desugaring is reached too. `COMP_DIFFERENTIAL_CASES` says how many
cases are drawn; `comp fuzz` draws for as long as it is told, and makes a failing case small.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from comp import engine
from comp.engine import Valuation
from comp.facts.snapshot import Snapshot
from comp.fuzz.cases import Case, draw_case, draw_crowded, program_of
from comp.fuzz.comparing import compare
from comp.fuzz.coverage import CHOICES, NODES, PAIRS, reached
from comp.fuzz.kept import case_text
from comp.fuzz.trying import Recipe, failure_of, made_small
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program

# These reach everything between them; where the drawing has changed since, others are drawn after them.
REACHING = (171, 270, 226, 252, 323, 64, 98, 2, 27, 396)
CASES = int(os.environ.get("COMP_DIFFERENTIAL_CASES", "12"))


def message(recipe: Recipe, seed: int) -> str:
    """The seed and its case made small."""
    kept = made_small(recipe, seed)
    return f"seed {seed}\n{case_text(kept) if kept is not None else ''}"


# A seed says nothing about the size of its case, so nothing is won by trying smaller ones.
@settings(
    max_examples=CASES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(10_000, 2**40))
def test_both_engines_give_the_same_lines(seed: int) -> None:
    assert failure_of(draw_case(seed)) == ("", ()), message(draw_case, seed)


def test_both_engines_give_the_same_lines_of_a_crowd() -> None:
    case = draw_crowded(6, groups=40)
    assert len({row["payee"] for row in case.rows["assignment"]}) > 100
    assert failure_of(case) == ("", ())


def test_drawn_programs_reach_every_construct_and_every_pair_of_statements() -> None:
    """Loads only: what is reached by lines that are paid is counted by `comp fuzz`."""
    missing = NODES | CHOICES | PAIRS
    for seed in (*REACHING, *range(200)):
        program = program_of(draw_case(seed))
        missing -= set(reached(program, {plan.name for plan in program.plans}))
        if not missing:
            break
    assert missing == set()


def _has_paid_lines(case: Case) -> bool:
    return any(line.amounts for lines in compare(case).lines.values() for line in lines.values())


def test_a_difference_of_one_cent_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = (draw_case(seed) for seed in range(10_000))
    case = next(case for case in drawn if _has_paid_lines(case))
    assert compare(case).differences == ()
    honest = engine.valuate

    def one_cent_more(
        program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, day: date
    ) -> Valuation:
        valuation = honest(program, plan, snapshot, calendar, day)
        return replace(valuation, lines=valuation.lines.with_columns(pl.col("earned_minor") + 1))

    monkeypatch.setattr(engine, "valuate", one_cent_more)
    assert compare(case).differences != ()
