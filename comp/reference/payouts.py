"""Parts of a line and when each is payable: at once, from a day on, or as events come in (decision 0025)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from comp.language.core import Event, PayOut, PayPart
from comp.reference.evaluate import evaluate, holds
from comp.reference.facts_index import Row
from comp.reference.lines import PaidOut, PartState, State, Valued, line_scope, struck_state
from comp.reference.measures import PlanView
from comp.reference.scope import Book, Scope
from comp.reference.values import Undefined, Value, day, number, undefined


def paid_out(view: PlanView, statement: PayOut, each: Valued, book: Book) -> PaidOut:
    """What of each part is released or lost by the view's day."""
    scope = line_scope(view, each.line, book)
    shares = _shares(statement, scope)
    if isinstance(shares, Undefined):
        return PaidOut(statement, shares)
    parts: list[PartState] = []
    for part, share in zip(statement.parts, shares, strict=True):
        state = _part(view, part, share, scope)
        if isinstance(state, Undefined):
            return PaidOut(statement, state)
        parts.append(state)
    return PaidOut(statement, tuple(parts))


def paid_out_state(view: PlanView, state: State, effect: PaidOut) -> State:
    """The line with its released share, less what is lost for good."""
    struck = struck_state(view, state)
    if isinstance(struck.value, Undefined):
        return struck
    if isinstance(effect.parts, Undefined):
        return replace(struck, value=effect.parts)
    released = sum((part.share * part.released for part in effect.parts), Fraction(0))
    lost = sum((part.share * (1 - part.released) for part in effect.parts if part.lost), Fraction(0))
    if lost == 0:
        return replace(struck, released=struck.released * released)
    left = replace(struck, value=struck.value * (1 - lost), lost=True)
    share = released / (1 - lost) if lost < 1 else Fraction(1)
    return struck_state(view, replace(left, released=struck.released * share))


def _shares(statement: PayOut, scope: Scope) -> list[Fraction] | Undefined:
    """The share of each part; together they are the whole."""
    given: list[Fraction | None] = []
    for part in statement.parts:
        share = None if part.share is None else number(evaluate(part.share, scope))
        if isinstance(share, Undefined):
            return share
        given.append(share)
    known = [share for share in given if share is not None]
    rest, open_parts = 1 - sum(known, Fraction(0)), len(given) - len(known)
    if any(share < 0 for share in known) or rest < 0 or (rest and not open_parts):
        return undefined("the parts of {pay} do not make 100%", pay=statement.pay)
    return [rest / open_parts if share is None else share for share in given]


def _part(view: PlanView, part: PayPart, share: Fraction, scope: Scope) -> PartState | Undefined:
    lapse = None if part.lost_on is None else day(evaluate(part.lost_on, scope))
    lost_on = lapse if isinstance(lapse, date) else None
    over = lost_on is not None and lost_on <= view.as_of
    until = lost_on if over and lost_on is not None else view.as_of
    on = None if part.on is None else day(evaluate(part.on, scope))
    events = () if part.event is None else _events(part.event, scope, until)
    released = _released(part, on, events, until)
    if isinstance(released, Undefined):
        return released
    return PartState(part, share, released, on, events, lost_on, over and released < 1)


def _released(
    part: PayPart,
    on: date | Undefined | None,
    events: tuple[tuple[str, date | None, Value], ...],
    until: date,
) -> Fraction | Undefined:
    """The share of a part that is released at the end of a day."""
    if part.event is not None:
        total = Fraction(0)
        for _, _, portion in events:
            share = number(portion)
            if isinstance(share, Undefined):
                return share
            total += share
        return min(max(total, Fraction(0)), Fraction(1))
    if part.on is not None:
        return Fraction(isinstance(on, date) and on <= until)
    return Fraction(1)


def _events(event: Event, scope: Scope, until: date) -> tuple[tuple[str, date | None, Value], ...]:
    """The rows that refer to the line's fact and count by the day: key, day, and what each releases."""
    facts, found = scope.facts, list[tuple[str, date | None, Value]]()
    for row, inner in event_rows(event, scope, until):
        portion = Fraction(1) if event.portion is None else evaluate(event.portion, inner)
        on = row[facts.sources[event.source].dated or event.link]
        found.append((facts.key(event.source, row), on if isinstance(on, date) else None, portion))
    return tuple(found)


def event_rows(event: Event, scope: Scope, until: date) -> Iterator[tuple[Row, Scope]]:
    """The rows that refer to the line's fact and count by the day, each with what its portion sees."""
    if scope.credit is None:
        return
    for row in scope.facts.with_value(event.source, event.link, scope.credit.of.fact):
        inner = replace(scope, rows={**scope.rows, event.source: row})
        if scope.facts.takes_part(event.source, row, until) and holds(event.when, inner):
            yield row, inner
