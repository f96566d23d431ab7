"""The job that divides the difference of two runs among its causes (decision 0033), and keeps the answer."""

from __future__ import annotations

from typing import Final

from api.jobs.compared import keep_compared
from api.jobs.work import Ended, Work
from comp.errors import CompError
from comp.runs import Run, attribute, load_run
from comp.workflow.jobs import JobShown
from comp.workflow.recording import RunShown, run_of

BETWEEN: Final = ".."


def subject_of(a: RunShown, b: RunShown) -> str:
    """How a job names two runs, the earlier one first."""
    return f"{a.results_digest}{BETWEEN}{b.results_digest}"


def runs_of(job: JobShown) -> list[str]:
    """The results digests of the two runs that a job compares."""
    return job.subject.split(BETWEEN)


def compare_runs(work: Work) -> Ended:
    """Compare the two runs that the job names.

    Raises:
        CompError: one of them is not recorded any more, or cannot be calculated again.
        StoppedError: the service ends.
    """
    a, b = (_run(work, digest) for digest in runs_of(work.job))
    found = attribute(work.workspace, a, b, work.telling.step(1, 1, "calculating what lies between the runs"))
    keep_compared(work.workspace.path, a.manifest, b.manifest, found)
    return Ended(None, "")


def _run(work: Work, digest: str) -> Run:
    with work.records.reading() as session:
        found = run_of(session, digest)
    if found is None:
        raise CompError(f"no run {digest[:16]} is recorded")
    return load_run(work.workspace.path / found.folder)
