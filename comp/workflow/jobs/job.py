"""What is told of a job: a piece of work that takes long, asked for by somebody and done by a process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comp.records import Job


class JobState(StrEnum):
    """How a job stands; a job in one of the last three is never touched again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be ended."""
        return self in OPEN


OPEN = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class JobShown:
    """A job as it stood when it was read; moments are UTC.

    `kind` says what is done and `subject` to what (a period for a run). `done` of `total` parts of `step` are
    done, `total` 0 where nobody knows. `results_digest` is that of the run that came of it, and `message`
    what its end tells, in one line.
    """

    id: str
    kind: str
    subject: str
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    state: JobState
    step: str
    done: int
    total: int
    results_digest: str | None
    message: str


def shown(job: Job) -> JobShown:
    """The row as what is told of it."""
    return JobShown(
        id=job.id,
        kind=job.kind,
        subject=job.subject,
        asked_by=job.asked_by,
        asked_at=job.asked_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        state=JobState(job.state),
        step=job.step,
        done=job.done,
        total=job.total,
        results_digest=job.results_digest,
        message=job.message,
    )
