# The company is that of tests/runs/tiny.py: January pays ana 60.00 for D1, February 80.00 for D2.
from pathlib import Path

import pytest

from comp.language.money import Money
from comp.workflow import open_books
from comp.workflow.closing import (
    BatchShown,
    ClosingShown,
    EntriesShown,
    PostedTotal,
    batches_shown,
    closing_shown,
    entries_shown,
    periods,
)
from comp.workflow.review import State, Verb
from tests.records.databases import sqlite_url
from tests.runs import tiny
from tests.workflow.closing.closed import AT, FEBRUARY, FINANCE, MARCH, Closed


def shown(closed: Closed) -> tuple[ClosingShown, ...]:
    with open_books(closed.workspace) as records, records.reading() as session:
        return periods(session)


def batches(closed: Closed) -> tuple[BatchShown, ...]:
    with open_books(closed.workspace) as records, records.reading() as session:
        return batches_shown(session)


def entries(closed: Closed, **which: str) -> EntriesShown:
    asked = {"payee": None, "line": None, **which}
    with open_books(closed.workspace) as records, records.reading() as session:
        return entries_shown(session, payee=asked["payee"], line=asked["line"], after=0, limit=100)


def total(count: int, minor: int) -> PostedTotal:
    return PostedTotal(count, Money(minor, "USD"), Money(minor, "USD"))


def test_each_period_has_its_run_and_how_far_it_is(closed: Closed) -> None:
    january = closed.approved_and_closed("2026-01", FEBRUARY)
    february = closed.recorded("2026-02", MARCH)
    many = len(closed.statements(february))
    assert closed.decides(Verb.RETURN, closed.statements(february)) == []

    second, first = shown(closed)

    assert (first.run.results_digest, first.run.period) == (january, "2026-01")
    assert first.posted is not None
    assert (first.posted.posted_by, first.posted.posted_at) == (FINANCE.user_id, AT)
    assert (first.stands, first.states[State.POSTED]) == ((), len(closed.statements(january)))
    assert (second.run.results_digest, second.posted) == (february, None)
    assert second.states[State.RETURNED] == many
    assert second.stands == (f"{many} statement{'s are' if many > 1 else ' is'} returned.",)


def test_the_books_are_shown_by_batch_and_by_entry(closed: Closed) -> None:
    closed.approved_and_closed("2026-01", FEBRUARY)
    closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    tiny.add(closed.path, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    tiny.add(closed.path, "deal", "D5,bo,2026-02-20,USD,200.00")
    closed.approved_and_closed("2026-02", MARCH, corrections_of=closed.folder("2026-01"))

    # February pays 90.00 for D2 and 20.00 to bo; its corrections 10.00 for D1.
    assert [(each.batch.kind.value, each.entries, each.totals) for each in batches(closed)] == [
        ("run", 1, (total(1, 60_00),)),
        ("run", 2, (total(2, 110_00),)),
        ("correction", 1, (total(1, 10_00),)),
    ]
    ana = entries(closed, payee="ana")
    assert [each.entry.earned_minor for each in ana.items] == [60_00, 90_00, 10_00]
    assert (ana.totals, ana.next) == ((total(3, 160_00),), None)
    d1 = entries(closed, line="ae_2026.commission:ana:D1#1")
    assert [each.entry.payable_minor for each in d1.items] == [60_00, 10_00]
    assert entries(closed, payee="nobody") == EntriesShown((), (), None)


class TestWithoutADifferenceBetweenDatabases:
    """What needs no second database."""

    @pytest.fixture
    def url(self, tmp_path: Path, sqlite_template: Path) -> str:
        return sqlite_url(tmp_path, sqlite_template)

    def test_a_later_run_of_a_posted_period_does_not_take_its_place(self, closed: Closed) -> None:
        january = closed.approved_and_closed("2026-01", FEBRUARY)
        closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
        later = closed.records_run(closed.runs("2026-01", MARCH, "again"))

        [period] = shown(closed)

        assert period.run.results_digest == january
        assert period.later is not None
        assert period.later.results_digest == later
        assert period.posted is not None

    def test_a_run_that_is_not_the_current_one_says_so(self, closed: Closed) -> None:
        january = closed.recorded("2026-01", FEBRUARY)
        closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
        later = closed.records_run(closed.runs("2026-01", MARCH, "again"))
        with open_books(closed.workspace) as records, records.reading() as session:
            earlier = closing_shown(session, january[:12])

        assert earlier.stands[0] == "A later run of this period is recorded; that one is closed."
        [period] = shown(closed)
        assert (period.run.results_digest, period.later) == (later, None)

    def test_a_run_that_was_posted_without_the_service_is_shown(self, closed: Closed) -> None:
        folder = closed.runs("2026-01", FEBRUARY)
        closed.posts(folder)

        [period] = shown(closed)

        assert (period.posted is not None, period.stands) == (True, ())

    def test_entries_come_a_page_at_a_time(self, closed: Closed) -> None:
        tiny.add(closed.path, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
        tiny.add(closed.path, "deal", *(f"E{n},bo,2026-01-2{n},USD,10.00" for n in range(5)))
        closed.approved_and_closed("2026-01", FEBRUARY)
        after = 0
        found: list[str] = []
        with open_books(closed.workspace) as records, records.reading() as session:
            for size in (2, 2, 2):
                page = entries_shown(session, payee=None, line=None, after=after, limit=2)
                # Five deals of 10.00 at 10 %, and D1: the sums are those of all that was asked for.
                assert (len(page.items), page.totals) == (size, (total(6, 65_00),))
                found += [each.entry.line for each in page.items]
                after = page.next or 0

        assert (len(set(found)), after) == (6, 0)
