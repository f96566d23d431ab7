"""Statements of a corrections folder: what changed of earlier periods, and why.

The company is that of tests/runs/tiny.py: January pays D1 60.00, February D2 80.00.
"""

from datetime import date
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.facts import Workspace
from comp.language.money import Money
from comp.reference import Facts
from comp.reference.discretion import Names
from comp.runs import Run, corrections, reopen
from statements.corrections import Corrections, OwnCauses, open_corrections
from statements.view import Adjustment, ChangeKind
from tests.runs import tiny
from tests.statements.tiny_issue import paid_run

PRICES = """
source price "What things cost"
  key      id: text
  currency currency
  column   list: money
"""


@pytest.fixture(name="company")
def _company(tmp_path: Path) -> Path:
    return tiny.workspace(tmp_path / "w")


def change(company: Path, source: str, old: str, new: str) -> None:
    path = company / "data" / f"{source}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def corrected(company: Path, january: Run) -> Corrections:
    workspace = Workspace.open(company)
    done, _ = corrections(workspace, january, paid_run(company, "2026-02"))
    return open_corrections(workspace, done)


def adjustments(company: Path, opened: Corrections, payee: str = "ana") -> tuple[Adjustment, ...]:
    [section] = opened.statement(payee, Workspace.open(company).people).sections
    return section.adjustments


def usd(cents: int) -> Money:
    return Money(cents, "USD")


def test_a_line_that_is_worth_something_else_stands_with_both_values_and_its_cause(company: Path) -> None:
    january = paid_run(company, "2026-01")
    change(company, "deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    opened = corrected(company, january)

    made = opened.statement("ana", Workspace.open(company).people)

    # D1 was paid 60.00 and is 70.00 now.
    [section] = made.sections
    [line] = section.adjustments
    assert (line.earned_before, line.earned_after, line.line.earned) == (usd(60_00), usd(70_00), usd(10_00))
    assert line.cause == "corrected deal D1: value 600.00 USD -> 700.00 USD: 10.00"
    assert (line.clause, line.kind) == ("Commission", ChangeKind.OTHER)
    assert (section.clauses, section.earned, section.payable) == ((), usd(10_00), usd(10_00))
    assert made.corrects
    assert (made.period, made.first_day, made.last_day) == ("2026-02", date(2026, 2, 1), date(2026, 2, 28))
    assert [total.payable for total in made.totals] == [usd(10_00)]


def test_a_payees_own_quota_is_named_and_what_it_moved(company: Path) -> None:
    january = paid_run(company, "2026-01")
    change(company, "quota", "USD,1000.00", "USD,500.00")

    # D1's last 100.00 now lie above the quota of 500.00: 10.00 more.
    [line] = adjustments(company, corrected(company, january))

    assert line.line.earned == usd(10_00)
    assert line.cause == "corrected quota Q1: amount 1,000.00 USD -> 500.00 USD: 10.00"


def test_only_those_whose_past_is_corrected_have_a_statement(company: Path) -> None:
    january = paid_run(company, "2026-01")
    tiny.add(company, "deal", "D7,bo,2026-01-20,USD,30.00")
    tiny.add(company, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    opened = corrected(company, january)

    assert opened.payees() == ["bo"]
    assert [each.line.unit for each in adjustments(company, opened, "bo")] == ["D7"]
    assert opened.statement("ana", Workspace.open(company).people).sections == ()


def test_a_run_of_the_period_itself_is_no_corrections(company: Path) -> None:
    with pytest.raises(CompError, match="no corrections"):
        open_corrections(Workspace.open(company), paid_run(company, "2026-01"))


@pytest.mark.parametrize(
    "told",
    [
        "corrected deal D1: value 600.00 USD -> 700.00 USD",
        "late cancellation L9 of deal D1 (effective_on 2026-01-20)",
        "corrected quota Q1: amount 1,000.00 USD -> 900.00 USD",
        "corrected assignment ana, 2025-01-01: role AE -> GUEST",
        "plan ae_2026: table rate of clause commission changed",
        "12 rows of deal, new or newly dated",
        "corrected price P1: list 5.00 USD -> 6.00 USD",  # the company's
        "A was calculated by comp 1, B by comp 2; recalculated by comp 2",
    ],
)
def test_a_cause_that_is_the_payees_is_told(company: Path, told: str) -> None:
    assert causes(company).told(f"{told}: -1,234.50") == f"{told}: -1,234.50"


@pytest.mark.parametrize(
    "hidden",
    [
        "corrected quota Q2: amount 777.00 USD -> 888.00 USD",  # Bo's
        "corrected assignment bo, 2025-01-01: target_incentive 777.00 USD -> 888.00 USD",
        "corrected deal D4: value 777.00 USD -> 888.00 USD",  # Zoe's
        "corrected deal D1: owner bo -> ana",
        "corrected cancellation L4 of deal D4: lost_value 777.00 USD -> 888.00 USD",
        "withdrawn quota Q3",  # nobody knows any more whose it was
        "corrected deal D1: value 1.00 USD -> 2.00 USD; corrected quota Q2: amount 777.00 USD -> 888.00 USD",
    ],
)
def test_a_cause_that_tells_of_another_is_not(company: Path, hidden: str) -> None:
    said = causes(company).told(f"{hidden}: 5.00; corrected deal D1: value 1.00 USD -> 2.00 USD: 6.00")

    assert said == (
        "another fact that this line rests on: 5.00; corrected deal D1: value 1.00 USD -> 2.00 USD: 6.00"
    )


def causes(company: Path) -> OwnCauses:
    """Ana's, whose line for D1 is corrected."""
    tiny.add(company, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,888.00,,")
    with (company / "plans" / "shared.plan").open("a", encoding="utf-8") as file:
        file.write(PRICES)
    (company / "data" / "price.csv").write_text("id,currency,list\nP1,USD,6.00\n", encoding="utf-8")
    tiny.add(company, "cancellation", "L4,D4,2026-02-01,USD,10.00", "L9,D1,2026-01-20,USD,10.00")
    workspace = Workspace.open(company)
    january = paid_run(company, "2026-01")
    inputs = reopen(workspace, january)
    rows = [{"credit": "new_business", "fact": "D1"}]
    names = Names(["ana", "bo", "zoe"])
    return OwnCauses(inputs.program, Facts(inputs.snapshot), "ana", rows, names)
