"""The explanation of a line: what it was paid for, and what every statement did to it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from comp.language.core import Column
from comp.reference.credited import OwnCredit
from comp.reference.lines import (
    Capped,
    Floored,
    Gave,
    Held,
    Line,
    Move,
    PaidOut,
    Valued,
    payable_minor,
    struck_state,
)
from comp.reference.move_steps import loss_steps, move_step, rounding_steps
from comp.reference.saying import say
from comp.reference.telling import Teller
from comp.reference.told import exact
from comp.reference.trace import Joint, Step, StepKind
from comp.reference.values import Amount, Undefined
from comp.reference.wording import Style, day_text, in_turn, shown


def line_step(teller: Teller, valued: Valued) -> Step:
    """The whole line: its unit, each statement that moved it, the rounding, and what is payable."""
    unit = unit_step(teller, valued.line)
    steps = list(_all_steps(teller, valued))
    amount = (
        None
        if isinstance(valued.state.value, Undefined)
        else Amount(valued.state.value, teller.view.currency)
    )
    story = in_turn(_told(unit, steps))
    sentence = _sentence(teller, valued, unit, story)
    line = valued.line
    return Step(StepKind.LINE, line.line_id, sentence, amount, (unit, *steps), line.span, quoted=story)


def unit_step(teller: Teller, line: Line) -> Step:
    """What the line is for: a credit of a fact, or a period."""
    if line.credit is None:
        days = len(teller.view.members.days(line.giver or line.payee, line.unit))
        whole = line.unit.days
        name = line.unit.name
        text = (
            name
            if days == whole
            else say("{period} ({days} of {whole} days in the plan)", period=name, days=days, whole=whole)
        )
        return Step(StepKind.PERIOD, name, text, line.born_on, quoted=text)
    return credit_step(teller, line.credit)


def credit_step(teller: Teller, credit: OwnCredit) -> Step:
    """A credit in words: how much of which fact, through whom, at which rate, less what was taken back."""
    of = credit.of
    text = _credit_text(teller, credit)
    sentence = text
    if of.through is not None:
        text = say("{credit}, as manager of {payee}", credit=text, payee=of.through)
        sentence = say("{credit},", credit=text)
    steps = [*_credit_sources(teller, credit)]
    steps.extend(step for loss in credit.losses for step in loss_steps(loss))
    if isinstance(credit.value, Undefined):
        text = sentence = say(
            "{fact} ({day}) has no value: {reason}",
            fact=of.fact,
            day=day_text(of.on),
            reason=credit.value.reason,
        )
    name = f"{of.credit} {of.fact}#{of.part}"
    return Step(StepKind.CREDIT, name, sentence, exact(credit.value), tuple(steps), quoted=text)


def _credit_text(teller: Teller, credit: OwnCredit) -> str:
    """A credit's value, its fact and its day."""
    fact, day, value = credit.of.fact, day_text(credit.of.on), shown(credit.value)
    word = _dated_word(teller, credit)
    if word is None:
        return say("{value} of {fact} (dated {day})", value=value, fact=fact, day=day)
    return say("{value} of {fact} ({dated} {day})", value=value, fact=fact, dated=word, day=day)


def _credit_sources(teller: Teller, credit: OwnCredit) -> Iterator[Step]:
    of = credit.of
    share = shown(of.share, Style.PERCENT)
    amount = shown(of.amount)
    if of.through is None:
        text = say(
            "{share} of {source}: {amount}", share=share, source=f"{of.source} {of.fact}", amount=amount
        )
    else:
        text = say(
            "{share} of what {payee} is credited: {amount}", share=share, payee=of.through, amount=amount
        )
    yield Step(StepKind.TERM, "share", text, of.share)
    if isinstance(of.amount, Amount) and of.amount.currency != teller.view.currency:
        on = teller.view.own.rate_day(of)
        rate = teller.view.facts.rate(of.amount.currency, teller.view.currency, on)
        sentence = say(
            "{amount} at the rate {rate} of {day}: {converted}",
            amount=amount, rate=shown(rate), day=day_text(on), converted=shown(credit.converted),
        )  # fmt: skip
        yield Step(StepKind.TERM, "rate", sentence, exact(credit.converted))


def _dated_word(teller: Teller, credit: OwnCredit) -> str | None:
    """The word of a fact's date, if it has one: a deal is booked where its credit is dated by `booked_on`."""
    on = teller.view.program.credits[credit.of.credit].on
    match on:
        case Column(name=name) if name.endswith("_on"):
            return name.removesuffix("_on").replace("_", " ")
        case _:
            return None


def _all_steps(teller: Teller, valued: Valued) -> Iterator[Step]:
    """What each statement did, and each rounding between two of them."""
    left = valued.moves[0].before
    for number, move in enumerate(valued.moves):
        if number:
            yield from rounding_steps(teller, left, move.before)
        yield from _move_steps(teller, valued.line, move)
        left = move.after
    yield from rounding_steps(teller, left, valued.state)


def _move_steps(teller: Teller, line: Line, move: Move) -> Iterator[Step]:
    match move.effect:
        case Capped() | Floored() | Held() | PaidOut() | Gave() if not move.before.struck:
            yield from rounding_steps(teller, move.before, struck_state(teller.view, move.before))
        case _:
            pass
    yield move_step(teller, line, move)


def _sentence(teller: Teller, valued: Valued, unit: Step, story: str) -> str:
    """The line in one sentence, and what of it is payable where that differs."""
    state = valued.state
    if isinstance(state.value, Undefined):
        return say("{line} has no amount: {reason}.", line=unit.quoted, reason=state.value.reason)
    if state.released == 1 or not state.value:
        return say("{story}.", story=story)
    earned, payable = state.value, Fraction(payable_minor(teller.view, state) or 0)
    amounts = [shown(Amount(minor, teller.view.currency)) for minor in (earned, payable)]
    return say(
        "{story}. Earned {earned}, payable {payable} so far.",
        story=story, earned=amounts[0], payable=amounts[1],
    )  # fmt: skip


def _told(unit: Step, steps: list[Step]) -> Iterator[str]:
    """The parts of the line's sentence: what moved it, without what left it as it was."""
    moving = [step for step in steps if not step.quiet]
    if not moving:
        yield f"{unit.quoted}: "
        return
    first, *more = moving
    match first.joint:
        case Joint.MOVED:
            yield say("{unit} {moved}", unit=unit.sentence, moved=first.sentence)
        case Joint.TIMES:
            yield say("{unit} {multiplied}", unit=unit.sentence, multiplied=first.sentence)
        case Joint.APART:
            yield f"{unit.quoted}: {first.sentence}"
    yield from (step.sentence for step in more)
