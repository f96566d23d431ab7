"""Each payee at 100 % of their own quota, against their own target incentive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from comp.facts.example_facts import example_snapshot
from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.language.money import Money
from comp.runs.targets import TargetsOfPlan, payees_on_target
from tests.runs.tiny import PLAN, SHARED

# A tenth up to quota: at 100 % of 1,000.00 a quarter Ana earns 100.00, which is her target for a quarter.
# Bo has the same quota and a target of 120.00 a quarter.
GIVEN = """
  given assignment
    | payee | role | starts_on  | target_incentive |
    | ana   | AE   | 2026-01-01 | 400.00 USD       |
    | bo    | AE   | 2026-01-01 | 480.00 USD       |
  given quota
    | payee | new_business |
    | ana   | 1,000.00 USD |
    | bo    | 1,000.00 USD |
"""


def loaded(plan: str) -> Program:
    found = load_texts({"shared.plan": SHARED, "ae_2026.plan": plan})
    assert found.program is not None, [fault.text for fault in found.errors]
    return found.program


def held(program: Program) -> TargetsOfPlan:
    plan = program.plans[0]
    snapshot = example_snapshot(program, plan, plan.examples[0])
    (found,) = payees_on_target(program, snapshot, Calendar(), date(2026, 12, 31))
    return found


def with_example(given: str) -> str:
    return PLAN[: PLAN.index("  given quota")] + given.lstrip("\n") + "  expect total of ana = 0.00 USD\n"


def test_who_is_paid_the_target_at_quota_is_on_target_and_who_is_not_is_told_both_amounts() -> None:
    found = held(loaded(with_example(GIVEN)))
    told = {(each.payee, each.period): each for each in found.payees}
    assert sorted(told) == [(payee, f"2026-Q{n}") for payee in ("ana", "bo") for n in (1, 2, 3, 4)]
    assert all(told["ana", f"2026-Q{n}"].is_on_target for n in (1, 2, 3, 4))
    (missed,) = told["bo", "2026-Q2"].checks
    assert (missed.due, missed.paid) == (Money(120_00, "USD"), Money(100_00, "USD"))


def test_who_has_no_quota_is_held_to_nothing() -> None:
    without = GIVEN.replace("    | bo    | 1,000.00 USD |\n", "")
    assert {each.payee for each in held(loaded(with_example(without))).payees} == {"ana"}


def test_a_plan_that_pays_each_deal_for_itself_says_why_it_cannot_be_told() -> None:
    alone = PLAN.replace("table rate by attainment, marginal", "table rate by deal.value, retroactive")
    alone = alone.replace("| 0%   | 10%  |", "| 0.00 USD   | 10%  |")
    alone = alone.replace("| 100% | 20%  |", "| 500.00 USD | 20%  |")
    program = loaded(
        alone[: alone.index("  given quota")] + GIVEN.lstrip("\n") + "  expect total of ana = 0.00 USD\n"
    )
    assert held(program).why_not == "each deal is paid for itself"


def test_a_plan_without_a_target_is_left_out() -> None:
    program = loaded(with_example(GIVEN))
    plan = replace(program.plans[0], annual_target=None)
    snapshot = example_snapshot(program, program.plans[0], plan.examples[0])
    assert payees_on_target(replace(program, plans=(plan,)), snapshot, Calendar(), date(2026, 12, 31)) == []
