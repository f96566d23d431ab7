"""The explanation of a line: what it was paid for, and what every statement did to it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from comp.language.core import (
    Arithmetic,
    Column,
    CreditValue,
    Expr,
    Literal,
    MeasureValue,
    Operator,
    Pay,
    Shape,
    TableValue,
)
from comp.language.money import digits
from comp.reference.credited import Loss, OwnCredit
from comp.reference.lines import (
    Capped,
    ClawedBack,
    Closing,
    Held,
    Line,
    Move,
    Multiplied,
    Paid,
    State,
    Valued,
    at_close,
    line_scope,
    struck_state,
)
from comp.reference.mentions import nodes
from comp.reference.scope import Scope
from comp.reference.telling import Teller, Told, exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Undefined
from comp.reference.wording import Style, called, day_text, listed, shown


def line_step(teller: Teller, valued: Valued) -> Step:
    """The whole line: its unit, each statement that moved it, the rounding, and what is payable."""
    unit = unit_step(teller, valued.line)
    steps = [step for move in valued.moves for step in _move_steps(teller, valued.line, move)]
    if valued.moves and not valued.moves[-1].after.struck:
        steps.extend(_rounding(teller, valued.moves[-1].after, valued.state))
    amount = _amount(teller, valued.state)
    sentence = _sentence(teller, valued, unit, steps)
    return Step(StepKind.LINE, valued.line.line_id, sentence, amount, (unit, *steps), valued.line.pay.span)


def unit_step(teller: Teller, line: Line) -> Step:
    """What the line is for: a credit of a fact, or a performance period."""
    if line.credit is None:
        days = len(teller.view.members.days(line.payee, line.period))
        of_days = "" if days == line.period.days else f" ({days} of {line.period.days} days in the plan)"
        return Step(StepKind.PERIOD, line.period.name, f"{line.period.name}{of_days}", line.born_on)
    return credit_step(teller, line.credit)


def credit_step(teller: Teller, credit: OwnCredit) -> Step:
    """A credit in words: how much of which fact, through whom, at which rate, less what was taken back."""
    of = credit.of
    sentence = f"{shown(credit.value)} of {of.fact} ({_dated_word(teller, credit)} {day_text(of.on)})"
    if of.through is not None:
        sentence += f", as manager of {of.through},"
    steps = [*_credit_sources(teller, credit)]
    steps.extend(step for loss in credit.losses for step in _loss_steps(loss))
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
        rate = teller.view.facts.rate(of.amount.currency, teller.view.currency, of.on)
        sentence = (
            f"{shown(of.amount)} at the rate {shown(rate)} of {day_text(of.on)}: {shown(credit.converted)}"
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


def _move_steps(teller: Teller, line: Line, move: Move) -> Iterator[Step]:
    match move.effect:
        case Capped() | Held() if not move.before.struck:
            struck = _struck_before(teller, move)
            yield from _rounding(teller, move.before, struck)
        case _:
            pass
    yield move_step(teller, line, move)


def move_step(teller: Teller, line: Line, move: Move) -> Step:
    """What one statement did to a line."""
    scope = line_scope(teller.view, line)
    match move.effect:
        case Paid(statement=pay):
            return _pay(teller, line, pay, move, scope)
        case Multiplied() as effect:
            return _factor(teller, effect, move, scope)
        case ClawedBack() as effect:
            return _claw_back(teller, effect, move)
        case Capped() as effect:
            return _cap(teller, effect, move)
        case Held() as effect:
            return _hold(teller, effect, move, scope)


def _pay(teller: Teller, line: Line, pay: Pay, move: Move, scope: Scope) -> Step:
    told = teller.tell(pay.value, scope)
    text = _pay_text(teller, line, pay, told, scope)
    ending = "" if isinstance(move.after.value, Undefined) else f" = {_shown(teller, move.after)}"
    return Step(StepKind.PAY, pay.name, text + ending, _amount(teller, move.after), told.steps, pay.span)


def _pay_text(teller: Teller, line: Line, pay: Pay, told: Told, scope: Scope) -> str:
    """How a credit moved its counter, or what it was multiplied by; else the expression as it stands."""
    table = marginal_table(teller, pay.value)
    factor = _factor_of_credit(pay.value)
    steps = [step for step in told.steps if step.kind is StepKind.TABLE and step.name == table]
    if line.credit is not None and table is not None and steps:
        stretch = _stretch(teller, steps[0], table, scope)
        return stretch if isinstance(factor, TableValue) else f"{stretch}; {told.text}"
    if factor is None:
        return told.text + _because(told.steps)
    rate = (
        teller.value(factor, scope, Style.PERCENT)
        if isinstance(factor, Literal)
        else teller.tell(factor, scope).text
    )
    return f"times {rate}{_because(told.steps)}"


def marginal_table(teller: Teller, expr: Expr) -> str | None:
    """The marginal table that a pay reads, if it does."""
    tables = teller.view.plan.tables
    for node in nodes(expr):
        if isinstance(node, TableValue) and tables[node.name].shape is Shape.MARGINAL:
            return node.name
    return None


def _factor_of_credit(expr: Expr) -> Expr | None:
    """What the line's credit is multiplied by, where the pay is no more than that."""
    match expr:
        case Arithmetic(operator=Operator.MULTIPLY, left=CreditValue(), right=factor):
            return factor
        case Arithmetic(operator=Operator.MULTIPLY, left=factor, right=CreditValue()):
            return factor
        case _:
            return None


