"""How much sooner two workers of Spark are done than one, on facts that no process holds as a whole."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import polars as pl

from comp.engine.batches import CREDITS_IN_A_BATCH
from comp.engine.spark import FACTS_AT_ONCE
from comp.engine.spark_session import SETTINGS, require_spark
from comp.errors import CompError
from comp.language.calendar import Calendar
from comp.runs.bench.facts import bench_program, write_snapshot
from comp.runs.folder import results_digest
from comp.runs.run import Progress, silent
from comp.runs.spans import paid_span

MASTERS: Final = ("local[1]", "local[2]")
PERIOD: Final = "2026-12"
CLOCK: Final = (
    "from facts as Parquet to lines as Parquet, sorted within each batch of payees, in a session that is up "
    "and has done the same job on small facts; reading the lines back is not in it"
)
STATED: Final = {
    "facts a task credits": f"{FACTS_AT_ONCE:,}",
    "credits in a batch of payees, about": f"{CREDITS_IN_A_BATCH:,}",
    "partitions of the shuffle": "one for each batch of payees",
    "memory of the driver": "Spark's own default, 1 GB; facts and credits are in the workers, not in Java",
    "rows of an Arrow batch": SETTINGS["spark.sql.execution.arrow.maxRecordsPerBatch"],
    "threads of Polars in a worker": SETTINGS["spark.executorEnv.POLARS_MAX_THREADS"],
}
"""The settings of every session."""
_SMALL: Final = 2_000  # deals of the small facts


@dataclass(slots=True)
class Timed:
    """Who did the job, and how long it took each time, in milliseconds."""

    name: str
    milliseconds: list[int] = field(default_factory=list[int])
    read_milliseconds: list[int] = field(default_factory=list[int])

    @property
    def median_milliseconds(self) -> int:
        """The middle one of the times."""
        return round(statistics.median(self.milliseconds))


@dataclass(frozen=True, slots=True)
class Sparked:
    """What was measured: one process without Spark, then each master; all have the lines of the digest."""

    here: Timed
    masters: Sequence[Timed]
    lines: int
    batches: int
    digest: str


def measure_spark(
    deals: int, repeat: int, folder: Path, masters: Sequence[str] = MASTERS, progress: Progress = silent
) -> Sparked:
    """Make facts in the folder, and time the masters in turn.

    Raises:
        CompError: Spark or Java is missing, a process failed, or lines differ, then nothing is worth timing.
    """
    require_spark()
    here, timed = Timed("one process, without Spark"), [Timed(master) for master in masters]
    steps = 1 + repeat * (1 + len(timed))
    progress("making facts", 0, steps)
    _make_facts(deals, folder)
    said: dict[str, int | str] = {}
    for turn in range(repeat):
        progress(here.name, 1 + turn * (1 + len(timed)), steps)
        digest = _here(here, folder)
        for number, each in enumerate(timed):
            progress(each.name, 2 + turn * (1 + len(timed)) + number, steps)
            said = _on_spark(each, folder)
            if said["digest"] != digest:
                raise CompError(f"{each.name} has other lines than one process; nothing was measured")
    return Sparked(here, timed, int(said["lines"]), int(said["batches"]), str(said["digest"]))


def _make_facts(deals: int, folder: Path) -> None:
    for name, many in (("facts", deals), ("small", min(_SMALL, deals))):
        (folder / name).mkdir()
        write_snapshot(bench_program(), many, folder / name)


def _here(each: Timed, folder: Path) -> str:
    [plan] = bench_program().plans
    span = paid_span(plan, Calendar(), Calendar().parse(PERIOD))
    if span is None:
        raise CompError(f"the benchmark's plan pays nothing in {PERIOD}")
    out = folder / "lines.parquet"
    days = [str(span.first - timedelta(days=1)), str(span.last)]
    said = _run(
        "comp.runs.bench.ours", str(folder / "facts"), str(out), *days, "--warm", str(folder / "small")
    )
    each.milliseconds.append(int(said["warm_milliseconds"]))
    return results_digest(pl.read_parquet(out))


def _on_spark(each: Timed, folder: Path) -> dict[str, int | str]:
    lines = folder / "lines"
    places = str(folder / "facts"), str(folder / "small"), str(lines)
    said = _run("comp.runs.bench.sparked", each.name, *places, PERIOD)
    shutil.rmtree(lines)
    each.milliseconds.append(int(said["milliseconds"]))
    each.read_milliseconds.append(int(said["read_milliseconds"]))
    return said


def _run(module: str, *arguments: str) -> dict[str, int | str]:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own scripts
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["nothing was said"]
        raise CompError(f"{module} failed: {said[-1]}")
    return json.loads(done.stdout.splitlines()[-1])
