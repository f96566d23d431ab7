"""Pays and the statements that act on them, as written."""

from __future__ import annotations

from datetime import date

from comp.frozen import frozen
from comp.language import core
from comp.language.calendar import Cadence
from comp.language.syntax.expressions import Constant, Expression
from comp.language.syntax.written import Name, Written


@frozen
class PayStatement(Written):
    """`pay X = …, for each CREDIT`, or once per a period, where `each` is None.

    `cadence` None is the performance period.
    """

    name: Name
    value: Expression
    each: Name | None
    where: Expression | None = None
    cadence: Cadence | None = None
    on_account: bool = False
    evened: bool = False


@frozen
class MultiplyStatement(Written):
    """`multiply PAYS by FACTOR, when C`."""

    pays: tuple[Name, ...]
    factor: Expression
    when: Expression | None


@frozen
class PortionLine(Written):
    """`portion S, at most 100% of a X in total`, and what the loss does."""

    share: Expression
    at_most: Constant
    of: Name
    of_credit: bool | None


@frozen
class ClawBackStatement(Written):
    """`claw back TARGETS for each LOSS, when C` and its portion."""

    targets: tuple[Name, ...]
    losses: Name
    when: Expression | None
    portion: PortionLine | None


@frozen
class SpanOfLines(Written):
    """What follows `per`: a span's word, or a column whose value the lines of a span share."""

    kind: core.CapSpan
    column: Name | None


@frozen
class CapStatement(Written):
    """`cap PAYS at AMOUNT per SPAN`, and what becomes of the excess (None where it is not said)."""

    pays: tuple[Name, ...]
    at: Expression
    per: SpanOfLines
    excess: core.Excess | None
    alike: bool


@frozen
class FloorStatement(Written):
    """`floor PAYS at AMOUNT per line`."""

    pays: tuple[Name, ...]
    at: Expression
    per: SpanOfLines


@frozen
class HoldStatement(Written):
    """`hold SHARE of PAYS until C`, at which closes it is read, and what a blank does."""

    pays: tuple[Name, ...]
    share: Expression | None
    until: Expression
    later_periods: int | None
    blank_releases: bool | None


@frozen
class EventsRelease(Written):
    """`for each SOURCE, when C, by PORTION`."""

    source: Name
    when: Expression | None
    portion: Expression | None


@frozen
class EqualParts(Written):
    """`in N equal parts, a month apart, from DAY`."""

    number: int
    every: int
    unit: str
    first: Expression


@frozen
class PartLine(Written):
    """`part SHARE …` of a `pay out`: at once (no release), on a day, by events or in equal parts."""

    share: Expression | None  # None: the rest
    release: Expression | EventsRelease | EqualParts | None
    lost_on: Expression | None


@frozen
class PayOutStatement(Written):
    """`pay out PAYS` and its parts."""

    pays: tuple[Name, ...]
    parts: tuple[PartLine, ...]


@frozen
class GiveLine(Written):
    """`give SHARE of it to X` or `give AMOUNT to X`."""

    value: Expression
    is_share: bool
    to: Expression


@frozen
class SplitStatement(Written):
    """`split PAYS` and what it gives away."""

    pays: tuple[Name, ...]
    parts: tuple[GiveLine, ...]


@frozen
class OwedLine(Written):
    """`the shortfall is owed` or `the whole draw is owed`."""

    whole: bool


@frozen
class RecoveredLine(Written):
    """`recovered from SHARE of …` with its bounds."""

    share: Expression
    of: core.RecoveredFrom
    most: Expression | None
    first: date | None
    last: date | None


@frozen
class LeftOverLine(Written):
    """`what is left at the end is forgiven` or `… is due`."""

    forgiven: bool


@frozen
class GuaranteeStatement(Written):
    """`guarantee G for PAYS, at AMOUNT per performance period, when C`."""

    name: Name
    against: tuple[Name, ...]
    at: Expression
    per: SpanOfLines
    when: Expression | None


@frozen
class DrawStatement(Written):
    """`draw G against PAYS, of AMOUNT per performance period, when C` and its lines."""

    name: Name
    against: tuple[Name, ...]
    at: Expression
    per: SpanOfLines
    when: Expression | None
    owed: OwedLine | None = None
    recovered: RecoveredLine | None = None
    left_over: LeftOverLine | None = None
