"""Whether a run stands in the database as it is to be recorded, and may be written anew."""

from __future__ import annotations

from comp.records import Batch, RunRecord, Session, StatementAmount, StatementRecord, col, select
from comp.runs import Manifest
from comp.workflow.recording.recorded import RecordedAmount, RecordedStatement


def is_recorded(session: Session, told: Manifest) -> bool:
    """Whether the very same run is recorded with its statements, and none of its period was since."""
    row = session.get(RunRecord, told.results_digest)
    if row is None or row.manifest != told.to_json() or not has_statements(session, told.results_digest):
        return False
    of_period = session.exec(select(RunRecord).where(RunRecord.period == told.period))
    alike = [each for each in of_period if bool(each.corrects) is bool(told.corrects)]
    return max(alike, key=lambda each: (each.created_at, each.results_digest)) is row


def is_settled(session: Session, results_digest: str) -> bool:
    """Whether a run is posted and has its statements: what it shows stays as it was decided about."""
    return session.get(Batch, results_digest) is not None and has_statements(session, results_digest)


def has_statements(session: Session, results_digest: str) -> bool:
    """Whether statements of the run are recorded."""
    asked = select(StatementRecord.payee).where(StatementRecord.results_digest == results_digest).limit(1)
    return session.exec(asked).first() is not None


def recorded_statements(session: Session, told: Manifest) -> tuple[RecordedStatement, ...] | None:
    """The statements as they stand, by payee; None where they are to be made (again).

    Those of a run that is posted stand, though another run had the very same lines.
    """
    row = session.get(RunRecord, told.results_digest)
    same = row is not None and row.manifest == told.to_json()
    if not (same or is_settled(session, told.results_digest)):
        return None
    amounts: dict[str, list[RecordedAmount]] = {}
    of_run = select(StatementAmount).where(StatementAmount.results_digest == told.results_digest)
    for each in session.exec(of_run.order_by(col(StatementAmount.currency))):
        amount = RecordedAmount(each.currency, each.earned_minor, each.payable_minor, each.held_minor)
        amounts.setdefault(each.payee, []).append(amount)
    rows = session.exec(
        select(StatementRecord)
        .where(StatementRecord.results_digest == told.results_digest)
        .order_by(col(StatementRecord.payee))
    )
    found = [
        RecordedStatement(each.payee, each.content_digest, tuple(amounts.get(each.payee, ())))
        for each in rows
    ]
    return tuple(found) or None
