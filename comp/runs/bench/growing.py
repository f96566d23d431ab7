"""How cost grows with the number of deals: time per deal, peak memory and the files in which credits wait."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from comp.errors import CompError
from comp.runs.baselines.calling import remove
from comp.runs.bench import launcher
from comp.runs.bench.facts import bench_program, write_snapshot
from comp.runs.bench.measure import ratio
from comp.runs.run import Progress, silent

CLOCK: Final = (
    "reading facts, calculating and writing lines, in a process that has done the same job on small facts; "
    "every line is valued at both ends of December; facts are read in so many passes that what waits takes "
    "no more than three times what they take"
)
_SMALL: Final = 1_000
_DAYS: Final = ("2026-11-30", "2026-12-31")


@dataclass(slots=True)
class Grown:
    """The runs of a company of so many deals: warm times, peaks of the process, what stood on the disk."""

    deals: int
    lines: int = 0
    snapshot_bytes: int = 0
    milliseconds: list[int] = field(default_factory=list[int])
    peak_bytes: list[int] = field(default_factory=list[int])
    waiting_bytes: list[int] = field(default_factory=list[int])

    @property
    def nanoseconds_per_deal(self) -> int:
        """The middle one of the times, for each deal."""
        return round(statistics.median(self.milliseconds) * 1_000_000 / self.deals)

    def growth(self, smaller: Grown) -> str:
        """What a deal costs over what it costs in a smaller company; `1.00` is linear."""
        return ratio(self.nanoseconds_per_deal, smaller.nanoseconds_per_deal)


def measure_growth(
    sizes: Sequence[int], repeat: int, folder: Path, progress: Progress = silent
) -> list[Grown]:
    """Calculate companies of the given numbers of deals in turn, `repeat` times, one process each.

    Raises:
        CompError: one of the processes failed.
    """
    small = folder / "small"
    small.mkdir()
    write_snapshot(bench_program(), _SMALL, small)
    grown = [Grown(deals) for deals in sizes]
    for number, each in enumerate(grown):
        progress(f"making {each.deals:,} deals", number, len(grown) * (repeat + 1))
        place = folder / str(each.deals)
        place.mkdir()
        write_snapshot(bench_program(), each.deals, place)
        each.snapshot_bytes = sum(path.stat().st_size for path in place.iterdir())
    for turn in range(repeat):
        for number, each in enumerate(grown):
            step = (turn + 1) * len(grown) + number
            progress(f"{each.deals:,} deals", step, len(grown) * (repeat + 1))
            _run(each, folder)
    return grown


def _run(each: Grown, folder: Path) -> None:
    out = folder / "lines.parquet"
    command = [
        sys.executable,
        "-I",
        "-S",
        str(launcher.__file__),
        sys.executable,
        "-m",
        "comp.runs.bench.ours_growing",
    ]
    command += [str(folder / str(each.deals)), str(out), *_DAYS, "--warm", str(folder / "small")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own script
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["it said nothing; perhaps memory did not suffice"]
        raise CompError(f"{each.deals:,} deals could not be calculated: {said[-1]}")
    told, measured = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    each.lines = told["valued"]
    each.milliseconds.append(told["warm_milliseconds"])
    each.waiting_bytes.append(told["waiting_bytes"])
    each.peak_bytes.append(max(measured["peak_bytes"], told["peak_bytes"]))
    remove(out)
