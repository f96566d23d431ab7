"""Recorded runs as their pages and the JSON API show them: from the database, and from their folders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from litestar.exceptions import NotFoundException

from api.jobs.compared import Compared, read_compared
from api.service import Service
from comp.records import Session
from comp.runs import LineDifference, Manifest, Run, RunDiff, diff, load_run
from comp.workflow.comparing import Totals, totals_of
from comp.workflow.recording import RunShown, run_of, runs
from comp.workflow.review import ReviewedRuns, State, reviewed_runs
from comp.workflow.review.states import counted
from comp.workflow.review.stored import stored_of

ID_LETTERS = 16
"""How many letters of its results digest an address names a run by."""


@dataclass(frozen=True, slots=True)
class RunListed:
    """A run with how many statements are in which state; None where nothing is decided about it any more."""

    run: RunShown
    states: Mapping[State, int] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B held against run A; `causes` is None where they were not looked for yet."""

    a: RunShown
    b: RunShown
    said: RunDiff
    totals: Totals
    lines: tuple[LineDifference, ...]  # those that changed most first
    causes: Compared | None


def run_id(run: RunShown) -> str:
    """How an address names a run."""
    return run.results_digest[:ID_LETTERS]


def listed(session: Session, *, after: str | None, limit: int) -> tuple[list[RunListed], str | None]:
    """Periods' own runs, the one recorded last first, and what to ask for more with.

    Raises:
        NotFoundException: there is no run `after`.
    """
    own = [run for run in runs(session) if not run.corrects]
    start = 0
    if after is not None:
        start = [run.results_digest for run in own].index(found(session, after).results_digest) + 1
    part = own[start : start + limit]
    known = reviewed_runs(session)
    more = run_id(part[-1]) if len(own) > start + limit else None
    return [RunListed(run, states(session, known, run)) for run in part], more


def states(session: Session, known: ReviewedRuns, run: RunShown) -> Mapping[State, int] | None:
    """How many statements of a run and its corrections are in which state, where it still counts."""
    if not run.is_current and not run.is_posted:
        return None
    parts = [run, *([run.corrections] if run.corrections else [])]
    return counted(
        each.state
        for part in parts
        for each in stored_of(session, known.by_digest[part.results_digest], None)
    )


def found(session: Session, digest: str) -> RunShown:
    """The run of a results digest or of its first letters.

    Raises:
        NotFoundException: there is none.
    """
    run = run_of(session, digest)
    if run is None:
        raise NotFoundException(f"no run {digest!r} is recorded")
    return run


def paid_beside(recorded: Iterable[RunShown], corrections: RunShown) -> RunShown | None:
    """The run that corrections are paid beside; None for a run that is none."""
    digest = corrections.results_digest
    return next((run for run in recorded if run.corrections and _is(run.corrections, digest)), None)


def _is(run: RunShown, digest: str) -> bool:
    return run.results_digest == digest


def folder_of(service: Service, run: RunShown) -> Run:
    """A run as its folder holds it.

    Raises:
        CompError: the folder is gone or was altered.
    """
    return _loaded(service.folder / run.folder, run.manifest)


def comparison(service: Service, a: RunShown, b: RunShown) -> Comparison:
    """Hold run B against run A.

    Raises:
        CompError: a folder is gone or was altered.
    """
    places = service.folder / a.folder, service.folder / b.folder
    said, totals, lines = _compared(places[0], a.manifest, places[1], b.manifest)
    causes = read_compared(service.folder, a.manifest, b.manifest)
    return Comparison(a, b, said, totals, lines, causes)


@lru_cache(maxsize=4)
def _loaded(folder: Path, told: Manifest) -> Run:
    """Read once: what a manifest tells of never changes, and reading a run checks every file of it."""
    del told
    return load_run(folder)


@lru_cache(maxsize=4)
def _compared(
    a: Path, told_a: Manifest, b: Path, told_b: Manifest
) -> tuple[RunDiff, Totals, tuple[LineDifference, ...]]:
    ours, theirs = _loaded(a, told_a), _loaded(b, told_b)
    said = diff(ours, theirs)
    return said, totals_of(ours, theirs), tuple(sorted(said.lines, key=_biggest_first))


def _biggest_first(line: LineDifference) -> tuple[bool, str, int, str]:
    """Faults first, which no number tells; then, currency by currency, what moved most of what is earned."""
    moved = line.earned_minor
    return moved is not None, line.currency, -abs(moved or 0), line.line_id
