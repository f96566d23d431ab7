"""Every line of drawn programs, of the published cases, the ready plans and the demo company is proved.

A proof that does not come to the line's amounts raises; each step is calculated again by the verifier's
arithmetic, which shares nothing with what wrote it, with what is sealed opened as for an auditor.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from comp.facts import Workspace
from comp.facts.example_facts import example_snapshot
from comp.facts.snapshot import Snapshot
from comp.fuzz.cases import draw_case, program_of, snapshot_of
from comp.language import load
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program
from comp.proofs.document import openings
from comp.reference import Facts, LineValue, valuate
from comp.reference.proof.book import Book
from comp.runs import prepare
from comp.verifier.arithmetic import check_nodes
from comp.verifier.openings import check_openings
from tests.reference.proof.worked import as_proof, seal_of

ROOT = Path(__file__).parents[3]
CASES = max(int(os.environ.get("COMP_DIFFERENTIAL_CASES", "16")) // 4, 4)


def faults(
    texts: Mapping[str, str], snapshot: Snapshot, facts: Facts, lines: Iterable[LineValue]
) -> list[str]:
    """What is wrong with the proofs of some lines, each payee's in one book."""
    books: dict[str, Book] = {}
    for line in lines:
        book = books.setdefault(line.payee, Book(facts, texts, line.payee))
        proved = line.prove(book)
        assert (proved.earned is None) == (line.earned_minor is None), line.line_id
    named = {line.file for book in books.values() for line in book.plan_lines}
    seal = seal_of(snapshot, {file: texts[file] for file in named})
    found: list[str] = []
    for payee, book in books.items():
        proof, opened = as_proof(book, seal), json.loads(json.dumps(openings(book, seal)))
        findings = [*check_nodes(proof), *check_openings(proof, opened)]
        found += [f"{payee}: {finding.where}: {finding.what}" for finding in findings]
    return found


@settings(
    max_examples=CASES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(10_000, 2**40))
def test_every_line_of_a_drawn_program_is_proved(seed: int) -> None:
    case = draw_case(seed)
    program = program_of(case)
    snapshot = snapshot_of(program, case.rows)
    facts = Facts(snapshot)
    lines = [
        line
        for plan in program.plans
        for day in case.days
        for line in valuate(program, plan, snapshot, case.calendar, day, None, facts)
    ]
    assert faults(case.texts, snapshot, facts, lines) == [], f"seed {seed}"


def _faults_of_examples(program: Program, plan: Plan, texts: Mapping[str, str]) -> list[str]:
    """The lines of a plan's examples on a day on which nothing is still to come."""
    day, found = date(plan.effective_from.year + 3, 3, 31), list[str]()
    for example in plan.examples:
        snapshot = example_snapshot(program, plan, example, Calendar())
        facts = Facts(snapshot)
        lines = valuate(program, plan, snapshot, Calendar(), day, None, facts)
        found += [f"{plan.name}, {example.name}, {fault}" for fault in faults(texts, snapshot, facts, lines)]
    return found


@pytest.mark.parametrize("folder", ["fixtures/cases", "plans"])
def test_every_line_of_the_published_and_the_ready_plans_examples_is_proved(folder: str) -> None:
    files = sorted((ROOT / folder).glob("*.plan"))
    texts = {str(file): file.read_text(encoding="utf-8") for file in files}
    program = load(files).program
    assert program is not None
    assert [fault for plan in program.plans for fault in _faults_of_examples(program, plan, texts)] == []


def test_the_lines_of_a_quarter_of_the_demo_company_are_proved(tmp_path: Path) -> None:
    """On the quarter's last day, of the first payee in each role and segment."""
    shutil.copytree(ROOT / "fixtures" / "demo", tmp_path / "demo", ignore=shutil.ignore_patterns(".comp"))
    workspace = Workspace.open(tmp_path / "demo")
    inputs = prepare(workspace, "2026-Q1", None, date(2027, 1, 15))
    texts = {str(path): path.read_text(encoding="utf-8") for path in workspace.plan_paths()}
    latest_first = sorted(inputs.snapshot.rows("assignment"), key=lambda row: str(row["payee"]), reverse=True)
    first = {(row["role"], row["segment"]): str(row["payee"]) for row in latest_first}
    facts = Facts(inputs.snapshot)
    lines = [
        line
        for plan, span in inputs.plans()
        for line in valuate(
            inputs.program, plan, inputs.snapshot, inputs.calendar, span.after_on, set(first.values()), facts
        )
    ]
    assert len({line.plan for line in lines}) > 10
    assert faults(texts, inputs.snapshot, facts, lines) == []