def _stretch(teller: Teller, step: Step, name: str, scope: Scope) -> str:
    """How a deal moved a counter, and what part of it fell into each band."""
    table = teller.view.plan.tables[name]
    points = teller.view.points(table, scope)
    if isinstance(points, Undefined):
        return step.sentence
    counter = listed([called(node.name) for node in nodes(table.by) if isinstance(node, MeasureValue)])
    bands = listed([band.sentence for band in step.inputs if band.kind is StepKind.BAND])
    before, after = (teller.input_text(table, point) for point in points)
    if points[0] == points[1]:
        return f"left {counter} at {before}: {bands}, at {shown(step.value, Style.PERCENT)}"
    return f"took {counter} from {before} to {after}: {bands}"


def _factor(teller: Teller, effect: Multiplied, move: Move, scope: Scope) -> Step:
    told = teller.tell(effect.statement.factor, scope)
    clause = move.clause.title or move.clause.name
    because = _because(told.steps)
    sentence = f"times {told.text}{because} = {_shown(teller, move.after)}"
    return Step(StepKind.MULTIPLY, clause, sentence, exact(effect.factor), told.steps, effect.statement.span)


def _because(steps: tuple[Step, ...]) -> str:
    """What a table was read by, behind its value."""
    reasons = [step.sentence.partition(": ")[2] for step in steps if step.kind is StepKind.TABLE]
    return f" ({listed(reasons)})" if reasons else ""


def _claw_back(teller: Teller, effect: ClawedBack, move: Move) -> Step:
    steps = tuple(_loss_steps(effect.loss))
    if not steps:
        sentence = "nothing was taken back"
    elif isinstance(effect.loss.kept, Undefined):
        sentence = f"what is kept is not known: {effect.loss.kept.reason}"
    else:
        kept = shown(effect.loss.kept, Style.PERCENT)
        losses = listed([step.sentence for step in steps])
        sentence = f"{losses}, so {kept} is kept = {_shown(teller, move.after)}"
    kept_value = exact(effect.loss.kept)
    return Step(
        StepKind.CLAW_BACK, effect.statement.losses, sentence, kept_value, steps, effect.statement.span
    )


def _loss_steps(loss: Loss) -> Iterator[Step]:
    for name, on, portion in loss.rows:
        when = f" of {day_text(on)}" if on else ""
        sentence = f"{name}{when} took back {shown(portion, Style.PERCENT)}"
        yield Step(StepKind.LOSS, name, sentence, exact(portion))


