"""Asking for a job: the same work is asked for once, whoever asks and however many at once."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from comp.records import Job, Records, append, col, hold_chain, select
from comp.workflow.jobs.job import OPEN, JobShown, JobState, shown

ASKED: Final = "job.ask"
"""The action of the audit entry that tells who asked; its subject is the job's id."""


def ask(records: Records, kind: str, subject: str, by: str, at: datetime) -> JobShown:
    """Ask for work of a kind on a subject; where such a job waits or runs already, that one is given.

    The chain is held before anything is read, so that of two who ask at once one finds the other's.
    """
    with records.transaction() as session:
        hold_chain(session)
        same = select(Job).where(
            Job.kind == kind, Job.subject == subject, col(Job.state).in_([each.value for each in OPEN])
        )
        found = session.exec(same).first()
        if found is None:
            found = Job(
                id=secrets.token_hex(10),
                kind=kind,
                subject=subject,
                asked_by=by,
                asked_at=at,
                state=JobState.WAITING.value,
            )
            session.add(found)
            append(session, by, ASKED, found.id, {"kind": kind, "subject": subject}, at=at)
        return shown(found)
