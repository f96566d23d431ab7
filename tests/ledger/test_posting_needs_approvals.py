"""Posting where every statement is to be approved first, as comp.toml or the caller says.

By tests/runs/tiny.py January pays ana 60.00, and bo has no line; so that there are two statements, bo sells
D9 for 100.00, 10.00 at 10%.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.runs.run import silent
from comp.workflow import PostingRefusedError, Preview, open_books, post, preview, to_post
from comp.workflow.access import Actor, Role
from comp.workflow.review import decide, statements_seen
from statements.documents import record_run
from tests.ledger.company import AT, Company
from tests.runs import tiny

FINANCE = Actor("u-fin", None, frozenset({Role.FINANCE}))


@pytest.fixture
def january(company: Company) -> Path:
    tiny.add(company.path, "deal", "D9,bo,2026-01-20,USD,100.00")
    tiny.add(company.path, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    return company.runs("2026-01", date(2026, 2, 2))


def records_run(company: Company, folder: Path, at: datetime = AT) -> None:
    with open_books(company.workspace) as records:
        record_run(company.workspace, folder, records, "u-rev", at, silent)


def decides(company: Company, payee: str, verb: str = "approve", reason: str = "") -> None:
    with open_books(company.workspace) as records:
        with records.reading() as session:
            (shown,) = statements_seen(session, FINANCE, payee=payee).items
        decide(records, FINANCE, shown.id, verb, shown.content_digest, reason, AT)


def needing(company: Company, folder: Path) -> Preview:
    with open_books(company.workspace) as records:
        return preview(records, to_post(company.workspace, folder, None, needs_approvals=True))


def test_a_run_is_posted_once_all_of_it_is_approved(company: Company, january: Path) -> None:
    (unmet,) = needing(company, january).unmet
    assert unmet == (
        "the run of 2026-01 is not recorded, so nobody could approve its statements; 'comp run record' "
        "records it"
    )
    records_run(company, january)
    assert needing(company, january).unmet == ("2 of 2 statements are not approved (2 waiting)",)
    decides(company, "ana", "return", "Deal 7 is missing.")
    assert needing(company, january).unmet == ("2 of 2 statements are not approved (1 waiting, 1 returned)",)
    decides(company, "bo")
    (unmet,) = needing(company, january).unmet
    assert unmet == "1 of 2 statements are not approved (1 returned)"
    with open_books(company.workspace) as records:
        order = to_post(company.workspace, january, None, needs_approvals=True)
        with pytest.raises(PostingRefusedError, match="1 of 2 statements are not approved"):
            post(records, order, "u-fin", AT)
        assert company.rows() == []
        decides(company, "ana")
        assert post(records, order, "u-fin", AT).entries == 2
        # What is posted asks for nothing any more.
        assert preview(records, order).may_be_posted


def test_the_company_says_whether_comp_post_asks(company: Company, january: Path) -> None:
    records_run(company, january)
    assert company.previews(january).may_be_posted
    file = company.path / "comp.toml"
    file.write_text(file.read_text("utf-8") + "[approval]\nbefore_posting = true\n", "utf-8")
    asked = ["post", str(company.path), "--run", str(january), "--yes"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 1
    assert "2 of 2 statements are not approved (2 waiting)" in " ".join(done.output.split())
    assert company.rows() == []
    decides(company, "ana")
    decides(company, "bo")
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert len(company.rows()) == 2


def test_a_run_that_a_later_one_replaced_is_not_posted(company: Company, january: Path) -> None:
    """Its approvals stand, and nobody could take them back."""
    records_run(company, january)
    decides(company, "ana")
    decides(company, "bo")
    assert needing(company, january).may_be_posted
    tiny.add(company.path, "deal", "D8,bo,2026-01-21,USD,1.00")
    again = company.runs("2026-01", date(2026, 2, 3), "again")
    records_run(company, again, datetime(2026, 4, 4, tzinfo=UTC))
    assert needing(company, january).unmet == (
        "a later run of 2026-01 is recorded; approve and post that one",
    )
    assert needing(company, again).unmet == ("1 of 2 statements are not approved (1 waiting)",)


def test_a_payee_without_a_statement_holds_the_posting(company: Company, january: Path) -> None:
    records_run(company, january)
    decides(company, "ana")
    with open_books(company.workspace) as records, records.transaction() as session:
        connection = session.connection()
        connection.exec_driver_sql("DELETE FROM statement_amount WHERE payee = 'bo'")
        connection.exec_driver_sql("DELETE FROM statement WHERE payee = 'bo'")
    assert needing(company, january).unmet == (
        "1 whom it pays have no statement; record the run again with 'comp run record'",
    )
