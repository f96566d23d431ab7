"""How long commands take that ought to be there at once, beside a Python that starts and does nothing."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from comp.errors import CompError
from comp.runs.bench.compiled import environment
from comp.runs.bench.long_plans import long_plan
from comp.runs.run import Progress, silent

CLOCK: Final = "wall time of whole processes from start to exit, their modules compiled before, in turn"
PLAN_LINES: Final = 100
PYTHON: Final = f"{platform.python_implementation()} {platform.python_version()}"


@dataclass(frozen=True, slots=True)
class Start:
    """A command line to time. `typed` is what a shell asks completions of, up to the last letter."""

    name: str
    words: tuple[str, ...]
    typed: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What the shell's completion sets, where this is one."""
        if not self.typed:
            return {}
        last = str(len(self.typed.split()) - 1)
        return {"_COMP_COMPLETE": "bash_complete", "COMP_WORDS": self.typed, "COMP_CWORD": last}


BARE: Final = Start("python -c pass", (sys.executable, "-c", "pass"))


@dataclass(slots=True)
class Started:
    """The times of a start in microseconds, one a turn."""

    start: Start
    microseconds: list[int] = field(default_factory=list[int])

    @property
    def median_microseconds(self) -> int:
        """The middle one of the times."""
        return round(statistics.median(self.microseconds))


def starts(plans: Path) -> list[Start]:
    """Python alone first, then the everyday commands; `plans` is a folder of plans to check."""
    ours = _ours()
    return [
        BARE,
        Start("comp --help", (*ours, "--help")),
        Start("complete a command: comp st", ours, "comp st"),
        Start("complete an option: comp run --r", ours, "comp run --r"),
        Start("comp run --help", (*ours, "run", "--help")),
        Start(f"comp check, {PLAN_LINES} lines", (*ours, "check", str(plans))),
        Start(f"comp fmt, {PLAN_LINES} lines", (*ours, "fmt", str(plans))),
    ]


def measure_starts(repeat: int, folder: Path, progress: Progress = silent) -> list[Started]:
    """Start each in turn, `repeat` times, after a turn that is not timed; Python alone is the first.

    Raises:
        CompError: a command failed, so that its time says nothing.
    """
    plans = folder / "plans"
    plans.mkdir()
    for name, text in long_plan(PLAN_LINES).items():
        (plans / name).write_text(text, encoding="utf-8")
    measured = [Started(start) for start in starts(plans)]
    steps = (1 + repeat) * len(measured)
    for turn in range(1 + repeat):
        for number, each in enumerate(measured):
            progress(each.start.name, turn * len(measured) + number, steps)
            took = _timed(each.start, folder / "bytecode")
            if turn > 0:
                each.microseconds.append(took)
    return measured


def _ours() -> tuple[str, ...]:
    """The installed command, or what does the same where none is installed beside this Python."""
    script = Path(sysconfig.get_path("scripts")) / "comp"
    return (str(script),) if script.is_file() else (sys.executable, "-m", "comp")


def _timed(start: Start, bytecode: Path) -> int:
    """Start it once. The turn that is not timed compiles its modules, as installing them does."""
    kept = environment(bytecode) | start.environment
    began = time.perf_counter_ns()
    done = subprocess.run(start.words, env=kept, check=False, capture_output=True, text=True)  # noqa: S603 - our own commands
    took = (time.perf_counter_ns() - began) // 1000
    if done.returncode != 0:
        raise CompError(f"{start.name} failed: {(done.stderr or done.stdout).strip()}; nothing was measured")
    return took
