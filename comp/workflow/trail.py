"""The audit trail by pages: the newest entries first, by action, subject and actor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comp.records import AuditEntry, Session, col, select


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry of the chain; `details` is canonical JSON."""

    number: int
    written_at: datetime
    actor: str
    action: str
    subject: str
    details: str
    hash_before: str
    hash: str


def entries(
    session: Session,
    action: str = "",
    subject: str = "",
    actor: str = "",
    *,
    before: int | None = None,
    limit: int,
) -> tuple[EntryShown, ...]:
    """Entries from the newest on, or from before one; of an action, subject, actor where said."""
    asked = select(AuditEntry).order_by(col(AuditEntry.number).desc()).limit(limit)
    if before is not None:
        asked = asked.where(col(AuditEntry.number) < before)
    for column, wanted in (
        (AuditEntry.action, action),
        (AuditEntry.subject, subject),
        (AuditEntry.actor, actor),
    ):
        if wanted:
            asked = asked.where(col(column) == wanted)
    return tuple(_shown(each) for each in session.exec(asked))


def actions(session: Session) -> tuple[str, ...]:
    """The actions that the chain tells of."""
    return tuple(sorted(session.exec(select(AuditEntry.action).distinct())))


def _shown(of: AuditEntry) -> EntryShown:
    return EntryShown(
        of.number,
        of.written_at,
        of.actor,
        of.action,
        of.subject,
        of.details,
        of.hash_before,
        of.hash,
    )
