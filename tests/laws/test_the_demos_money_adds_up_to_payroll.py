"""One run of the demo company: lines, payouts, manifest, statements and payroll tell of the same money."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from comp.facts import Workspace
from comp.finance import Payroll, Terms, employee_ids, legal_entities, payroll
from comp.language.money import format_minor
from comp.runs import Inputs, Run, calculate, prepare
from statements.from_run import chosen_payees, open_issue
from statements.view import Statement

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
PLANS = ("ae_mm_2026.plan", "csm_2026.plan")
PAYEES = 8


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    company = tmp_path_factory.mktemp("demo") / "w"
    shutil.copytree(DEMO, company, ignore=shutil.ignore_patterns(".comp", "*.py"))
    for path in (company / "plans").glob("*.plan"):
        if not path.name.startswith(("shared", "measures")) and path.name not in PLANS:
            path.unlink()
    return Workspace.open(company)


@pytest.fixture(scope="module")
def inputs(workspace: Workspace) -> Inputs:
    return prepare(workspace, "2026-03", None, date(2026, 4, 2))


@pytest.fixture(scope="module")
def run(inputs: Inputs) -> Run:
    return calculate(inputs)


@pytest.fixture(scope="module")
def statements(workspace: Workspace, inputs: Inputs, run: Run) -> dict[str, Statement]:
    payees = chosen_payees(run, ())[::2][:PAYEES]
    issue = open_issue(run, inputs, payees, lambda _what, _done, _of: None)
    return {payee: issue.statement(payee, workspace.people) for payee in payees}


@pytest.fixture(scope="module")
def paid(workspace: Workspace, inputs: Inputs, run: Run) -> Payroll:
    settlement = workspace.company.settlement
    terms = Terms(
        settlement,
        employee_ids(workspace.people),
        legal_entities(settlement, inputs.snapshot),
        allow_faults=True,
    )
    return payroll(run, terms)


def sums_by(run: Run, *names: str) -> dict[tuple[object, ...], tuple[int, int]]:
    """What lines earn and what is payable of them, added up line by line."""
    earned, payable = Counter[tuple[object, ...]](), Counter[tuple[object, ...]]()
    for row in run.lines.iter_rows(named=True):
        key = tuple(row[name] for name in names)
        earned[key] += row["earned_minor"] or 0
        payable[key] += row["payable_minor"] or 0
    return {key: (earned[key], payable[key]) for key in earned}


def test_there_is_money_at_every_level(run: Run, statements: dict[str, Statement], paid: Payroll) -> None:
    assert sum(row.amount_minor > 0 for row in paid.imports) > 10
    assert sum(bool(s.sections) for s in statements.values()) == PAYEES
    assert run.lines.filter(pl.col("earned_minor") != pl.col("payable_minor")).height > 0


def test_lines_add_up_to_payouts(run: Run) -> None:
    told = {
        (row["payee"], row["plan"], row["pay"], row["currency"]): (row["earned"], row["payable"])
        for row in run.payouts.iter_rows(named=True)
    }
    assert told == {
        key: tuple(format_minor(minor, str(key[3])).replace(",", "") for minor in minors)
        for key, minors in sums_by(run, "payee", "plan", "pay", "currency").items()
    }


def test_lines_add_up_to_the_manifests_totals(run: Run) -> None:
    told = {
        (plan.plan, plan.currency): (plan.earned_minor, plan.payable_minor) for plan in run.manifest.plans
    }
    assert told == sums_by(run, "plan", "currency")


def test_lines_add_up_to_the_sections_of_statements_and_those_to_their_totals(
    run: Run, statements: dict[str, Statement]
) -> None:
    sums = sums_by(run, "payee", "plan", "currency")
    for payee, statement in statements.items():
        told = {
            (payee, s.name, s.earned.currency): (s.earned.minor, s.payable.minor) for s in statement.sections
        }
        assert told == {key: minors for key, minors in sums.items() if key[0] == payee}
        for section in statement.sections:
            groups = [group.earned.minor for group in section.clauses]
            assert sum(groups) + section.adjusted.minor == section.earned.minor
            for group in section.clauses:
                assert sum(line.earned.minor for line in group.lines) == group.earned.minor
        for total in statement.totals:
            of = [s for s in statement.sections if s.earned.currency == total.earned.currency]
            assert sum(section.earned.minor for section in of) == total.earned.minor
            assert sum(section.payable.minor for section in of) == total.payable.minor


def test_payable_lines_add_up_to_the_rows_of_payroll(workspace: Workspace, run: Run, paid: Payroll) -> None:
    employee_id = employee_ids(workspace.people)
    told = Counter[tuple[object, ...]]()
    for row in paid.imports:
        told[row.key.employee_id, row.key.currency] += row.amount_minor
    expected = Counter[tuple[object, ...]]()
    for (payee, currency), (_, payable) in sums_by(run, "payee", "currency").items():
        expected[employee_id(str(payee)), currency] += payable
    assert {k: v for k, v in told.items() if v} == {k: v for k, v in expected.items() if v}
