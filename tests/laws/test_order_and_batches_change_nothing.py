"""In which order and in how many batches facts and plans come in changes nothing; nor does who is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from comp import engine
from comp.facts import Workspace
from comp.fuzz.comparing import interpreted
from comp.language import load_texts
from comp.language.core import Plan
from comp.reference import valuate
from comp.runs import calculate, prepare
from comp.runs.difference import difference, no_lines
from comp.runs.folder import portable, results_digest
from comp.runs.spans import PaidSpan
from tests.laws.core_trees import looks_at_other_assignments, rests_on, rests_on_others, standing_alone
from tests.laws.drawn import Drawn, Rows, Valuing, both, drawn, plans
from tests.runs import tiny


def digest_of(one: Drawn, plan: Plan) -> str:
    """The digest of the results of a run that pays all of a plan's lines."""
    day = one.days[-1]
    lines = engine.valuate(one.program, plan, one.snapshot, one.calendar, day).lines
    span = PaidSpan(plan.effective_from, day, plan.effective_from, day)
    return results_digest(portable(difference(no_lines(), lines, span)))


def turned(one: Drawn) -> Drawn:
    """The same facts and plans in another order: of the rows, of the sources and of the plan files."""
    random = Random(one.seed)  # noqa: S311 - cases are to be repeated, not to be secret
    rows = {name: random.sample(some, len(some)) for name, some in [*one.rows.items()][::-1]}
    loaded = load_texts(dict([*one.texts.items()][::-1]))
    assert loaded.program is not None, one.seed
    return replace(one, program=loaded.program, rows=rows)


def test_facts_in_another_order_are_the_same_snapshot() -> None:
    for one in drawn():
        other = turned(one)
        assert [*other.rows] != [*one.rows]
        assert any(list(other.rows[name]) != list(rows) for name, rows in one.rows.items())
        assert other.snapshot.digest == one.snapshot.digest, one.seed


@both
def test_facts_and_plans_in_another_order_give_the_same_lines(value: Valuing) -> None:
    for one in drawn(value):
        other = turned(one)
        again = {plan.name: plan for plan in other.program.plans}
        for plan in one.program.plans:
            assert again[plan.name].result_digest == plan.result_digest
            assert one.lines(value, plan) == other.lines(value, again[plan.name]), one.seed


def test_facts_and_plans_in_another_order_give_the_same_digest_of_results() -> None:
    for one, plan in plans(engine_is_asked):
        other = turned(one)
        [again] = [each for each in other.program.plans if each.name == plan.name]
        assert digest_of(one, plan) == digest_of(other, again), one.seed
