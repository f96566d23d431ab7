"""How a line stands at a day: what took from it, what keeps it waiting, what released it, what is still owed.

The same facts as its explanation, as values that can be compared with those of another day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from comp.language.core import All, AnyOf, Compare, Comparison, Excess, Expr, MeasureValue
from comp.language.money import strike
from comp.reference.bounds import end_of_year
from comp.reference.credited import Loss
from comp.reference.lines import (
    Capped,
    ClawedBack,
    Drawn,
    Held,
    Line,
    Move,
    PaidOut,
    PartState,
    Valued,
    line_scope,
    struck_state,
)
from comp.reference.move_steps import loss_steps
from comp.reference.release_steps import close_step, part_step
from comp.reference.saying import say, template
from comp.reference.scope import Scope
from comp.reference.telling import Teller
from comp.reference.values import Amount, Undefined
from comp.reference.wording import Style, called, day_text, listed, shown


@dataclass(frozen=True, slots=True)
class Drawing:
    """One period of a draw that is recovered: what was advanced, what was taken back or forgiven, and what
    is owed after it, in minor units.
    """

    draw: str
    advanced_minor: int
    settled_minor: int
    owed_minor: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a line stands. The texts are parts of sentences, equal on two days where the same holds.

    `original` is the credit in its fact's own currency, where the plan pays another. `carried_minor` is what
    a cap carries to later periods. `drawing` is None where the line is of no draw, or a fault. `capped` says
    that a cap keeps something else of the line than it came to.
    """

    original: Amount | None = None
    taken: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    carried_minor: int = 0
    drawing: Drawing | None = None
    capped: bool = False


_WANTED = {
    Comparison.IS: template("{measure} is {bound}"),
    Comparison.IS_NOT: template("{measure} is not {bound}"),
    Comparison.BELOW: template("{measure} is below {bound}"),
    Comparison.AT_MOST: template("{measure} is at most {bound}"),
    Comparison.ABOVE: template("{measure} is above {bound}"),
    Comparison.AT_LEAST: template("{measure} is at least {bound}"),
}


@dataclass(slots=True)
class _Told:
    """What the statements of a line have to say, while they are gone through."""

    waits: list[str] = field(default_factory=list[str])
    released: list[str] = field(default_factory=list[str])
    lost: list[str] = field(default_factory=list[str])


def standing(teller: Teller, valued: Valued) -> Standing:
    """How a valued line stands at the end of its view's day."""
    told = _Told()
    for move in valued.moves:
        match move.effect:
            case Held() as effect:
                _hold(teller, effect, move, valued.line, told)
            case PaidOut(parts=tuple() as parts):
                for part in parts:
                    _part(teller, part, move, valued.line, told)
            case Capped() as effect if effect.statement.excess is Excess.CARRIED:
                _carried(teller, effect, move, valued.line, told)
            case _:
                pass
    return Standing(
        _original(teller, valued.line),
        tuple(_taken(valued)),
        tuple(told.waits),
        tuple(told.released),
        tuple(told.lost),
        _carried_minor(teller, valued),
        _drawing(valued),
        any(_is_capped(teller, move) for move in valued.moves),
    )


def _is_capped(teller: Teller, move: Move) -> bool:
    if not isinstance(move.effect, Capped):
        return False
    was, kept = struck_state(teller.view, move.before).value, move.effect.kept
    return not isinstance(was, Undefined) and not isinstance(kept, Undefined) and was != kept


def _original(teller: Teller, line: Line) -> Amount | None:
    amount = line.credit.of.amount if line.credit else None
    if isinstance(amount, Amount) and amount.currency != teller.view.currency:
        return amount
    return None


def _taken(valued: Valued) -> Iterator[str]:
    """Each row of losses that took something, from the credit or from the line."""
    losses: list[Loss] = list(valued.line.credit.losses) if valued.line.credit else []
    losses += [move.effect.loss for move in valued.moves if isinstance(move.effect, ClawedBack)]
    for loss in losses:
        for step in loss_steps(loss):
            if step.value != 0:
                yield step.sentence


