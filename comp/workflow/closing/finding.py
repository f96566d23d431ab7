"""Which run is closed: by its digest, with the corrections that are paid beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comp.errors import CompError
from comp.records import Session
from comp.workflow.recording import RunShown, goes_with, run_of, runs
from comp.workflow.review import NotFoundError


@dataclass(frozen=True, slots=True)
class Closing:
    """A run and the corrections that are posted with it, None where there are none."""

    run: RunShown
    corrections: RunShown | None

    @property
    def parts(self) -> tuple[RunShown, ...]:
        """The run first."""
        return (self.run,) if self.corrections is None else (self.run, self.corrections)


def recorded_run(session: Session, digest: str) -> RunShown:
    """A recorded run by its results digest, or the beginning of it.

    Raises:
        NotFoundError: no run is recorded under it.
    """
    found = run_of(session, digest)
    if found is None:
        raise NotFoundError(f"no run is recorded under {digest!r}; the list of periods shows those that are")
    return found


def closing_of(session: Session, digest: str) -> Closing:
    """A run that is to be closed, or is.

    Raises:
        NotFoundError: no run is recorded under the digest.
        CompError: it pays corrections, which are closed with the run that they stand beside.
    """
    run = recorded_run(session, digest)
    if run.corrects:
        raise CompError(
            f"this run pays corrections beside a run of {run.period}; it is posted together with that one"
        )
    return with_corrections(run, runs(session))


def with_corrections(run: RunShown, every: Sequence[RunShown]) -> Closing:
    """The run with the corrections that were posted with it; where it is not posted, those recorded last."""
    if not run.is_posted:
        return Closing(run, run.corrections)
    beside = [each for each in every if each.corrects and goes_with(each.manifest, run.manifest)]
    return Closing(run, next((each for each in beside if each.is_posted), None))
