"""Credits, measures and tables: what pays are worked out from."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from fractions import Fraction

from comp.frozen import frozen
from comp.language.core.expressions import Expr
from comp.language.core.kinds import Kind, Node


@frozen
class Except(Node):
    """`except label, when condition: name is value`, attached to the measure or table it names."""

    label: str
    when: Expr
    value: Expr


class PartKind(StrEnum):
    """What a part of a credit is."""

    SHARE = "share"
    REST = "the rest"
    ALSO = "also"


@frozen
class Part(Node):
    """A part of a credit: a share to a payee, the rest, or what managers are credited beside every share.

    For SHARE and REST `to` gives the payee. For ALSO each receiver of a share passes `share` of it to the
    managers `first_level` to `last_level` above, as of the day `as_of`.
    """

    kind: PartKind
    share: Expr | None
    to: Expr | None = None
    first_level: int = 0
    last_level: int = 0
    as_of: Expr | None = None


@frozen
class Credit(Node):
    """A fan-out from each row of a source to the payees credited for it.

    `value` is an exact amount in the row's currency (ROW_MONEY) or a number; `on` and `ties` order the
    credits.
    """

    name: str
    source: str
    where: Expr | None
    on: Expr
    ties: tuple[Expr, ...]
    value: Expr
    kind: Kind  # ROW_MONEY or NUMBER
    parts: tuple[Part, ...]


class Reading(StrEnum):
    """When a measure is read for a line."""

    RUNNING = "running"  # only through a marginal table: the stretch from before to with the credit
    BEFORE = "before the credit"
    WITH = "with the credit"
    POSTING = "at posting"
    CLOSE = "at the close of the period"


@frozen
class Measure(Node):
    """A number or an amount per payee and performance period."""

    name: str
    value: Expr
    kind: Kind
    reading: Reading
    until_then: Expr | None = None
    exceptions: tuple[Except, ...] = ()


class Shape(StrEnum):
    """How a table turns its input into its output."""

    MARGINAL = "marginal"
    RETROACTIVE = "retroactive"
    INTERPOLATED = "interpolated"


class Outside(StrEnum):
    """What an interpolated table gives beyond its first and last points."""

    FLAT = "flat outside"
    CONTINUED = "continued"


class Writing(StrEnum):
    """How the plan's text writes the values of a table, in which they are told too."""

    PERCENT = "percent"  # 6%
    MULTIPLE = "multiple"  # 1.5x
    DECIMALS = "decimals"  # 0.90
    WHOLE = "whole"  # 2


@frozen
class TableRow(Node):
    """A lower bound (a step's, or an interpolated table's point) and the value from there.

    Bounds and values that are money are in minor units. `above` leaves the bound itself to the row before;
    `below`, on a point, is the value that the line reaches from the left, before it jumps.
    """

    bound: Fraction
    value: Fraction
    above: bool = False
    below: bool = False


@frozen
class Key(Node):
    """What a page of a table asks of one further input: a text, a lower bound, or nothing (both None)."""

    text: str | None = None
    bound: Fraction | None = None
    above: bool = False


@frozen
class Page(Node):
    """The rows of a table for those further inputs that fit its keys, one key for each."""

    keys: tuple[Key, ...]
    rows: tuple[TableRow, ...]


@frozen
class Table(Node):
    """Rows in rising order of their bounds. The first band of a step table reaches down without end.

    A table of one number has `by` and `rows`. A table of several inputs has `others` and `pages` beside
    `by`: the first page whose keys all fit (they stand from the most to the least special) gives the rows.
    Where every input is a text, `by` is None and each page has one row.
    """

    name: str
    shape: Shape
    by: Expr | None
    rows: tuple[TableRow, ...]
    bound_kind: Kind  # NUMBER or MONEY
    value_kind: Kind
    outside: Outside | None = None
    exceptions: tuple[Except, ...] = ()
    others: tuple[Expr, ...] = ()
    pages: tuple[Page, ...] = ()
    written: Writing | None = field(default=None, compare=False)  # wording; None for amounts
