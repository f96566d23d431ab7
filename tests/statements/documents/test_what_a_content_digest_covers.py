"""The content digest is of what a payee is shown: it outlasts a rerun that changes nothing for them.

The company is that of tests/runs/tiny.py, with deals of bo's beside ana's. In January ana has D1 (600.00 at
10%); bo, who has a quota of 1,000.00 as well, has B1 of 300.00 at 10% = 30.00 and, once it is corrected to
500.00, 50.00.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from comp.language.money import Money
from statements.documents import content_digest
from statements.view import Basis, Statement
from tests.runs import tiny
from tests.statements import full_samples
from tests.statements.documents.recorders import Recorder, digests

FEBRUARY = date(2026, 2, 2)
BO = "B1,bo,2026-01-20,USD,300.00"
QUOTA = "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,"


@pytest.fixture
def company(tmp_path: Path, url: str) -> Recorder:
    folder = tiny.workspace(tmp_path / "w")
    tiny.add(folder, "deal", BO)
    tiny.add(folder, "quota", QUOTA)
    return Recorder(folder, url)


def test_a_changed_deal_of_another_payee_leaves_a_statement_as_it_was(company: Recorder) -> None:
    first = company.records(company.runs("2026-01", FEBRUARY))
    company.change("deal", "300.00", "500.00")

    second = company.records(company.runs("2026-01", date(2026, 2, 5), "again"))

    # The facts, the lines and the day are others, so the two runs and what they rest on are.
    assert second.manifest.facts_digest != first.manifest.facts_digest
    assert company.document(second).statement.basis != company.document(first).statement.basis
    assert digests(second)["ana"] == digests(first)["ana"]
    assert digests(second)["bo"] != digests(first)["bo"]
    [before], [after] = (company.document(each, "bo").statement.totals for each in (first, second))
    assert (before.earned, after.earned) == (Money(30_00, "USD"), Money(50_00, "USD"))


def test_the_digest_in_the_database_is_that_of_the_document(company: Recorder) -> None:
    recorded = company.records(company.runs("2026-01", FEBRUARY))

    for payee, digest in digests(recorded).items():
        assert content_digest(company.document(recorded, payee).statement) == digest


def test_a_word_that_the_company_changes_is_another_content(company: Recorder) -> None:
    first = company.records(company.runs("2026-01", FEBRUARY))
    plan = company.path / "plans" / "ae_2026.plan"
    plan.write_text(plan.read_text(encoding="utf-8").replace("A tenth up to", "Ten percent up to"))

    second = company.records(company.runs("2026-01", FEBRUARY, "again"))

    assert second.manifest.results_digest == first.manifest.results_digest
    assert digests(second)["ana"] != digests(first)["ana"]


def test_a_comment_in_a_plan_is_not(company: Recorder) -> None:
    first = company.records(company.runs("2026-01", FEBRUARY))
    plan = company.path / "plans" / "ae_2026.plan"
    plan.write_text("# What everybody knows.\n" + plan.read_text(encoding="utf-8"))

    second = company.records(company.runs("2026-01", FEBRUARY, "again"))

    assert second.manifest.plans_digest != first.manifest.plans_digest
    assert digests(second) == digests(first)


FULL = full_samples.full()


@pytest.mark.parametrize(
    "same",
    [
        replace(FULL, display_name="Somebody Else"),
        replace(FULL, basis=Basis("0" * 64, "1" * 64, "comp 9.9", date(2030, 1, 1), 7)),
        replace(FULL, sections=(replace(FULL.sections[0], version="f" * 64),)),
    ],
)
def test_names_and_what_a_statement_rests_on_are_no_content(same: Statement) -> None:
    assert same != FULL
    assert content_digest(same) == content_digest(FULL)


YEAR = FULL.years[0]


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, payee="p-039"),
        replace(FULL, period="2026-Q2"),
        replace(FULL, paid_on=None),
        replace(FULL, corrects=True),
        replace(FULL, not_paid=FULL.not_paid[1:]),
        replace(FULL, years=(replace(YEAR, paid_before=Money(1, "USD")),)),
        replace(FULL, years=(replace(YEAR, earned=Money(1, "USD")),)),
        replace(FULL, sections=(replace(FULL.sections[0], title="Seller"),)),
        replace(FULL, sections=(replace(FULL.sections[0], figures=()),)),
    ],
)
def test_whatever_else_is_shown_is(other: Statement) -> None:
    assert content_digest(other) != content_digest(FULL)
