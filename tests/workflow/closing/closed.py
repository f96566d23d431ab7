"""A company whose periods are closed through the service: recorded, approved, posted, in one word each."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from comp.records import AuditEntry, Batch, StatementRecord, col, select
from comp.runs import load_run
from comp.runs.run import silent
from comp.workflow import Posted, PostingRefusedError, Preview, open_books, preview
from comp.workflow.access import Actor, Role
from comp.workflow.closing import (
    Chosen,
    Export,
    closing_of,
    export_layout,
    export_workbook,
    order_of,
    post_run,
)
from comp.workflow.review import Verb, decide_many
from statements.documents import record_run
from tests.ledger.company import Company

AT = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
NOTHING_CHOSEN = Chosen()
FINANCE = Actor("u-finance", None, frozenset({Role.FINANCE}))
OTHERS = tuple(Actor(f"u-{role}", None, frozenset({role})) for role in Role if role is not Role.FINANCE)
FEBRUARY, MARCH, APRIL = (date(2026, month, 2) for month in (2, 3, 4))


@dataclass(frozen=True)
class Closed(Company):
    """A company whose runs are recorded before they are posted."""

    def recorded(self, period: str, today: date, corrections_of: Path | None = None) -> str:
        """Run a period, with the corrections from another run where one is named, and record both."""
        run = self.runs(period, today)
        beside = None if corrections_of is None else self.corrects(corrections_of, run)
        return self.records_run(run, beside)

    def records_run(self, run: Path, corrections: Path | None = None) -> str:
        """Record a run; gives its results digest."""
        with open_books(self.workspace) as records:
            record_run(self.workspace, run, records, "u-revops", AT, silent, corrections)
        return load_run(run).manifest.results_digest

    def statements(self, *digests: str) -> list[tuple[str, str]]:
        """The statements of runs, by id with what they show."""
        with open_books(self.workspace) as records, records.reading() as session:
            asked = select(StatementRecord).where(col(StatementRecord.results_digest).in_(digests))
            return [(row.id, row.content_digest) for row in session.exec(asked)]

    def decides(self, verb: Verb, statements: list[tuple[str, str]]) -> list[str]:
        """Decide about statements; gives what stood against it."""
        reason = "look at D1" if verb is Verb.RETURN else ""
        with open_books(self.workspace) as records:
            done = decide_many(records, FINANCE, statements, verb, reason, AT)
        return [str(each.error) for each in done if each.error is not None]

    def approves(self, digest: str) -> None:
        """Approve all of a run and of its corrections."""
        assert self.decides(Verb.APPROVE, self.statements(*self.parts(digest))) == []

    def parts(self, digest: str) -> list[str]:
        with open_books(self.workspace) as records, records.reading() as session:
            return [part.results_digest for part in closing_of(session, digest).parts]

    def shows(self, digest: str) -> Preview:
        with open_books(self.workspace) as records:
            return preview(records, order_of(records, self.workspace, digest))

    def closes(self, digest: str, actor: Actor = FINANCE, seen: list[str] | None = None) -> Posted:
        """Post a run as the service does."""
        with open_books(self.workspace) as records:
            return post_run(records, actor, order_of(records, self.workspace, digest), seen, AT)

    def approved_and_closed(self, period: str, today: date, corrections_of: Path | None = None) -> str:
        digest = self.recorded(period, today, corrections_of)
        self.approves(digest)
        self.closes(digest)
        return digest

    def workbook(self, digest: str, actor: Actor = FINANCE) -> Export:
        with open_books(self.workspace) as records:
            return export_workbook(records, self.workspace, actor, digest, AT)

    def layout(
        self, digest: str, name: str, chosen: Chosen = NOTHING_CHOSEN, actor: Actor = FINANCE
    ) -> Export:
        with open_books(self.workspace) as records:
            return export_layout(records, self.workspace, actor, digest, AT, layout_name=name, chosen=chosen)

    def told(self, action: str) -> list[AuditEntry]:
        """The audit entries of an action."""
        with open_books(self.workspace) as records, records.reading() as session:
            asked = select(AuditEntry).where(AuditEntry.action == action).order_by(col(AuditEntry.number))
            return list(session.exec(asked))

    def batches(self) -> list[str]:
        with open_books(self.workspace) as records, records.reading() as session:
            return sorted(session.exec(select(Batch.results_digest)))


def refused(closed: Closed, digest: str, why: str) -> None:
    """Posting is refused for that reason and writes nothing."""
    before = (closed.rows(), closed.batches(), len(closed.told("post")))
    with pytest.raises(PostingRefusedError, match=why):
        closed.closes(digest)
    assert (closed.rows(), closed.batches(), len(closed.told("post"))) == before
    assert not closed.shows(digest).may_be_posted
