"""Run every contestant in its own process, in turn and several times, and check that all pay the same."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal, TypeAlias

from comp.errors import CompError
from comp.language.calendar import Calendar, PeriodNameError
from comp.runs.baselines.calling import TOTALS, remove
from comp.runs.bench import launcher
from comp.runs.bench.agreeing import must_agree, paid_digest
from comp.runs.bench.contestants import CONTESTANTS, Contestant, started
from comp.runs.bench.facts import bench_program, write_snapshot
from comp.runs.run import Progress, silent
from comp.runs.spans import PaidSpan, paid_span

Clock: TypeAlias = Literal["process", "warm"]
CLOCKS: Final[dict[Clock, str]] = {
    "process": "whole process, from start to exit: loading the program, reading facts, calculating, "
    "writing lines",
    "warm": "reading facts, calculating and writing lines, in a process that has done the same job on "
    "small facts before; comp reads and checks the plan anew",
}
"""What each clock covers."""
DUTY: Final = (
    "every line is valued at both ends of the period; those born in it or changed are written, in the order "
    "of their ids"
)
"""What every contestant does, as `comp run` does."""
SECOND_ENGINE: Final = "did not run; recalculating for proof is a step of its own"
_SMALL: Final = 1_000  # deals of the facts that a process is warmed up with


@dataclass(frozen=True, slots=True)
class Trial:
    """What is measured: a company's size, the period that is paid, and how often, by which clocks."""

    deals: int
    repeat: int
    clocks: tuple[Clock, ...] = ("process", "warm")
    period: str = "2026-12"
    sellers: int | None = None  # None: as many as fit the deals


@dataclass(slots=True)
class Measurement:
    """A contestant's runs: wall times in milliseconds by clock, and the processes' peak memory in bytes.

    The peaks are those of the whole processes, where these are measured; else of the warm ones.
    """

    contestant: Contestant
    totals: dict[str, int] = field(default_factory=dict[str, int])
    milliseconds: dict[Clock, list[int]] = field(default_factory=dict[Clock, list[int]])
    peak_bytes: list[int] = field(default_factory=list[int])

    def median_milliseconds(self, clock: Clock) -> int:
        """The middle one of the clock's times."""
        return round(statistics.median(self.milliseconds[clock]))

    @property
    def median_peak_bytes(self) -> int:
        """The middle one of the peaks."""
        return round(statistics.median(self.peak_bytes))


def ratio(theirs: int, ours: int) -> str:
    """Theirs over ours with two decimals: `2.50` means that they take two and a half times as much."""
    hundredths = round(Fraction(theirs * 100, max(ours, 1)))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def measure(
    trial: Trial,
    folder: Path,
    contestants: Sequence[Contestant] = CONTESTANTS,
    progress: Progress = silent,
) -> list[Measurement]:
    """Make facts in the folder, then time the contestants in turn; who misses a package is left out.

    Raises:
        CompError: one of them failed, or does not pay what the others pay, then nothing is worth timing; or
            the period is none that the plan pays.
    """
    span = _span(trial.period)
    measurements = [Measurement(each) for each in contestants if not each.missing]
    steps = 1 + trial.repeat * len(measurements)
    progress("making facts", 0, steps)
    _make_facts(trial, folder, with_csv=any(each.contestant.reads_csv for each in measurements))
    written: dict[str, object] = {}
    valued: dict[str, object] = {}
    for turn in range(trial.repeat):
        for number, each in enumerate(measurements):
            progress(each.contestant.name, 1 + turn * len(measurements) + number, steps)
            out = folder / each.contestant.out
            for clock in trial.clocks:
                _run(each, clock, folder, span)
                if turn == 0 and clock == trial.clocks[0]:
                    written[each.contestant.name] = (each.totals["lines"], _digest(each.contestant, out))
                    must_agree(written)
                    if each.contestant.values_all:
                        valued[each.contestant.name] = each.totals
                        must_agree(valued)
                remove(out)
    return measurements


def _span(period: str) -> PaidSpan:
    [plan] = bench_program().plans
    try:
        span = paid_span(plan, Calendar(), Calendar().parse(period))
    except PeriodNameError as error:
        raise CompError(str(error)) from error
    if span is None or span.first > plan.effective_through:
        raise CompError(
            f"the benchmark's plan pays nothing in {period}; name 2026, a quarter or a month of it"
        )
    return span


def _make_facts(trial: Trial, folder: Path, *, with_csv: bool) -> None:
    program = bench_program()
    sizes = {"facts": (trial.deals, trial.sellers), "small": (min(_SMALL, trial.deals), None)}
    for name, (deals, sellers) in sizes.items():
        (folder / name).mkdir()
        write_snapshot(program, deals, folder / name, sellers, with_csv=with_csv)


def _run(each: Measurement, clock: Clock, folder: Path, span: PaidSpan) -> None:
    before = span.first - timedelta(days=1)
    command = [sys.executable, "-I", "-S", str(launcher.__file__), *started(each.contestant)]
    command += [str(folder / "facts"), str(folder / each.contestant.out), str(before), str(span.last)]
    command += ["--warm", str(folder / "small")] if clock == "warm" else []
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own scripts
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["it said nothing; perhaps memory did not suffice"]
        raise CompError(f"the benchmark of {each.contestant.name} failed: {said[-1]}")
    told, measured = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    each.totals = {name: told[name] for name in TOTALS}
    times = {"process": measured["milliseconds"], "warm": told.get("warm_milliseconds")}
    each.milliseconds.setdefault(clock, []).append(times[clock])
    if clock == "process" or "process" not in each.milliseconds:
        each.peak_bytes.append(max(measured["peak_bytes"], told.get("peak_bytes", 0)))


def _digest(contestant: Contestant, out: Path) -> str:
    try:
        return paid_digest(out)
    except CompError as error:
        raise CompError(f"{contestant.name} cannot be compared: {error}") from error
