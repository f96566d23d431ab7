"""Laws that ask nothing of a plan's columns, of the ready plans with drawn facts, by the second engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from comp.fuzz import OwnPlans
from comp.fuzz.cases import program_of
from comp.fuzz.comparing import Outcomes, interpreted
from comp.language.calendar import Calendar
from comp.language.core import Pay, Plan
from comp.reference import valuate
from tests.laws.core_trees import keeping, stands_apart
from tests.laws.drawn import CASES, Drawn

READY = Path(__file__).parents[2] / "plans"


@cache
def ready() -> tuple[tuple[Drawn, Plan, Outcomes], ...]:
    """Every ready plan that pays, with drawn facts and its lines of them."""
    return tuple(_ready())


def _ready() -> Iterator[tuple[Drawn, Plan, Outcomes]]:
    texts = {path.name: path.read_text("utf-8") for path in sorted(READY.glob("*.plan"))}
    draw = OwnPlans(texts, Calendar())
    for seed in range(1, 2 + CASES // 20):
        case = draw(seed)
        one = Drawn(seed, program_of(case), case.rows, case.calendar, case.days, texts)
        for plan in one.program.plans:
            if any(isinstance(statement, Pay) for _, statement in plan.statements()):
                yield one, plan, one.lines(interpreted, plan)


def test_the_ready_plans_have_lines_of_drawn_facts() -> None:
    paid = {plan.name for _, plan, lines in ready() if any(line.amounts for line in lines.values())}
    assert len(paid) >= 5


def test_rows_in_another_order_give_the_same_lines() -> None:
    for one, plan, lines in ready():
        random = Random(one.seed)  # noqa: S311 - cases are to be repeated, not to be secret
        rows = {name: random.sample(some, len(some)) for name, some in [*one.rows.items()][::-1]}
        assert replace(one, rows=rows).lines(interpreted, plan) == lines, (one.seed, plan.name)


def test_payees_in_two_parts_have_the_lines_that_they_have_together() -> None:
    for one, plan, lines in ready():
        payees = sorted({line.case[0] for line in lines.values()})
        snapshot, day = one.snapshot, one.days[-1]
        parts = [
            line.line_id
            for some in (payees[::2], payees[1::2])
            for line in valuate(one.program, plan, snapshot, one.calendar, day, some)
            if lines[line.line_id].amounts == _amounts(line.earned_minor, line.payable_minor)
        ]
        assert sorted(parts) == sorted(lines), (one.seed, plan.name)


def _amounts(earned: int | None, payable: int | None) -> tuple[int, int] | None:
    return None if earned is None or payable is None else (earned, payable)


def test_another_clause_withdrawn_moves_no_line() -> None:
    asked = 0
    for one, plan, lines in ready():
        apart = [c.name for c in plan.clauses if c.statements and stands_apart(plan, c.name)]
        for clause in apart[:1]:
            rest = keeping(plan, lambda _place, of, _statement, clause=clause: of.name != clause)
            others = {key: line for key, line in lines.items() if line.identity[0] != clause}
            assert one.with_plan(rest).lines(interpreted, rest) == others, (one.seed, plan.name, clause)
            asked += bool(others)
    assert asked > 0
