"""What a line costs in our engine and in Tryton's commission module, on the same lines and rates.

Tryton is started once for all sizes, since making its database takes longer than the rest; our engine is
measured before it and after it, so that a machine that slows down meanwhile slows both.
"""

from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

import polars as pl

from comp.errors import CompError
from comp.runs.bench.tryton_lines import (
    AGENTS,
    LINES_AN_INVOICE,
    agents_program,
    make_lines,
    write_lines,
    write_snapshot,
)
from comp.runs.run import Progress, silent

CLOCK: Final = "a warm call inside the process: reading the lines, calculating, writing what they pay"
OURS: Final = "facts from Parquet; a table of rates by product; every line with its working; Parquet out"
THEIRS: Final = (
    f"SQLite in memory; {LINES_AN_INVOICE} lines an invoice, {AGENTS} agents, a plan with a formula for each "
    "product; what posting does about commissions (`create_commissions`), in a transaction that is "
    "committed, and nothing else of posting"
)
INSTALL: Final = "python3 -m venv tryton && tryton/bin/pip install trytond-commission"
_BY_TRYTON: Final = Path(__file__).parent.parent / "baselines" / "by_tryton.py"
_WHICH: Final = "from importlib.metadata import version as v; print(v('trytond'), v('trytond_commission'))"


@dataclass(frozen=True, slots=True)
class Asked:
    """How many lines both pay, each its own size, smallest first; how many ours pays alone; how often."""

    sizes: tuple[int, ...]
    alone: int
    repeat: int


@dataclass(slots=True)
class Times:
    """The calls of one contestant on one number of lines: microseconds on the wall, and of the processor."""

    lines: int
    wall: list[int] = field(default_factory=list[int])
    processor: list[int] = field(default_factory=list[int])

    @property
    def wall_nanoseconds_a_line(self) -> int:
        """The middle one of the wall times over the lines."""
        return round(statistics.median(self.wall) * 1000) // self.lines

    @property
    def processor_nanoseconds_a_line(self) -> int:
        """The middle one of the processor's times, of all threads, over the lines."""
        return round(statistics.median(self.processor) * 1000) // self.lines


@dataclass(frozen=True, slots=True)
class Sized:
    """Both on one number of lines, and what both pay for it in all."""

    ours: Times
    theirs: Times
    earned_minor: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Both at each size, smallest first, and ours alone at a larger one."""

    version: str
    both: tuple[Sized, ...]
    alone: Times | None

    @property
    def their_cheapest(self) -> Times:
        """Where a line cost Tryton least on the wall; in a longer call each line costs it more."""
        return min((each.theirs for each in self.both), key=lambda times: times.wall_nanoseconds_a_line)

    @property
    def our_largest(self) -> Times:
        """Where our engine paid most lines."""
        return self.alone if self.alone is not None else self.both[-1].ours


def find_tryton(python: str) -> str:
    """The versions of Tryton and its commission module in a Python: `Tryton 8.2.1, commission 8.2.0`.

    Raises:
        CompError: it has none, or is none.
    """
    try:
        asked = [python, "-c", _WHICH]
        done = subprocess.run(asked, check=False, capture_output=True, text=True)  # noqa: S603 - the user's choice
    except OSError as error:
        raise CompError(f"{python}: no Python can be started there ({error.strerror})") from error
    if done.returncode != 0:
        raise CompError(
            f"Tryton's commission module is not installed for {python}; make a Python that has it with "
            f"`{INSTALL}` and name it: --tryton-python tryton/bin/python"
        )
    tryton, commission = done.stdout.split()
    return f"Tryton {tryton}, commission {commission}"


def measure_tryton(asked: Asked, python: str, folder: Path, progress: Progress = silent) -> Compared:
    """Make lines of each size, let both pay them, and time the calls of each.

    Raises:
        CompError: one of them failed, or they do not pay the same; then nothing is worth timing.
    """
    version = find_tryton(python)
    progress("making lines", 0, 4)
    alone = (asked.alone,) if asked.alone > asked.sizes[-1] else ()
    ours = [Times(lines) for lines in (*asked.sizes, *alone)]
    theirs = [Times(lines) for lines in asked.sizes]
    places = _made([each.lines for each in ours], folder)
    our_command = [sys.executable, "-m", "comp.runs.bench.tryton_ours"]
    progress("comp", 1, 4)
    _time("comp", our_command, asked, ours, places)
    progress("Tryton, which makes its database first", 2, 4)
    _time("Tryton", [python, "-W", "ignore", str(_BY_TRYTON)], asked, theirs, places)
    earned = [_equal_minor(places[each.lines]) for each in theirs]
    progress("comp", 3, 4)
    _time("comp", our_command, asked, ours, places)
    both = tuple(map(Sized, ours, theirs, earned))
    return Compared(version, both, ours[-1] if alone else None)


def _made(sizes: Sequence[int], folder: Path) -> dict[int, Path]:
    """Lines of each size in a folder of their own, for both."""
    program = agents_program()
    places = {lines: folder / str(lines) for lines in sizes}
    for lines, place in places.items():
        place.mkdir()
        made = make_lines(lines)
        write_lines(made, place)
        write_snapshot(program, made, place)
    return places


def _time(
    name: str, command: Sequence[str], asked: Asked, times: Sequence[Times], places: Mapping[int, Path]
) -> None:
    """Start a contestant on the folders of its sizes, and add what it tells of each."""
    folders = [str(places[each.lines]) for each in times]
    started = [*command, str(asked.repeat), *folders]
    done = subprocess.run(started, check=False, capture_output=True, text=True)  # noqa: S603 - our own scripts
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["nothing was said"]
        raise CompError(f"the benchmark of {name} failed: {said[-1]}")
    for each, line in zip(times, done.stdout.splitlines(), strict=True):
        told = json.loads(line)
        each.wall += told["microseconds"]
        each.processor += told["processor_microseconds"]


def _equal_minor(place: Path) -> int:
    """What both pay in all, in cents.

    Raises:
        CompError: a line pays otherwise, or is missing.
    """
    paid = pl.read_parquet(place / "paid.parquet", columns=["fact", "earned_minor"])
    ours = {fact: Decimal(minor) / 100 for fact, minor in paid.iter_rows()}
    with (place / "commissions.csv").open(newline="", encoding="utf-8") as file:
        theirs = {row["id"]: Decimal(row["amount"]) for row in csv.DictReader(file)}
    if ours != theirs:
        raise CompError("Tryton does not pay, line by line, what comp pays; nothing was measured")
    return int(sum(ours.values()) * 100)
