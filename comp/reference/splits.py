"""Splits: money that moves from a line to other payees, in lines of their own (decision 0025)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from comp.language.core import Clause, Plan, Split
from comp.language.money import strike
from comp.reference.evaluate import evaluate
from comp.reference.lines import (
    Gave,
    Gift,
    Line,
    Received,
    State,
    Valued,
    line_scope,
    struck_minor,
    struck_state,
)
from comp.reference.measures import PlanView
from comp.reference.scope import Book
from comp.reference.values import Undefined, number, undefined


def first_number(plan: Plan, split: Split) -> int:
    """The number of a split's first part: they are counted through all splits of a pay, as written."""
    above = 0
    for _, statement in plan.statements():
        if statement is split:
            break
        if isinstance(statement, Split) and statement.pay == split.pay:
            above += len(statement.parts)
    return above + 1


def gave(view: PlanView, split: Split, each: Valued, book: Book) -> Gave:
    """What a line gives away: struck amounts to the payees that are named."""
    struck = struck_state(view, each.state)
    if isinstance(struck.value, Undefined):
        return Gave(split, ())
    scope = line_scope(view, each.line, book)
    gifts: list[Gift] = []
    for number_of_part, part in enumerate(split.parts, first_number(view.plan, split)):
        payee = evaluate(part.to, scope)
        if isinstance(payee, Undefined):
            continue
        share = None if part.share is None else number(evaluate(part.share, scope))
        if isinstance(share, Undefined):
            return Gave(split, share)
        if share is not None:
            minor: int | Undefined = strike(struck.value * share, view.plan.rounding)
        else:
            amount = Fraction(0) if part.amount is None else evaluate(part.amount, scope)
            minor = struck_minor(view, amount)
        if isinstance(minor, Undefined):
            return Gave(split, minor)
        gifts.append(Gift(part, number_of_part, str(payee), share, minor))
    return Gave(split, tuple(gifts))


def gave_state(view: PlanView, state: State, effect: Gave) -> State:
    """What stays with the giver."""
    struck = struck_state(view, state)
    if isinstance(struck.value, Undefined):
        return struck
    if isinstance(effect.gifts, Undefined):
        return replace(struck, value=effect.gifts)
    return replace(struck, value=struck.value - sum(gift.minor for gift in effect.gifts))


def received(view: PlanView, effect: Gave, each: Valued, clause: Clause, book: Book) -> Iterator[Valued]:
    """The lines that a line's gifts make: as far payable as the line that they come from."""
    if isinstance(effect.gifts, Undefined):
        return
    struck = struck_state(view, each.state)
    for gift in effect.gifts:
        line = _given_line(each.line, gift)
        after = replace(struck, value=Fraction(gift.minor))
        start = Valued(line, (), State(undefined("nothing was given")))
        yield start.moved(Received(effect.statement, gift, each.line, struck), clause, after, book)


def _given_line(giver: Line, gift: Gift) -> Line:
    label = f"{giver.given}.s{gift.number}"
    if giver.credit is None:
        label += f".{giver.payee}"
    return replace(giver, payee=gift.payee, given=label)
