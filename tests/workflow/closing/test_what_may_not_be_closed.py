# The company is that of tests/runs/tiny.py: January pays ana 60.00 for D1, February 80.00 for D2.
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.workflow.access import AccessRefusedError
from comp.workflow.review import NotFoundError, StaleContentError, Verb
from tests.records.databases import sqlite_url
from tests.runs import tiny
from tests.workflow.closing.closed import FEBRUARY, MARCH, OTHERS, Closed, refused


@pytest.fixture
def url(tmp_path: Path, sqlite_template: Path) -> str:
    """What is refused is refused alike in both databases."""
    return sqlite_url(tmp_path, sqlite_template)


def test_one_statement_that_waits_holds_the_run(closed: Closed) -> None:
    quarter = closed.recorded("2026-Q1", MARCH)
    closed.approves(quarter)
    first, *_ = closed.statements(quarter)
    assert closed.decides(Verb.WITHDRAW, [first]) == []

    refused(closed, quarter, "not approved")


def test_a_returned_statement_holds_the_run(closed: Closed) -> None:
    january = closed.recorded("2026-01", FEBRUARY)
    assert closed.decides(Verb.RETURN, closed.statements(january)) == []

    refused(closed, january, "returned")


def test_nobody_but_finance_posts(closed: Closed) -> None:
    january = closed.recorded("2026-01", FEBRUARY)
    closed.approves(january)

    for actor in OTHERS:
        with pytest.raises(AccessRefusedError):
            closed.closes(january, actor)
    assert closed.batches() == []


def test_what_changed_after_it_was_approved_is_not_posted(closed: Closed) -> None:
    january = closed.recorded("2026-01", FEBRUARY)
    closed.approves(january)
    closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    again = closed.records_run(closed.runs("2026-01", MARCH, "again"))

    # The run that was approved is not its period's current one any more, and the new one has no approval.
    refused(closed, january, "a later run of 2026-01 is recorded; approve and post that one")
    refused(closed, again, "not approved")
    closed.approves(again)
    closed.closes(again)
    assert closed.earned() == {"D1": 70_00}


def test_what_a_new_run_leaves_as_it_was_stays_approved(closed: Closed) -> None:
    tiny.add(closed.path, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    first = closed.recorded("2026-01", FEBRUARY)
    closed.approves(first)
    # Bo sells 100.00, a tenth of the quota, which pays 10 %; of ana nothing changes.
    tiny.add(closed.path, "deal", "D5,bo,2026-01-20,USD,100.00")
    second = closed.records_run(closed.runs("2026-01", MARCH, "again"))
    assert first != second

    refused(closed, second, r"1 of 2 statements are not approved \(1 waiting\)")
    approved = {content for _, content in closed.statements(first)}
    [new] = [each for each in closed.statements(second) if each[1] not in approved]
    assert closed.decides(Verb.APPROVE, [new]) == []

    assert closed.closes(second).entries == 2
    assert closed.earned() == {"D1": 60_00, "D5": 10_00}


def test_what_is_left_open_is_not_posted_although_all_is_approved(closed: Closed) -> None:
    closed.approved_and_closed("2026-01", FEBRUARY)
    closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = closed.recorded("2026-02", MARCH)
    closed.approves(february)

    refused(closed, february, r"D1#1 is worth 70\.00 USD")


def test_what_somebody_did_not_see_they_do_not_post(closed: Closed) -> None:
    closed.approved_and_closed("2026-01", FEBRUARY)
    closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = closed.recorded("2026-02", MARCH, corrections_of=closed.folder("2026-01"))
    closed.approves(february)

    with pytest.raises(StaleContentError, match="not what was shown"):
        closed.closes(february, seen=[february])
    assert len(closed.batches()) == 1
    closed.closes(february, seen=closed.parts(february))


def test_a_run_that_is_not_recorded_is_not_there(closed: Closed) -> None:
    with pytest.raises(NotFoundError, match="no run is recorded"):
        closed.closes("ab" * 32)


def test_corrections_are_not_closed_by_themselves(closed: Closed) -> None:
    closed.approved_and_closed("2026-01", FEBRUARY)
    closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    _, corrections = closed.parts(closed.recorded("2026-02", MARCH, closed.folder("2026-01")))

    with pytest.raises(CompError, match="posted together with that one"):
        closed.closes(corrections)


def test_a_folder_with_another_run_in_it_is_not_posted(closed: Closed) -> None:
    january = closed.recorded("2026-01", FEBRUARY)
    closed.approves(january)
    [kept] = (closed.path / ".comp" / "runs").iterdir()
    closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    other = closed.runs("2026-01", MARCH, "other")
    for file in other.iterdir():
        (kept / file.name).write_bytes(file.read_bytes())

    with pytest.raises(CompError, match="holds another run than the one that was recorded"):
        closed.closes(january)
    assert closed.batches() == []
