"""What the comparison of two runs says: causes, and for each line the parts that they moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comp.runs.attribution_facts import RowChange
from comp.runs.attribution_plans import PlanPart


class CauseKind(StrEnum):
    """What kind of input differs; or that the books hold something else than A valued."""

    PERIOD = "period"
    FACT = "fact"
    CORRECTION = "correction"
    PLAN = "plan"
    ENGINE = "engine"
    BOOKS = "books"


@dataclass(frozen=True, slots=True)
class Cause:
    """One input that differs: the rows or parts of plans exchanged; `whole` where rows were too many to name.

    `rows` is empty then, and `count` says how many there are.
    """

    kind: CauseKind
    text: str
    rows: tuple[RowChange, ...] = ()
    parts: tuple[PlanPart, ...] = ()
    count: int = 1
    whole: bool = False


@dataclass(frozen=True, slots=True)
class CausePart:
    """What a cause moved of a line, in minor units; of a cause as a whole, the rows about the line's fact.

    `faults` is 1 where it made the line a fault, which pays nothing, and -1 where the line is none any more.
    """

    cause: int  # its place among the causes
    earned_minor: int
    payable_minor: int
    faults: int = 0
    rows: tuple[RowChange, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributedLine:
    """A line that some cause moved: B less A in minor units, a fault paying 0, and the parts that make it."""

    line_id: str
    plan: str
    clause: str
    payee: str
    fact: str | None
    currency: str
    earned_minor: int
    payable_minor: int
    faults: int  # 1 where only B has a fault there, -1 where only A has
    parts: tuple[CausePart, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Every cause in the order of the exchange, every line that one moved, and what to know of them.

    A line whose parts cancel out is among them, though it does not differ. `recorded_a` is the day by which A
    knew its facts: a row dated earlier came late.
    """

    recorded_a: date
    causes: tuple[Cause, ...]
    lines: tuple[AttributedLine, ...]
    notes: tuple[str, ...]
