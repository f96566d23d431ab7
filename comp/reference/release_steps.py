"""Holds, parts and splits in words: what waits and until when, what was lost, and who gave or received."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from comp.reference.holds import at_close
from comp.reference.lines import Closing, Gave, Gift, Held, Move, PaidOut, PartState, Received
from comp.reference.saying import say
from comp.reference.scope import Scope
from comp.reference.told import Tells, exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Undefined
from comp.reference.wording import Style, called, dated, day_text, in_turn, listed, shown


def hold_step(teller: Tells, effect: Held, move: Move, scope: Scope) -> Step:
    """A hold: what is waited for and until when at the latest, or what became of it."""
    closes = tuple(close_step(teller, effect, closing, scope) for closing in effect.closings)
    if isinstance(effect.share, Undefined):
        sentence = say("the share that is held is not known: {reason}", reason=effect.share.reason)
    else:
        found = in_turn(close.sentence for close in closes)
        sentence = _what_became(effect) + (f" ({found})" if closes else "")
    if effect.next_close is None and not effect.released and effect.statement.share is not None:
        sentence += _ending(teller, move)
    return Step(StepKind.HOLD, "hold", sentence, _value(teller, move), closes, effect.statement.span)


def _what_became(effect: Held) -> str:
    """What of the line is held and until when, or what became of it; all of it where no share is said."""
    whole, share = effect.statement.share is None, shown(effect.share, Style.PERCENT)
    if effect.next_close is not None:
        until = _until(effect, effect.next_close)
        return (
            say("held until {day}", day=until)
            if whole
            else say("{share} of it held until {day}", share=share, day=until)
        )
    last = effect.closings[-1].period.name if effect.closings else ""
    if effect.released:
        return (
            say("released at the close of {period}", period=last)
            if whole
            else say("{share} of it released at the close of {period}", share=share, period=last)
        )
    return (
        say("lost at the close of {period}", period=last)
        if whole
        else say("{share} of it lost at the close of {period}", share=share, period=last)
    )


def _until(effect: Held, next_close: date) -> str:
    if next_close == effect.last_close:
        return say("{day}, otherwise lost on that day", day=day_text(next_close))
    return say(
        "{day} or a later close, otherwise lost on {last}",
        day=day_text(next_close), last=day_text(effect.last_close),
    )  # fmt: skip


def close_step(teller: Tells, effect: Held, closing: Closing, scope: Scope) -> Step:
    """What a hold found at a close."""
    told = teller.tell(effect.statement.until, at_close(scope, closing.period))
    found = told.text
    if isinstance(closing.fulfilled, Undefined):
        found = (
            say("{condition}, which releases it", condition=found)
            if effect.statement.blank_releases
            else say("{condition}, which does not release it", condition=found)
        )
    sentence = f"{closing.period.name}: {found}"
    return Step(StepKind.CLOSE, closing.period.name, sentence, exact(closing.fulfilled), told.steps)


def paid_out_step(teller: Tells, effect: PaidOut, move: Move, scope: Scope) -> Step:
    """The parts of a line and when each is payable."""
    span = effect.statement.span
    if isinstance(effect.parts, Undefined):
        unknown = say("the parts are not known: {reason}", reason=effect.parts.reason)
        return Step(StepKind.HOLD, "pay out", unknown, None, (), span)
    parts = tuple(part_step(teller, part, scope) for part in effect.parts)
    sentence = say("paid out in parts: {parts}", parts=in_turn(part.sentence for part in parts))
    if any(part.lost for part in effect.parts):
        sentence += _ending(teller, move)
    return Step(StepKind.HOLD, "pay out", sentence, _value(teller, move), parts, span)


def part_step(teller: Tells, part: PartState, scope: Scope) -> Step:
    """One part of a line: since when it is payable, or what it waits for and until when."""
    share = shown(part.share, Style.PERCENT)
    text = _when(part, share)
    if part.lost and part.lost_on:
        left, day = shown(1 - part.released, Style.PERCENT), day_text(part.lost_on)
        text = say("{part}, {share} of it lost on {day}", part=text, share=left, day=day)
    elif part.released < 1 and part.lost_on:
        text = say("{part}, otherwise lost on {day}", part=text, day=day_text(part.lost_on))
    steps = tuple(
        Step(StepKind.TERM, name, f"{dated(name, on)}: {shown(portion, Style.PERCENT)}", exact(portion))
        for name, on, portion in part.events
    )
    told = () if part.part.on is None else teller.tell(part.part.on, scope).steps
    return Step(StepKind.PART, share, text, part.released, (*steps, *told), part.part.span)


def _when(part: PartState, share: str) -> str:
    """A part's share, and since when it is payable, or what it waits for."""
    if part.part.event is not None:
        source = called(part.part.event.source)
        if not part.events:
            return say("{share} waits for a {source}", share=share, source=source)
        named = listed([dated(name, on) for name, on, _ in part.events])
        released = shown(part.released, Style.PERCENT)
        return say(
            "{share} by {source}: {events} released {released} of it",
            share=share, source=source, events=named, released=released,
        )  # fmt: skip
    if part.part.on is None:
        return say("{share} at once", share=share)
    if not isinstance(part.on, date):
        return say("{share} waits for a day that is still blank", share=share)
    if part.released:
        return say("{share} since {day}", share=share, day=day_text(part.on))
    return say("{share} payable from {day}", share=share, day=day_text(part.on))


def gave_step(teller: Tells, effect: Gave, move: Move) -> Step:
    """What a line gave away."""
    span = effect.statement.span
    if isinstance(effect.gifts, Undefined):
        unknown = say("what is given is not known: {reason}", reason=effect.gifts.reason)
        return Step(StepKind.SPLIT, "split", unknown, None, (), span)
    if not effect.gifts:
        nothing = say("nothing was given away")
        return Step(StepKind.SPLIT, "split", nothing, _value(teller, move), (), span, quiet=True)
    given = [
        say("{amount} to {payee}", amount=_given(teller, gift), payee=gift.payee) for gift in effect.gifts
    ]
    sentence = say("gave {gifts}", gifts=listed(given)) + _ending(teller, move)
    return Step(StepKind.SPLIT, "split", sentence, _value(teller, move), (), span)


def received_step(teller: Tells, effect: Received, move: Move) -> Step:
    """From whose line a line came."""
    giver, gift = effect.giver, effect.gift
    value = effect.of.value
    worth = value if isinstance(value, Undefined) else Amount(value, teller.view.currency)
    whole = "" if isinstance(worth, Undefined) else f": {shown(worth)}"
    sentence = say("{amount} given by {payee}", amount=_amount(teller, gift), payee=giver.payee)
    if gift.share is not None:
        share = shown(gift.share, Style.PERCENT)
        sentence = say("{gift}, {share} of their line", gift=sentence, share=share)
    told = Step(StepKind.TERM, giver.line_id, f"{giver.line_id}{whole}", exact(worth), others=True)
    return Step(StepKind.SPLIT, "split", sentence, _value(teller, move), (told,), effect.statement.span)


def _given(teller: Tells, gift: Gift) -> str:
    share = "" if gift.share is None else f" ({shown(gift.share, Style.PERCENT)})"
    return _amount(teller, gift) + share


def _amount(teller: Tells, gift: Gift) -> str:
    return shown(Amount(Fraction(gift.minor), teller.view.currency))


def _value(teller: Tells, move: Move) -> Amount | None:
    value = move.after.value
    return None if isinstance(value, Undefined) else Amount(value, teller.view.currency)


def _ending(teller: Tells, move: Move) -> str:
    return f" = {shown(_value(teller, move))}"
