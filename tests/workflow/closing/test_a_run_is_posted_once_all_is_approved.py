# The company is that of tests/runs/tiny.py: January pays ana 60.00 for D1, February 80.00 for D2.
from comp.workflow.review import Verb
from tests.workflow.closing.closed import FEBRUARY, FINANCE, MARCH, Closed, refused


def test_a_run_whose_statements_are_approved_is_posted_by_finance(closed: Closed) -> None:
    january = closed.recorded("2026-01", FEBRUARY)
    closed.approves(january)

    done = closed.closes(january)

    assert (done.batches, done.entries) == ((january,), 1)
    [row] = closed.rows()
    assert (row["payee"], row["earned_minor"], row["payable_minor"]) == ("ana", 60_00, 60_00)
    [told] = closed.told("post")
    assert (told.actor, told.subject) == (FINANCE.user_id, january)


def test_what_nobody_decided_about_is_not_posted(closed: Closed) -> None:
    january = closed.recorded("2026-01", FEBRUARY)
    statements = len(closed.statements(january))

    refused(
        closed, january, rf"{statements} of {statements} statements are not approved \({statements} waiting\)"
    )


def test_corrections_wait_for_their_approval_too(closed: Closed) -> None:
    closed.approved_and_closed("2026-01", FEBRUARY)
    closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = closed.recorded("2026-02", MARCH, corrections_of=closed.folder("2026-01"))
    run, corrections = closed.parts(february)
    assert closed.decides(Verb.APPROVE, closed.statements(run)) == []

    refused(closed, february, "not approved")
    assert closed.decides(Verb.APPROVE, closed.statements(corrections)) == []
    closed.closes(february)

    # D1 becomes 70.00, so D2 is 90.00: February posts 90.00 and corrects D1 by 10.00.
    assert closed.earned() == {"D1": 70_00, "D2": 90_00}
    assert closed.batches() == sorted([closed.told("post")[0].subject, run, corrections])


def test_nothing_is_decided_about_a_posted_statement(closed: Closed) -> None:
    january = closed.approved_and_closed("2026-01", FEBRUARY)

    for verb in Verb:
        said = closed.decides(verb, closed.statements(january))
        assert said
        assert all("is posted, and nothing is decided about it now" in each for each in said)


def test_posting_again_writes_nothing(closed: Closed) -> None:
    january = closed.approved_and_closed("2026-01", FEBRUARY)
    rows = closed.rows()

    assert closed.closes(january).entries == 0
    assert (closed.rows(), len(closed.told("post"))) == (rows, 1)
