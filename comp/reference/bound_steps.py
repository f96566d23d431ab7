"""Caps, floors and draws in words: what was left under a bound, what was lifted, what is owed."""

from __future__ import annotations

from fractions import Fraction

from comp.language.core import CapSpan, Draw, Excess, RecoveredFrom
from comp.reference.bounds import end_of_year
from comp.reference.lines import Capped, Drawn, Floored, Line, Move, line_scope, struck_state
from comp.reference.saying import say, template
from comp.reference.scope import Scope
from comp.reference.told import Tells, exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Undefined
from comp.reference.wording import called, day_text, in_turn, listed, shown

_CAP = {
    CapSpan.LINE: template("the cap of {amount} per line"),
    CapSpan.PERFORMANCE_PERIOD: template("the cap of {amount} per performance period"),
    CapSpan.YEAR: template("the cap of {amount} per year"),
    CapSpan.PLAN: template("the cap of {amount} for the whole plan"),
    CapSpan.VALUE: template("the cap of {amount} for what has the same value"),
}
_RECOVERED = template("{amount} of the {owed} owed is taken back from the pay")
_RECOVERED_OF_EXCESS = template("{amount} of the {owed} owed is taken back from what exceeds the draw")
_FORGIVEN = template("the {amount} still owed is forgiven at the end")
_DUE = template("the {amount} still owed is due at the end and taken off")


def cap_step(teller: Tells, effect: Capped, line: Line, move: Move) -> Step:
    """A cap: what came before the line in its span, what was left, and what became of the excess."""
    cap, per = effect.statement, effect.statement.per.value
    if isinstance(effect.at, Undefined):
        unknown = say("the cap is not known: {reason}", reason=effect.at.reason)
        return Step(StepKind.CAP, per, unknown, None, (), cap.span)
    at = Amount(Fraction(effect.at), teller.view.currency)
    value = struck_state(teller.view, move.before).value
    if (
        isinstance(effect.kept, Undefined)
        or isinstance(effect.before, Undefined)
        or isinstance(value, Undefined)
    ):
        reasons = [each.reason for each in (value, effect.before, effect.kept) if isinstance(each, Undefined)]
        return Step(StepKind.CAP, per, reasons[0], None, (), cap.span)
    bound = say(_CAP[cap.per], amount=shown(at))
    before = _before(teller, effect, effect.before, effect.at)
    within = effect.kept == value
    if within:
        sentence = say("within {bound}", bound=bound) + before
    elif cap.excess is Excess.CARRIED:
        carried = _carried(teller, effect, line, value - effect.kept)
        sentence = say("{bound}, so {carried}", bound=bound + before, carried=carried)
    elif cap.alike:
        alike = say("{bound}, taken from all lines of {span} alike", bound=bound, span=_span(effect))
        sentence = alike + _ending(teller, move)
    else:
        gone = _money(teller, abs(value - effect.kept))
        sentence = (
            say("{bound}, so {amount} is lost", bound=bound + before, amount=gone)
            if value > effect.kept
            else say("{bound}, so {amount} comes back", bound=bound + before, amount=gone)
        ) + _ending(teller, move)
    return Step(StepKind.CAP, per, sentence, at, (), cap.span, quiet=within)


def _before(teller: Tells, effect: Capped, before: Fraction, at: int) -> str:
    """What the span's earlier lines came to, and what they left; nothing for a cap on each line alone."""
    if effect.statement.per is CapSpan.LINE or effect.statement.alike:
        return ""
    if effect.statement.excess is Excess.CARRIED:
        text = say(
            "the lines of {span} before this one came to {amount}",
            span=_span(effect), amount=_money(teller, before),
        )  # fmt: skip
    elif before == 0:
        text = say("no line of {span} came before this one", span=_span(effect))
    else:
        text = say(
            "the lines of {span} before this one came to {amount} and left {left}",
            span=_span(effect),
            amount=_money(teller, before),
            left=_money(teller, max(at - before, Fraction(0))),
        )
    return f": {text}"


def _span(effect: Capped) -> str:
    """What the lines under a cap have in common."""
    return effect.span or say("blank")


def _carried(teller: Tells, effect: Capped, line: Line, waiting: Fraction) -> str:
    """What waits for room in a later period, or found none in the year."""
    end = end_of_year(teller.view, line.period)
    if effect.year_over:
        return say(
            "{amount} found no room by {day} and is lost", amount=_money(teller, waiting), day=day_text(end)
        )
    return say(
        "{amount} waits for room in a later period of {span} and is lost if there is none by {day}",
        amount=_money(teller, waiting),
        span=_span(effect),
        day=day_text(end),
    )


