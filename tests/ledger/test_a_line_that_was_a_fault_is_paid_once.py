# Bo's deal D5 of 20 January, below his quota of 1,000.00: 10% of 500.00 is 50.00. In February his quota is
# gone from the sheet, so nobody knows what D5 is worth. In March the quota is back, and D5 corrected to
# 1,000.00: 100.00. Of that 50.00 were paid, so 50.00 are left. Ana's lines are those of tests/runs/tiny.py.
from datetime import date
from pathlib import Path

import pytest

from comp.errors import InputFaultsError
from comp.runs import load_run
from comp.workflow import PostingRefusedError
from statements.corrections import open_corrections
from tests.ledger.company import Company
from tests.records.databases import sqlite_url
from tests.runs import tiny

FEBRUARY, MARCH, APRIL = date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 2)
QUOTA = "Q5,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,\n"
D5 = "ae_2026.commission:bo:D5#1"


@pytest.fixture
def url(tmp_path: Path, sqlite_template: Path) -> str:
    """The rules do not depend on the database."""
    return sqlite_url(tmp_path, sqlite_template)


@pytest.fixture
def january(company: Company) -> Path:
    tiny.add(company.path, "deal", "D5,bo,2026-01-20,USD,500.00")
    tiny.add(company.path, "quota", QUOTA.strip())
    folder = company.runs("2026-01", FEBRUARY)
    company.posts(folder)
    assert company.earned() == {"D1": 60_00, "D5": 50_00}
    return folder


def faulty_february(company: Company) -> Path:
    company.change("quota", QUOTA, "")
    return company.runs("2026-02", MARCH)


def mended_march(company: Company) -> Path:
    tiny.add(company.path, "quota", QUOTA.strip())
    company.change("deal", "D5,bo,2026-01-20,USD,500.00", "D5,bo,2026-01-20,USD,1000.00")
    return company.runs("2026-03", APRIL)


def test_what_was_paid_of_a_line_that_is_a_fault_stands(company: Company, january: Path) -> None:
    february = faulty_february(company)

    done = company.posts(february)

    assert [(line.line, line.before) for line in done.preview.standing] == [(D5, (50_00, 50_00))]
    assert company.earned() == {"D1": 60_00, "D5": 50_00, "D2": 80_00}
    assert company.checked().faults == ()


def test_a_line_that_was_paid_was_a_fault_and_is_mended_is_paid_once(company: Company, january: Path) -> None:
    february = faulty_february(company)
    company.posts(february)
    march = mended_march(company)

    found = load_run(company.corrects(february, march))

    [(line, earned, payable, cause)] = found.lines.select(
        "line_id", "earned_minor", "payable_minor", "cause"
    ).iter_rows()
    assert (line, earned, payable) == (D5, 50_00, 50_00)
    assert cause.endswith("what was posted before, where the run before says otherwise: -50.00")
    shown = open_corrections(company.workspace, found).statement("bo", company.workspace.people)
    assert "what was posted before, where the run before says otherwise: -50.00" in str(shown)
    company.posts(march, company.folder("2026-03-corrections"))
    assert company.earned() == {"D1": 60_00, "D5": 100_00, "D2": 40_00, "D3": 20_00}
    assert company.checked().faults == ()


def test_corrections_that_do_not_know_the_books_are_refused_where_they_would_pay_twice(
    company: Company, january: Path
) -> None:
    february = faulty_february(company)
    company.posts(february)
    march = mended_march(company)

    twice = company.corrects(february, march, by_books=False)

    # February valued nothing, so the whole 100.00 would be paid again beside the 50.00.
    assert load_run(twice).lines["earned_minor"].to_list() == [100_00]
    with pytest.raises(
        PostingRefusedError, match=r"D5#1 is worth 100\.00 USD, and 50\.00 before and 100\.00"
    ):
        company.posts(march, twice)
    assert company.earned() == {"D1": 60_00, "D5": 50_00, "D2": 80_00}


def test_a_fault_does_not_keep_the_others_from_their_corrections(company: Company, january: Path) -> None:
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = faulty_february(company)

    with pytest.raises(InputFaultsError, match="lines that were paid are faults now"):
        company.corrected(january, february, by_books=False)
    company.posts(february, company.corrects(january, february))

    assert company.earned() == {"D1": 70_00, "D5": 50_00, "D2": 90_00}
    assert company.checked().faults == ()


def test_a_run_with_faults_of_its_own_is_posted_only_where_the_company_allows_it(
    company: Company, january: Path
) -> None:
    tiny.add(company.path, "deal", "D6,bo,2026-02-20,USD,500.00")
    february = faulty_february(company)

    with pytest.raises(PostingRefusedError, match="1 of its lines or facts could not be calculated"):
        company.posts(february)

    file = company.path / "comp.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[company]", "[company]\nallow_refused = true"))
    company.posts(february)
    assert company.earned() == {"D1": 60_00, "D5": 50_00, "D2": 80_00}
    assert company.checked().faults == ()
