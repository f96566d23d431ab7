"""Caps, floors and draws in words: what was left under a bound, what was lifted, what is owed."""

from __future__ import annotations

from fractions import Fraction

from comp.language.core import Cap, CapSpan, Draw, Excess, RecoveredFrom
from comp.reference.bounds import end_of_year
from comp.reference.lines import Capped, Drawn, Floored, Line, Move, line_scope, struck_state
from comp.reference.scope import Scope
from comp.reference.told import Tells, exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Undefined
from comp.reference.wording import called, day_text, listed, shown


def cap_step(teller: Tells, effect: Capped, line: Line, move: Move) -> Step:
    """A cap: what came before the line in its span, what was left, and what became of the excess."""
    cap, per = effect.statement, effect.statement.per.value
    if isinstance(effect.at, Undefined):
        return Step(StepKind.CAP, per, f"the cap is not known: {effect.at.reason}", None, (), cap.span)
    at = Amount(Fraction(effect.at), teller.view.currency)
    value = struck_state(teller.view, move.before).value
    if (
        isinstance(effect.kept, Undefined)
        or isinstance(effect.before, Undefined)
        or isinstance(value, Undefined)
    ):
        reasons = [each.reason for each in (value, effect.before, effect.kept) if isinstance(each, Undefined)]
        return Step(StepKind.CAP, per, reasons[0], None, (), cap.span)
    bound = f"the cap of {shown(at)} {_per(cap)}"
    before = _before(teller, effect, effect.before, effect.at)
    if effect.kept == value:
        sentence = f"within {bound}{before}"
    elif cap.excess is Excess.CARRIED:
        sentence = f"{bound}{before}, so {_carried(teller, effect, line, value - effect.kept)}"
    elif cap.alike:
        sentence = f"{bound}, taken from all lines of {effect.span} alike{_ending(teller, move)}"
    else:
        over = "is lost" if value > effect.kept else "comes back"
        gone = _money(teller, abs(value - effect.kept))
        sentence = f"{bound}{before}, so {gone} {over}{_ending(teller, move)}"
    return Step(StepKind.CAP, per, sentence, at, (), cap.span)


def _per(cap: Cap) -> str:
    if cap.per is CapSpan.VALUE:
        return "for what has the same value"
    return "for the whole plan" if cap.per is CapSpan.PLAN else f"per {cap.per.value}"


def _before(teller: Tells, effect: Capped, before: Fraction, at: int) -> str:
    """What the span's earlier lines came to, and what they left; nothing for a cap on each line alone."""
    if effect.statement.per is CapSpan.LINE or effect.statement.alike:
        return ""
    if effect.statement.excess is Excess.CARRIED:
        return f": the lines of {effect.span} before this one came to {_money(teller, before)}"
    left = _money(teller, max(at - before, Fraction(0)))
    if before == 0:
        return f": no line of {effect.span} came before this one"
    return f": the lines of {effect.span} before this one came to {_money(teller, before)} and left {left}"


def _carried(teller: Tells, effect: Capped, line: Line, waiting: Fraction) -> str:
    """What waits for room in a later period, or found none in the year."""
    end = end_of_year(teller.view, line.period)
    if effect.year_over:
        return f"{_money(teller, waiting)} found no room by {day_text(end)} and is lost"
    return (
        f"{_money(teller, waiting)} waits for room in a later period of {effect.span} "
        f"and is lost if there is none by {day_text(end)}"
    )


def floor_step(teller: Tells, effect: Floored, move: Move) -> Step:
    """A floor: what it lifted the line to."""
    floor = effect.statement
    if isinstance(effect.at, Undefined):
        return Step(
            StepKind.FLOOR, "floor", f"the floor is not known: {effect.at.reason}", None, (), floor.span
        )
    at = Amount(Fraction(effect.at), teller.view.currency)
    value = struck_state(teller.view, move.before).value
    bound = f"the floor of {shown(at)} per line"
    if value == move.after.value or isinstance(value, Undefined):
        return Step(StepKind.FLOOR, "floor", f"within {bound}", at, (), floor.span)
    word = "lifts it from" if value > 0 else "lowers it, as its sale was lifted, from"
    sentence = f"{bound} {word} {_money(teller, value)}{_ending(teller, move)}"
    return Step(StepKind.FLOOR, "floor", sentence, at, (), floor.span)


