"""Twelve months run and posted with all that comes late; tests/ledger/year.py works the amounts out."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from comp.runs import load_run, reopen
from comp.runs.run import silent
from statements.corrections import open_corrections
from statements.from_run import chosen_payees, open_issue
from tests.ledger import year
from tests.ledger.company import Company


@pytest.fixture
def company(url: str, tmp_path: Path) -> Company:
    return Company(year.workspace(tmp_path / "w"), url)


def stated(company: Company, folder: Path) -> dict[str, int]:
    """What the statements of a run or of corrections say is earned, by payee; in minor units."""
    workspace, run = company.workspace, load_run(folder)
    if run.manifest.corrects:
        corrections = open_corrections(workspace, run)
        statements = [corrections.statement(payee, workspace.people) for payee in corrections.payees()]
    else:
        payees = chosen_payees(run, [])
        issue = open_issue(run, reopen(workspace, run), payees, silent)
        statements = [issue.statement(payee, workspace.people) for payee in payees]
    sums = {each.payee: sum(total.earned.minor for total in each.totals) for each in statements}
    return {payee: minor for payee, minor in sums.items() if minor}


def test_the_books_of_a_year_come_to_what_runs_and_corrections_pay(company: Company) -> None:
    before: Path | None = None
    rows: list[dict[str, object]] = []
    paid: Counter[str] = Counter()
    for month in range(1, 13):
        year.becomes_known(company.path, month)
        run = company.runs(f"2026-{month:02}", date(2026 + month // 12, month % 12 + 1, 2))
        earned = stated(company, run)
        assert sum(earned.values()) == year.RUNS_EARNED[month - 1]
        paid.update(earned)
        found = company.previews(run)
        assert found.may_be_posted is (month not in year.CORRECTIONS_EARNED)
        corrections = None
        if not found.may_be_posted:
            assert before is not None
            corrections = company.corrects(before, run)
            corrected = stated(company, corrections)
            assert corrected == year.CORRECTIONS_EARNED[month]
            paid.update(corrected)
        company.posts(run, corrections)
        now = company.rows()
        assert now[: len(rows)] == rows, "a posted entry is never edited"
        rows, before = now, run

    books: Counter[str] = Counter()
    for row in rows:
        books[str(row["payee"])] += int(str(row["earned_minor"]))
    assert dict(books) == dict(paid) == year.YEAR_EARNED
    report = company.checked()
    assert (report.batches, report.folders, report.faults) == (15, 15, ())
    assert report.audit_entries == 15
