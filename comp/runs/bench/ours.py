"""The benchmark's plan by our engine, a process of its own.

`python -m comp.runs.bench.ours FACTS OUT BEFORE AFTER [--warm FACTS_SMALL]`, as every contestant is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from comp.engine import Valued, differing, valued_in_batches
from comp.language.calendar import Calendar
from comp.runs.baselines.calling import TOTALS, call
from comp.runs.bench.facts import bench_program, read_snapshot
from comp.runs.difference import difference, no_lines
from comp.runs.folder import portable
from comp.runs.spans import PaidSpan


def main(facts: Path, out: Path, before: date, after: date) -> dict[str, int]:
    """Check the plan, read the facts, write the lines, tell their totals."""
    program = bench_program()
    [plan] = program.plans
    span = PaidSpan(before + timedelta(days=1), after, before, after)
    days = [after] if before < plan.effective_from else [before, after]
    totals = dict.fromkeys(TOTALS, 0)

    def of_batch(valued: list[Valued]) -> tuple[pl.DataFrame, dict[str, int]]:
        *earlier, later = valued
        if earlier:
            lines = difference(*differing(earlier[0], later, span.first, span.last), span)
        else:
            lines = difference(no_lines(), later.valuation().lines, span)
        sums = [sum(_earned(each, pay) for pay in each.pays) for each in ([*earlier, later])]
        return portable(lines), {
            "lines": lines.height,
            "valued": sum(pay.frame.height for pay in later.pays.values()),
            "earned_before_minor": sums[0] if earlier else 0,
            "earned_after_minor": sums[-1],
            "earned_minor": int(lines["earned_minor"].sum()),
        }

    def batches(*_: object) -> Iterator[pl.DataFrame]:
        for lines, said in chain([first], rest):
            for name, amount in said.items():
                totals[name] += amount
            yield lines

    rest = valued_in_batches(program, plan, read_snapshot(program, facts), Calendar(), days, of_batch)
    first = next(rest)
    register_io_source(batches, schema=first[0].schema).sink_parquet(out)
    return totals


def _earned(valued: Valued, pay: str) -> int:
    return int(valued.amounts(pay)["earned_minor"].sum())


if __name__ == "__main__":
    call(main)
