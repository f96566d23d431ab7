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
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from comp.records import (
    AuditEntry,
    Person,
    Posting,
    Records,
    ReportingLine,
    check_chain,
    col,
    open_records,
    select,
)
from comp.runs.run import silent
from comp.workflow import ToPost, check_books, open_books, post, preview, to_post
from comp.workflow.access import Actor, Role
from comp.workflow.recording import RecordedRun, record
from comp.workflow.review import State, StatementShown, decide_many, statements_seen
from statements.documents import record_run
from tests.ledger import year
from tests.ledger.company import AT, Company
from tests.records.databases import sqlite_url

FINANCE = Actor("u-fin", None, frozenset({Role.FINANCE}))
LATE = {3: {"ana", "mia"}, 5: {"ana"}, 8: {"max"}, 10: {"ana"}}
"""Whose statements wait again after what came late; mia has no statement for August any more."""


def manager(payee: str) -> Actor:
    return Actor(f"u-{payee}", payee, frozenset({Role.MANAGER, Role.PAYEE}))


@dataclass(frozen=True)
class Close:
    """What a month brings to the database: what was recorded early and in the end, and what is posted."""

    month: int
    early: RecordedRun | None
    recorded: RecordedRun
    order: ToPost


@dataclass(frozen=True)
class Year:
    company: Company
    closes: list[Close] = field(default_factory=list[Close])

    def goes_by(self) -> None:
        """Run, record and post each month in a database of its own, without asking for approvals."""
        last: Path | None = None
        for month in range(1, 13):
            year.is_sold(self.company.path, month)
            early = self.records(month, self.run(month, "early"), None) if month in LATE else None
            year.comes_late(self.company.path, month)
            run = self.run(month, "run")
            beside = None
            if month in year.CORRECTIONS_EARNED:
                assert last is not None
                beside = self.company.corrects(last, run)
            recorded = self.records(month, run, beside)
            order = to_post(self.company.workspace, run, beside, needs_approvals=True)
            self.closes.append(Close(month, early, recorded, order))
            self.company.posts(run, beside)
            last = run

    def run(self, month: int, name: str) -> Path:
        day = date(2026 + month // 12, month % 12 + 1, 2)
        return self.company.runs(f"2026-{month:02}", day, f"{month}-{name}")

    def records(self, month: int, run: Path, beside: Path | None) -> RecordedRun:
        at = AT + timedelta(days=month, hours=int(beside is not None))
        with open_books(self.company.workspace) as records:
            return record_run(self.company.workspace, run, records, "u-rev", at, silent, beside)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Year:
    """The year as runs and statements have it; both kinds of databases are given the same."""
    folder = tmp_path_factory.mktemp("year")
    found = Year(Company(year.workspace(folder / "w"), sqlite_url(folder, sqlite_template)))
    found.goes_by()
    return found


@dataclass
class Closer:
    """Who closes months in a database; each step is some hours after the last."""

    records: Records
    at: datetime = AT

    def begins(self) -> None:
        with self.records.transaction() as session:
            session.add_all(
                Person(payee=payee, name=f"{payee} Name") for payee in ("ana", "bo", "mia", "max")
            )
            session.flush()
            session.add(ReportingLine(payee="ana", manager="mia", starts_on=date(2025, 1, 1)))

    def hears_of_the_new_manager(self) -> None:
        with self.records.transaction() as session:
            (line,) = session.exec(select(ReportingLine))
            line.ends_on = date(2026, 6, 30)
            session.add(line)
            session.add(ReportingLine(payee="ana", manager="max", starts_on=date(2026, 7, 1)))

    def next_moment(self) -> datetime:
        self.at += timedelta(hours=3)
        return self.at

    def enters(self, recorded: RecordedRun) -> None:
        record(self.records, recorded, "u-rev", self.next_moment())

    def statements(self, month: int, by: Actor = FINANCE) -> list[StatementShown]:
        with self.records.reading() as session:
            return list(statements_seen(session, by, period=f"2026-{month:02}").items)

    def waiting(self, month: int) -> set[str]:
        found = self.statements(month)
        return {each.payee for each in found if each.state is State.WAITING and not each.corrects}

    def approves(self, month: int) -> None:
        """The manager approves the team, finance the rest."""
        for by in (manager("mia" if month < 8 else "max"), FINANCE):
            waiting = [each for each in self.statements(month, by) if each.state is State.WAITING]
            asked = [(each.id, each.content_digest) for each in waiting if each.may_decide]
            said = decide_many(self.records, by, asked, "approve", "", self.next_moment())
            assert all(each.changed for each in said)

    def entries(self) -> list[dict[str, object]]:
        with self.records.reading() as session:
            return [row.model_dump() for row in session.exec(select(Posting).order_by(col(Posting.number)))]


@pytest.fixture
def closer(url: str) -> Iterator[Closer]:
    with open_records(url) as records:
        made = Closer(records)
        made.begins()
        yield made


def test_a_year_is_posted_as_it_was_approved(closer: Closer, done: Year) -> None:
    rows: list[dict[str, object]] = []
    paid: Counter[str] = Counter()
    for close in done.closes:
        month = close.month
        if close.early is not None:
            closer.enters(close.early)
            closer.approves(month)
            assert closer.waiting(month) == set()
        if month == 8:
            closer.hears_of_the_new_manager()
        closer.enters(close.recorded)
        if month in LATE:
            assert closer.waiting(month) == LATE[month]
        assert "statements are not approved" in " ".join(preview(closer.records, close.order).unmet)
        closer.approves(month)
        post(closer.records, close.order, "u-fin", closer.next_moment())

        assert {each.state for each in closer.statements(month)} == {State.POSTED}
        for each in closer.statements(month):
            paid[each.payee] += sum(amounts.earned.minor for amounts in each.amounts)
        now = closer.entries()
        assert now[: len(rows)] == rows, "a posted entry is never edited"
        rows = now

    books: Counter[str] = Counter()
    for row in rows:
        books[str(row["payee"])] += int(str(row["earned_minor"]))
    assert dict(books) == dict(paid) == year.YEAR_EARNED
    assert check_books(closer.records, done.company.workspace).faults == ()
    who_decided_what_was_due(closer)


def who_decided_what_was_due(closer: Closer) -> None:
    """The chain is whole and tells of each decision; whose manager changed is not the old one's to see."""
    with closer.records.reading() as session:
        assert check_chain(session).fault is None
        entries = list(session.exec(select(AuditEntry).order_by(col(AuditEntry.number))))
    for month, team in ((6, {"ana"}), (7, set[str]())):
        assert {each.payee for each in closer.statements(month, manager("mia"))} - {"mia"} == team
    counts = Counter(entry.action for entry in entries)
    assert counts["post"] == 15
    assert counts["run.record"] == counts["post"] + len(LATE)
    assert {entry.actor for entry in entries if entry.action == "statement.approve"} == {
        "u-fin", "u-max", "u-mia",
    }  # fmt: skip
    assert "Name" not in "".join(entry.details for entry in entries)
