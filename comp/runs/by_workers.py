"""Large runs on one machine: batches of payees are valued by processes side by side (decision 0047)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from comp.engine.reach import Reach, reach_of
from comp.engine.settled import lines_settle, settled_through
from comp.engine.spilling import FactFiles, Spill
from comp.engine.stages import Batch
from comp.engine.valuation import used_once
from comp.language.calendar import Calendar
from comp.language.core import Plan
from comp.runs.difference import paid
from comp.runs.folder import portable
from comp.runs.inputs import Inputs
from comp.runs.spans import PaidSpan

MANY: Final = 1_000_000
"""From so many facts of a source on, processes are worth their start."""


def is_for_workers(inputs: Inputs, plan: Plan) -> bool:
    """Whether there are enough facts, processors and separate payees for more than one process."""
    reach = reach_of(inputs.program, plan)
    many = any(inputs.snapshot.tables[name].height > MANY for name in reach.narrow)
    return many and reach.together is None and (os.cpu_count() or 1) > 1


def differences_by_workers(
    inputs: Inputs, plan: Plan, span: PaidSpan, days: Sequence[date]
) -> Iterator[pl.DataFrame]:
    """What the span pays of a plan, batch by batch; facts and credits wait in a folder that is thrown
    away.

    Raises:
        CompError: as the engine, or a worker stopped.
    """
    program, calendar = inputs.program, inputs.calendar
    reach = reach_of(program, plan)
    read = [plan.read_on(day, calendar) for day in days]
    settled = settled_through(program, plan, reach, calendar, min(read)) if len(read) > 1 else None
    use = partial(
        _lines_of,
        plan=plan,
        calendar=calendar,
        read=read,
        span=span,
        open_alone=lines_settle(program, plan, reach),
    )
    with TemporaryDirectory(prefix="comp-run-") as place:
        waiting = Path(place, "waiting")
        waiting.mkdir()
        spill = Spill(program, plan, _in_files(inputs, reach, Path(place)), read, waiting, settled=settled)
        yield from spill.used(use, os.cpu_count() or 1)


def _in_files(inputs: Inputs, reach: Reach, place: Path) -> FactFiles:
    """The facts, those that are only credited as files that every process reads."""
    tables = dict(inputs.snapshot.tables)
    files: dict[str, Path] = {}
    for name in reach.narrow:
        files[name] = place / f"{name}.parquet"
        tables[name].write_parquet(files[name], compression="lz4", row_group_size=2**17)
        tables[name] = tables[name].clear()
    return FactFiles(replace(inputs.snapshot, tables=tables), files)


def _lines_of(
    _number: int,
    batch: Batch,
    plan: Plan,
    calendar: Calendar,
    read: list[date],
    span: PaidSpan,
    *,
    open_alone: bool,
) -> pl.DataFrame:
    use = partial(paid, span=span)
    return portable(used_once(batch, plan, calendar, read, use, open_alone=open_alone))
