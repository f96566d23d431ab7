"""What it costs to bring a calculation up to date when one deal changes, beside calculating everything."""

from __future__ import annotations

import hashlib
import statistics
import time
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Final

import polars as pl

from comp.engine import Valued, valued_in_batches
from comp.engine.changes import changed_keys
from comp.engine.incremental import Asked, Calculated, Tables
from comp.errors import CompError
from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar
from comp.runs.bench.agreeing import COMPARED
from comp.runs.bench.facts import bench_program, generate
from comp.runs.difference import paid
from comp.runs.run import Progress, days_of, silent
from comp.runs.spans import PaidSpan, paid_span

PERIOD: Final = "2026-12"
CLOCK: Final = (
    "wall time of a warm call, facts in memory, from the changed facts and their keys to every line that the "
    "period pays"
)
FINDING: Final = "wall time of comparing all facts with those before, where nobody says which keys changed"
SECOND_ENGINE: Final = "did not run"
GOAL: Final = "a touched line costs at most twice what a line of a full calculation does"
_SMALL: Final = 1_000  # deals that a process is warmed up with
_MORE_MINOR: Final = 12_345  # by which a deal's value grows


@dataclass(frozen=True, slots=True)
class Turn:
    """One change: how many payees it touched, how many of their lines were valued, and what it took; and the
    same of a full calculation.
    """

    payees: int
    lines: int
    microseconds: int
    finding_microseconds: int
    full_lines: int
    full_microseconds: int

    @property
    def line_to_full(self) -> Fraction:
        """What a touched line costs over what a line of a full calculation costs."""
        touched = Fraction(self.microseconds, max(self.lines, 1))
        return touched / Fraction(max(self.full_microseconds, 1), max(self.full_lines, 1))


@dataclass(slots=True)
class Changes:
    """Changes of one deal each, one upon another."""

    deals: int
    turns: list[Turn] = field(default_factory=list[Turn])

    @property
    def median_line_to_full(self) -> Fraction:
        """The middle one of the turns' ratios; the lower one of two."""
        return statistics.median_low(turn.line_to_full for turn in self.turns)


def measure_changes(deals: int, repeat: int, progress: Progress = silent) -> Changes:
    """Calculate the benchmark's company, then change one deal at a time and bring the lines up to date; each
    time everything is calculated as well, and must come to the same lines.

    Raises:
        CompError: the lines differ, then nothing is worth timing.
    """
    asked = _asked()
    progress("warming up", 0, repeat + 1)
    _turn(Calculated.of(asked, generate(asked.program, min(_SMALL, deals))), Fraction(1, 2), "warming up")
    progress("calculating", 0, repeat + 1)
    kept = Calculated.of(asked, generate(asked.program, deals))
    changes = Changes(deals)
    for number in range(repeat):
        progress(f"change {number + 1}", number + 1, repeat + 1)
        kept, turn = _turn(kept, Fraction(number + 1, repeat + 1), f"change {number + 1}")
        changes.turns.append(turn)
    return changes


def _turn(kept: Calculated, where: Fraction, what: str) -> tuple[Calculated, Turn]:
    after = _grown(kept.snapshot, where)
    clock = [time.perf_counter_ns()]
    keys = changed_keys(kept.snapshot, after)
    clock.append(time.perf_counter_ns())
    kept, found = kept.recalculated(after, keys)
    clock.append(time.perf_counter_ns())
    full = _everything(kept.asked, after)
    clock.append(time.perf_counter_ns())
    finding, changing, everything = ((end - start) // 1000 for start, end in pairwise(clock))
    tables = kept.tables()
    if _digest(tables) != _digest(full):
        raise CompError(f"{what}: the lines are not those of a full calculation; nothing was measured")
    touched = tables[1]
    if found.payees is not None:
        touched = touched.filter(pl.col("payee").is_in(found.payees.implode()))
    lines, full_lines = (int(each.get_column("lines").sum()) for each in (touched, full[1]))
    payees = touched.get_column("payee").n_unique()
    return kept, Turn(payees, lines, changing, finding, full_lines, everything)


def _everything(asked: Asked, snapshot: Snapshot) -> Tables:
    found = valued_in_batches(
        asked.program, asked.plan, snapshot, asked.calendar, asked.days, asked.use, changes_alone=True
    )
    lines, counts = zip(*found, strict=True)
    return pl.concat(lines, how="diagonal"), pl.concat(counts)


def _asked() -> Asked:
    program = bench_program()
    [plan] = program.plans
    calendar = Calendar()
    span = paid_span(plan, calendar, calendar.parse(PERIOD))
    if span is None:
        raise CompError(f"the benchmark's plan pays nothing in {PERIOD}")
    use = partial(_used, span=span)
    return Asked(program, plan, calendar, tuple(days_of(plan, span)), use, changes_alone=True)


def _used(valued: list[Valued], span: PaidSpan) -> Tables:
    """The lines that the period pays, and how many each payee has at its end."""
    empty = pl.DataFrame(schema={"payee": pl.String, "lines": pl.UInt32})
    counts = [
        lines.frame.group_by("payee").agg(lines=pl.len().cast(pl.UInt32))
        for lines in valued[-1].pays.values()
    ]
    return paid(valued, span), pl.concat([empty, *counts])


def _grown(snapshot: Snapshot, where: Fraction) -> Snapshot:
    """The facts with one deal's value grown, which stands where it stood: so far into those of the period,
    for an earlier one may move no line that is paid.
    """
    deals = snapshot.tables["deal"]
    first = Calendar().parse(PERIOD).starts_on
    places = (deals.get_column("booked_on") >= first).arg_true()
    place = int(places[int(len(places) * where)])
    value = deals.get_column("first_year_value")
    grown = deals.with_columns(value.clone().scatter(place, value[place] + _MORE_MINOR))
    return replace(snapshot, tables={**snapshot.tables, "deal": grown})


def _digest(tables: Tables) -> str:
    """SHA-256 of what every line pays, in the order of the lines' ids."""
    lines = tables[0].select("line_id", *COMPARED, "fault").sort("line_id")
    return hashlib.sha256(lines.write_csv().encode()).hexdigest()
