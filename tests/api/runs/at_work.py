"""The worker's work done within the test, by the test's clock; and what came of it."""

from pathlib import Path
from threading import Event

import pytest

from api.jobs import RUN, worker
from comp.facts import Workspace
from comp.records import AuditEntry, select
from comp.workflow import post, to_post
from comp.workflow.jobs import JobShown, ask, job_of, take_next
from comp.workflow.recording import RunShown, runs
from tests.api.served import Served

SECONDS_TO_WAIT = 120.0


def work(served: Served) -> None:
    """Do whatever waits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "utc_now", served.clock)
        while (job := take_next(served.records, served.clock())) is not None:
            worker.do(served.folder, served.records, job, Event())


def asked(served: Served, period: str) -> JobShown:
    return ask(served.records, RUN, period, served.user_ids["revops"], served.clock())


def done(served: Served, job: JobShown) -> JobShown:
    """The job as it stands now."""
    with served.records.reading() as session:
        found = job_of(session, job.id)
    assert found is not None
    return found


def ran(served: Served, period: str) -> JobShown:
    """Run a period; gives the job as it ended."""
    job = asked(served, period)
    work(served)
    return done(served, job)


def recorded(served: Served) -> tuple[RunShown, ...]:
    with served.records.reading() as session:
        return runs(session)


def current(served: Served, period: str) -> RunShown:
    own = [run for run in recorded(served) if run.period == period and not run.corrects]
    [found] = [run for run in own if run.is_current]
    return found


def posts(served: Served, period: str) -> None:
    """Post the current run of a period and its corrections."""
    run = current(served, period)
    beside = served.folder / run.corrections.folder if run.corrections else None
    order = to_post(Workspace.open(served.folder), served.folder / run.folder, beside)
    post(served.records, order, served.user_ids["finance"], served.clock())


def change(folder: Path, source: str, old: str, new: str) -> None:
    """Change a source's file."""
    file = folder / "data" / f"{source}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def told(served: Served, action: str) -> list[AuditEntry]:
    """The audit entries of an action."""
    with served.records.reading() as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))
