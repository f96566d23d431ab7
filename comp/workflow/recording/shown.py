"""The runs that are recorded, as they are shown: what each came to, and which one is current."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Text, func, type_coerce

from comp.errors import CompError
from comp.language.money import Money
from comp.records import Batch, RunRecord, Session, StatementAmount, StatementRecord, col, select
from comp.runs import Manifest

_BEGINNING: Final = re.compile("[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class RunTotal:
    """What a run comes to in one currency."""

    earned: Money
    payable: Money
    held: Money


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run that is recorded; `corrections` is what is paid beside it, and was recorded last.

    `folder` is seen from the workspace. `statements` is 0 where the run was posted and not recorded.
    `corrects` is the results digest of the run whose past it corrects, None for a period's own run.
    """

    results_digest: str
    period: str
    first_day: date
    last_day: date
    folder: str
    corrects: str | None
    recorded_at: datetime
    recorded_by: str
    is_current: bool
    is_posted: bool
    statements: int
    lines: int
    faults: int
    refused: int
    totals: tuple[RunTotal, ...]
    manifest: Manifest
    corrections: RunShown | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What is read for all runs at once."""

    posted: frozenset[str]
    statements: Mapping[str, int]
    held: Mapping[tuple[str, str], int]


def runs(session: Session) -> tuple[RunShown, ...]:
    """Every run, that which was recorded last first; runs of corrections stand among them."""
    return _shown(session, session.exec(select(RunRecord)))


def run_of(session: Session, digest: str) -> RunShown | None:
    """The run of a results digest, or of its first letters (at least eight); None where there is none.

    Raises:
        CompError: several runs begin so.
    """
    if not _BEGINNING.fullmatch(digest):
        return None
    begins = type_coerce(col(RunRecord.results_digest), Text).startswith(digest)
    found = session.exec(select(RunRecord).where(begins).limit(2)).all()
    if len(found) > 1:
        raise CompError(f"several runs begin with {digest}; give more of the digest")
    return _of_period(session, found[0].period, found[0].results_digest) if found else None


def current_run(session: Session, period: str) -> RunShown | None:
    """The run of the period that was recorded last, corrections apart."""
    found = _shown(session, session.exec(select(RunRecord).where(RunRecord.period == period)))
    return next((run for run in found if run.is_current and not run.corrects), None)


def _of_period(session: Session, period: str, digest: str) -> RunShown | None:
    found = _shown(session, session.exec(select(RunRecord).where(RunRecord.period == period)))
    return next((run for run in found if run.results_digest == digest), None)


def _shown(session: Session, rows: Iterable[RunRecord]) -> tuple[RunShown, ...]:
    """The runs of whole periods: which one is current is told from all of its period."""
    told = _read(session)
    found = sorted((_run(row, told) for row in rows), key=_recorded, reverse=True)
    current: set[str] = set()
    for runs_of_period in _by_period(found).values():
        current |= _current(runs_of_period)
    days = {_key(run.manifest): (run.first_day, run.last_day) for run in found if not run.corrects}
    marked = [_marked(run, current, days) for run in found]
    return tuple(replace(run, corrections=_beside(run, marked)) for run in marked)


def _marked(
    run: RunShown, current: set[str], days: Mapping[tuple[object, ...], tuple[date, date]]
) -> RunShown:
    """The run with its place among the others; corrections have the days of the run that they go with."""
    if not run.corrects:
        return replace(run, is_current=run.results_digest in current)
    first, last = days.get(_key(run.manifest), (run.first_day, run.last_day))
    return replace(run, is_current=run.results_digest in current, first_day=first, last_day=last)


def _recorded(run: RunShown) -> tuple[datetime, str]:
    return run.recorded_at, run.results_digest


def _by_period(found: Iterable[RunShown]) -> Mapping[str, list[RunShown]]:
    periods: dict[str, list[RunShown]] = {}
    for run in found:
        periods.setdefault(run.period, []).append(run)
    return periods


def _current(newest_first: Sequence[RunShown]) -> set[str]:
    """The digests of a period's current run and of the corrections beside it."""
    run = next((each for each in newest_first if not each.corrects), None)
    beside = None if run is None else _beside(run, newest_first)
    return {each.results_digest for each in (run, beside) if each is not None}


def _beside(run: RunShown, newest_first: Iterable[RunShown]) -> RunShown | None:
    """The corrections that are paid beside a run; those recorded last."""
    if run.corrects:
        return None
    return next(
        (each for each in newest_first if each.corrects and goes_with(each.manifest, run.manifest)), None
    )


def goes_with(corrections: Manifest, run: Manifest) -> bool:
    """Whether corrections were made from the facts and plans of the run, so are paid beside it."""
    return _key(corrections) == _key(run)


def _key(told: Manifest) -> tuple[object, ...]:
    return told.period, told.facts_digest, told.plans_digest, told.last_import


def _read(session: Session) -> _Told:
    statements = session.exec(
        select(StatementRecord.results_digest, func.count()).group_by(col(StatementRecord.results_digest))
    )
    held = session.exec(
        select(
            StatementAmount.results_digest,
            StatementAmount.currency,
            func.sum(col(StatementAmount.held_minor)),
        ).group_by(col(StatementAmount.results_digest), col(StatementAmount.currency))
    )
    return _Told(
        posted=frozenset(session.exec(select(Batch.results_digest))),
        statements=dict(statements.all()),
        # PostgreSQL gives sums as exact decimals.
        held={(digest, currency): int(minor) for digest, currency, minor in held},
    )


def _run(row: RunRecord, told: _Told) -> RunShown:
    manifest = Manifest.from_json(row.manifest)
    return RunShown(
        results_digest=row.results_digest,
        period=row.period,
        first_day=max(plan.first_day for plan in manifest.plans),
        last_day=max(plan.last_day for plan in manifest.plans),
        folder=row.folder,
        corrects=row.corrects,
        recorded_at=row.created_at,
        recorded_by=row.created_by,
        is_current=False,
        is_posted=row.results_digest in told.posted,
        statements=told.statements.get(row.results_digest, 0),
        lines=manifest.lines,
        faults=manifest.faults,
        refused=manifest.refused,
        totals=_totals(manifest, told),
        manifest=manifest,
    )


def _totals(manifest: Manifest, told: _Told) -> tuple[RunTotal, ...]:
    sums: dict[str, tuple[int, int]] = {}
    for plan in manifest.plans:
        earned, payable = sums.get(plan.currency, (0, 0))
        sums[plan.currency] = (earned + plan.earned_minor, payable + plan.payable_minor)
    return tuple(
        RunTotal(
            Money(earned, currency),
            Money(payable, currency),
            Money(told.held.get((manifest.results_digest, currency), 0), currency),
        )
        for currency, (earned, payable) in sorted(sums.items())
    )
