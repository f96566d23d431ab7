"""Lines: what each is for, what it is worth between two statements, and what every statement did to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.language.calendar import Period
from comp.language.core import (
    Cap,
    Clause,
    ClawBack,
    Draw,
    Floor,
    GivenPart,
    Hold,
    Multiply,
    Pay,
    PayOut,
    PayPart,
    Split,
)
from comp.language.money import strike
from comp.language.span import Span
from comp.reference.credited import Loss, OwnCredit
from comp.reference.measures import PlanView
from comp.reference.scope import Book, Scope, Sight
from comp.reference.values import Reason, Undefined, Value, money_in, undefined


@dataclass(frozen=True, slots=True)
class Line:
    """A line's identity: a pay, a payee and a credit or a period.

    `period` is the performance period of its birth; `unit` the longer one that a period's line is for.
    `given` names the splits by which it came (`.s1`), with the giver's payee for a period's line.
    """

    plan: str
    clause: Clause
    pay: str
    payee: str
    credit: OwnCredit | None
    born_on: date
    period: Period
    unit: Period
    span: Span
    given: str = ""
    giver: str = ""

    @property
    def unit_name(self) -> str:
        """`D1#1`, `2026-Q1`, and `D1#1.s1` for what was given from it."""
        of = self.credit.of if self.credit else None
        return (f"{of.fact}#{of.part}" if of else self.unit.name) + self.given

    @property
    def line_id(self) -> str:
        """The line's id: `plan.pay:payee:unit`."""
        return f"{self.plan}.{self.pay}:{self.payee}:{self.unit_name}"


@dataclass(frozen=True, slots=True)
class State:
    """What a line is worth between two statements: minor units, or why there is no value.

    `released` is the share of it that is payable so far; `lost` says that some of it never will be.
    """

    value: Fraction | Undefined
    struck: bool = False
    released: Fraction = Fraction(1)
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Paid:
    """The pay expression's value; `evened` where the cents of all payees' lines were allotted.

    `among` are then all lines of the unit that have a value: payee and exact amount.
    """

    statement: Pay
    exact: Fraction | Undefined
    evened: Fraction | None = None
    among: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Multiplied:
    """A factor."""

    statement: Multiply
    factor: Value


@dataclass(frozen=True, slots=True)
class ClawedBack:
    """A loss."""

    statement: ClawBack
    loss: Loss


@dataclass(frozen=True, slots=True)
class Capped:
    """A cap: the bound, what the lines before this one in its span came to, and what it keeps.

    Where the excess is carried, `kept` is what of the line is payable by now.
    """

    statement: Cap
    at: int | Undefined
    before: Fraction | Undefined
    kept: Fraction | Undefined
    span: str  # blank where the lines have a blank in common
    year_over: bool = False


@dataclass(frozen=True, slots=True)
class Floored:
    """A floor: the least that the line comes to."""

    statement: Floor
    at: int | Undefined


@dataclass(frozen=True, slots=True)
class Closing:
    """What a hold found at a close."""

    period: Period
    fulfilled: bool | Undefined


@dataclass(frozen=True, slots=True)
class Held:
    """A hold: the closes reached so far, up to the one that decided, and those still to come."""

    statement: Hold
    share: Fraction | Undefined
    closings: tuple[Closing, ...]
    next_close: date | None
    last_close: date

    @property
    def released(self) -> bool:
        """Whether a close has released the line."""
        if not self.closings:
            return False
        fulfilled = self.closings[-1].fulfilled
        return self.statement.blank_releases if isinstance(fulfilled, Undefined) else fulfilled


@dataclass(frozen=True, slots=True)
class PartState:
    """One part of a line and how much of that part is released, or lost."""

    part: PayPart
    share: Fraction
    released: Fraction
    on: date | Undefined | None
    events: tuple[tuple[str, date | None, Value], ...]
    lost_on: date | None
    lost: bool


@dataclass(frozen=True, slots=True)
class PaidOut:
    """A line paid out in parts, or why it cannot be."""

    statement: PayOut
    parts: tuple[PartState, ...] | Undefined


@dataclass(frozen=True, slots=True)
class Gift:
    """Money that moves from a line: to whom, and the struck amount."""

    part: GivenPart
    number: int
    payee: str
    share: Fraction | None
    minor: int


