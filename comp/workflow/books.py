"""What stands in the books: batches in the order in which they were posted, their entries, and the sums."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func

from comp.ledger import Amounts, Entry, EntryKind, LineKey
from comp.records import AuditEntry, Batch, Posting, RunRecord, Session, col, select
from comp.runs import Manifest

POSTED: Final = "post"
"""The action of an audit entry that tells of a batch; its subject is the batch's results digest."""


@dataclass(frozen=True, slots=True)
class PostedBatch:
    """A batch, the run that it was posted of, and what the audit chain tells of it (empty: nothing)."""

    results_digest: str
    posted_by: str
    posted_at: datetime
    manifest: Manifest
    folder: str
    told: Mapping[str, object]

    @property
    def kind(self) -> EntryKind:
        """Whether it is a period's own, or pays for periods before it."""
        return EntryKind.CORRECTION if self.manifest.corrects else EntryKind.RUN


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry in its batch; `number` counts in the order in which entries were written."""

    number: int
    batch: PostedBatch
    entry: Entry


@dataclass(frozen=True, slots=True)
class Books:
    """Every batch in order, and the sum of each line's entries."""

    batches: tuple[PostedBatch, ...]
    posted: Mapping[LineKey, Amounts]

    def batch(self, results_digest: str) -> PostedBatch | None:
        """The batch of a run, None where it was not posted."""
        return next((each for each in self.batches if each.results_digest == results_digest), None)


def books_of(session: Session) -> Books:
    """Read the books."""
    return Books(batches_of(session), _sums(session))


def posted_but(session: Session, results_digest: str) -> dict[LineKey, Amounts]:
    """The sum of each line's entries, without those of one run's own batch."""
    return _sums(session, results_digest)


def _sums(session: Session, but: str | None = None) -> dict[LineKey, Amounts]:
    earned, payable = func.sum(col(Posting.earned_minor)), func.sum(col(Posting.payable_minor))
    asked = select(Posting.line, Posting.currency, earned, payable)
    if but is not None:
        asked = asked.where(Posting.results_digest != but)
    sums = session.exec(asked.group_by(col(Posting.line), col(Posting.currency)))
    # PostgreSQL gives sums as exact decimals.
    return {(line, currency): Amounts(int(e), int(p)) for line, currency, e, p in sums}


def batches_of(session: Session) -> tuple[PostedBatch, ...]:
    """Every batch in the order in which they were posted; those that the audit chain lacks come first."""
    told: dict[str, AuditEntry] = {
        entry.subject: entry for entry in session.exec(select(AuditEntry).where(AuditEntry.action == POSTED))
    }
    runs = {run.results_digest: run for run in session.exec(select(RunRecord))}
    batches = sorted(
        session.exec(select(Batch)),
        key=lambda batch: told[batch.results_digest].number if batch.results_digest in told else 0,
    )
    return tuple(
        _batch(batch, runs[batch.results_digest], told.get(batch.results_digest)) for batch in batches
    )


def entries_posted(session: Session, line: str | None = None, payee: str | None = None) -> list[PostedEntry]:
    """The entries of a line, of a payee, or all, in the order in which they were written."""
    batches = {batch.results_digest: batch for batch in batches_of(session)}
    asked = select(Posting).order_by(col(Posting.number))
    if line is not None:
        asked = asked.where(Posting.line == line)
    if payee is not None:
        asked = asked.where(Posting.payee == payee)
    return [
        PostedEntry(row.number or 0, batches[row.results_digest], entry_of(row))
        for row in session.exec(asked)
    ]


def entry_of(row: Posting) -> Entry:
    """A row of the books as an entry."""
    return Entry(
        line=row.line,
        currency=row.currency,
        kind=EntryKind(row.kind),
        plan=row.plan,
        clause=row.clause,
        pay=row.pay,
        payee=row.payee,
        period=row.period,
        earned_minor=row.earned_minor,
        payable_minor=row.payable_minor,
    )


def _batch(batch: Batch, run: RunRecord, told: AuditEntry | None) -> PostedBatch:
    return PostedBatch(
        batch.results_digest,
        batch.posted_by,
        batch.posted_at,
        Manifest.from_json(run.manifest),
        run.folder,
        {} if told is None else json.loads(told.details),
    )
