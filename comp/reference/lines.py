"""The lines of a plan: which exist at a day, and what each is worth after every statement that names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.language.calendar import Cadence, Period
from comp.language.core import Cap, CapSpan, Clause, ClawBack, Hold, Multiply, Pay, Statement
from comp.language.money import strike
from comp.reference.credited import Loss, OwnCredit
from comp.reference.evaluate import evaluate
from comp.reference.losses import loss_of
from comp.reference.measures import PlanView
from comp.reference.scope import Scope, Sight
from comp.reference.values import Undefined, Value, money_in, number, truth


@dataclass(frozen=True, slots=True)
class Line:
    """A line's identity: a pay, a payee and a credit or a period."""

    line_id: str
    clause: Clause
    pay: Pay
    payee: str
    credit: OwnCredit | None
    born_on: date
    period: Period


@dataclass(frozen=True, slots=True)
class State:
    """What a line is worth between two statements: minor units, or why there is no value.

    `open` is False while a hold keeps the line from being paid, `lost` once it never will be.
    """

    value: Fraction | Undefined
    struck: bool = False
    open: bool = True
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Paid:
    """The pay expression's value."""

    statement: Pay


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
    """A cap: the bound, and what the lines before this one came to."""

    statement: Cap
    at: int | Undefined
    before: Fraction | Undefined
    span: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What a hold found at a close."""

    period: Period
    fulfilled: bool | Undefined


@dataclass(frozen=True, slots=True)
class Held:
    """A hold: the closes reached so far, up to the one that decided."""

    statement: Hold
    closings: tuple[Closing, ...]
    next_close: date | None


Effect: TypeAlias = Paid | Multiplied | ClawedBack | Capped | Held


@dataclass(frozen=True, slots=True)
class Move:
    """What one statement did to a line."""

    effect: Effect
    clause: Clause
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Valued:
    """A line with everything that was done to it, in the order of the text."""

    line: Line
    moves: tuple[Move, ...]
    state: State


def line_scope(view: PlanView, line: Line) -> Scope:
    """What the statements of a plan see for a line."""
    rows = {line.credit.of.source: line.credit.of.row} if line.credit else {}
    return Scope(
        view.facts, Sight(view.as_of), rows, line.payee, line.born_on, line.period, line.credit, view
    )


def lines_of(view: PlanView, clause: Clause, pay: Pay, payee: str) -> list[Line]:
    """The lines of one pay and payee that exist at the day, in order."""
    return list(_of_credits(view, clause, pay, payee) if pay.each else _of_periods(view, clause, pay, payee))


def value_lines(view: PlanView, pay: Pay, lines: list[Line]) -> list[Valued]:
    """Every line of one pay and payee through every statement that names the pay."""
    valued = [Valued(line, (), State(Undefined("nothing is paid"))) for line in lines]
    for clause, statement in view.plan.statements():
        effects = _effects(view, pay, statement, valued)
        if effects is not None:
            valued = [_moved(view, old, clause, effect) for old, effect in zip(valued, effects, strict=True)]
    return [_finallystruck_state(view, each) for each in valued]


def _of_credits(view: PlanView, clause: Clause, pay: Pay, payee: str) -> Iterator[Line]:
    for credit in view.own.of(pay.each or "", payee):
        if credit.in_plan:
            period = view.calendar.period_of(credit.of.on, view.plan.performance)
            line_id = f"{view.plan.name}.{pay.name}:{payee}:{credit.of.fact}#{credit.of.part}"
            yield Line(line_id, clause, pay, payee, credit, credit.of.on, period)


def _of_periods(view: PlanView, clause: Clause, pay: Pay, payee: str) -> Iterator[Line]:
    plan = view.plan
    for period in view.calendar.periods_between(
        plan.effective_from, plan.effective_through, plan.performance
    ):
        days = view.members.days(payee, period)
        if days and period.last_day <= view.as_of:
            line_id = f"{plan.name}.{pay.name}:{payee}:{period.name}"
            yield Line(line_id, clause, pay, payee, None, days[-1], period)


def _effects(view: PlanView, pay: Pay, statement: Statement, valued: list[Valued]) -> list[Effect] | None:
    """What a statement does to each line; None where it does not name the pay."""
    scopes = [line_scope(view, each.line) for each in valued]
    match statement:
        case Pay() if statement is pay:
            return [Paid(statement) for _ in valued]
        case Multiply(pay=pay.name):
            return [Multiplied(statement, evaluate(statement.factor, scope)) for scope in scopes]
        case ClawBack(target=pay.name, of_credit=False):
            return [
                ClawedBack(statement, loss_of(statement, each.line.credit.of, scope, view.as_of))
                for each, scope in zip(valued, scopes, strict=True)
                if each.line.credit
            ]
        case Cap() if pay.name in statement.pays:
            return [*_caps(view, statement, valued, scopes)]
        case Hold(pay=pay.name):
            return [_hold(view, statement, scope) for scope in scopes]
        case _:
            return None


def _moved(view: PlanView, old: Valued, clause: Clause, effect: Effect) -> Valued:
    after = _after(view, old, effect)
    return Valued(old.line, (*old.moves, Move(effect, clause, old.state, after)), after)


def _after(view: PlanView, old: Valued, effect: Effect) -> State:
    state = old.state
    match effect:
        case Paid():
            return State(_in_plan(view, evaluate(effect.statement.value, line_scope(view, old.line))))
        case Multiplied():
            return _times(view, state, number(effect.factor))
        case ClawedBack():
            return _times(view, state, effect.loss.kept)
        case Capped():
            struck = struck_state(view, state)
            return replace(struck, value=_capped(struck.value, effect))
        case Held():
            return _held(struck_state(view, state), effect)


def _in_plan(view: PlanView, value: Value) -> Fraction | Undefined:
    """A pay's value as minor units of the plan's currency."""
    money = money_in(value, view.currency)
    if isinstance(money, Undefined):
        return money
    if money.currency != view.currency:
        return Undefined(f"{money} is not in the plan's currency {view.currency}")
    return money.minor


def _times(view: PlanView, state: State, factor: Fraction | Undefined) -> State:
    if isinstance(state.value, Undefined):
        return state
    if isinstance(factor, Undefined):
        return replace(state, value=factor)
    product = replace(state, value=state.value * factor)
    return struck_state(view, product) if state.struck else product


def struck_state(view: PlanView, state: State) -> State:
    """The state with its value struck to the plan's minor unit."""
    if isinstance(state.value, Undefined):
        return replace(state, struck=True)
    return replace(state, value=Fraction(strike(state.value, view.plan.rounding)), struck=True)


