"""A plan's payees in batches have the lines that they have among all, on every day (decision 0044).

Plans are drawn as text and facts around them; a batch is as small as can be, one payee.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import polars as pl
import pytest

from comp.engine import (
    LINE_SCHEMA,
    AmountTooLargeError,
    Valued,
    valuate_in_batches,
    valued_in_batches,
)
from comp.engine.reach import reach_of
from comp.facts.snapshot import Snapshot
from comp.fuzz.cases import Case, draw_case, program_of, snapshot_of
from comp.language.core import Plan, Program
from comp.runs.difference import LINE_COLUMNS, difference, paid
from comp.runs.spans import PaidSpan

WHOLE = 10**9


def of_all(
    program: Program, plan: Plan, snapshot: Snapshot, case: Case, size: int
) -> tuple[int, list[pl.DataFrame]] | None:
    """How many batches there were, and the lines on each day; None where an amount is too large."""
    try:
        found = list(valuate_in_batches(program, plan, snapshot, case.calendar, case.days, size))
    except AmountTooLargeError:
        return None
    by_day = zip(*found, strict=True)
    return len(found), [
        pl.concat([one.lines.select(*LINE_SCHEMA) for one in day]).sort("line_id") for day in by_day
    ]


def between(program: Program, plan: Plan, snapshot: Snapshot, case: Case, size: int) -> list[pl.DataFrame]:
    """What each day brings over the one before, lines held against each other before they are named."""
    found: list[pl.DataFrame] = []
    for before_on, after_on in pairwise(case.days):
        span = PaidSpan(before_on + timedelta(days=1), after_on, before_on, after_on)

        def of_batch(valued: list[Valued], span: PaidSpan = span) -> pl.DataFrame:
            return paid(valued, span)

        days = [before_on, after_on]
        valued = valued_in_batches(
            program, plan, snapshot, case.calendar, days, of_batch, size, changes_alone=True
        )
        parts = list(valued)
        found.append(pl.concat([part.select(*LINE_COLUMNS) for part in parts]).sort("line_id"))
    return found


def between_all(lines: list[pl.DataFrame], case: Case) -> list[pl.DataFrame]:
    """The same of all lines, named."""
    return [
        difference(before, after, PaidSpan(before_on + timedelta(days=1), after_on, before_on, after_on))
        .select(*LINE_COLUMNS)
        .sort("line_id")
        for (before, after), (before_on, after_on) in zip(pairwise(lines), pairwise(case.days), strict=True)
    ]


def compared(case: Case) -> int:
    """How many batches the plans of a case went in, all of whose lines are those of one batch."""
    program = program_of(case)
    snapshot = snapshot_of(program, case.rows)
    batches = 0
    for plan in program.plans:
        if reach_of(program, plan).together is not None:
            continue  # there is one batch of it, whatever its size may be
        together = of_all(program, plan, snapshot, case, WHOLE)
        apart = of_all(program, plan, snapshot, case, 1)
        if together is None:
            continue  # a sum that could pass 128 bits among all may not among few
        assert apart is not None, plan.name
        batches += apart[0] - 1
        for day, one, other in zip(case.days, together[1], apart[1], strict=True):
            assert one.equals(other), f"{plan.name} on {day}"
        for size in (1, WHOLE):
            brought = between(program, plan, snapshot, case, size)
            for day, one, other in zip(case.days[1:], between_all(together[1], case), brought, strict=True):
                assert one.equals(other), f"what {plan.name} brings by {day}"
    return batches


# Seeds with a plan whose payees can be told apart; most drawn plans use everything, and one thing joins all.
APART = (114, 170, 239, 285, 346, 502, 517)


@pytest.mark.parametrize("seed", APART)
def test_batches_of_one_payee_have_the_lines_of_all(seed: int) -> None:
    assert compared(draw_case(seed)) > 0


def test_payees_whose_cents_are_evened_are_valued_together() -> None:
    # An odd cent goes to one of those who share it, so a payee alone would get another amount.
    program = program_of(draw_case(583))

    assert reach_of(program, program.plans[1]).together == "the cents of p1_pay_6 are evened among payees"