def _hold(teller: Teller, effect: Held, move: Move, line: Line, told: _Told) -> None:
    if isinstance(effect.share, Undefined):
        return
    scope = line_scope(teller.view, line, move.book)
    found = close_step(teller, effect, effect.closings[-1], scope).sentence if effect.closings else ""
    if effect.next_close is not None:
        told.waits.append(_waiting(teller, effect, effect.next_close, scope, found))
    elif effect.released:
        told.released.append(say("at the close of {close}", close=found))
    else:
        told.lost.append(say("at the close of {close}", close=found))


def _waiting(teller: Teller, effect: Held, next_close: date, scope: Scope, found: str) -> str:
    """What has to hold at which close, and what was found at the last one."""
    words = {
        "wanted": _wanted(teller, effect.statement.until, scope),
        "close": day_text(next_close),
        "last": day_text(effect.last_close),
    }
    if next_close == effect.last_close:
        text = say("{wanted}, as of {close}, otherwise lost on that day", **words)
    else:
        text = say("{wanted}, as of {close} or a later close, otherwise lost on {last}", **words)
    return say("{text} ({found})", text=text, found=found) if found else text


def _wanted(teller: Teller, condition: Expr, scope: Scope) -> str:
    """A condition in words, without what was found: the close at which it counts is still to come."""
    match condition:
        case All(conditions=parts):
            return listed([_wanted(teller, part, scope) for part in parts])
        case AnyOf(conditions=parts):
            return listed([_wanted(teller, part, scope) for part in parts], "or")
        case Compare(left=MeasureValue(name=name) as left):
            bound = teller.value(condition.right, scope, teller.style(left))
            return say(_WANTED[condition.comparison], measure=called(name), bound=bound)
        case _:
            return teller.tell(condition, scope).text


def _part(teller: Teller, part: PartState, move: Move, line: Line, told: _Told) -> None:
    if part.part.on is None and part.part.event is None:
        return
    share = shown(part.share, Style.PERCENT)
    if part.lost and part.lost_on is not None:
        left = shown(part.share * (1 - part.released), Style.PERCENT)
        told.lost.append(
            say("on {day}: {share} of it was not payable by then", day=day_text(part.lost_on), share=left)
        )
    elif part.released < 1:
        told.waits.append(part_step(teller, part, line_scope(teller.view, line, move.book)).sentence)
    for name, on, portion in part.events:
        event = name if on is None else say("{fact} of {day}", fact=name, day=day_text(on))
        words = {"event": event, "portion": shown(portion, Style.PERCENT), "share": share}
        told.released.append(say("by {event}: {portion} of the {share} that waited", **words))
    if part.part.on is not None and isinstance(part.on, date) and part.released:
        told.released.append(say("on {day}: {share} of it", day=day_text(part.on), share=share))


def _carried(teller: Teller, effect: Capped, move: Move, line: Line, told: _Told) -> None:
    value = struck_state(teller.view, move.before).value
    if isinstance(value, Undefined) or isinstance(effect.kept, Undefined) or value == effect.kept:
        return
    end = day_text(end_of_year(teller.view, line.period))
    if effect.year_over:
        told.lost.append(say("on {day}: no room was left under the cap", day=end))
    else:
        told.waits.append(
            say(
                "room under the cap in a later period of {year}, otherwise lost on {day}",
                year=effect.span,
                day=end,
            )
        )


def _carried_minor(teller: Teller, valued: Valued) -> int:
    """What of the line as it stands is above a cap that carries it."""
    value = valued.state.value
    share = Fraction(1)
    for move in valued.moves:
        match move.effect:
            case Capped(year_over=False) as effect if effect.statement.excess is Excess.CARRIED:
                was = struck_state(teller.view, move.before).value
                if was and isinstance(was, Fraction) and isinstance(effect.kept, Fraction):
                    share *= effect.kept / was
            case _:
                pass
    if isinstance(value, Undefined):
        return 0
    return int(value) - strike(value * share, teller.view.plan.rounding)


def _drawing(valued: Valued) -> Drawing | None:
    for move in valued.moves:
        match move.effect:
            case Drawn(reason="") as effect if effect.statement.recovery is not None:
                name, settled = effect.statement.name, effect.recovered + effect.settled
                return Drawing(name, effect.advance, settled, effect.owed)
            case _:
                pass
    return None
