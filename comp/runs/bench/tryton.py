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
from collections.abc import Sequence
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

CLOCK: Final = (
    "a warm call inside the process, wall time: reading the lines, calculating, writing what they pay"
)
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
class Sized:
    """The times of one number of lines, in microseconds of wall time; theirs are none where only ours ran."""

    lines: int
    our_microseconds: list[int] = field(default_factory=list[int])
    their_microseconds: list[int] = field(default_factory=list[int])
    earned_minor: int = 0

    @property
    def our_nanoseconds_a_line(self) -> int:
        """The middle one of our times over the lines."""
        return round(statistics.median(self.our_microseconds) * 1000) // self.lines

    @property
    def their_nanoseconds_a_line(self) -> int:
        """The middle one of Tryton's times over the lines; 0 where it did not run."""
        if not self.their_microseconds:
            return 0
        return round(statistics.median(self.their_microseconds) * 1000) // self.lines


@dataclass(frozen=True, slots=True)
class Compared:
    """Both at each size, smallest first, and ours alone at a larger one."""

    version: str
    both: tuple[Sized, ...]
    alone: tuple[Sized, ...]

    @property
    def our_largest(self) -> Sized:
        """Where our engine paid most lines."""
        return (*self.both, *self.alone)[-1]


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
    measured = [Sized(lines) for lines in asked.sizes]
    alone = [Sized(asked.alone)] if asked.alone > max(asked.sizes) else []
    places = {each.lines: folder / str(each.lines) for each in (*measured, *alone)}
    program = agents_program()
    for lines, place in places.items():
        place.mkdir()
        made = make_lines(lines)
        write_lines(made, place)
        write_snapshot(program, made, place)
    repeat = str(asked.repeat)
    ours = [sys.executable, "-m", "comp.runs.bench.tryton_ours", repeat, *map(str, places.values())]
    theirs = [python, "-W", "ignore", str(_BY_TRYTON), repeat, *(str(places[lines]) for lines in asked.sizes)]
    progress("comp", 1, 4)
    _add_ours(_told("comp", ours), (*measured, *alone))
    progress("Tryton, which makes its database first", 2, 4)
    for each, microseconds in zip(measured, _told("Tryton", theirs), strict=True):
        each.their_microseconds += microseconds
        each.earned_minor = _equal_minor(places[each.lines])
    progress("comp", 3, 4)
    _add_ours(_told("comp", ours), (*measured, *alone))
    return Compared(version, tuple(measured), tuple(alone))


def _add_ours(told: Sequence[list[int]], sizes: Sequence[Sized]) -> None:
    for each, microseconds in zip(sizes, told, strict=True):
        each.our_microseconds += microseconds


def _told(name: str, command: Sequence[str]) -> list[list[int]]:
    """The microseconds that a contestant tells, for each folder that it was given."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own scripts
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["nothing was said"]
        raise CompError(f"the benchmark of {name} failed: {said[-1]}")
    return [json.loads(line)["microseconds"] for line in done.stdout.splitlines()]


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
