"""Worked examples that other people published, as plans of today's language: each pays what was published.

Where a source errs, the plan's text says so and the amount is the one that its own rules give.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from comp.language import load
from comp.language.calendar import Calendar
from comp.runs import ExampleResult, run_examples

FOLDER = Path(__file__).parents[2] / "fixtures" / "cases"
FILES = sorted(file.name for file in FOLDER.glob("*.plan") if file.name != "shared.plan")


@cache
def _results() -> dict[str, list[ExampleResult]]:
    """What both engines make of every example, by the plan's name."""
    loaded = load(sorted(FOLDER.glob("*.plan")))
    faults = [f"{one.span}: {one.code} {one.text}" for one in loaded.diagnostics if one.severity == "error"]
    if loaded.program is None or faults:
        raise AssertionError("\n".join(["the published cases have faults", *faults]))
    results: dict[str, list[ExampleResult]] = {plan.name: [] for plan in loaded.program.plans}
    for one in run_examples(loaded.program, Calendar()):
        results[one.plan].append(one)
    return results


def _plans_of(file: str) -> list[str]:
    return re.findall(r"^plan (\w+)", (FOLDER / file).read_text(encoding="utf-8"), re.MULTILINE)


def _faults(example: ExampleResult) -> list[str]:
    problems = [f"{one.span}: {one.text}: {one.problem}" for one in example.expectations if not one.passed]
    return [example.problem, *problems] if example.problem else problems


@pytest.mark.parametrize("file", FILES)
def test_a_published_case_pays_what_was_published(file: str) -> None:
    examples = [one for plan in _plans_of(file) for one in _results()[plan]]
    assert examples
    assert [fault for one in examples for fault in _faults(one)] == []


@pytest.mark.parametrize("file", FILES)
def test_the_first_plan_of_a_case_bears_its_name(file: str) -> None:
    assert _plans_of(file)[0] == file.removesuffix(".plan").replace("-", "_")


@pytest.mark.parametrize("file", FILES)
def test_every_published_amount_has_its_working_beside_it(file: str) -> None:
    expects = re.findall(r"^\s*expect .*$", (FOLDER / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert expects
    assert [line for line in expects if not re.search(r"\s# \S", line)] == []


def test_no_two_plans_pay_the_same_people() -> None:
    roles = [
        role
        for file in FILES
        for role in re.findall(
            r'^  payees +role is "([^"]+)"', (FOLDER / file).read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert len(roles) == len(set(roles)) == sum(len(_plans_of(file)) for file in FILES)
