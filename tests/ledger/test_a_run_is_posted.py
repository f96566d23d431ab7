# The company is that of tests/runs/tiny.py: January pays D1 60.00, February D2 80.00, March 20.00 less 40.00.
from datetime import date

import pytest

from comp.ledger import Amounts, EntryKind
from comp.records import AuditEntry, select
from comp.runs import load_run
from comp.workflow import PostingRefusedError, entries_posted, open_books
from tests.ledger.company import AT, Company

FEBRUARY, MARCH, APRIL = date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 2)
D1 = "ae_2026.commission:ana:D1#1"


def test_a_run_posts_an_entry_for_each_line_that_pays(company: Company) -> None:
    january = company.runs("2026-01", FEBRUARY)

    done = company.posts(january)

    digest = load_run(january).manifest.results_digest
    assert (done.batches, done.entries) == ((digest,), 1)
    with open_books(company.workspace) as records, records.reading() as session:
        [posted] = entries_posted(session, line=D1)
        [told] = session.exec(select(AuditEntry))
    assert (posted.entry.kind, posted.entry.period, posted.entry.payee) == (EntryKind.RUN, "2026-01", "ana")
    assert (posted.entry.clause, posted.entry.pay) == ("commission", "commission")
    assert posted.entry.amounts == Amounts(60_00, 60_00)
    assert (posted.batch.posted_by, posted.batch.posted_at, posted.batch.folder) == ("u-1", AT, "../2026-01")
    assert (told.action, told.subject, told.actor) == ("post", digest, "u-1")
    assert posted.batch.told["entries"] == 1


def test_a_preview_says_what_would_be_posted_and_writes_nothing(company: Company) -> None:
    company.posts(company.runs("2026-01", FEBRUARY))

    found = company.previews(company.runs("2026-02", MARCH))

    # D2 adds 80.00 to the 60.00 of D1.
    [plan] = found.totals
    assert (plan.plan, plan.currency, plan.lines) == ("ae_2026", "USD", 1)
    assert (plan.before, plan.now, plan.value) == ((60_00, 60_00), (80_00, 80_00), (140_00, 140_00))
    assert found.may_be_posted
    assert company.earned() == {"D1": 60_00}


def test_a_run_is_posted_once(company: Company) -> None:
    january = company.runs("2026-01", FEBRUARY)
    company.posts(january)
    rows = company.rows()

    again = company.posts(january)

    assert (again.batches, again.entries, len(again.preview.already)) == ((), 0, 1)
    assert company.rows() == rows
    assert company.checked().faults == ()


def test_after_each_posting_a_line_s_entries_come_to_its_value(company: Company) -> None:
    for period, today in (("2026-01", FEBRUARY), ("2026-02", MARCH), ("2026-03", APRIL)):
        company.posts(company.runs(period, today))

    # March takes back half of D2's 80.00.
    assert company.earned() == {"D1": 60_00, "D2": 40_00, "D3": 20_00}
    assert [row["earned_minor"] for row in company.rows()] == [60_00, 80_00, -40_00, 20_00]
    report = company.checked()
    assert (report.batches, report.entries, report.folders, report.faults) == (3, 4, 3, ())


def test_what_would_leave_a_line_short_is_refused_whole(company: Company) -> None:
    company.posts(company.runs("2026-01", FEBRUARY))
    rows = company.rows()
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = company.runs("2026-02", MARCH)

    with pytest.raises(
        PostingRefusedError, match=r"D1#1 is worth 70\.00 USD, and 60\.00 before and 0\.00 now"
    ):
        company.posts(february)

    assert company.rows() == rows
    [line] = company.previews(february).open
    assert (line.line, line.missing) == (D1, (10_00, 10_00))
    company.posts(february, company.corrects(company.folder("2026-01"), february))
    assert company.earned() == {"D1": 70_00, "D2": 90_00}
    assert [row["kind"] for row in company.rows()] == ["run", "run", "correction"]
