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
from comp.reference.telling import Teller
from comp.reference.told import exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Undefined
from comp.reference.wording import Style, day_text, shown


def line_step(teller: Teller, valued: Valued) -> Step:
    """The whole line: its unit, each statement that moved it, the rounding, and what is payable."""
    unit = unit_step(teller, valued.line)
    steps = list(_all_steps(teller, valued))
    amount = (
        None
        if isinstance(valued.state.value, Undefined)
        else Amount(valued.state.value, teller.view.currency)
    )
    sentence = _sentence(teller, valued, unit, steps)
    return Step(StepKind.LINE, valued.line.line_id, sentence, amount, (unit, *steps), valued.line.span)


def unit_step(teller: Teller, line: Line) -> Step:
    """What the line is for: a credit of a fact, or a period."""
    if line.credit is None:
        days = len(teller.view.members.days(line.giver or line.payee, line.unit))
        whole = line.unit.days
        of_days = "" if days == whole else f" ({days} of {whole} days in the plan)"
        return Step(StepKind.PERIOD, line.unit.name, f"{line.unit.name}{of_days}", line.born_on)
    return credit_step(teller, line.credit)


def credit_step(teller: Teller, credit: OwnCredit) -> Step:
    """A credit in words: how much of which fact, through whom, at which rate, less what was taken back."""
    of = credit.of
    sentence = f"{shown(credit.value)} of {of.fact} ({_dated_word(teller, credit)} {day_text(of.on)})"
    if of.through is not None:
        sentence += f", as manager of {of.through},"
    steps = [*_credit_sources(teller, credit)]
    steps.extend(step for loss in credit.losses for step in loss_steps(loss))
    if isinstance(credit.value, Undefined):
        sentence = f"{of.fact} ({day_text(of.on)}) has no value: {credit.value.reason}"
    return Step(
        StepKind.CREDIT, f"{of.credit} {of.fact}#{of.part}", sentence, exact(credit.value), tuple(steps)
    )


def _credit_sources(teller: Teller, credit: OwnCredit) -> Iterator[Step]:
    of = credit.of
    share = shown(of.share, Style.PERCENT)
    source = f"what {of.through} is credited" if of.through is not None else f"{of.source} {of.fact}"
    yield Step(StepKind.TERM, "share", f"{share} of {source}: {shown(of.amount)}", of.share)
    if isinstance(of.amount, Amount) and of.amount.currency != teller.view.currency:
        on = teller.view.own.rate_day(of)
        rate = teller.view.facts.rate(of.amount.currency, teller.view.currency, on)
        sentence = (
            f"{shown(of.amount)} at the rate {shown(rate)} of {day_text(on)}: {shown(credit.converted)}"
        )
        yield Step(StepKind.TERM, "rate", sentence, exact(credit.converted))


def _dated_word(teller: Teller, credit: OwnCredit) -> str:
    """The word of a fact's date: a deal is booked where its credit is dated by `booked_on`."""
    on = teller.view.program.credits[credit.of.credit].on
    match on:
        case Column(name=name) if name.endswith("_on"):
            return name.removesuffix("_on").replace("_", " ")
        case _:
            return "dated"


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


def _sentence(teller: Teller, valued: Valued, unit: Step, steps: list[Step]) -> str:
    """The line in one sentence, and what of it is payable where that differs."""
    state = valued.state
    if isinstance(state.value, Undefined):
        return f"{unit.sentence.removesuffix(',')} has no amount: {state.value.reason}."
    story = "; ".join(_told(unit, steps))
    if state.released == 1 or not state.value:
        return f"{story}."
    earned, payable = state.value, Fraction(payable_minor(teller.view, state) or 0)
    amounts = [shown(Amount(minor, teller.view.currency)) for minor in (earned, payable)]
    return f"{story}. Earned {amounts[0]}, payable {amounts[1]} so far."


def _told(unit: Step, steps: list[Step]) -> Iterator[str]:
    """The parts of the line's sentence: what moved it, without what left it as it was."""
    quiet = {id(step) for step in steps if _quiet(step)}
    first, *more = [step.sentence for step in steps if id(step) not in quiet] or [""]
    moved = first.startswith(("took ", "left ", "times "))
    unit_text = unit.sentence if moved else unit.sentence.removesuffix(",")
    yield f"{unit_text}{' ' if moved else ': '}{first}"
    yield from more


def _quiet(step: Step) -> bool:
    """Whether a statement left the line as it was."""
    match step.kind:
        case StepKind.CLAW_BACK:
            return not step.inputs
        case StepKind.CAP | StepKind.FLOOR:
            return step.sentence.startswith("within")
        case StepKind.SPLIT:
            return step.sentence.startswith("nothing")
        case _:
            return False
