"""Steps: how a value came about, each with its sentence, its exact value and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from comp.language.span import NOWHERE, Span
from comp.reference.values import Exact


class Joint(StrEnum):
    """How the first thing that moved a line goes on from what the line is for."""

    APART = "apart"  # behind a colon
    MOVED = "moved"  # what the line is for took a counter somewhere
    TIMES = "times"  # what the line is for is multiplied


class StepKind(StrEnum):
    """What a step is."""

    LINE = "line"
    CREDIT = "credit"
    PERIOD = "period"
    PAY = "pay"
    MEASURE = "measure"
    TABLE = "table"
    BAND = "band"
    QUOTA = "quota"
    TARGET = "target"
    TOTAL = "total"
    COUNT = "count"
    DISTINCT = "distinct"
    AVERAGE = "average"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    LATEST = "latest"
    RANK = "rank"
    EARNED = "earned"
    PAGE = "page"
    TERM = "term"
    COLUMN = "column"
    EXCEPTION = "exception"
    MULTIPLY = "multiply"
    CLAW_BACK = "claw back"
    LOSS = "loss"
    CAP = "cap"
    FLOOR = "floor"
    DRAW = "draw"
    SPLIT = "split"
    PART = "part"
    HOLD = "hold"
    CLOSE = "close"
    ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation.

    `value` is exact and says its kind by its type: `Amount` for money with its currency, `Fraction` for a
    number, date, text, truth, or None where undefined. `inputs` are the steps it rests on.
    `others` says that it tells what is another payee's, which no statement shows. `quoted` is the sentence
    as another one quotes it, `quiet` says that a statement left the line as it was.
    """

    kind: StepKind
    name: str
    sentence: str
    value: Exact | None
    inputs: tuple[Step, ...] = ()
    span: Span = NOWHERE
    others: bool = False
    quoted: str = ""
    quiet: bool = False
    joint: Joint = Joint.APART