def _finallystruck_state(view: PlanView, valued: Valued) -> Valued:
    return Valued(valued.line, valued.moves, struck_state(view, valued.state))


def _caps(view: PlanView, cap: Cap, valued: list[Valued], scopes: list[Scope]) -> Iterator[Capped]:
    """The cap's bound for each line and what the lines before it in the same span came to."""
    spans = [_span(view, cap, each.line) for each in valued]
    bounds = [_bound(view, cap, scope) for scope in scopes]
    found: dict[str, set[int | Undefined]] = {}
    for span, bound in zip(spans, bounds, strict=True):
        found.setdefault(span, set()).add(bound)
    sums: dict[str, Fraction | Undefined] = {}
    for each, span, bound in zip(valued, spans, bounds, strict=True):
        differs = Undefined(f"the cap differs between the lines of {span}")
        before = sums.get(span, Fraction(0))
        yield Capped(cap, bound if len(found[span]) == 1 else differs, before, span)
        sums[span] = _with(before, struck_state(view, each.state).value, each.line.line_id)


def _with(before: Fraction | Undefined, value: Fraction | Undefined, line_id: str) -> Fraction | Undefined:
    """A running sum with one more line; a line without a value leaves those after it without one."""
    if isinstance(before, Undefined):
        return before
    if isinstance(value, Undefined):
        return Undefined(f"{line_id}, which is before it under the cap, has no amount: {value.reason}")
    return before + value


def _span(view: PlanView, cap: Cap, line: Line) -> str:
    match cap.per:
        case CapSpan.LINE:
            return line.line_id
        case CapSpan.PERFORMANCE_PERIOD:
            return line.period.name
        case CapSpan.YEAR:
            return _year(view, line.period).name


def _year(view: PlanView, period: Period) -> Period:
    return view.calendar.period_of(period.starts_on, Cadence.YEAR)


def _bound(view: PlanView, cap: Cap, scope: Scope) -> int | Undefined:
    value = _in_plan(view, evaluate(cap.at, scope))
    return value if isinstance(value, Undefined) else strike(value, view.plan.rounding)


def _capped(value: Fraction | Undefined, effect: Capped) -> Fraction | Undefined:
    if isinstance(value, Undefined):
        return value
    if isinstance(effect.at, Undefined):
        return effect.at
    if isinstance(effect.before, Undefined):
        return effect.before
    return min(effect.before + value, Fraction(effect.at)) - min(effect.before, Fraction(effect.at))


def _hold(view: PlanView, hold: Hold, scope: Scope) -> Held:
    """The closes up to the one that releases the line, to the last, or to the day."""
    if scope.period is None:
        raise TypeError("a line has a period")
    closings: list[Closing] = []
    for step in range(hold.later_periods + 1):
        period = view.calendar.shift(scope.period, step)
        if view.as_of < period.last_day:
            return Held(hold, tuple(closings), period.last_day)
        closing = Closing(period, truth(evaluate(hold.until, at_close(scope, period))))
        closings.append(closing)
        if _releases(hold, closing):
            break
    return Held(hold, tuple(closings), None)


def at_close(scope: Scope, period: Period) -> Scope:
    """A line's scope at the close of a period, where every measure is read at that close."""
    return replace(scope, sight=Sight(period.last_day), period=period, closing=True)


def _releases(hold: Hold, closing: Closing) -> bool:
    return hold.blank_releases if isinstance(closing.fulfilled, Undefined) else closing.fulfilled


def _held(state: State, effect: Held) -> State:
    released = bool(effect.closings) and _releases(effect.statement, effect.closings[-1])
    lost = not released and effect.next_close is None
    value = Fraction(0) if lost and not isinstance(state.value, Undefined) else state.value
    return replace(state, value=value, open=state.open and released, lost=state.lost or lost)
