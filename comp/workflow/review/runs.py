"""The recorded runs as review needs them: their periods, which are current, and which are posted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from comp.records import Batch, RunRecord, Session, select
from comp.runs import Manifest
from comp.workflow.recording import goes_with


@dataclass(frozen=True, slots=True)
class ReviewedRun:
    """A recorded run; `last_day` is the last day of its statements.

    A run is current where it was recorded last of its period, and corrections where they were recorded last
    of those that go with the current run.
    """

    results_digest: str
    period: str
    last_day: date
    manifest: Manifest
    recorded_at: datetime
    is_current: bool
    is_posted: bool

    @property
    def corrects(self) -> bool:
        """Whether it pays corrections of earlier periods."""
        return bool(self.manifest.corrects)

    @property
    def is_open(self) -> bool:
        """Whether something may be decided about it."""
        return self.is_current and not self.is_posted


@dataclass(frozen=True, slots=True)
class ReviewedRuns:
    """Every recorded run by its results digest: the latest period first, and of one the run recorded last."""

    by_digest: Mapping[str, ReviewedRun]

    def of_period(self, period: str) -> list[ReviewedRun]:
        """The current run of a period and the corrections that go with it; empty where none is recorded."""
        return [run for run in self.by_digest.values() if run.period == period and run.is_current]

    def shown(self) -> list[ReviewedRun]:
        """Those that count: current, or posted."""
        return [run for run in self.by_digest.values() if run.is_current or run.is_posted]

    def before(self, run: ReviewedRun) -> list[ReviewedRun]:
        """The runs of earlier periods, the latest period first; corrections are none."""
        return [
            other for other in self.by_digest.values() if not other.corrects and other.last_day < run.last_day
        ]

    def base_of(self, corrections: ReviewedRun) -> ReviewedRun | None:
        """The run that corrections are paid beside."""
        runs = self.by_digest.values()
        told = corrections.manifest
        return next((run for run in runs if not run.corrects and goes_with(told, run.manifest)), None)


def reviewed_runs(session: Session) -> ReviewedRuns:
    """Read every recorded run."""
    posted = frozenset(session.exec(select(Batch.results_digest)))
    rows = [(row, _read(row.manifest)) for row in session.exec(select(RunRecord))]
    rows.sort(key=lambda each: (each[0].created_at, each[0].results_digest), reverse=True)
    current = _current(rows)
    found = [
        ReviewedRun(
            row.results_digest,
            row.period,
            _last_day(manifest),
            manifest,
            row.created_at,
            row.results_digest in current,
            row.results_digest in posted,
        )
        for row, manifest in rows
    ]
    found.sort(key=lambda run: (run.last_day, run.recorded_at, run.results_digest), reverse=True)
    return ReviewedRuns({run.results_digest: run for run in found})


def _current(newest_first: Iterable[tuple[RunRecord, Manifest]]) -> set[str]:
    rows = list(newest_first)
    of_period: dict[str, tuple[str, Manifest]] = {}
    for row, manifest in rows:
        if not row.corrects:
            of_period.setdefault(row.period, (row.results_digest, manifest))
    beside: dict[str, str] = {}
    for row, manifest in rows:
        run = of_period.get(row.period)
        if row.corrects and run is not None and goes_with(manifest, run[1]):
            beside.setdefault(row.period, row.results_digest)
    return {digest for digest, _ in of_period.values()} | set(beside.values())


def _last_day(manifest: Manifest) -> date:
    """The last day that its plans pay, as statements have it."""
    return max((plan.last_day for plan in manifest.plans), default=manifest.recorded_on)


@lru_cache(maxsize=512)
def _read(manifest: str) -> Manifest:
    """A manifest never changes once it is recorded, and reading one takes longer than all the rest."""
    return Manifest.from_json(manifest)
