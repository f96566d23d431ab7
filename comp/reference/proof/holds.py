"""The proof of a hold: its condition at each close up to the one that decides, and what that releases."""

from __future__ import annotations

from dataclasses import replace

from comp.reference.holds import at_close
from comp.reference.lines import Closing, Held, Line, Move, line_scope
from comp.reference.proof.book import Ref
from comp.reference.proof.proves import Proves
from comp.reference.proof.standing import Standing, rest_of, share_of, struck_money, within_all
from comp.reference.scope import Scope
from comp.reference.values import Undefined


def held(proves: Proves, line: Line, move: Move, effect: Held, before: Standing) -> Standing:
    """A line of which a share waits, is released, or is lost."""
    book, hold, scope = proves.book, effect.statement, line_scope(proves.view, line, move.book)
    share = None if hold.share is None else proves.expression(hold.share, scope)
    if share is not None and isinstance(book.value(share), Undefined):
        return replace(before, value=book.multiply(before.value, share))
    release = _release(proves, effect, scope)
    if effect.released:
        return replace(before, released=share_of(book, before.released, _on(proves, release, book.one())))
    kept = book.start(None) if share is None else rest_of(book, within_all(book, share))
    kept = _on(proves, release, kept)
    if effect.next_close is not None:
        return replace(before, released=share_of(book, before.released, kept))
    return replace(before, value=struck_money(proves, book.multiply(before.value, kept)))


def _release(proves: Proves, effect: Held, scope: Scope) -> Ref | None:
    """Whether a close so far releases the line; None before the first."""
    closes = [_close(proves, effect, closing, scope) for closing in effect.closings]
    if len(closes) > 1:
        return proves.book.some(closes)
    return closes[0] if closes else None


def _close(proves: Proves, effect: Held, closing: Closing, scope: Scope) -> Ref:
    """Whether the line's hold ends at a close."""
    book, hold = proves.book, effect.statement
    condition = proves.expression(hold.until, at_close(scope, closing.period))
    if hold.blank_releases and isinstance(book.value(condition), Undefined):
        condition = book.some([condition, book.blank(condition)])
    return book.named(condition, f"what the hold waits for, at the close of {closing.period.name}")


def _on(proves: Proves, release: Ref | None, share: Ref) -> Ref:
    return share if release is None else proves.book.chosen(release, share)
