"""Amounts worked by hand from the decisions before any engine ran, held against both engines.

Differential tests cannot see what the engines share (the texts' reading, the calendar, the cents); these can.
"""

import re

import pytest

from comp.language.core import Expectation
from comp.language.money import Money
from tests.golden.cases import (
    ENGINES,
    FOLDER,
    Line,
    case_files,
    examples,
    find,
    last_day,
    lines_meant,
    read_on,
    snapshot_of,
)

EXAMPLES = list(examples())

# The lines that are meant to be faults: every other 0.00 of a case is a calculated nothing.
FAULTS = {
    "g38": {"g38.commission:ana:D1#1", "g38.commission:bo:D3#1"},
    "g67": {"g67.commission:dana:D4#1"},
    "g74": {"g74.commission:ana:D1#1"},
}


@pytest.fixture(params=sorted(ENGINES))
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(("plan_name", "example_name"), EXAMPLES)
def test_a_golden_example_pays_what_was_worked_by_hand(
    plan_name: str, example_name: str, engine_name: str
) -> None:
    plan, example = find(plan_name, example_name)
    snapshot = snapshot_of(plan, example)
    faults: list[str] = []
    for expectation in example.expectations:
        lines = lines_meant(expectation, ENGINES[engine_name](plan, snapshot, read_on(plan, expectation)))
        paid = Money(sum(_amount(expectation, line) or 0 for line in lines), plan.currency)
        if paid != expectation.amount:
            faults.append(_told(expectation, paid, lines))
    assert not faults, "\n".join([f"{plan_name} on {engine_name}, {example_name!r}:", *faults])


@pytest.mark.parametrize(("plan_name", "example_name"), EXAMPLES)
def test_only_the_lines_that_are_meant_to_be_are_faults(
    plan_name: str, example_name: str, engine_name: str
) -> None:
    plan, example = find(plan_name, example_name)
    lines = ENGINES[engine_name](plan, snapshot_of(plan, example), last_day(plan))
    assert {line.line_id for line in lines if line.earned_minor is None} == FAULTS.get(plan_name, set())


def test_there_are_at_least_forty_cases_with_an_example_each() -> None:
    assert len(case_files()) >= 40
    assert len({plan for plan, _ in EXAMPLES}) == len(case_files())


@pytest.mark.parametrize("file", [file.name for file in case_files()])
def test_every_expected_amount_has_its_working_beside_it(file: str) -> None:
    expects = re.findall(r"^\s*expect .*$", (FOLDER / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert expects
    assert [line for line in expects if not re.search(r"\s# \S", line)] == []


def test_the_table_of_cases_names_each_case_once() -> None:
    table = re.findall(
        r"^\| (\d\d-[\w-]+) \|", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert table == [file.stem for file in case_files()]


def _amount(expectation: Expectation, line: Line) -> int | None:
    return line.payable_minor if expectation.payable else line.earned_minor


def _told(expectation: Expectation, paid: Money, lines: list[Line]) -> str:
    parts = [
        f"    {line.line_id}: earned {line.earned_minor}, payable {line.payable_minor} (minor units)"
        for line in lines
    ]
    return "\n".join([f"  {expectation.span}: worked {expectation.amount}, paid {paid}", *parts])
