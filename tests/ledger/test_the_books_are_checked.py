# The company is that of tests/runs/tiny.py: January pays D1 60.00, February D2 80.00.
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from tests.ledger.company import Company
from tests.records.databases import sqlite_url

FEBRUARY, MARCH = date(2026, 2, 2), date(2026, 3, 2)


@pytest.fixture
def url(tmp_path: Path, sqlite_template: Path) -> str:
    """A hand changes the file itself, past the triggers that refuse it."""
    return sqlite_url(tmp_path, sqlite_template)


@pytest.fixture
def posted(company: Company) -> Company:
    for period, today in (("2026-01", FEBRUARY), ("2026-02", MARCH)):
        company.posts(company.runs(period, today))
    assert company.checked().faults == ()
    return company


def by_hand(company: Company, *statements: str) -> None:
    file = sqlite3.connect(company.url.removeprefix("sqlite:///"))
    for table in ("posting", "batch", "audit"):
        for what in ("update", "delete", "replace"):
            file.execute(f"DROP TRIGGER {table}_no_{what}")
    for statement in statements:
        file.execute(statement)
    file.commit()
    file.close()


def test_an_amount_that_was_changed_is_told_three_times(posted: Company) -> None:
    by_hand(posted, "UPDATE posting SET earned_minor = 6001 WHERE number = 1")

    chain, folder, value = posted.checked().faults

    assert "its entries are not those that the audit chain tells of" in chain
    assert "its entries are not those of the run in ../2026-01" in folder
    assert "D1#1: with 2026-01 its entries come to 60.01 earned and 60.00 payable USD" in value
    assert "worth 60.00 and 60.00" in value


def test_an_entry_that_is_gone_is_told_by_the_chain_alone_where_there_is_no_folder(posted: Company) -> None:
    for period in ("2026-01", "2026-02"):
        shutil.rmtree(posted.folder(period))
    by_hand(posted, "DELETE FROM posting WHERE number = 1")

    report = posted.checked()

    assert (report.folders, report.folders_gone) == (0, ("../2026-01", "../2026-02"))
    [fault] = report.faults
    assert "batch of the run of 2026-01" in fault
    assert "not those that the audit chain tells of" in fault


def test_a_batch_that_is_gone_is_told(posted: Company) -> None:
    by_hand(
        posted,
        "DELETE FROM posting WHERE number = 2",
        "DELETE FROM batch WHERE period = '2026-02'",
    )

    [fault] = posted.checked().faults

    assert "which is not in the books" in fault


def test_a_chain_that_was_rewritten_is_told(posted: Company) -> None:
    by_hand(posted, "UPDATE audit SET actor = 'u-2' WHERE number = 1")

    assert posted.checked().faults[0].startswith("audit chain: entry 1: ")


def test_a_run_s_folder_that_was_changed_is_told_and_another_run_in_it_is_no_fault(posted: Company) -> None:
    lines = posted.folder("2026-01") / "lines.csv"
    lines.write_text(lines.read_text(encoding="utf-8").replace("6000", "6001"), encoding="utf-8")
    [fault] = posted.checked().faults
    assert "was changed after the run" in fault

    posted.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    posted.runs("2026-01", MARCH)
    report = posted.checked()
    assert (report.faults, report.folders_gone) == ((), ("../2026-01",))
