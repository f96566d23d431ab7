"""The proof of a line that is paid out in parts: which share is released, and which is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from comp.language.core import Comparison, Event, PayOut
from comp.reference.lines import Line, Move, PaidOut, PartState, line_scope
from comp.reference.payouts import event_rows
from comp.reference.proof.book import Ref
from comp.reference.proof.losses import refers
from comp.reference.proof.proves import Proves
from comp.reference.proof.standing import (
    Standing,
    given_that,
    rest_of,
    share_of,
    struck_money,
    total_of,
    undefined_one,
    within_all,
)
from comp.reference.scope import Scope
from comp.reference.values import Undefined


def paid_out(proves: Proves, line: Line, move: Move, effect: PaidOut, before: Standing) -> Standing:
    """A line with what of its parts is released by the day, less what is lost for good."""
    book, scope = proves.book, line_scope(proves.view, line, move.book)
    if isinstance(effect.parts, Undefined):
        return replace(before, value=_unknown(proves, effect.statement, effect.parts, scope))
    shares = _shares(proves, effect.statement, scope)
    released = [_released(proves, state, scope) for state in effect.parts]
    out = total_of(book, [share_of(book, *pair) for pair in zip(shares, released, strict=True)])
    lost = [
        share_of(book, share, _lost(proves, state, part, scope))
        for share, part, state in zip(shares, released, effect.parts, strict=True)
        if state.lost and state.share
    ]
    if not lost:
        return replace(before, released=share_of(book, before.released, out))
    left = rest_of(book, total_of(book, lost))
    value = struck_money(proves, book.multiply(before.value, left))
    share = book.divide(out, left) if book.value(left) != 0 else book.one()
    return replace(before, value=value, released=share_of(book, before.released, share))


def _shares(proves: Proves, statement: PayOut, scope: Scope) -> list[Ref]:
    """The share of each part; those that say no share have equal parts of the rest."""
    book = proves.book
    said = _said_shares(proves, statement, scope)
    known = [share for share in said if share is not None]
    rest = rest_of(book, total_of(book, known)) if known else book.one()
    count = len(said) - len(known)
    if count > 1:
        rest = book.divide(rest, book.total([book.one()] * count, None))
    return [rest if share is None else share for share in said]


def _said_shares(proves: Proves, statement: PayOut, scope: Scope) -> list[Ref | None]:
    return [None if part.share is None else proves.expression(part.share, scope) for part in statement.parts]


def _released(proves: Proves, state: PartState, scope: Scope) -> Ref:
    """The share of a part that is released by the day."""
    book, part = proves.book, state.part
    until = _until(proves, state)
    if part.event is not None:
        portions = list(_portions(proves, part.event, scope, until))
        return within_all(book, total_of(book, portions)) if portions else book.start(None)
    if part.on is None:
        return book.one()
    come = book.compared(Comparison.AT_MOST, proves.expression(part.on, scope), day_of(proves, until))
    return book.chosen(come, book.one() if state.released else book.start(None))


def _until(proves: Proves, state: PartState) -> date:
    """The last day that counts: that of loss, once it has come."""
    day = proves.view.as_of
    return day if state.lost_on is None else min(day, state.lost_on)


def _portions(proves: Proves, event: Event, scope: Scope, until: date) -> Iterator[Ref]:
    """What each row that refers to the line's fact releases."""
    if scope.credit is None:
        return
    book, of = proves.book, scope.credit.of
    for row, inner in event_rows(event, scope, until):
        conditions = [refers(book, event.source, row, event.link, of)]
        if event.when is not None:
            conditions.append(proves.expression(event.when, inner))
        portion = book.one() if event.portion is None else proves.expression(event.portion, inner)
        yield given_that(book, conditions, portion)


def _lost(proves: Proves, state: PartState, released: Ref, scope: Scope) -> Ref:
    """The share of a part that is lost, for its last day has come."""
    book, left = proves.book, rest_of(proves.book, released)
    if state.part.lost_on is None:
        return left
    lapse = proves.expression(state.part.lost_on, scope)
    over = book.compared(Comparison.AT_MOST, lapse, day_of(proves, proves.view.as_of))
    return book.chosen(over, left)


def day_of(proves: Proves, on: date) -> Ref:
    """A day up to which facts count, as a period of one day."""
    return proves.book.period_edge(on.isoformat(), on, on, last=True)


def _unknown(proves: Proves, statement: PayOut, why: Undefined, scope: Scope) -> Ref:
    """What leaves the parts without a value."""
    found = [share for share in _said_shares(proves, statement, scope) if share is not None]
    for part in statement.parts:
        if part.event is not None:
            found.extend(_portions(proves, part.event, scope, proves.view.as_of))
    unknown = undefined_one(proves.book, found)
    return proves.book.stated(why, "the parts of the line are not known") if unknown is None else unknown
