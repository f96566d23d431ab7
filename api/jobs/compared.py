"""What a comparison of two runs found, kept as a file, because it takes as long as several runs.

It is a copy of what `comp.runs.attribute` says, with amounts as whole minor units, and can be made again at
any time. The file is named by what both runs rest on, so it is never that of other runs.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from comp.runs import AttributedLine, Attribution, CausePart, Manifest
from comp.runs.attribution_words import row_text
from comp.whole_files import make_private, write_whole

FOLDER: Final = Path(".comp") / "compared"
_MOST_ROWS: Final = 3


class MovedBy(Struct, frozen=True):
    """What a cause moved in one currency, in minor units, and of how many lines."""

    currency: str
    lines: int
    earned_minor: int
    payable_minor: int


class Cause(Struct, frozen=True):
    """An input that differs: its kind (facts, plan, ...), the rows or parts in words, and what it moved."""

    kind: str
    text: str
    moved: tuple[MovedBy, ...]


class Part(Struct, frozen=True):
    """What a cause, by its place among them, moved of a line; `about` are the rows of the line's own fact.

    `faults` is 1 where it made the line a fault, and -1 where the line is none any more.
    """

    cause: int
    earned_minor: int
    payable_minor: int
    faults: int
    about: str


class Line(Struct, frozen=True):
    """A line that some cause moved: B less A in minor units, and the parts that come to it."""

    line_id: str
    plan: str
    payee: str
    currency: str
    earned_minor: int
    payable_minor: int
    parts: tuple[Part, ...]


class Compared(Struct, frozen=True):
    """Every cause in the order of the exchange, every line that one moved, and what to know of them."""

    causes: tuple[Cause, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def keep_compared(folder: Path, a: Manifest, b: Manifest, found: Attribution) -> None:
    """Write what was found of two runs of the workspace in that folder.

    Raises:
        CompError: it cannot be written.
    """
    make_private(folder / FOLDER)
    write_whole(msgspec.json.encode(_compared(found)), _file(folder, a, b))


def read_compared(folder: Path, a: Manifest, b: Manifest) -> Compared | None:
    """What was found of two runs; None where they were not compared yet, or the file is not ours."""
    try:
        return msgspec.json.decode(_file(folder, a, b).read_bytes(), type=Compared)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _file(folder: Path, a: Manifest, b: Manifest) -> Path:
    both = hashlib.sha256(f"{a.to_json()}\n{b.to_json()}".encode()).hexdigest()
    return folder / FOLDER / f"{both[:32]}.json"


def _compared(found: Attribution) -> Compared:
    moved = _moved(found)
    return Compared(
        causes=tuple(
            Cause(cause.kind.value, cause.text, moved[number]) for number, cause in enumerate(found.causes)
        ),
        lines=tuple(_line(line, found) for line in found.lines),
        notes=found.notes,
    )


def _moved(found: Attribution) -> dict[int, tuple[MovedBy, ...]]:
    """What each cause moved, by its place and in the order of the currencies' codes."""
    sums: dict[tuple[int, str], tuple[int, int, int]] = {}
    for line in found.lines:
        for part in line.parts:
            lines, earned, payable = sums.get((part.cause, line.currency), (0, 0, 0))
            sums[part.cause, line.currency] = (
                lines + 1,
                earned + part.earned_minor,
                payable + part.payable_minor,
            )
    return {
        number: tuple(
            MovedBy(currency, *moved) for (cause, currency), moved in sorted(sums.items()) if cause == number
        )
        for number in range(len(found.causes))
    }


def _line(line: AttributedLine, found: Attribution) -> Line:
    return Line(
        line_id=line.line_id,
        plan=line.plan,
        payee=line.payee,
        currency=line.currency,
        earned_minor=line.earned_minor,
        payable_minor=line.payable_minor,
        parts=tuple(
            Part(part.cause, part.earned_minor, part.payable_minor, part.faults, _about(part, found))
            for part in line.parts
        ),
    )


def _about(part: CausePart, found: Attribution) -> str:
    said = [row_text(row, found.recorded_a) for row in part.rows[:_MOST_ROWS]]
    more = len(part.rows) - _MOST_ROWS
    return "; ".join([*said, *([f"and {more:,} more"] if more > 0 else [])])
