"""Whatever a plan says is answered: proved, shown by an example, or not proved with a reason."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from comp.frozen import frozen
from comp.fuzz.cases import draw_case, program_of
from comp.language import core, load
from comp.language.analysis import Report, Verdict, examine
from tests.language.analysis.money_plans import over_revenue, program, seller, steps

ROOT = Path(__file__).parents[3]
FOLDERS = ("plans", "fixtures/golden", "fixtures/cases")


@cache
def examined(folder: str) -> Report:
    loaded = load(sorted((ROOT / folder).glob("*.plan")))
    assert loaded.program is not None
    return examine(loaded.program, loaded.diagnostics)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_finding_is_an_error(folder: str) -> None:
    assert [fault for fault in examined(folder).diagnostics if fault.severity == "error"] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_not_proved_has_a_reason(folder: str) -> None:
    for finding in examined(folder).findings:
        assert finding.text.endswith(".")
        if finding.verdict is Verdict.NOT_PROVED:
            assert finding.text.startswith("Not proved: ")
            assert not finding.is_warning


@pytest.mark.parametrize("folder", FOLDERS)
def test_most_questions_are_answered(folder: str) -> None:
    findings = examined(folder).findings
    open_ones = [finding for finding in findings if finding.verdict is Verdict.NOT_PROVED]
    assert len(open_ones) < len(findings) / 10


@frozen
class Unheard(core.Node):
    """A node that no analysis knows."""


def test_a_node_that_is_new_is_not_proved() -> None:
    plans = program(seller(over_revenue("marginal", steps(("0", "5%"), ("100000", "8%")))))
    plan = plans.plans[0]
    clause = plan.clauses[0]
    pay = clause.statements[0]
    assert isinstance(pay, core.Pay)
    strange = replace(pay, value=replace(pay.value, left=Unheard()))
    changed = replace(clause, statements=(strange, *clause.statements[1:]))
    report = examine(replace(plans, plans=(replace(plan, clauses=(changed,)),)))
    found = report.of("p", "M002", "commission")
    assert found is not None
    assert found.verdict is Verdict.NOT_PROVED
    assert "Unheard" in found.text


@pytest.mark.parametrize("seed", range(3))
def test_drawn_plans_with_whatever_the_language_says_are_answered(seed: int) -> None:
    report = examine(program_of(draw_case(seed)))
    assert report.findings
    assert all(finding.text for finding in report.findings)
