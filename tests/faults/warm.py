"""Processes that start at once, so that a hundred of them can be killed within a test.

One process loads the command and starts no thread; each order makes it fork a child, which does the work and
meets a fault: killed after a while, or killed, stopped or refused by the system at a point. The points are
what changes the disk: opening to write, writing, flushing, renaming, exchanging, removing, making, locking.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any, Literal

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Order:
    """What a child does: a command of comp, `copy` of a run's folder to a place, `churn` (copies of several,
    again and again), or `file` of a size in bytes, or `new` where there must be none yet.

    `point` counts from 0. Without `exchange` the file system cannot let two folders change places.
    """

    words: list[str]
    fault: Literal["", "kill", "stop", "refuse"] = ""
    point: int = -1
    kill_after_us: int = -1
    exchange: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """How a child ended: its exit code, or minus the signal; points that it passed, inodes that it flushed.

    A flushed folder comes with the names that it held then.
    """

    code: int
    told: str
    duration_us: int
    points: list[str] = field(default_factory=list[str])
    flushed: dict[str, list[str] | None] = field(default_factory=dict[str, "list[str] | None"])

    @property
    def was_killed(self) -> bool:
        """Whether the fault came before the end."""
        return self.code == -SIGKILL


class Warm:
    """The process that forks; `start` and `done` let several children run at once."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forking"],
            cwd=ROOT,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "POLARS_MAX_THREADS": "2"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *words: object, **fault: Any) -> Done:
        """Do one thing and wait for its end."""
        return self.done(self.start(*words, **fault))

    def start(self, *words: object, **fault: Any) -> int:
        """Begin something; gives the process."""
        return self._ask(asdict(Order([str(word) for word in words], **fault)))

    def done(self, process: int) -> Done:
        """Wait for the process to end."""
        return Done(**self._ask(process))

    def close(self) -> None:
        """End the warm process."""
        self._process.communicate()

    def _ask(self, question: object) -> Any:  # noqa: ANN401 - whatever JSON holds
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("the warm process was started with both ends")
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the warm process has ended"
        return json.loads(answer)
