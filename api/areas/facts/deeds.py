"""What RevOps does with uploads, each with its entry in the audit trail: ids, digests and counts, no name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from api.areas.facts.reading import sources_of
from api.service import Service
from comp.facts.staging import Staged, discard, stage, take_in
from comp.records import AuditEntry, append, col, select
from comp.workflow.access import Actor


def send(service: Service, actor: Actor, source: str, name: str, file: IO[bytes]) -> Staged:
    """Keep and check a file for a source.

    Raises:
        CompError: it is not taken, or the workspace is at fault; nothing is kept of it.
    """
    workspace = service.workspace()
    one = stage(workspace, sources_of(workspace), source, name, file, by=actor.user_id, at=service.now())
    own = one.changes_of_own
    counts = {"new": own.new, "changed": own.changed, "gone": own.gone} if own is not None else {}
    _told(service, actor, "facts.stage", one, counts | {"refused": one.refused})
    return one


def accept(service: Service, actor: Actor, upload_id: str) -> Staged:
    """Take an upload in, recorded on today, or on the last import's day where that is still to come.

    Raises:
        CompError: refused rows stop it, or what it was checked beside has changed; nothing has changed.
    """
    workspace = service.workspace()
    day = max([service.today(workspace), *(one.recorded_on for one in workspace.store.imports())])
    sources = sources_of(workspace)
    one = take_in(workspace, sources, upload_id, day, by=actor.user_id, at=service.now())
    if (taken := one.taken_in) is not None:
        more = {"sources": len(taken.imported), "recorded_on": taken.recorded_on.isoformat()}
        _told(service, actor, "facts.take-in", one, more)
    return one


def throw_away(service: Service, actor: Actor, upload_id: str) -> Staged:
    """Discard an upload that was not taken in.

    Raises:
        CompError: it was taken in, or there is none.
    """
    one = discard(service.workspace(), upload_id)
    with service.records.transaction() as session:
        append(session, actor.user_id, "facts.discard", one.id, _details(one, {}), at=service.now())
    return one


def _told(service: Service, actor: Actor, action: str, one: Staged, more: Mapping[str, object]) -> None:
    """Write the entry of a deed, unless the last one about the upload says it: it was done before then.

    The files come first. Where the database fails then, asking again writes the entry.
    """
    with service.records.transaction() as session:
        about = select(AuditEntry).where(AuditEntry.subject == one.id)
        last = session.exec(about.order_by(col(AuditEntry.number).desc())).first()
        if last is None or last.action != action:
            append(session, actor.user_id, action, one.id, _details(one, more), at=service.now())


def _details(one: Staged, more: Mapping[str, object]) -> dict[str, object]:
    return {"source": one.source, "digest": one.digest, "bytes": one.length_bytes, **more}
