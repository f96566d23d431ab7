"""Tryton's commissions by our engine: `python -m comp.runs.bench.tryton_ours REPEAT FOLDER [FOLDER ...]`.

A line of JSON for each folder tells how many microseconds each time took, on the wall and of the processor:
from the kept facts until the lines are written as Parquet, in a process that did the same once before.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from comp import engine
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.runs.bench.tryton_lines import agents_program, read_snapshot
from comp.runs.folder import portable

AS_OF = date(2026, 12, 31)


def main(repeat: int, folders: Sequence[Path]) -> None:
    """Pay every folder's lines, once to warm up and `repeat` times on the clock."""
    program = agents_program()
    for folder in folders:
        pay(program, folder)
        microseconds: list[int] = []
        processor: list[int] = []
        for _ in range(repeat):
            started, began = time.perf_counter_ns(), time.process_time_ns()
            pay(program, folder)
            microseconds.append((time.perf_counter_ns() - started) // 1000)
            processor.append((time.process_time_ns() - began) // 1000)
        told = {"microseconds": microseconds, "processor_microseconds": processor}
        sys.stdout.write(json.dumps(told) + "\n")


def pay(program: Program, folder: Path) -> int:
    """Read a folder's facts and write what they pay; gives the number of lines."""
    [plan] = program.plans
    paid = engine.valuate(program, plan, read_snapshot(program, folder), Calendar(), AS_OF)
    lines = portable(paid.lines)
    lines.write_parquet(folder / "paid.parquet", compression="lz4")  # the quicker of the two usual ones
    return lines.height


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
