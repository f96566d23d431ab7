"""How long checking takes, and how it grows with a plan's length: warm, and as a whole process."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from comp.errors import CompError
from comp.language import load_texts
from comp.language.analysis import examine
from comp.runs.bench import launcher
from comp.runs.bench.long_plans import long_plan
from comp.runs.bench.measure import ratio
from comp.runs.run import Progress, silent

WARM: Final = "processor time from texts in memory to a checked program, the grammar built already"
MONEY: Final = "processor time of what is then said of the plan's money: jumps, bounds, targets"
PROCESS: Final = "wall time of `comp check` on the same files, from start to exit"


@dataclass(slots=True)
class Checked:
    """The checks of a plan of so many lines: warm in microseconds; as a process in milliseconds and bytes."""

    lines: int
    warm_microseconds: list[int] = field(default_factory=list[int])
    money_microseconds: list[int] = field(default_factory=list[int])
    process_milliseconds: list[int] = field(default_factory=list[int])
    peak_bytes: list[int] = field(default_factory=list[int])

    @property
    def median_warm_microseconds(self) -> int:
        """The middle one of the warm times."""
        return round(statistics.median(self.warm_microseconds))

    @property
    def median_money_microseconds(self) -> int:
        """The middle one of the times of what is said of money."""
        return round(statistics.median(self.money_microseconds))

    @property
    def median_process_milliseconds(self) -> int:
        """The middle one of the processes' times."""
        return round(statistics.median(self.process_milliseconds))

    @property
    def median_peak_bytes(self) -> int:
        """The middle one of the peaks."""
        return round(statistics.median(self.peak_bytes))

    def growth(self, shorter: Checked) -> str:
        """What a line of this plan costs over what one of the shorter plan does; `1.00` is linear."""
        return ratio(
            self.median_warm_microseconds * shorter.lines, shorter.median_warm_microseconds * self.lines
        )


def measure_checking(
    sizes: Sequence[int], repeat: int, folder: Path, progress: Progress = silent
) -> list[Checked]:
    """Check plans of the given numbers of lines in turn, `repeat` times, warm and as processes.

    Raises:
        CompError: a plan has faults, which would be one of this benchmark.
    """
    measured = [Checked(lines) for lines in sizes]
    for each in measured:
        (folder / str(each.lines)).mkdir()
        for name, text in long_plan(each.lines).items():
            (folder / str(each.lines) / name).write_text(text, encoding="utf-8")
    _warm(Checked(min(sizes)))
    for turn in range(repeat):
        for number, each in enumerate(measured):
            progress(f"{each.lines:,} lines", turn * len(measured) + number, repeat * len(measured))
            _warm(each)
            _process(each, folder / str(each.lines))
    return measured


def _warm(each: Checked) -> None:
    texts = long_plan(each.lines)
    started = time.process_time_ns()
    loaded = load_texts(texts)
    checked = time.process_time_ns()
    if loaded.program is None or loaded.diagnostics:
        raise CompError(f"the benchmark's own plan has faults: {loaded.diagnostics[0].text}")
    examine(loaded.program, loaded.diagnostics)
    each.warm_microseconds.append((checked - started) // 1000)
    each.money_microseconds.append((time.process_time_ns() - checked) // 1000)


def _process(each: Checked, plans: Path) -> None:
    command = [sys.executable, "-I", "-S", str(launcher.__file__)]
    command += [sys.executable, "-m", "comp", "check", str(plans)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own command
    if done.returncode != 0:
        raise CompError(f"the benchmark's own check failed: {(done.stderr or done.stdout).strip()}")
    said = json.loads(done.stdout.splitlines()[-1])
    each.process_milliseconds.append(said["milliseconds"])
    each.peak_bytes.append(said["peak_bytes"])
