"""Credits, measures and tables as written."""

from __future__ import annotations

from dataclasses import dataclass

from comp.language import core
from comp.language.syntax.expressions import Expression
from comp.language.syntax.written import Name, Written


@dataclass(frozen=True, slots=True)
class Tie(Written):
    """What orders credits of one day: a column, `as text` where so written."""

    source: Name
    column: Name
    as_text: bool


@dataclass(frozen=True, slots=True)
class OnLine(Written):
    """`on DAY, then TIES`."""

    day: Expression
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class ShareLine(Written):
    """`share S to PAYEE`; `share` is None for the rest."""

    share: Expression | None
    to: Expression


@dataclass(frozen=True, slots=True)
class AlsoLine(Written):
    """`also S of each share to managers, levels A to B, as of DAY`."""

    share: Expression
    first_level: int
    last_level: int
    as_of: Expression


@dataclass(frozen=True, slots=True)
class CreditStatement(Written):
    """`credit X from each SOURCE` and its lines."""

    name: Name
    source: Name
    where: Expression | None
    on: OnLine | None
    value: Expression | None
    parts: tuple[ShareLine | AlsoLine, ...]


@dataclass(frozen=True, slots=True)
class OverRows(Written):
    """`over each SOURCE WINDOW, where C`; of a state `on` a day in the place of a window."""

    source: Name
    window: core.Window
    where: Expression | None
    on: Expression | None


@dataclass(frozen=True, slots=True)
class OverOwn(Written):
    """`over own CREDIT WINDOW, where C`."""

    credit: Name
    window: core.Window
    where: Expression | None
    direct_only: bool


@dataclass(frozen=True, slots=True)
class ReadLine(Written):
    """`read …`: when a measure is read."""

    reading: core.Reading
    until_then: Expression | None


@dataclass(frozen=True, slots=True)
class MeasureStatement(Written):
    """`measure X = …` with `over` and `read`."""

    name: Name
    value: Expression
    over: OverRows | OverOwn | None
    read: ReadLine | None


@dataclass(frozen=True, slots=True)
class Cell(Written):
    """A cell of a table's row, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Row(Written):
    """A line `| … | … |`."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableStatement(Written):
    """`table X by INPUTS, SHAPE` with its rows, the heads first; in a `grid` the second input runs across."""

    name: Name
    inputs: tuple[Expression, ...]
    grid: bool
    shape: core.Shape | None
    outside: core.Outside | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ExceptStatement(Written):
    """`except label, when C: NAME is V`."""

    label: Name
    when: Expression
    target: Name
    value: Expression