def _cap(teller: Teller, effect: Capped, move: Move) -> Step:
    per = effect.statement.per.value
    if isinstance(effect.at, Undefined):
        return Step(
            StepKind.CAP, per, f"the cap is not known: {effect.at.reason}", None, (), effect.statement.span
        )
    at = Amount(Fraction(effect.at), teller.view.currency)
    if isinstance(effect.before, Undefined):
        return Step(StepKind.CAP, per, effect.before.reason, None, (), effect.statement.span)
    before = shown(Amount(effect.before, teller.view.currency))
    bound = f"the cap of {shown(at)} per {per}"
    struck = _struck_before(teller, move)
    if struck.value == move.after.value:
        sentence = f"within {bound}, after {before} of earlier lines"
    else:
        sentence = f"{bound} leaves {_shown(teller, move.after)} after {before} of earlier lines"
    return Step(StepKind.CAP, per, sentence, at, (), effect.statement.span)


def _hold(teller: Teller, effect: Held, move: Move, scope: Scope) -> Step:
    closes = tuple(_close(teller, effect, closing, scope) for closing in effect.closings)
    found = "; ".join(close.sentence for close in closes)
    last = effect.closings[-1].period.name if effect.closings else ""
    if effect.next_close is not None:
        sentence = f"held until {day_text(effect.next_close)}" + (f" ({found})" if closes else "")
    elif move.after.lost and not move.before.lost:
        sentence = f"lost at the close of {last} ({found})"
    else:
        sentence = f"released at the close of {last} ({found})"
    return Step(StepKind.HOLD, "hold", sentence, _amount(teller, move.after), closes, effect.statement.span)


def _close(teller: Teller, effect: Held, closing: Closing, scope: Scope) -> Step:
    told = teller.tell(effect.statement.until, at_close(scope, closing.period))
    unknown = "releases" if effect.statement.blank_releases else "does not release"
    word = f", which {unknown} it" if isinstance(closing.fulfilled, Undefined) else ""
    sentence = f"{closing.period.name}: {told.text}{word}"
    return Step(StepKind.CLOSE, closing.period.name, sentence, exact(closing.fulfilled), told.steps)


def _rounding(teller: Teller, before: State, after: State) -> Iterator[Step]:
    """A step where striking changed the value."""
    if before.value != after.value and not isinstance(after.value, Undefined):
        unit = f"{digits(teller.view.currency)} decimals"
        sentence = f"rounded {teller.view.plan.rounding.value} to {unit} = {_shown(teller, after)}"
        yield Step(StepKind.ROUNDING, unit, sentence, _amount(teller, after))


def _struck_before(teller: Teller, move: Move) -> State:
    return struck_state(teller.view, move.before)


def _told(unit: Step, steps: list[Step]) -> Iterator[str]:
    """The parts of the line's sentence: what moved it, without what left it as it was."""
    told = [step.sentence for step in steps if not _quiet(step)]
    moved = told[0].startswith(("took ", "left ", "times "))
    unit_text = unit.sentence if moved else unit.sentence.removesuffix(",")
    yield f"{unit_text}{' ' if moved else ': '}{told[0]}"
    yield from told[1:]


def _quiet(step: Step) -> bool:
    return (step.kind is StepKind.CLAW_BACK and not step.inputs) or (
        step.kind is StepKind.CAP and step.sentence.startswith("within")
    )


def _sentence(teller: Teller, valued: Valued, unit: Step, steps: list[Step]) -> str:
    """The line in one sentence, and what of it is payable where that differs."""
    state = valued.state
    if isinstance(state.value, Undefined):
        return f"{unit.sentence.removesuffix(',')} has no amount: {state.value.reason}."
    story = "; ".join(_told(unit, steps))
    if state.open or not state.value:
        return f"{story}."
    payable = shown(Amount(Fraction(0), teller.view.currency))
    return f"{story}. Earned {_shown(teller, state)}, payable {payable} so far."


def _amount(teller: Teller, state: State) -> Amount | None:
    return None if isinstance(state.value, Undefined) else Amount(state.value, teller.view.currency)


def _shown(teller: Teller, state: State) -> str:
    return shown(_amount(teller, state))
