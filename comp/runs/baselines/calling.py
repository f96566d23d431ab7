"""How every contestant is called: `script FACTS OUT BEFORE AFTER [--warm FACTS_SMALL]`.

BEFORE and AFTER are the days at whose ends every line is valued. With `--warm` the process does the whole
job on small facts first, and then tells the wall time of the same job on FACTS alone. The last line on stdout
holds the totals, and `peak_bytes` where the job had processes of its own: what all of them took.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

TOTALS: tuple[str, ...] = ("lines", "valued", "earned_before_minor", "earned_after_minor", "earned_minor")
"""What a job returns: lines written, lines valued, what all of these earned at either end, and what the lines
written earn between them.
"""


def remove(out: Path) -> None:
    """Take away what a job wrote: a file, or a folder of files."""
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink()


def call(job: Callable[[Path, Path, date, date], dict[str, int]]) -> None:
    """Do the job that the command line names, and print its totals."""
    parser = argparse.ArgumentParser()
    parser.add_argument("facts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("before", type=date.fromisoformat)
    parser.add_argument("after", type=date.fromisoformat)
    parser.add_argument("--warm", type=Path)
    given = parser.parse_args()
    if given.warm:
        job(given.warm, given.out, given.before, given.after)
        remove(given.out)
    started = time.perf_counter_ns()
    said = job(given.facts, given.out, given.before, given.after)
    if given.warm:
        said["warm_milliseconds"] = (time.perf_counter_ns() - started) // 1_000_000
    print(json.dumps(said))  # noqa: T201 - what a script tells its caller
