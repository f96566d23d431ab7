"""Holds: a share of a line waits for the close at which a condition holds (decisions 0011, 0025)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from comp.language.calendar import Period
from comp.language.core import Hold
from comp.reference.evaluate import evaluate
from comp.reference.lines import Closing, Held, State, Valued, line_scope, struck_state
from comp.reference.measures import PlanView
from comp.reference.scope import Book, Scope, Sight
from comp.reference.values import Undefined, number, truth


def held(view: PlanView, hold: Hold, each: Valued, book: Book) -> Held:
    """The closes up to the one that releases the line, to the last, or to the day."""
    scope, period = line_scope(view, each.line, book), each.line.period
    share = Fraction(1) if hold.share is None else number(evaluate(hold.share, scope))
    last = view.calendar.shift(period, hold.later_periods).last_day
    effect = Held(hold, share, (), period.last_day, last)
    for step in range(hold.later_periods + 1):
        close = view.calendar.shift(period, step)
        if view.as_of < close.last_day:
            return replace(effect, next_close=close.last_day)
        closing = Closing(close, truth(evaluate(hold.until, at_close(scope, close))))
        effect = replace(effect, closings=(*effect.closings, closing), next_close=None)
        if effect.released:
            break
    return effect


def at_close(scope: Scope, period: Period) -> Scope:
    """A line's scope at the close of a period, where every measure is read at that close."""
    return replace(scope, sight=Sight(period.last_day), period=period, closing=True)


def held_state(view: PlanView, state: State, effect: Held) -> State:
    """The line with the held share waiting, released or lost."""
    struck = struck_state(view, state)
    if isinstance(struck.value, Undefined):
        return struck
    if isinstance(effect.share, Undefined):
        return replace(struck, value=effect.share)
    if effect.released:
        return struck
    kept = 1 - min(max(effect.share, Fraction(0)), Fraction(1))
    if effect.next_close is not None:
        return replace(struck, released=struck.released * kept)
    return struck_state(view, replace(struck, value=struck.value * kept, lost=True))
