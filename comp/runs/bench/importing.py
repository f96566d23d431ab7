"""What an import costs beside Polars turning the same CSV file into Parquet, in time and memory.

Ours reads every digit, checks every row and keeps what it found; Polars guesses types and checks nothing. So
the ratio tells what exactness and explanations cost.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from comp.errors import CompError
from comp.facts.snapshot import Snapshot
from comp.language.core import Kind, Program, SourceColumn
from comp.runs.bench import launcher
from comp.runs.bench.compiled import environment
from comp.runs.bench.facts import bench_program, write_snapshot
from comp.runs.bench.timed import Timed
from comp.runs.run import Progress, silent

CLOCK: Final = (
    "whole process, from start to exit, with modules that an earlier start has compiled: reading the CSV "
    "file, writing Parquet"
)
OURS: Final = (
    "reads the plans, then deals, assignments and quotas; amounts and shares digit by digit; every row is "
    "checked, for itself and against all others; findings kept; sorted Parquet in the store, read back, and "
    "the digest of the snapshot"
)
THEIRS: Final = (
    "pl.scan_csv(deals).sink_parquet(out): types guessed from the first rows, amounts as floating-point "
    "numbers, shares and dates as text; nothing is checked, sorted or digested"
)
_IMPORTING_OURS: Final = Path(__file__).with_name("importing_ours.py")
_COMPANY: Final = '[company]\nname = "Benchmark"\ncurrency = "USD"\n'
_POLARS: Final = (
    "import sys, json, polars as pl\n"
    "pl.scan_csv(sys.argv[1]).sink_parquet(sys.argv[2])\n"
    "deals = pl.scan_parquet(sys.argv[2]).select(pl.len()).collect().item()\n"
    "print(json.dumps({'deals': deals}))\n"
)
_ONE_PERCENT: Final = 10_000_000  # in billionths


@dataclass(frozen=True, slots=True)
class ImportCost:
    """Both sides, and how many bytes the deals have as CSV."""

    ours: Timed
    theirs: Timed
    csv_bytes: int


def measure_importing(deals: int, repeat: int, folder: Path, progress: Progress = silent) -> ImportCost:
    """Write a workspace with so many deals, then import it and let Polars convert it in turn, `repeat` times.

    Raises:
        CompError: one side failed, or the import holds other facts than were written.
    """
    steps = 3 + 2 * repeat
    progress("making facts", 0, steps)
    workspace = folder / "workspace"
    digest = write_workspace(deals, workspace)
    csv = workspace / "data" / "deal.csv"
    ours, theirs = Timed("comp", OURS), Timed("Polars", THEIRS)
    env = environment(folder / "bytecode")
    for turn in range(1 + repeat):
        progress(ours.name, 1 + 2 * turn, steps)
        shutil.rmtree(workspace / ".comp", ignore_errors=True)
        found = _run(ours, env, str(_IMPORTING_OURS), str(workspace))
        if found != {"deals": deals, "digest": digest}:
            raise CompError("the import holds other facts than were written; nothing was measured")
        progress(theirs.name, 2 + 2 * turn, steps)
        if _run(theirs, env, "-c", _POLARS, str(csv), str(folder / "deal.parquet")) != {"deals": deals}:
            raise CompError("Polars found another number of deals; nothing was measured")
    for side in (ours, theirs):
        # The first turn compiled modules.
        del side.milliseconds[0], side.peak_bytes[0]
    return ImportCost(ours, theirs, csv.stat().st_size)


def write_workspace(deals: int, folder: Path) -> str:
    """Write the benchmark's company as a workspace of CSV files; gives the digest of its facts."""
    program, facts, data = bench_program(), folder / "facts", folder / "data"
    for each in (facts, data, folder / "plans"):
        each.mkdir(parents=True)
    (folder / "comp.toml").write_text(_COMPANY, encoding="utf-8")
    for plan in Path(__file__).parent.glob("*.plan"):
        shutil.copy(plan, folder / "plans")
    write_snapshot(program, deals, facts)
    _write_csv(program, facts, data)
    tables = {name: pl.read_parquet(facts / f"{name}.parquet") for name in program.sources}
    return Snapshot.of(program.sources, tables).digest


def _write_csv(program: Program, facts: Path, data: Path) -> None:
    for name, source in program.sources.items():
        written = [_as_written(column) for column in source.columns]
        pl.scan_parquet(facts / f"{name}.parquet").select(written).sink_csv(data / f"{name}.csv")


def _as_written(column: SourceColumn) -> pl.Expr:
    """A column as systems export it: 12345.67, 2026-03-31, and 25%, for the benchmark has whole percents."""
    value = pl.col(column.name)
    match column.kind:
        case Kind.ROW_MONEY:
            cents = (value % 100).cast(pl.String).str.zfill(2)
            text = pl.format("{}.{}", value // 100, cents)
        case Kind.NUMBER:
            text = pl.format("{}%", value // _ONE_PERCENT)
        case _:
            return value
    return pl.when(value.is_not_null()).then(text).alias(column.name)


def _run(side: Timed, env: Mapping[str, str], *arguments: str) -> dict[str, object]:
    command = [sys.executable, "-I", "-S", str(launcher.__file__), sys.executable, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=env)  # noqa: S603 - our own scripts
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["nothing was said"]
        raise CompError(f"the benchmark of {side.name} failed: {said[-1]}")
    found, measured = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    side.milliseconds.append(measured["milliseconds"])
    side.peak_bytes.append(measured["peak_bytes"])
    return found
