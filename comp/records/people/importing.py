"""Writes what a preview showed, all of it in one transaction, with one entry in the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from comp.records.audit import append, hold_chain
from comp.records.errors import RecordsError
from comp.records.people.changes import Kind, Preview
from comp.records.people.comparing import preview
from comp.records.people.reading import ReadSheets
from comp.records.tables import Person


def import_people(session: Session, read: ReadSheets, seen: Preview, *, by: str, at: datetime) -> Preview:
    """Write the changes that were seen; refused rows are left out and told in the audit entry by their place.

    Raises:
        RecordsError: somebody changed the tables since the preview was made.
    """
    hold_chain(session)
    now = preview(session, read)
    if now != seen:
        raise RecordsError(
            "somebody changed people's tables meanwhile; nothing was written, look at it again"
        )
    for change, row in zip(now.changes, now.rows, strict=True):
        if change.kind is Kind.UNCHANGED:
            continue
        if isinstance(row, Person):
            before = session.get(Person, row.payee)
            row.erased_at = before.erased_at if before is not None else None
        session.merge(row)
        if isinstance(row, Person):
            # The other tables lead to people, and PostgreSQL holds each row to that at once.
            session.flush()
    session.flush()
    told = {
        "rows": now.counts(),
        "refused": [{"table": each.table, "row": each.row, "column": each.column} for each in now.refused],
    }
    append(session, by, "people.import", read.digest, told, at=at)
    return now
