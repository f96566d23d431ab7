"""Twelve months recorded, approved and posted; tests/ledger/year.py works the amounts out.

What comes late is heard of when the month is approved already. The month is then run again, and approvals
are lost exactly where a statement shows something else:

    month        changed              why
    March        ana, mia             D3 crosses the quota; what both were worth since January holds L
    May          ana                  half of D4 is taken back; managers lose nothing of it
    August       mia, max             D8 and D7 are max's; ana's own pay is what it was
    October      ana                  her second quarter is worth 20.00 more; managers have no quota
"""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from comp.records import AuditEntry, Person, ReportingLine, check_chain, col, select
from comp.runs.run import silent
from comp.workflow import Preview, ToPost, open_books, post, preview, to_post
from comp.workflow.access import Actor, Role
from comp.workflow.review import NotFoundError, State, StatementShown, decide_many, statements_seen
from statements.documents import record_run
from tests.ledger import year
from tests.ledger.company import AT, Company

FINANCE = Actor("u-fin", None, frozenset({Role.FINANCE}))
LATE = {3: {"ana", "mia"}, 5: {"ana"}, 8: {"max"}, 10: {"ana"}}
"""Whose statements wait again after what came late; mia has no statement for August any more."""


def manager(payee: str) -> Actor:
    return Actor(f"u-{payee}", payee, frozenset({Role.MANAGER, Role.PAYEE}))


class Closer:
    """Who closes months: each step is some hours after the last."""

    def __init__(self, company: Company) -> None:
        self.company, self.at = company, AT
        self.last: Path | None = None
        with open_books(company.workspace) as records, records.transaction() as session:
            session.add_all(Person(payee=payee) for payee in ("ana", "bo", "mia", "max"))
            session.flush()
            session.add(ReportingLine(payee="ana", manager="mia", starts_on=date(2025, 1, 1)))

    def next_moment(self) -> datetime:
        self.at += timedelta(hours=3)
        return self.at

    def hears_of_the_new_manager(self) -> None:
        with open_books(self.company.workspace) as records, records.transaction() as session:
            (line,) = session.exec(select(ReportingLine))
            line.ends_on = date(2026, 6, 30)
            session.add(line)
            session.add(ReportingLine(payee="ana", manager="max", starts_on=date(2026, 7, 1)))

    def records(self, month: int, name: str) -> tuple[Path, Path | None]:
        """Run a month and what it corrects by the books, and record both."""
        period, today = f"2026-{month:02}", date(2026 + month // 12, month % 12 + 1, 2)
        run = self.company.runs(period, today, name)
        corrections = None
        if name == f"{month}" and month in year.CORRECTIONS_EARNED:
            assert self.last is not None
            corrections = self.company.corrects(self.last, run)
        with open_books(self.company.workspace) as records:
            record_run(self.company.workspace, run, records, "u-rev", self.next_moment(), silent, corrections)
        return run, corrections

    def statements(self, month: int, by: Actor = FINANCE) -> list[StatementShown]:
        with open_books(self.company.workspace) as records, records.reading() as session:
            return list(statements_seen(session, by, period=f"2026-{month:02}").items)

    def waiting(self, month: int) -> set[str]:
        return {
            each.payee for each in self.statements(month) if each.state is State.WAITING and not each.corrects
        }

    def approves(self, month: int) -> None:
        """The manager approves the team, finance the rest."""
        leads = manager("mia" if month < 8 else "max")
        for by in (leads, FINANCE):
            open_ones = [
                (each.id, each.content_digest)
                for each in self.statements(month, by)
                if each.may_decide and each.state is State.WAITING
            ]
            with open_books(self.company.workspace) as records:
                done = decide_many(records, by, open_ones, "approve", "", self.next_moment())
            assert all(each.changed for each in done)

    def previews(self, order: ToPost) -> Preview:
        with open_books(self.company.workspace) as records:
            return preview(records, order)

    def posts(self, order: ToPost, run: Path) -> None:
        with open_books(self.company.workspace) as records:
            post(records, order, "u-fin", self.next_moment())
        self.last = run


@pytest.fixture
def closer(url: str, tmp_path: Path) -> Closer:
    return Closer(Company(year.workspace(tmp_path / "w"), url))


def test_a_year_is_posted_as_it_was_approved(closer: Closer) -> None:
    company = closer.company
    rows: list[dict[str, object]] = []
    paid: Counter[str] = Counter()
    for month in range(1, 13):
        year.is_sold(company.path, month)
        if month in LATE:
            closer.records(month, f"{month}-early")
            closer.approves(month)
            assert closer.waiting(month) == set()
            year.comes_late(company.path, month)
            if month == 8:
                closer.hears_of_the_new_manager()
        run, corrections = closer.records(month, f"{month}")
        order = to_post(company.workspace, run, corrections, needs_approvals=True)
        told = closer.previews(order)
        if month in LATE:
            assert closer.waiting(month) == LATE[month]
        assert "statements are not approved" in " ".join(told.unmet)
        closer.approves(month)
        closer.posts(order, run)

        assert {each.state for each in closer.statements(month)} == {State.POSTED}
        for each in closer.statements(month):
            paid[each.payee] += sum(amounts.earned.minor for amounts in each.amounts)
        now = company.rows()
        assert now[: len(rows)] == rows, "a posted entry is never edited"
        rows = now

    books: Counter[str] = Counter()
    for row in rows:
        books[str(row["payee"])] += int(str(row["earned_minor"]))
    assert dict(books) == dict(paid) == year.YEAR_EARNED
    assert company.checked().faults == ()
    who_decided_what_was_due(closer)


def who_decided_what_was_due(closer: Closer) -> None:
    """The chain is whole and tells of each decision; whose manager changed is not the old one's to see."""
    with open_books(closer.company.workspace) as records, records.reading() as session:
        assert check_chain(session).fault is None
        entries = list(session.exec(select(AuditEntry).order_by(col(AuditEntry.number))))
        for month, sees in ((6, {"ana"}), (7, {"mia"})):
            seen = statements_seen(session, manager("mia"), period=f"2026-{month:02}").items
            assert {each.payee for each in seen} - {"mia"} == sees - {"mia"}
    counts = Counter(entry.action for entry in entries)
    assert counts["post"] == 15
    assert counts["run.record"] == counts["post"] + len(LATE)
    assert {entry.actor for entry in entries if entry.action == "statement.approve"} == {
        "u-fin", "u-max", "u-mia",
    }  # fmt: skip
    assert "Name" not in "".join(entry.details for entry in entries)
