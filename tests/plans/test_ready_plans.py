"""The ready plans: every revenue function has one, each says what it pays, and pays what its examples say."""

import re
from functools import cache
from pathlib import Path

import pytest

from comp.language import load
from comp.language.calendar import Calendar
from comp.language.core import Pay, Program
from comp.runs import ExampleResult, run_examples

FOLDER = Path(__file__).parents[2] / "plans"
FILES = sorted(path.name for path in FOLDER.glob("*.plan"))
# Who is paid by which plan; a role with two segments has two.
PLANS = {
    "ae_ent_2026": {"AE"},
    "ae_manager_2026": {"AE_MANAGER"},
    "ae_mm_2026": {"AE"},
    "am_2026": {"AM"},
    "cro_2026": {"CRO"},
    "cs_manager_2026": {"CS_MANAGER"},
    "csm_2026": {"CSM"},
    "marketing_2026": {"MARKETING"},
    "partner_manager_2026": {"PARTNER_MANAGER"},
    "renewals_manager_2026": {"RENEWALS"},
    "reseller_2026": {"PARTNER"},
    "revops_enablement_2026": {"REVOPS", "ENABLEMENT"},
    "sales_vp_2026": {"VP"},
    "sdr_2026": {"SDR"},
    "se_2026": {"SE"},
}


@cache
def program() -> Program:
    loaded = load([FOLDER / name for name in FILES])
    assert loaded.diagnostics == []
    assert loaded.program is not None
    return loaded.program


@cache
def results() -> dict[str, list[ExampleResult]]:
    """What both engines make of every example, by the plan's name."""
    found: dict[str, list[ExampleResult]] = {plan.name: [] for plan in program().plans}
    for one in run_examples(program(), Calendar()):
        found[one.plan].append(one)
    return found


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_pays_what_its_examples_say_on_both_engines(name: str) -> None:
    examples = results()[name]
    assert examples
    assert [one.problem for one in examples if one.problem] == []
    assert [e.problem for one in examples for e in one.expectations if not e.passed] == []


@pytest.mark.parametrize("name", PLANS)
def test_an_example_shows_every_pay(name: str) -> None:
    [plan] = [one for one in program().plans if one.name == name]
    shown = {expected.pay for example in plan.examples for expected in example.expectations}
    assert {pay.name for _, pay in plan.statements() if isinstance(pay, Pay)} - shown == set()


@pytest.mark.parametrize("name", PLANS)
def test_every_clause_tells_its_reader_what_it_does(name: str) -> None:
    [plan] = [one for one in program().plans if one.name == name]
    assert [clause.name for clause in plan.clauses if len(clause.summary) < 40] == []


def test_every_role_of_the_company_has_a_plan() -> None:
    shared = (FOLDER / "shared.plan").read_text("utf-8")
    [choices] = re.findall(r"column +role: choice of ([\w,\s]+?)\n +column", shared)
    roles = {role.strip() for role in choices.split(",")}
    assert set().union(*PLANS.values()) == roles
    for name, paid in PLANS.items():
        text = (FOLDER / f"{name}.plan").read_text("utf-8")
        assert set(re.findall(r'role is "(\w+)"', text.split("\nclause")[0])) == paid


def test_the_folders_page_names_every_file_and_no_other() -> None:
    linked = re.findall(r"\]\((\w+\.plan)\)", (FOLDER / "README.md").read_text("utf-8"))
    assert sorted(linked) == FILES


def test_no_plan_is_left_out_of_the_list() -> None:
    assert {plan.name for plan in program().plans if not plan.name.startswith("scorecard")} == set(PLANS)
