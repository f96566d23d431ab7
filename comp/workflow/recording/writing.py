"""Writes a recorded run to the database: one transaction for the run, what it corrects, and the audit chain.

Where the very same run stands there already nothing is written. Where a run has the lines of one that stands
there and rests on other facts, what its statements show may be another, so their digests are written anew
until it is posted.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert

from comp.errors import CompError
from comp.records import (
    Batch,
    PlanVersion,
    Records,
    RunRecord,
    Session,
    StatementAmount,
    StatementRecord,
    append,
    col,
    hold_chain,
    select,
)
from comp.workflow.recording.recorded import RECORDED, RecordedPlan, RecordedRun, statement_id
from comp.workflow.recording.standing import is_recorded, is_settled, recorded_statements
from comp.workflow.run_rows import run_row


def record(records: Records, recorded: RecordedRun, by: str, at: datetime) -> RecordedRun:
    """Write a run and its corrections; what comes back says of each whether it was written.

    Raises:
        CompError: the database holds a run of another period with the very same lines.
    """
    with records.transaction() as session:
        hold_chain(session)
        written = [_written(session, part, by, at) for part in recorded.parts]
    run, beside = written[0], written[1] if len(written) > 1 else None
    return replace(run, corrections=beside)


def _written(session: Session, part: RecordedRun, by: str, at: datetime) -> RecordedRun:
    told = part.manifest
    stands = is_recorded(session, told) and recorded_statements(session, told) == part.statements
    if stands or is_settled(session, told.results_digest):
        return replace(part, is_new=False)
    _write_run(session, part, by, at)
    _write_statements(session, part)
    for plan in part.plans:
        _write_plan(session, plan, at)
    append(session, by, RECORDED, told.results_digest, _details(part), at=at)
    return replace(part, is_new=True)


def _write_run(session: Session, part: RecordedRun, by: str, at: datetime) -> None:
    told = part.manifest
    row = session.get(RunRecord, told.results_digest)
    if row is None:
        row = run_row(told, part.folder, by, at)
    elif row.period != told.period:
        raise CompError(
            f"the run of {told.period} has line by line the amounts of the one of {row.period}, which is "
            "recorded; a run is known by the digest of its lines, and both cannot be"
        )
    elif session.get(Batch, told.results_digest) is None:
        row.recorded_on, row.facts_digest, row.engine = told.recorded_on, told.facts_digest, told.engine
        row.corrects, row.manifest = told.corrects or None, told.to_json()
    # A run that is recorded again is its period's current one from then on.
    row.folder, row.root, row.created_by, row.created_at = part.folder, part.root, by, at
    session.add(row)
    session.flush()


def _write_statements(session: Session, part: RecordedRun) -> None:
    digest = part.manifest.results_digest
    standing = {
        row.payee: row
        for row in session.exec(select(StatementRecord).where(StatementRecord.results_digest == digest))
    }
    for each in part.statements:
        if each.payee in standing:
            row = standing[each.payee]
            row.content_digest, row.file_digest = each.content_digest, None
            session.add(row)
    session.flush()
    connection = session.connection()
    new = [
        {
            "id": statement_id(digest, each.payee),
            "results_digest": digest,
            "payee": each.payee,
            "content_digest": each.content_digest,
        }
        for each in part.statements
        if each.payee not in standing
    ]
    if new:
        connection.execute(insert(StatementRecord), new)
    connection.execute(delete(StatementAmount).where(col(StatementAmount.results_digest) == digest))
    amounts = [
        {
            "results_digest": digest,
            "payee": each.payee,
            "currency": amount.currency,
            "earned_minor": amount.earned_minor,
            "payable_minor": amount.payable_minor,
            "held_minor": amount.held_minor,
        }
        for each in part.statements
        for amount in each.amounts
    ]
    if amounts:
        connection.execute(insert(StatementAmount), amounts)


def _write_plan(session: Session, plan: RecordedPlan, at: datetime) -> None:
    if session.get(PlanVersion, plan.text_digest) is not None:
        return
    session.add(
        PlanVersion(
            text_digest=plan.text_digest,
            result_digest=plan.result_digest,
            name=plan.name,
            title=plan.title,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            text=plan.text,
            recorded_at=at,
        )
    )
    session.flush()


def _details(part: RecordedRun) -> dict[str, object]:
    told = part.manifest
    return {
        "period": told.period,
        "corrects": told.corrects,
        "facts_digest": told.facts_digest,
        "plans_digest": told.plans_digest,
        "statements": len(part.statements),
        "statements_digest": _digest_of(part),
    }


def _digest_of(part: RecordedRun) -> str:
    """SHA-256 over the ids of the statements and the digests of what they show."""
    found = sorted(
        (statement_id(part.manifest.results_digest, each.payee), each.content_digest)
        for each in part.statements
    )
    return hashlib.sha256("".join(f"{key} {digest}\n" for key, digest in found).encode()).hexdigest()