def draw_step(teller: Tells, line: Line, effect: Drawn, move: Move) -> Step:
    """A draw or guarantee in one period: what was advanced, taken back, and is still owed."""
    draw = effect.statement
    if effect.reason:
        return Step(StepKind.DRAW, draw.name, f"not known: {effect.reason}", None, (), draw.span)
    scope = line_scope(teller.view, line, move.book)
    pays = f"{listed([called(pay) for pay in draw.against])} came to {_money(teller, effect.pays)}"
    if draw.recovery is None:
        sentence = _guarantee(teller, effect, pays)
    else:
        sentence = "; ".join([_advance(teller, effect, pays), *_owed(teller, draw, effect)])
    sentence += _ending(teller, move)
    steps = _conditions(teller, draw, scope)
    value = (
        None if isinstance(move.after.value, Undefined) else Amount(move.after.value, teller.view.currency)
    )
    return Step(StepKind.DRAW, draw.name, sentence, value, steps, draw.span)


def _guarantee(teller: Tells, effect: Drawn, pays: str) -> str:
    if not effect.applies:
        return f"{pays}; the guarantee's condition is not fulfilled"
    if not effect.advance:
        return f"{pays}, not less than the guarantee of {_money(teller, effect.limit)}"
    gap = _money(teller, effect.advance)
    return f"{pays}, {gap} less than the guarantee of {_money(teller, effect.limit)}, which is granted"


def _advance(teller: Tells, effect: Drawn, pays: str) -> str:
    limit = _money(teller, effect.limit)
    if not effect.applies:
        return f"{pays}; no draw in this period"
    if effect.statement.whole:
        return f"{pays}; the draw of {limit} is advanced"
    if effect.advance:
        gap = _money(teller, effect.advance)
        return f"{pays}, {gap} less than the draw of {limit}, which is advanced"
    return f"{pays}, not less than the draw of {limit}"


def _owed(teller: Tells, draw: Draw, effect: Drawn) -> list[str]:
    """What was taken back, what happened to the rest at the payee's end, and what is owed now."""
    told: list[str] = []
    if effect.recovered:
        of = (
            "what exceeds the draw"
            if draw.recovery and draw.recovery.of is RecoveredFrom.EXCESS
            else "the pay"
        )
        before = _money(teller, effect.owed_before + effect.advance)
        told.append(f"{_money(teller, effect.recovered)} of the {before} owed is taken back from {of}")
    if effect.settled:
        forgiven = draw.recovery is not None and draw.recovery.forgiven
        word = "is forgiven at the end" if forgiven else "is due at the end and taken off"
        told.append(f"the {_money(teller, effect.settled)} still owed {word}")
    told.append(f"owed after this period {_money(teller, effect.owed)}")
    return told


def _conditions(teller: Tells, draw: Draw, scope: Scope) -> tuple[Step, ...]:
    """How the draw's amount and its condition came about."""
    steps = list(teller.tell(draw.at, scope).steps)
    if draw.where is not None:
        told = teller.tell(draw.where, scope)
        steps.append(Step(StepKind.TERM, "when", told.text, None, told.steps))
    return tuple(steps)


def _ending(teller: Tells, move: Move) -> str:
    value = move.after.value
    amount = None if isinstance(value, Undefined) else exact(Amount(value, teller.view.currency))
    return f" = {shown(amount)}"


def _money(teller: Tells, minor: int | Fraction) -> str:
    return shown(Amount(Fraction(minor), teller.view.currency))
