"""The benchmark's plan by our engine, a process of its own.

`python -m comp.runs.bench.ours FACTS OUT BEFORE AFTER [--warm FACTS_SMALL]`, as every contestant is called.
Deals are read slice by slice and wait in files for their payees' batch, as where no machine holds them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from polars.io.plugins import register_io_source

from comp.engine import Valued, differing
from comp.engine.reach import reach_of
from comp.engine.settled import settled_through
from comp.engine.spilling import FactFiles, Spill
from comp.engine.valuation import used_in_turn
from comp.facts.snapshot import Snapshot, schema_of
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.runs.baselines.calling import TOTALS, call
from comp.runs.bench.facts import bench_program
from comp.runs.difference import difference, no_lines
from comp.runs.folder import portable
from comp.runs.spans import PaidSpan


def main(facts: Path, out: Path, before: date, after: date, *, changes_alone: bool = False) -> dict[str, int]:
    """Check the plan, read the facts, write the lines, tell their totals."""
    program = bench_program()
    [plan] = program.plans
    span = PaidSpan(before + timedelta(days=1), after, before, after)
    days = [after] if before < plan.effective_from else [before, after]
    reach = reach_of(program, plan)
    settled = settled_through(program, plan, reach, Calendar(), before) if changes_alone else None
    totals = dict.fromkeys(TOTALS, 0)

    def batches(*_: object) -> Iterator[pl.DataFrame]:
        for lines, said in chain([first], rest):
            for name, amount in said.items():
                totals[name] += amount
            yield lines

    with TemporaryDirectory(prefix="waiting-", dir=out.parent) as waiting:
        spill = Spill(program, plan, _facts(program, facts), days, Path(waiting), settled=settled)
        rest = used_in_turn(spill.batches(), plan, Calendar(), days, lambda valued: _of_batch(valued, span))
        first = next(rest)
        register_io_source(batches, schema=first[0].schema).sink_parquet(out)
    return {**totals, "waiting_bytes": spill.most_bytes}


def _of_batch(valued: list[Valued], span: PaidSpan) -> tuple[pl.DataFrame, dict[str, int]]:
    """The lines of a batch that the span pays, and the totals of all its lines."""
    *earlier, later = valued
    if earlier:
        lines = difference(*differing(earlier[0], later, span.first, span.last), span)
    else:
        lines = difference(no_lines(), later.valuation().lines, span)
    return portable(lines), {
        "lines": lines.height,
        "valued": sum(pay.frame.height for pay in later.pays.values()),
        "earned_before_minor": sum(map(_earned, earlier)),
        "earned_after_minor": _earned(later),
        "earned_minor": int(lines["earned_minor"].sum()),
    }


def _earned(valued: Valued) -> int:
    return sum(int(valued.amounts(pay)["earned_minor"].sum()) for pay in valued.pays)


def _facts(program: Program, folder: Path) -> FactFiles:
    """Facts whose deals stay in their file."""
    small = {name: pl.read_parquet(folder / f"{name}.parquet") for name in program.sources if name != "deal"}
    nothing = pl.DataFrame(schema=schema_of(program.sources["deal"]))
    snapshot = Snapshot(program.sources, {**small, "deal": nothing}, digest="")
    return FactFiles(snapshot, {"deal": folder / "deal.parquet"})


if __name__ == "__main__":
    call(main)