@dataclass(frozen=True, slots=True)
class Gave:
    """What a line gave away, or why that is not known."""

    statement: Split
    gifts: tuple[Gift, ...] | Undefined


@dataclass(frozen=True, slots=True)
class Received:
    """A line that came from another one."""

    statement: Split
    gift: Gift
    giver: Line
    of: State


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw in one period: what the pays came to, what was drawn and recovered, and what is owed after it.

    `limit` is X, nothing where the draw's condition is not true; amounts are whole minor units.
    """

    statement: Draw
    reason: Reason  # why there is no value, blank where there is one
    limit: int = 0
    pays: int = 0
    advance: int = 0
    recovered: int = 0
    owed_before: int = 0
    owed: int = 0
    settled: int = 0  # what was still owed at the payee's end: taken off, or forgiven
    applies: bool = True


Effect: TypeAlias = (
    Paid | Multiplied | ClawedBack | Capped | Floored | Held | PaidOut | Gave | Received | Drawn
)


@dataclass(frozen=True, slots=True)
class Move:
    """What one statement did to a line, and the lines that it could look at."""

    effect: Effect
    clause: Clause
    before: State
    after: State
    book: Book


Conditional: TypeAlias = Multiply | ClawBack | Cap | Floor | Hold | PayOut | Split


@dataclass(frozen=True, slots=True)
class Passed:
    """A statement that left a line as it was, for its condition is not true; `moves` stand before it."""

    statement: Conditional
    clause: Clause
    state: State
    book: Book
    moves: int


@dataclass(frozen=True, slots=True)
class Valued:
    """A line with everything that was done to it, in the order of the text, and what was not done."""

    line: Line
    moves: tuple[Move, ...]
    state: State
    passed: tuple[Passed, ...] = ()

    def moved(self, effect: Effect, clause: Clause, after: State, book: Book) -> Valued:
        """The line after one more statement."""
        move = Move(effect, clause, self.state, after, book)
        return Valued(self.line, (*self.moves, move), after, self.passed)

    def left_alone(self, statement: Conditional, clause: Clause, book: Book) -> Valued:
        """The line after a statement whose condition is not true for it."""
        passed = Passed(statement, clause, self.state, book, len(self.moves))
        return Valued(self.line, self.moves, self.state, (*self.passed, passed))


def line_scope(view: PlanView, line: Line, book: Book | None = None) -> Scope:
    """What a statement of a plan sees for a line; `book` is what the statements above have made."""
    rows = {line.credit.of.source: line.credit.of.row} if line.credit else {}
    return Scope(
        view.facts,
        Sight(view.as_of),
        rows,
        line.payee,
        line.born_on,
        line.period,
        line.credit,
        view,
        book=book,
    )


def in_plan_money(view: PlanView, value: Value) -> Fraction | Undefined:
    """An amount as minor units of the plan's currency."""
    money = money_in(value, view.currency)
    if isinstance(money, Undefined):
        return money
    if money.currency != view.currency:
        return undefined(
            "{money} is not in the plan's currency {currency}", money=money, currency=view.currency
        )
    return money.minor


def struck_minor(view: PlanView, value: Value) -> int | Undefined:
    """An amount struck to whole minor units of the plan's currency."""
    minor = in_plan_money(view, value)
    return minor if isinstance(minor, Undefined) else strike(minor, view.plan.rounding)


def struck_state(view: PlanView, state: State) -> State:
    """The state with its value struck to the plan's minor unit."""
    if isinstance(state.value, Undefined):
        return replace(state, struck=True)
    return replace(state, value=Fraction(strike(state.value, view.plan.rounding)), struck=True)


def times(view: PlanView, state: State, factor: Fraction | Undefined) -> State:
    """The state times a factor; struck again where it was struck before."""
    if isinstance(state.value, Undefined):
        return state
    if isinstance(factor, Undefined):
        return replace(state, value=factor)
    product = replace(state, value=state.value * factor)
    return struck_state(view, product) if state.struck else product


def payable_minor(view: PlanView, state: State) -> int | None:
    """What of a line is payable: its struck value times what is released, struck as a whole."""
    if isinstance(state.value, Undefined):
        return None
    return strike(strike(state.value, view.plan.rounding) * state.released, view.plan.rounding)
