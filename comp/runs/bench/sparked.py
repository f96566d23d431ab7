"""The benchmark's plan on Spark, a process of its own.

`python -m comp.runs.bench.sparked MASTER FACTS FACTS_SMALL LINES PERIOD`: starts a session, does the job on
the small facts, and then tells how long the same job takes on FACTS. The last line on stdout is what it says.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

import polars as pl

from comp.engine.batches import CREDITS_IN_A_BATCH
from comp.engine.spark import FACTS_AT_ONCE, Asked, lines_by_spark
from comp.engine.spark_session import spark_session
from comp.facts.snapshot import Snapshot, schema_of
from comp.language.calendar import Calendar
from comp.runs.bench.facts import bench_program
from comp.runs.folder import results_digest
from comp.runs.run import days_of
from comp.runs.spans import paid_span
from comp.runs.spark import lines_of

T = TypeVar("T")
_NARROW: Final = "deal"
_SMALL: Final = 500  # credits of a batch, and facts of a task, of the small job: enough for every worker


def asked_of(facts: Path, lines: Path, period: str, size: int, facts_at_once: int) -> Asked:
    """The benchmark's plan over written facts, of which the deals are left where they lie."""
    program = bench_program()
    [plan] = program.plans
    calendar = Calendar()
    span = paid_span(plan, calendar, calendar.parse(period))
    if span is None:
        raise ValueError(f"the benchmark's plan pays nothing in {period}")
    read = [plan.read_on(day, calendar) for day in days_of(plan, span)]
    return Asked(
        program,
        plan,
        _without_deals(facts),
        read,
        lines_of=partial(lines_of, plan, calendar, read, span),
        facts_at="",
        lines_at=str(lines),
        places={_NARROW: str(facts / f"{_NARROW}.parquet")},
        size=size,
        facts_at_once=facts_at_once,
    )


def _without_deals(facts: Path) -> Snapshot:
    sources = bench_program().sources
    tables = {name: pl.read_parquet(facts / f"{name}.parquet") for name in sources if name != _NARROW}
    return Snapshot(sources, {**tables, _NARROW: pl.DataFrame(schema=schema_of(sources[_NARROW]))}, "")


def main(master: str, facts: str, small: str, lines: str, period: str) -> dict[str, int | str]:
    """Do both jobs, read the lines of the second one back, and tell how long that took and their digest."""
    with TemporaryDirectory(prefix="comp-spark-") as scratch, spark_session(master, Path(scratch)) as session:
        lines_by_spark(session, asked_of(Path(small), Path(lines, "small"), period, _SMALL, _SMALL))
        asked = asked_of(Path(facts), Path(lines, "all"), period, CREDITS_IN_A_BATCH, FACTS_AT_ONCE)
        files, milliseconds = _timed(partial(lines_by_spark, session, asked))
    read, read_milliseconds = _timed(lambda: pl.concat(map(pl.read_parquet, files), how="diagonal"))
    return {
        "milliseconds": milliseconds,
        "read_milliseconds": read_milliseconds,
        "batches": len(files),
        "lines": read.height,
        "digest": results_digest(read),
    }


def _timed(work: Callable[[], T]) -> tuple[T, int]:
    began = time.perf_counter_ns()
    done = work()
    return done, (time.perf_counter_ns() - began) // 1_000_000


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])) + "\n")
