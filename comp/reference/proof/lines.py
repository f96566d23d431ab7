"""The proof of a line: what it is worth after each statement, from what it was worth before it.

Each statement has a module of its own. A condition that decides whether a statement concerns a line stands in
the arithmetic: a line that was left alone rests on the condition that is not true.
"""

from __future__ import annotations

from dataclasses import replace

from comp.errors import CompError
from comp.reference.lines import (
    Capped,
    ClawedBack,
    Drawn,
    Floored,
    Gave,
    Held,
    Line,
    Move,
    Multiplied,
    Paid,
    PaidOut,
    Passed,
    Received,
    State,
    Valued,
    line_scope,
)
from comp.reference.proof.book import Ref
from comp.reference.proof.bounds import capped, floored
from comp.reference.proof.draws import drawn
from comp.reference.proof.holds import held
from comp.reference.proof.losses import kept_share
from comp.reference.proof.payouts import paid_out
from comp.reference.proof.pays import paid
from comp.reference.proof.proves import Proves
from comp.reference.proof.splits import gave, received
from comp.reference.proof.standing import Standing, struck, times
from comp.reference.proof.words import condition_name, value_name
from comp.reference.values import Amount, Undefined


class LineProofError(CompError):
    """The steps of a line's proof do not come to its amount: a fault of comp, never of a plan."""

    def __init__(self, line_id: str, what: str, proved: object, value: object) -> None:
        super().__init__(
            f"{line_id}, {what}: the steps of the proof come to {proved}, the engine says {value}; no "
            "statement is issued. This is a fault of comp: report it with the plan's text"
        )


def prove_line_state(proves: Proves, valued: Valued) -> Ref:
    """What a line is worth after the moves that it has: money, struck where it was.

    Raises:
        LineProofError: the steps come to another amount than the engine's.
    """
    return prove_standing(proves, valued).value


def prove_standing(proves: Proves, valued: Valued) -> Standing:
    """What a line is worth after the moves that it has, and the share of it that is released.

    Raises:
        LineProofError: the steps come to another amount than the engine's.
    """
    events = _events(valued)
    standing, done = _known(proves, valued.line, events)
    for count, event in enumerate(events[done:], done + 1):
        standing = _after(proves, valued.line, event, standing)
        _keep(proves, valued.line, count, standing)
    if standing is None:
        raise TypeError(f"{valued.line.line_id} was made by no statement")
    return _struck_as(proves, valued.state, standing)


def _events(valued: Valued) -> list[Move | Passed]:
    """What was done to a line and what left it alone, in the order of the text."""
    events: list[Move | Passed] = []
    for count, move in enumerate(valued.moves, 1):
        events.append(move)
        events.extend(passed for passed in valued.passed if passed.moves == count)
    return events


def _known(proves: Proves, line: Line, events: list[Move | Passed]) -> tuple[Standing | None, int]:
    """The line after as many events as were proved before, and how many these are."""
    memo = proves.book.memo
    for count in range(len(events), 0, -1):
        value, released = (memo.get(key) for key in _keys(proves, line, count))
        if value is not None and released is not None:
            return Standing(value, released, _state_after(events[count - 1]).struck), count
    return None, 0


def _keep(proves: Proves, line: Line, count: int, standing: Standing) -> None:
    value, released = _keys(proves, line, count)
    proves.book.memo[value], proves.book.memo[released] = standing.value, standing.released


def _keys(proves: Proves, line: Line, count: int) -> tuple[object, object]:
    view = proves.view
    key = ("line", view.plan.name, view.as_of, line.line_id, count)
    return (*key, "value"), (*key, "released")


def _state_after(event: Move | Passed) -> State:
    return event.after if isinstance(event, Move) else event.state


def _struck_as(proves: Proves, state: State, standing: Standing) -> Standing:
    """A statement that counts cents, such as a draw, strikes the lines that it looks at."""
    return struck(proves, standing) if state.struck and not standing.struck else standing


def _after(proves: Proves, line: Line, event: Move | Passed, standing: Standing | None) -> Standing:
    """The line after one more event, which came to what the engine says."""
    if standing is None:
        after = _born(proves, line, event)
    elif isinstance(event, Passed):
        after = _left_alone(proves, line, event, _struck_as(proves, event.state, standing))
    elif isinstance(event.before.value, Undefined):
        after = standing  # what has no value has none after it
    else:
        after = _moved(proves, line, event, _struck_as(proves, event.before, standing))
    _check(proves, line, event, after)
    return after


