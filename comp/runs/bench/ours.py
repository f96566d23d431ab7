"""The benchmark's plan by our engine, a process of its own.

`python -m comp.runs.bench.ours FACTS OUT BEFORE AFTER [--warm FACTS_SMALL]`, as every contestant is called.
Deals are read slice by slice and wait in files for their payees' batch, as where no machine holds them all.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from comp.engine.reach import reach_of
from comp.engine.settled import lines_settle, settled_through
from comp.engine.spilling import FactFiles, Spill
from comp.engine.workers import own_peak_bytes
from comp.facts.snapshot import Snapshot, schema_of
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.runs.baselines.calling import TOTALS, call
from comp.runs.bench.facts import bench_program
from comp.runs.bench.ours_lines import of_batch
from comp.runs.spans import PaidSpan

_FEW: Final = 200_000  # deals for which no process is started


def main(
    facts: Path,
    out: Path,
    before: date,
    after: date,
    *,
    changes_alone: bool = False,
    most_waiting: int | None = None,
) -> dict[str, int]:
    """Check the plan, read the facts, write the lines (a file for each batch), tell their totals. With
    `most_waiting` no more waits at a time than so many times what the facts take.
    """
    program = bench_program()
    [plan] = program.plans
    span = PaidSpan(before + timedelta(days=1), after, before, after)
    days = [after] if before < plan.effective_from else [before, after]
    reach = reach_of(program, plan)
    settled = settled_through(program, plan, reach, Calendar(), before) if changes_alone else None
    open_alone = lines_settle(program, plan, reach)
    totals = dict.fromkeys(TOTALS, 0)
    files = _facts(program, facts)
    out.mkdir()
    with TemporaryDirectory(prefix="waiting-", dir=out.parent) as waiting:
        spill = Spill(program, plan, files, days, Path(waiting), settled=settled)
        passes = None
        if most_waiting is not None:
            passes = spill.passes_within(most_waiting * sum(path.stat().st_size for path in facts.iterdir()))
        use = partial(of_batch, plan, days, span, out, open_alone=open_alone)
        workers = 1 if files.height("deal") < _FEW else os.cpu_count() or 1
        for said in spill.used(use, workers, passes):
            for name, amount in said.items():
                totals[name] += amount
    peak_bytes = {"peak_bytes": spill.workers_bytes + own_peak_bytes()}
    return {**totals, **peak_bytes, "waiting_bytes": spill.most_bytes}


def _facts(program: Program, folder: Path) -> FactFiles:
    """Facts whose deals stay in their file."""
    small = {name: pl.read_parquet(folder / f"{name}.parquet") for name in program.sources if name != "deal"}
    nothing = pl.DataFrame(schema=schema_of(program.sources["deal"]))
    snapshot = Snapshot(program.sources, {**small, "deal": nothing}, digest="")
    return FactFiles(snapshot, {"deal": folder / "deal.parquet"})


if __name__ == "__main__":
    call(main)
