"""Posting a run: one transaction that writes a batch, its entries and what the audit chain tells of it.

What was posted is never edited. The books are read again within the transaction, which no other posting can
come between, so of two that post the same run one writes and the other is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from comp.errors import InputFaultsError
from comp.language.money import format_minor
from comp.ledger import Entry, OpenLine, entries_digest
from comp.records import Batch, Posting, Records, RunRecord, Session, append, hold_chain
from comp.workflow.books import POSTED, books_of
from comp.workflow.preparing import Part, ToPost
from comp.workflow.previewing import Preview, previewed
from comp.workflow.review import Approvals, approvals_of
from comp.workflow.run_rows import run_row

_MOST_SHOWN = 3


class PostingRefusedError(InputFaultsError):
    """Something stands against posting; `preview` says what, and nothing was written."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        super().__init__("nothing was posted: " + "; ".join([*preview.unmet, *_about_open(preview)]))


@dataclass(frozen=True, slots=True)
class Posted:
    """What was written: the digests of the batches and how many entries; none where all stood there."""

    preview: Preview
    batches: tuple[str, ...]
    entries: int


def preview(records: Records, order: ToPost) -> Preview:
    """What posting would write now."""
    with records.reading() as session:
        return _previewed(session, order)


def post(records: Records, order: ToPost, posted_by: str, posted_at: datetime) -> Posted:
    """Write what is left of a run and its corrections, or nothing where they are posted already.

    Raises:
        PostingRefusedError: something stands against it.
    """
    with records.transaction() as session:
        hold_chain(session)
        found = _previewed(session, order)
        if not found.may_be_posted:
            raise PostingRefusedError(found)
        for part in found.left:
            _write(session, part, posted_by, posted_at)
    written = sum(len(part.entries) for part in found.left)
    return Posted(found, tuple(part.manifest.results_digest for part in found.left), written)


def _previewed(session: Session, order: ToPost) -> Preview:
    approvals: dict[str, Approvals] = {}
    if order.needs_approvals:
        for part in order.parts:
            payees = {entry.payee for entry in part.entries}
            digest = part.manifest.results_digest
            approvals[digest] = approvals_of(session, digest, payees)
    return previewed(order, books_of(session), approvals)


def _write(session: Session, part: Part, posted_by: str, posted_at: datetime) -> None:
    told = part.manifest
    if session.get(RunRecord, told.results_digest) is None:
        session.add(run_row(told, part.folder, posted_by, posted_at))
        session.flush()
    session.add(
        Batch(
            results_digest=told.results_digest, period=told.period, posted_by=posted_by, posted_at=posted_at
        )
    )
    session.flush()
    if part.entries:
        session.connection().execute(
            insert(Posting), [_row(entry, told.results_digest) for entry in part.entries]
        )
    append(session, posted_by, POSTED, told.results_digest, _details(part), at=posted_at)


def _row(entry: Entry, results_digest: str) -> dict[str, object]:
    return {
        "results_digest": results_digest,
        "kind": entry.kind.value,
        "line": entry.line,
        "plan": entry.plan,
        "clause": entry.clause,
        "pay": entry.pay,
        "payee": entry.payee,
        "period": entry.period,
        "currency": entry.currency,
        "earned_minor": entry.earned_minor,
        "payable_minor": entry.payable_minor,
    }


def _details(part: Part) -> dict[str, object]:
    told = part.manifest
    return {
        "period": told.period,
        "kind": "correction" if told.corrects else "run",
        "corrects": told.corrects,
        "facts_digest": told.facts_digest,
        "plans_digest": told.plans_digest,
        "entries": len(part.entries),
        "entries_digest": entries_digest(part.entries),
    }


def _about_open(preview: Preview) -> list[str]:
    if not preview.open:
        return []
    lines = [_open_text(line) for line in preview.open[:_MOST_SHOWN]]
    more = len(preview.open) - _MOST_SHOWN
    lines += [f"and {more:,} more lines"] if more > 0 else []
    return [*lines, "'comp run correct --books' pays what is missing; post it with --corrections"]


def _open_text(line: OpenLine) -> str:
    before, now = (format_minor(each.earned_minor, line.currency) for each in (line.before, line.now))
    if line.value is None:
        return f"{line.line} is a fault, and {now} {line.currency} would be posted of it"
    value = format_minor(line.value.earned_minor, line.currency)
    text = f"{line.line} is worth {value} {line.currency}, and {before} before and {now} now would be posted"
    if line.missing.earned_minor:
        return text
    missing = format_minor(line.missing.payable_minor, line.currency)
    return f"{text}; of what is payable {missing} would be missing"
