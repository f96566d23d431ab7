"""The same job as whole processes: our engine, and a spreadsheet that recalculates a workbook of formulas.

Both are started in turn, several times, and must pay the same before their times are told.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comp.errors import CompError
from comp.runs.bench import launcher
from comp.runs.bench.compiled import environment
from comp.runs.bench.sheets_book import write_book
from comp.runs.bench.sheets_compare import Agreement, compare
from comp.runs.bench.sheets_deals import Deal, make_deals, quota_minor, write_facts
from comp.runs.bench.timed import Timed
from comp.runs.run import Progress, silent

CLOCK: Final = "whole process, from start to exit: reading, calculating, writing"
OURS: Final = (
    "starts Python, with modules that an earlier start has compiled; reads the plan's text and checks it; "
    "deals and quotas from CSV; exact; "
    "every line with its working and each seller's total to CSV"
)
THEIRS: Final = (
    "headless, with a profile that an earlier start has made; opens an xlsx of formulas without results, "
    "9 a deal (quarter; quota and running total by SUMIFS; total before; four bands; ROUND) "
    "and SUMIFS a seller; binary floats; every sheet to CSV"
)
_PLAN: Final = Path(__file__).parent / "sheet" / "sheet_2026.plan"
_SHEETS_OURS: Final = Path(__file__).with_name("sheets_ours.py")
_EVERY_SHEET: Final = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""LibreOffice's numbers: comma, quote, UTF-8, from the first line, values in full, all sheets (since 7.2)."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Both contestants, and how near their results are."""

    ours: Timed
    theirs: Timed
    agreement: Agreement


def find_office() -> str:
    """The path of LibreOffice's `soffice`.

    Raises:
        CompError: it is not installed.
    """
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise CompError(
            "LibreOffice is not installed: there is no `soffice` on the PATH; "
            "install LibreOffice Calc 7.2 or newer"
        )
    return found


def measure_sheet(
    count: int, repeat: int, folder: Path, office: str, progress: Progress = silent
) -> Compared:
    """Make deals in the folder, then time both in turn, `repeat` times.

    Raises:
        CompError: one of them failed, or does not pay what is due; then nothing is worth timing.
    """
    steps = 2 + 2 * repeat
    progress("making deals and the workbook", 0, steps)
    deals, quota = make_deals(count), quota_minor(count)
    facts, lines, sheets, profile = (folder / name for name in ("facts", "lines", "sheets", "profile"))
    for each in (facts, lines, sheets):
        each.mkdir()
    write_facts(deals, quota, facts)
    write_book(deals, quota, folder / "book.xlsx")
    progress("starting both for the first time", 1, steps)
    convert = [
        office,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        _EVERY_SHEET,
    ]
    _warm(convert, folder)
    bytecode = environment(folder / "bytecode")
    engine = [sys.executable, *map(str, (_SHEETS_OURS, _PLAN, facts, lines))]
    _run("comp", engine, bytecode)
    ours, theirs = Timed("comp", OURS), Timed(_version(office, profile), THEIRS)
    agreements: list[Agreement] = []
    for turn in range(repeat):
        progress(ours.name, 2 + 2 * turn, steps)
        _time(ours, engine, bytecode)
        progress(theirs.name, 3 + 2 * turn, steps)
        _time(theirs, [*convert, "--outdir", str(sheets), str(folder / "book.xlsx")])
        agreements.append(_agreement(deals, quota, lines, sheets))
    return Compared(ours, theirs, agreements[0])


def _warm(convert: Sequence[str], folder: Path) -> None:
    """Start the office once on next to nothing, so that it has the profile that everybody's office has."""
    facts = folder / "first.csv"
    facts.write_text("first\n", encoding="utf-8")
    _run("LibreOffice", [*convert, "--outdir", str(folder), str(facts)])


def _version(office: str, profile: Path) -> str:
    """`LibreOffice 7.4.7.2`, without what its packager adds."""
    said = _run("LibreOffice", [office, f"-env:UserInstallation={profile.as_uri()}", "--version"]).split()
    return " ".join(said[:2]) or "LibreOffice"


def _time(each: Timed, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    said = _run(each.name, [sys.executable, "-I", "-S", str(launcher.__file__), *command], env)
    measured = json.loads(said.splitlines()[-1])
    each.milliseconds.append(measured["milliseconds"])
    each.peak_bytes.append(measured["peak_bytes"])


def _run(name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=env)  # noqa: S603 - these two programs
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["nothing was said"]
        raise CompError(f"the benchmark of {name} failed: {said[-1]}")
    return done.stdout


def _agreement(deals: Sequence[Deal], quota: int, lines: Path, sheets: Path) -> Agreement:
    """Compare what both wrote, and take it away, so that nobody's earlier file passes for a later one."""
    if not (sheets / "book-totals.csv").exists():
        raise CompError("LibreOffice did not write every sheet; version 7.2 or newer does")
    found = compare(deals, quota, lines, sheets)
    for written in (*lines.iterdir(), *sheets.iterdir()):
        written.unlink()
    return found
