"""The benchmark's plan by our engine: `python -m comp.runs.bench.ours FACTS OUT`, a process of its own."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from comp import engine
from comp.language.calendar import Calendar
from comp.runs.bench.facts import bench_program, read_snapshot
from comp.runs.folder import portable

AS_OF = date(2026, 12, 31)


def main(facts: Path, out: Path) -> None:
    """Check the plan, read the facts, write the lines, tell their totals."""
    program = bench_program()
    [plan] = program.plans
    lines = portable(engine.valuate(program, plan, read_snapshot(program, facts), Calendar(), AS_OF).lines)
    lines.write_parquet(out)
    totals = {name: int(lines[name].sum()) for name in ("credit_minor", "earned_minor")}
    sys.stdout.write(json.dumps({"lines": lines.height, **totals}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
