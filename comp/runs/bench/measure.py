"""Run every contestant in its own process, in turn and several times, and check that all pay the same."""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import polars as pl

from comp.errors import CompError
from comp.runs.bench import launcher
from comp.runs.bench.facts import bench_program, generate, write_snapshot
from comp.runs.run import Progress, silent

CLOCK: Final = "whole process, from start to exit: reading facts, calculating, writing lines"
SECOND_ENGINE: Final = "did not run; recalculating for proof is a step of its own"
_BASELINES: Final = Path(__file__).parent.parent / "baselines"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to do the work: what starts it, and what it takes upon itself."""

    name: str
    command: tuple[str, ...]
    duties: str
    out: str = "lines.parquet"


OURS: Final = Contestant(
    "comp",
    ("-m", "comp.runs.bench.ours"),
    "reads the plan's text and checks it; Parquet in; every line with all working; Parquet out",
)
CONTESTANTS: Final = (
    OURS,
    Contestant(
        "Polars by hand",
        (str(_BASELINES / "by_polars.py"),),
        "this plan only, 64- and 128-bit integers; Parquet in; lines with counters and factor; Parquet out",
    ),
    Contestant(
        "pandas by hand",
        (str(_BASELINES / "by_pandas.py"),),
        "this plan only, 64-bit integers; Parquet in and out by Polars; lines with counters and factor",
    ),
    Contestant(
        "Python with Decimal",
        (str(_BASELINES / "by_python.py"),),
        "this plan only, 50 digits, one core; CSV in and out; lines with counters and factor",
        out="lines.csv",
    ),
)


@dataclass(slots=True)
class Measurement:
    """A contestant's runs: wall time in milliseconds and peak memory in bytes of each."""

    contestant: Contestant
    lines: int = 0
    earned_minor: int = 0
    milliseconds: list[int] = field(default_factory=list[int])
    peak_bytes: list[int] = field(default_factory=list[int])

    @property
    def median_milliseconds(self) -> int:
        """The middle one of the wall times."""
        return round(statistics.median(self.milliseconds))

    @property
    def median_peak_bytes(self) -> int:
        """The middle one of the peaks."""
        return round(statistics.median(self.peak_bytes))


def ratio(theirs: int, ours: int) -> str:
    """Theirs over ours with two decimals: `2.50` means that they take two and a half times as much."""
    hundredths = round(Fraction(theirs * 100, max(ours, 1)))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def measure(
    deals: int,
    repeat: int,
    folder: Path,
    contestants: Sequence[Contestant] = CONTESTANTS,
    progress: Progress = silent,
) -> list[Measurement]:
    """Make facts in the folder, then time the contestants in turn, `repeat` times.

    Raises:
        CompError: one of them failed, or does not pay what the others pay; then nothing is worth timing.
    """
    steps = 1 + repeat * len(contestants)
    progress("making facts", 0, steps)
    facts = folder / "facts"
    facts.mkdir()
    write_snapshot(generate(bench_program(), deals), facts)
    measurements = [Measurement(contestant) for contestant in contestants]
    digests: dict[str, str] = {}
    for turn in range(repeat):
        for number, each in enumerate(measurements):
            progress(each.contestant.name, 1 + turn * len(contestants) + number, steps)
            out = folder / each.contestant.out
            _run(each, facts, out)
            if turn == 0:
                digests[each.contestant.name] = _paid_digest(out)
                _must_agree(digests)
            out.unlink()
    return measurements


def _run(each: Measurement, facts: Path, out: Path) -> None:
    command = [sys.executable, "-I", "-S", str(launcher.__file__)]
    command += [sys.executable, *each.contestant.command, str(facts), str(out)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own scripts
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["nothing was said"]
        raise CompError(f"the benchmark of {each.contestant.name} failed: {said[-1]}")
    totals, measured = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    each.lines, each.earned_minor = totals["lines"], totals["earned_minor"]
    each.milliseconds.append(measured["milliseconds"])
    each.peak_bytes.append(measured["peak_bytes"])


def _paid_digest(out: Path) -> str:
    """SHA-256 of every line's id, credit and earned amount, in order of line id."""
    lines = pl.scan_parquet(out) if out.suffix == ".parquet" else pl.scan_csv(out, infer_schema=False)
    paid = lines.select(
        "line_id", pl.col("credit_minor", "earned_minor").cast(pl.String).cast(pl.Int64)
    ).sort("line_id")
    return hashlib.sha256(paid.collect().write_csv().encode()).hexdigest()


def _must_agree(digests: dict[str, str]) -> None:
    if len(set(digests.values())) > 1:
        *others, last = digests
        raise CompError(f"{last} does not pay, line by line, what {others[0]} pays; nothing was measured")
