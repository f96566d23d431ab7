"""Reading jobs: one by its id, or those asked for last."""

from __future__ import annotations

from comp.records import Job, Session, col, select
from comp.workflow.jobs.job import JobShown, shown


def job_of(session: Session, job_id: str) -> JobShown | None:
    """The job of that id, None where there is none."""
    found = session.get(Job, job_id)
    return None if found is None else shown(found)


def jobs(session: Session, *, kind: str | None = None, limit: int = 20) -> tuple[JobShown, ...]:
    """The jobs asked for last, the latest first; of one kind, or of all."""
    asked = select(Job).order_by(col(Job.asked_at).desc(), col(Job.id)).limit(limit)
    if kind is not None:
        asked = asked.where(Job.kind == kind)
    return tuple(shown(job) for job in session.exec(asked))