def floor_step(teller: Tells, effect: Floored, move: Move) -> Step:
    """A floor: what it lifted the line to."""
    floor = effect.statement
    if isinstance(effect.at, Undefined):
        unknown = say("the floor is not known: {reason}", reason=effect.at.reason)
        return Step(StepKind.FLOOR, "floor", unknown, None, (), floor.span)
    at = Amount(Fraction(effect.at), teller.view.currency)
    value = struck_state(teller.view, move.before).value
    bound = say("the floor of {amount} per line", amount=shown(at))
    if value == move.after.value or isinstance(value, Undefined):
        sentence = say("within {bound}", bound=bound)
        return Step(StepKind.FLOOR, "floor", sentence, at, (), floor.span, quiet=True)
    amount = _money(teller, value)
    text = (
        say("{bound} lifts it from {amount}", bound=bound, amount=amount)
        if value > 0
        else say("{bound} lowers it, as its sale was lifted, from {amount}", bound=bound, amount=amount)
    )
    return Step(StepKind.FLOOR, "floor", text + _ending(teller, move), at, (), floor.span)


def draw_step(teller: Tells, line: Line, effect: Drawn, move: Move) -> Step:
    """A draw or guarantee in one period: what was advanced, taken back, and is still owed."""
    draw = effect.statement
    if effect.reason:
        unknown = say("not known: {reason}", reason=Undefined(effect.reason).reason)
        return Step(StepKind.DRAW, draw.name, unknown, None, (), draw.span)
    scope = line_scope(teller.view, line, move.book)
    names = listed([called(pay) for pay in draw.against])
    pays = say("{pays} came to {amount}", pays=names, amount=_money(teller, effect.pays))
    if draw.recovery is None:
        sentence = _guarantee(teller, effect, pays)
    else:
        sentence = in_turn([_advance(teller, effect, pays), *_owed(teller, draw, effect)])
    sentence += _ending(teller, move)
    steps = _conditions(teller, draw, scope)
    value = (
        None if isinstance(move.after.value, Undefined) else Amount(move.after.value, teller.view.currency)
    )
    return Step(StepKind.DRAW, draw.name, sentence, value, steps, draw.span)


def _guarantee(teller: Tells, effect: Drawn, pays: str) -> str:
    if not effect.applies:
        return in_turn([pays, say("the guarantee's condition is not fulfilled")])
    limit = _money(teller, effect.limit)
    if not effect.advance:
        return say("{pays}, not less than the guarantee of {limit}", pays=pays, limit=limit)
    gap = _money(teller, effect.advance)
    return say(
        "{pays}, {gap} less than the guarantee of {limit}, which is granted", pays=pays, gap=gap, limit=limit
    )


def _advance(teller: Tells, effect: Drawn, pays: str) -> str:
    limit = _money(teller, effect.limit)
    if not effect.applies:
        return in_turn([pays, say("no draw in this period")])
    if effect.statement.whole:
        return in_turn([pays, say("the draw of {limit} is advanced", limit=limit)])
    if effect.advance:
        gap = _money(teller, effect.advance)
        return say(
            "{pays}, {gap} less than the draw of {limit}, which is advanced", pays=pays, gap=gap, limit=limit
        )
    return say("{pays}, not less than the draw of {limit}", pays=pays, limit=limit)


def _owed(teller: Tells, draw: Draw, effect: Drawn) -> list[str]:
    """What was taken back, what happened to the rest at the payee's end, and what is owed now."""
    told: list[str] = []
    if effect.recovered:
        of_excess = draw.recovery is not None and draw.recovery.of is RecoveredFrom.EXCESS
        before = _money(teller, effect.owed_before + effect.advance)
        recovered = _money(teller, effect.recovered)
        told.append(say(_RECOVERED_OF_EXCESS if of_excess else _RECOVERED, amount=recovered, owed=before))
    if effect.settled:
        forgiven = draw.recovery is not None and draw.recovery.forgiven
        told.append(say(_FORGIVEN if forgiven else _DUE, amount=_money(teller, effect.settled)))
    told.append(say("owed after this period {amount}", amount=_money(teller, effect.owed)))
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
