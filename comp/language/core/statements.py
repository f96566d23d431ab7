"""Pays, and what acts on their lines, in the order of the text."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from comp.frozen import frozen
from comp.language.calendar import Cadence
from comp.language.core.expressions import Expr
from comp.language.core.kinds import Node


@frozen
class Pay(Node):
    """Lines: one for each own credit (`each`), or one per period (`each` is None).

    `cadence` None is the performance period, else one of its multiples. `where` says which lines there are.
    `on_account`: a period's line exists from the payee's first day in it, not only from its close.
    `evened`: the cents of one period's lines are allotted, so that they add up to their struck sum.
    """

    name: str
    value: Expr
    each: str | None
    where: Expr | None = None
    cadence: Cadence | None = None
    on_account: bool = False
    evened: bool = False


@frozen
class Multiply(Node):
    """A factor on the lines of a pay: all, or those where `where` is true."""

    pay: str
    factor: Expr
    where: Expr | None = None


@frozen
class ClawBack(Node):
    """The share of a fact that was lost, taken from the lines of a pay or from a credit.

    `losses` is an event source whose column `link` holds the key of the credited fact. The portions of all
    losses that fulfil `when` add up, to 100 % at most. `where` says which lines are concerned.
    """

    target: str
    losses: str
    link: str
    when: Expr | None
    portion: Expr
    of_credit: bool  # taken back as credit: the period is recalculated with what is left
    where: Expr | None = None


class CapSpan(StrEnum):
    """Over which of a payee's lines a cap adds up."""

    LINE = "line"
    PERFORMANCE_PERIOD = "performance period"
    YEAR = "year"
    PLAN = "plan"
    VALUE = "value"  # the lines whose facts have the same value


class Excess(StrEnum):
    """What becomes of what is above a cap."""

    LOST = "lost"
    CARRIED = "carried"  # earned, and payable when a later period of the year has room


@frozen
class Cap(Node):
    """The most that the lines of pays come to per span, each line at the bound of its own birth.

    The lines stand in order of birth, then of `pays`, then of their credits. `alike` takes the excess from
    all lines of a span by largest remainder, else from the last ones.
    """

    pays: tuple[str, ...]
    at: Expr
    per: CapSpan
    of: tuple[Expr, ...] = ()  # for CapSpan.VALUE: what is the same in the rows of a span, one for each pay
    excess: Excess = Excess.LOST
    alike: bool = False
    where: Expr | None = None


@frozen
class Floor(Node):
    """The least that a line comes to: one above zero is lifted, one below zero is lowered to minus as
    much, and nothing stays nothing.
    """

    pay: str
    at: Expr
    where: Expr | None = None


@frozen
class Hold(Node):
    """A share of each line is payable only from a close at which the condition holds: their own period's,
    or one of the `later_periods` after it; at the last of these that share is lost.
    """

    pay: str
    until: Expr
    later_periods: int
    blank_releases: bool
    share: Expr | None = None  # None: all of it
    where: Expr | None = None


@frozen
class Event(Node):
    """Rows of an event source that refer to the line's fact (by `link`) and release a part of it.

    Their portions add up, to 100 % at most; no portion releases all at once.
    """

    source: str
    link: str
    when: Expr | None
    portion: Expr | None


@frozen
class PayPart(Node):
    """A part of each line and when it is payable: at once (neither `on` nor `event`), from a day on, or as
    events come in. What is not payable by the day `lost_on` is lost.
    """

    share: Expr | None  # None: the rest
    on: Expr | None = None
    event: Event | None = None
    lost_on: Expr | None = None


@frozen
class PayOut(Node):
    """Lines of a pay become payable in parts, which make 100 %."""

    pay: str
    parts: tuple[PayPart, ...]
    where: Expr | None = None


@frozen
class GivenPart(Node):
    """Money of a line that goes to another payee: a share of the line, or an amount. A blank payee leaves
    it where it is.
    """

    share: Expr | None
    amount: Expr | None
    to: Expr


@frozen
class Split(Node):
    """Money moves from each line of a pay to other payees, in lines of their own; the rest stays."""

    pay: str
    parts: tuple[GivenPart, ...]
    where: Expr | None = None


class RecoveredFrom(StrEnum):
    """What a debt may be recovered from."""

    EXCESS = "what exceeds the draw"
    PAY = "the pay"


@frozen
class Recovery(Node):
    """How what was drawn is taken back from later periods: a share of the pay or of what exceeds the draw,
    at most so much per performance period, within the days. What is left at the payee's end in the plan is
    `forgiven`, or due at once.
    """

    share: Expr
    of: RecoveredFrom
    most: Expr | None
    starts_on: date | None
    ends_on: date | None
    forgiven: bool


@frozen
class Draw(Node):
    """A line per performance period that brings pays up to an amount.

    Without `recovery` it is a guarantee: the shortfall is granted. With it, what was advanced (the
    shortfall, or the `whole` draw) is owed and recovered. `where` says in which periods there is a draw.
    """

    name: str
    against: tuple[str, ...]
    at: Expr
    where: Expr | None = None
    whole: bool = False
    recovery: Recovery | None = None


Statement: TypeAlias = Pay | Multiply | ClawBack | Cap | Floor | Hold | PayOut | Split | Draw