def _born(proves: Proves, line: Line, event: Move | Passed) -> Standing:
    """The line as it was made: by a pay, out of another line, or by a draw."""
    match event:
        case Move(effect=Paid() as effect):
            made = paid(proves, line, event, effect)
        case Move(effect=Received() as effect):
            made = received(proves, event, effect, prove_standing)
        case Move(effect=Drawn() as effect):
            made = drawn(proves, line, event, effect)
        case _:
            raise TypeError(f"{line.line_id} was moved before it was made")
    return _named(proves, line, event, made)


def _left_alone(proves: Proves, line: Line, passed: Passed, standing: Standing) -> Standing:
    """The line as it was, for the statement's condition is not true."""
    where = passed.statement.where
    if where is None:
        raise TypeError(f"{line.line_id} was left alone without a condition")
    scope = line_scope(proves.view, line, passed.book)
    condition = proves.book.named(proves.expression(where, scope), condition_name(passed))
    return replace(standing, value=proves.book.chosen(condition, standing.value))


def _moved(proves: Proves, line: Line, move: Move, before: Standing) -> Standing:
    """The line after a statement that concerns it; where it has a condition, on that condition."""
    after = _effect(proves, line, move, before)
    where = None if isinstance(move.effect, _BORN) else move.effect.statement.where
    if where is not None and after != before:
        scope = line_scope(proves.view, line, move.book)
        condition = proves.book.named(proves.expression(where, scope), condition_name(move))
        after = replace(after, value=_on(proves, condition, before.value, after.value))
        after = replace(after, released=_on(proves, condition, before.released, after.released))
    return after if after.value == before.value else _named(proves, line, move, after)


_BORN = Paid | Received | Drawn


def _effect(proves: Proves, line: Line, move: Move, before: Standing) -> Standing:
    """What a statement makes of a line that it concerns."""
    match move.effect:
        case Multiplied(statement=statement):
            scope = line_scope(proves.view, line, move.book)
            return times(proves, before, proves.expression(statement.factor, scope))
        case ClawedBack() as effect:
            return _clawed_back(proves, line, move, effect, before)
        case Capped() as effect:
            return capped(proves, line, move, effect, struck(proves, before))
        case Floored() as effect:
            return floored(proves, line, move, effect, struck(proves, before))
        case Held() as effect:
            return held(proves, line, move, effect, struck(proves, before))
        case PaidOut() as effect:
            return paid_out(proves, line, move, effect, struck(proves, before))
        case Gave() as effect:
            return gave(proves, line, move, effect, struck(proves, before))
        case Paid() | Received() | Drawn():
            raise TypeError(f"{line.line_id} was made twice")


def _clawed_back(proves: Proves, line: Line, move: Move, effect: ClawedBack, before: Standing) -> Standing:
    """The line times what is kept of its fact."""
    if line.credit is None:
        raise TypeError("a period's line cannot be clawed back, which the checker of plans rules out")
    scope = line_scope(proves.view, line, move.book)
    kept = kept_share(proves, effect.statement, line.credit.of, scope)
    return before if kept is None else times(proves, before, kept)


def _on(proves: Proves, condition: Ref, before: Ref, after: Ref) -> Ref:
    """What a condition that is true changed rests on it."""
    return after if after == before else proves.book.chosen(condition, after)


def _named(proves: Proves, line: Line, move: Move, after: Standing) -> Standing:
    """The line's value under a word for people."""
    return replace(after, value=proves.book.named(after.value, value_name(line, move)))


def _check(proves: Proves, line: Line, event: Move | Passed, standing: Standing) -> None:
    """What the steps come to is what the engine says."""
    state, book = _state_after(event), proves.book
    proved = book.value(standing.value)
    if isinstance(state.value, Undefined):
        if not isinstance(proved, Undefined):
            raise LineProofError(line.line_id, value_name(line, event), proved, state.value)
        return
    value = Amount(state.value, proves.view.currency)
    if proved != value:
        raise LineProofError(line.line_id, value_name(line, event), proved, value)
    if book.value(standing.released) != state.released:
        released = book.value(standing.released)
        raise LineProofError(line.line_id, f"{value_name(line, event)}, released", released, state.released)
