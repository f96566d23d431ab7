"""The periods as finance sees them: what is approved of each one's run, and who posted it when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comp.records import Session
from comp.workflow.books import PostedBatch, batches_of
from comp.workflow.closing.finding import Closing, closing_of, with_corrections
from comp.workflow.recording import RunShown, runs
from comp.workflow.review import State
from comp.workflow.review.runs import ReviewedRuns, reviewed_runs
from comp.workflow.review.states import counted
from comp.workflow.review.stored import stored_of


@dataclass(frozen=True, slots=True)
class ClosingShown:
    """A run with its corrections: how its statements stand, and its batch; None where it is not posted.

    `stands` are sentences of what is still to be done about its statements. `later` is a run of the period
    that was recorded after the one that is posted.
    """

    closing: Closing
    states: Mapping[State, int]
    posted: PostedBatch | None
    stands: tuple[str, ...]
    later: RunShown | None = None

    @property
    def run(self) -> RunShown:
        """The period's own run."""
        return self.closing.run


def periods(session: Session) -> tuple[ClosingShown, ...]:
    """Each period with the run that was posted of it, else its current one; the latest period first."""
    every, reviewed, batches = runs(session), reviewed_runs(session), _batches(session)
    chosen: dict[str, RunShown] = {}
    current: dict[str, RunShown] = {}
    for run in every:
        if not run.corrects and run.is_current:
            current[run.period] = run
        if not run.corrects and (run.is_posted or (run.is_current and run.period not in chosen)):
            chosen[run.period] = run
    found = [
        _shown(session, reviewed, batches, with_corrections(run, every), current.get(run.period))
        for run in chosen.values()
    ]
    return tuple(sorted(found, key=lambda each: (each.run.last_day, each.run.period), reverse=True))


def closing_shown(session: Session, digest: str) -> ClosingShown:
    """One run.

    Raises:
        NotFoundError: no run is recorded under the digest.
        CompError: it pays corrections.
    """
    closing = closing_of(session, digest)
    current = next(
        (
            run
            for run in runs(session)
            if run.period == closing.run.period and run.is_current and not run.corrects
        ),
        None,
    )
    return _shown(session, reviewed_runs(session), _batches(session), closing, current)


def _batches(session: Session) -> Mapping[str, PostedBatch]:
    return {batch.results_digest: batch for batch in batches_of(session)}


def _shown(
    session: Session,
    reviewed: ReviewedRuns,
    batches: Mapping[str, PostedBatch],
    closing: Closing,
    current: RunShown | None,
) -> ClosingShown:
    states = counted(
        stored.state
        for part in closing.parts
        for stored in stored_of(session, reviewed.by_digest[part.results_digest], None)
    )
    later = None if current is None or current.results_digest == closing.run.results_digest else current
    posted = batches.get(closing.run.results_digest)
    stands = () if posted is not None else _stands(closing, states, later)
    return ClosingShown(closing, states, posted, stands, later)


def _stands(closing: Closing, states: Mapping[State, int], later: RunShown | None) -> tuple[str, ...]:
    said: list[str] = []
    if later is not None:
        said.append("A later run of this period is recorded; that one is closed.")
    if not closing.run.statements:
        said.append("Its statements are not recorded.")
    if states[State.RETURNED]:
        said.append(f"{_statements(states[State.RETURNED])} returned.")
    if states[State.WAITING]:
        said.append(f"{_statements(states[State.WAITING])} waiting for a decision.")
    return tuple(said)


def _statements(count: int) -> str:
    return "1 statement is" if count == 1 else f"{count:,} statements are"
