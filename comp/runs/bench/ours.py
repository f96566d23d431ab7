"""The benchmark's plan by our engine, a process of its own.

`python -m comp.runs.bench.ours FACTS OUT BEFORE AFTER [--warm FACTS_SMALL]`, as every contestant is called.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from comp import engine
from comp.language.calendar import Calendar
from comp.runs.baselines.calling import call
from comp.runs.bench.facts import bench_program, read_snapshot
from comp.runs.difference import difference, no_lines
from comp.runs.folder import portable
from comp.runs.spans import PaidSpan


def main(facts: Path, out: Path, before: date, after: date) -> dict[str, int]:
    """Check the plan, read the facts, write the lines, tell their totals."""
    program = bench_program()
    [plan] = program.plans
    snapshot = read_snapshot(program, facts)
    earlier, later = (
        no_lines()
        if day < plan.effective_from
        else engine.valuate(program, plan, snapshot, Calendar(), day).lines
        for day in (before, after)
    )
    lines = portable(difference(earlier, later, PaidSpan(before + timedelta(days=1), after, before, after)))
    lines.write_parquet(out)
    return {
        "lines": lines.height,
        "valued": later.height,
        "earned_before_minor": int(earlier["earned_minor"].sum()),
        "earned_after_minor": int(later["earned_minor"].sum()),
        "earned_minor": int(lines["earned_minor"].sum()),
    }


if __name__ == "__main__":
    call(main)
