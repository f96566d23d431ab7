"""Holds, parts and splits in words: what waits and until when, what was lost, and who gave or received."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from comp.reference.holds import at_close
from comp.reference.lines import Closing, Gave, Gift, Held, Move, PaidOut, PartState, Received
from comp.reference.scope import Scope
from comp.reference.told import Tells, exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Undefined
from comp.reference.wording import Style, called, day_text, listed, shown


def hold_step(teller: Tells, effect: Held, move: Move, scope: Scope) -> Step:
    """A hold: what is waited for and until when at the latest, or what became of it."""
    closes = tuple(close_step(teller, effect, closing, scope) for closing in effect.closings)
    found = "; ".join(close.sentence for close in closes)
    last = effect.closings[-1].period.name if effect.closings else ""
    of = "" if effect.statement.share is None else f"{shown(effect.share, Style.PERCENT)} of it "
    if isinstance(effect.share, Undefined):
        sentence = f"the share that is held is not known: {effect.share.reason}"
    elif effect.next_close is not None:
        sentence = f"{of}held until {_until(effect, effect.next_close)}" + (f" ({found})" if closes else "")
    elif effect.released:
        sentence = f"{of}released at the close of {last} ({found})"
    else:
        sentence = f"{of}lost at the close of {last} ({found})"
        if effect.statement.share is not None:
            sentence += _ending(teller, move)
    return Step(StepKind.HOLD, "hold", sentence, _value(teller, move), closes, effect.statement.span)


def _until(effect: Held, next_close: date) -> str:
    if next_close == effect.last_close:
        return f"{day_text(next_close)}, otherwise lost on that day"
    return f"{day_text(next_close)} or a later close, otherwise lost on {day_text(effect.last_close)}"


def close_step(teller: Tells, effect: Held, closing: Closing, scope: Scope) -> Step:
    """What a hold found at a close."""
    told = teller.tell(effect.statement.until, at_close(scope, closing.period))
    unknown = "releases" if effect.statement.blank_releases else "does not release"
    word = f", which {unknown} it" if isinstance(closing.fulfilled, Undefined) else ""
    sentence = f"{closing.period.name}: {told.text}{word}"
    return Step(StepKind.CLOSE, closing.period.name, sentence, exact(closing.fulfilled), told.steps)


def paid_out_step(teller: Tells, effect: PaidOut, move: Move, scope: Scope) -> Step:
    """The parts of a line and when each is payable."""
    span = effect.statement.span
    if isinstance(effect.parts, Undefined):
        return Step(
            StepKind.HOLD, "pay out", f"the parts are not known: {effect.parts.reason}", None, (), span
        )
    parts = tuple(part_step(teller, part, scope) for part in effect.parts)
    sentence = f"paid out in parts: {'; '.join(part.sentence for part in parts)}"
    if any(part.lost for part in effect.parts):
        sentence += _ending(teller, move)
    return Step(StepKind.HOLD, "pay out", sentence, _value(teller, move), parts, span)


def part_step(teller: Tells, part: PartState, scope: Scope) -> Step:
    """One part of a line: since when it is payable, or what it waits for and until when."""
    share = shown(part.share, Style.PERCENT)
    when = _when(part)
    lost = ""
    if part.lost and part.lost_on:
        lost = f", {shown(1 - part.released, Style.PERCENT)} of it lost on {day_text(part.lost_on)}"
    elif part.released < 1 and part.lost_on:
        lost = f", otherwise lost on {day_text(part.lost_on)}"
    steps = tuple(
        Step(StepKind.TERM, name, f"{name}{_on(on)}: {shown(portion, Style.PERCENT)}", exact(portion))
        for name, on, portion in part.events
    )
    told = () if part.part.on is None else teller.tell(part.part.on, scope).steps
    return Step(StepKind.PART, share, f"{share} {when}{lost}", part.released, (*steps, *told), part.part.span)


def _when(part: PartState) -> str:
    """Since when a part is payable, or what it waits for."""
    if part.part.event is not None:
        source = called(part.part.event.source)
        if not part.events:
            return f"waits for a {source}"
        named = listed([f"{name}{_on(on)}" for name, on, _ in part.events])
        released = shown(part.released, Style.PERCENT)
        return f"by {source}: {named} released {released} of it"
    if part.part.on is None:
        return "at once"
    if not isinstance(part.on, date):
        return "waits for a day that is still blank"
    return f"{'since' if part.released else 'payable from'} {day_text(part.on)}"


def gave_step(teller: Tells, effect: Gave, move: Move) -> Step:
    """What a line gave away."""
    span = effect.statement.span
    if isinstance(effect.gifts, Undefined):
        return Step(
            StepKind.SPLIT, "split", f"what is given is not known: {effect.gifts.reason}", None, (), span
        )
    if not effect.gifts:
        return Step(StepKind.SPLIT, "split", "nothing was given away", _value(teller, move), (), span)
    given = listed([f"{_amount(teller, gift)}{_share(gift)} to {gift.payee}" for gift in effect.gifts])
    sentence = f"gave {given}{_ending(teller, move)}"
    return Step(StepKind.SPLIT, "split", sentence, _value(teller, move), (), span)


def received_step(teller: Tells, effect: Received, move: Move) -> Step:
    """From whose line a line came."""
    giver, gift = effect.giver, effect.gift
    value = effect.of.value
    worth = value if isinstance(value, Undefined) else Amount(value, teller.view.currency)
    whole = "" if isinstance(worth, Undefined) else f": {shown(worth)}"
    share = f", {shown(gift.share, Style.PERCENT)} of their line" if gift.share is not None else ""
    sentence = f"{_amount(teller, gift)} given by {giver.payee}{share}"
    told = Step(StepKind.TERM, giver.line_id, f"{giver.line_id}{whole}", exact(worth), others=True)
    return Step(StepKind.SPLIT, "split", sentence, _value(teller, move), (told,), effect.statement.span)


def _share(gift: Gift) -> str:
    return "" if gift.share is None else f" ({shown(gift.share, Style.PERCENT)})"


def _amount(teller: Tells, gift: Gift) -> str:
    return shown(Amount(Fraction(gift.minor), teller.view.currency))


def _on(on: date | None) -> str:
    return f" of {day_text(on)}" if on else ""


def _value(teller: Tells, move: Move) -> Amount | None:
    value = move.after.value
    return None if isinstance(value, Undefined) else Amount(value, teller.view.currency)


def _ending(teller: Tells, move: Move) -> str:
    return f" = {shown(_value(teller, move))}"
