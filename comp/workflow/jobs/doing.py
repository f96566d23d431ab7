"""Doing jobs: the next one is taken, tells how far it is, and ends once, in one of three ways.

Each change names the state that it starts from and changes nothing where that is another one by now, so no
end of a job is ever written over.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Update, update

from comp.records import Job, Records, Session, col, select
from comp.workflow.jobs.job import JobShown, JobState, shown

WITHOUT_PROCESS: Final = (
    "its process ended before it was done; start it again: what it makes is kept whole or not at all"
)


def take_next(records: Records, at: datetime) -> JobShown | None:
    """Begin the job that has waited longest, None where none waits; nobody else gets the same one."""
    with records.reading() as session:
        waiting = _in_state(session, JobState.WAITING)
    for one in waiting:
        begun = {"state": JobState.RUNNING.value, "started_at": at}
        if _changed(records, one, JobState.WAITING, begun):
            with records.reading() as session:
                return shown(session.get_one(Job, one))
    return None


def report(records: Records, job_id: str, step: str, done: int, total: int) -> bool:
    """Say how far a running job is, `total` 0 where nobody knows; false where it does not run any more.

    Each call is a transaction: whoever reports more often than a few times a second leaves some out.
    """
    return _changed(records, job_id, JobState.RUNNING, {"step": step, "done": done, "total": total})


def finish(records: Records, job_id: str, message: str, results_digest: str | None, at: datetime) -> bool:
    """End a running job as done, with the run that came of it if one did; false where it ran no more."""
    return _end(records, job_id, JobState.DONE, message, at, results_digest=results_digest)


def fail(records: Records, job_id: str, message: str, at: datetime) -> bool:
    """End a running job as failed, with one line that says why; false where it ran no more."""
    return _end(records, job_id, JobState.FAILED, " ".join(message.split()), at)


def lose(records: Records, job_id: str, message: str, at: datetime) -> bool:
    """End a running job that is given up without a fault of its own; false where it ran no more."""
    return _end(records, job_id, JobState.LOST, message, at)


def lose_running(records: Records, at: datetime) -> tuple[str, ...]:
    """End every job that is said to run as lost, and give their ids.

    Only whoever knows that no process does a job may call this.
    """
    with records.reading() as session:
        running = _in_state(session, JobState.RUNNING)
    return tuple(one for one in running if lose(records, one, WITHOUT_PROCESS, at))


def _in_state(session: Session, state: JobState) -> list[str]:
    asked = select(Job.id).where(Job.state == state.value).order_by(col(Job.asked_at), col(Job.id))
    return list(session.exec(asked))


def _end(
    records: Records,
    job_id: str,
    state: JobState,
    message: str,
    at: datetime,
    *,
    results_digest: str | None = None,
) -> bool:
    ended = {
        "state": state.value,
        "message": message,
        "finished_at": at,
        "results_digest": results_digest,
    }
    return _changed(records, job_id, JobState.RUNNING, ended)


def _changed(records: Records, job_id: str, state: JobState, to: dict[str, Any]) -> bool:
    asked: Update = update(Job).where(col(Job.id) == job_id, col(Job.state) == state.value).values(**to)
    with records.transaction() as session:
        return session.connection().execute(asked).rowcount == 1
