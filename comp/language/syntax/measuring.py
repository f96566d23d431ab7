"""Credits, measures and tables as written."""

from __future__ import annotations

from comp.frozen import frozen
from comp.language import core
from comp.language.syntax.expressions import Expression
from comp.language.syntax.written import Name, Written


@frozen
class Tie(Written):
    """What orders credits of one day: a column, `as text` where so written."""

    source: Name
    column: Name
    as_text: bool


@frozen
class OnLine(Written):
    """`on DAY, then TIES`."""

    day: Expression
    ties: tuple[Tie, ...]


@frozen
class ShareLine(Written):
    """`share S to PAYEE`; `share` is None for the rest."""

    share: Expression | None
    to: Expression


@frozen
class AlsoLine(Written):
    """`also S of each share to managers, levels A to B, as of DAY`."""

    share: Expression
    first_level: int
    last_level: int
    as_of: Expression


@frozen
class CreditStatement(Written):
    """`credit X from each SOURCE` and its lines."""

    name: Name
    source: Name
    where: Expression | None
    on: OnLine | None
    value: Expression | None
    parts: tuple[ShareLine | AlsoLine, ...]


@frozen
class OverRows(Written):
    """`over each SOURCE WINDOW, where C`; of a state `on` a day in the place of a window."""

    source: Name
    window: core.Window
    where: Expression | None
    on: Expression | None


@frozen
class OverOwn(Written):
    """`over own CREDIT WINDOW, where C`."""

    credit: Name
    window: core.Window
    where: Expression | None
    direct_only: bool


@frozen
class ReadLine(Written):
    """`read …`: when a measure is read."""

    reading: core.Reading
    until_then: Expression | None


@frozen
class MeasureStatement(Written):
    """`measure X = …` with `over` and `read`."""

    name: Name
    value: Expression
    over: OverRows | OverOwn | None
    read: ReadLine | None


@frozen
class Cell(Written):
    """A cell of a table's row, as written."""

    text: str


@frozen
class Row(Written):
    """A line `| … | … |`."""

    cells: tuple[Cell, ...]


@frozen
class TableStatement(Written):
    """`table X by INPUTS, SHAPE` with its rows, the heads first; in a `grid` the second input runs across."""

    name: Name
    inputs: tuple[Expression, ...]
    grid: bool
    shape: core.Shape | None
    outside: core.Outside | None
    rows: tuple[Row, ...]


@frozen
class ExceptStatement(Written):
    """`except label, when C: NAME is V`."""

    label: Name
    when: Expression
    target: Name
    value: Expression
