"""What one statement did to a line, in words: pays, factors and losses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from comp.language.core import (
    Arithmetic,
    CreditValue,
    Expr,
    If,
    Literal,
    MeasureValue,
    Operator,
    Pay,
    Shape,
    TableValue,
)
from comp.language.money import Rounding, digits
from comp.reference.bound_steps import cap_step, draw_step, floor_step
from comp.reference.credited import Loss
from comp.reference.evaluate import evaluate, holds
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
    Received,
    State,
    line_scope,
)
from comp.reference.mentions import nodes
from comp.reference.release_steps import gave_step, hold_step, paid_out_step, received_step
from comp.reference.saying import say, template
from comp.reference.scope import Scope
from comp.reference.telling import Teller
from comp.reference.telling_tables import input_text
from comp.reference.told import Told, exact
from comp.reference.trace import Joint, Step, StepKind
from comp.reference.values import Amount, Undefined
from comp.reference.wording import Style, called, dated, in_turn, listed, shown, working_text

_ROUNDED = {
    Rounding.HALF_EVEN: template("rounded half even to {places} decimals = {amount}"),
    Rounding.HALF_UP: template("rounded half up to {places} decimals = {amount}"),
    Rounding.DOWN: template("rounded down to {places} decimals = {amount}"),
}


def move_step(teller: Teller, line: Line, move: Move) -> Step:
    """What one statement did to a line."""
    scope = line_scope(teller.view, line, move.book)
    match move.effect:
        case Paid() as effect:
            return _pay(teller, line, effect, move, scope)
        case Multiplied() as effect:
            return _factor(teller, effect, move, scope)
        case ClawedBack() as effect:
            return _claw_back(teller, effect, move)
        case Capped() as effect:
            return cap_step(teller, effect, line, move)
        case Floored() as effect:
            return floor_step(teller, effect, move)
        case Held() as effect:
            return hold_step(teller, effect, move, scope)
        case PaidOut() as effect:
            return paid_out_step(teller, effect, move, scope)
        case Gave() as effect:
            return gave_step(teller, effect, move)
        case Received() as effect:
            return received_step(teller, effect, move)
        case Drawn() as effect:
            return draw_step(teller, line, effect, move)


def loss_steps(loss: Loss) -> Iterator[Step]:
    """Each row of losses with what it took back."""
    for name, on, portion in loss.rows:
        sentence = say("{loss} took back {share}", loss=dated(name, on), share=shown(portion, Style.PERCENT))
        yield Step(StepKind.LOSS, name, sentence, exact(portion))


def rounding_steps(teller: Teller, before: State, after: State) -> Iterator[Step]:
    """A step where striking changed the value."""
    if before.value != after.value and not isinstance(after.value, Undefined):
        places = digits(teller.view.currency)
        amount = Amount(after.value, teller.view.currency)
        sentence = say(_ROUNDED[teller.view.plan.rounding], places=places, amount=shown(amount))
        yield Step(StepKind.ROUNDING, f"{places} decimals", sentence, amount)


def _pay(teller: Teller, line: Line, effect: Paid, move: Move, scope: Scope) -> Step:
    pay = effect.statement
    told = teller.tell(pay.value, scope)
    text, joint = _pay_text(teller, line, pay, told, scope)
    if not isinstance(effect.exact, Undefined):
        text += f" = {shown(Amount(effect.exact, teller.view.currency))}"
    if effect.evened is not None:
        evened = shown(Amount(effect.evened, teller.view.currency))
        text = say("{pay}, {amount} after the cents of all payees were allotted", pay=text, amount=evened)
    amount = _amount(teller, move.after)
    return Step(StepKind.PAY, pay.name, text, amount, told.steps, pay.span, joint=joint)


def _pay_text(teller: Teller, line: Line, pay: Pay, told: Told, scope: Scope) -> tuple[str, Joint]:
    """How a credit moved its counter, or what it was multiplied by; else the expression as it stands."""
    match pay.value:
        case If(condition=condition, then=then, otherwise=otherwise):
            chosen = replace(pay, value=then if holds(condition, scope) else otherwise)
            text, joint = _pay_text(teller, line, chosen, teller.tell(chosen.value, scope), scope)
            because = teller.tell(condition, scope).text
            return say("{value} (because {condition})", value=text, condition=because), joint
        case _:
            pass
    table = _running_table(teller, pay.value)
    factor = _factor_of_credit(pay.value)
    steps = [step for step in told.steps if step.kind is StepKind.TABLE and step.name == table]
    if line.credit is not None and table is not None and steps:
        stretch, joint = _stretch(teller, steps[0], table, scope)
        return stretch if isinstance(factor, TableValue) else in_turn([stretch, told.text]), joint
    if factor is None:
        return told.text + _because(told.steps), Joint.APART
    text = _factor_text(teller, factor, scope) + _because(told.steps)
    return say("times {factor}", factor=text), Joint.TIMES


def _factor_text(teller: Teller, factor: Expr, scope: Scope) -> str:
    """A factor to enough digits to multiply with; a plain number is a percentage."""
    if isinstance(factor, Literal):
        return working_text(evaluate(factor, scope), Style.PERCENT)
    return teller.tell(factor, scope, working=True).text


def _running_table(teller: Teller, expr: Expr) -> str | None:
    """The marginal table over a counter that a pay reads, if it does."""
    tables = teller.view.plan.tables
    for node in nodes(expr):
        if isinstance(node, TableValue):
            table = tables[node.name]
            if table.shape is Shape.MARGINAL and teller.view.runs(table.by):
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


def _stretch(teller: Teller, step: Step, name: str, scope: Scope) -> tuple[str, Joint]:
    """How a deal moved a counter, and what part of it fell into each band."""
    table = teller.view.plan.tables[name]
    read = teller.view.read_table(table, scope)
    if isinstance(read, Undefined):
        return step.sentence, Joint.APART
    counter = listed([called(node.name) for node in nodes(table.by) if isinstance(node, MeasureValue)])
    bands = listed([band.sentence for band in step.inputs if band.kind is StepKind.BAND])
    pages = "".join(f" ({page.sentence})" for page in step.inputs if page.kind is StepKind.PAGE)
    before, after = (input_text(teller, table, point) for point in (read.before, read.after))
    if read.before == read.after:
        rate = shown(step.value, Style.PERCENT)
        text = say(
            "left {counter} at {start}: {bands}, at {rate}",
            counter=counter,
            start=before,
            bands=bands,
            rate=rate,
        )
    else:
        text = say(
            "took {counter} from {start} to {end}: {bands}",
            counter=counter,
            start=before,
            end=after,
            bands=bands,
        )
    return text + pages, Joint.MOVED


def _factor(teller: Teller, effect: Multiplied, move: Move, scope: Scope) -> Step:
    told = teller.tell(effect.statement.factor, scope, working=True)
    clause = move.clause.title or move.clause.name
    factor = say("times {factor}", factor=told.text + _because(told.steps))
    return Step(
        StepKind.MULTIPLY,
        clause,
        factor + _ending(teller, move),
        exact(effect.factor),
        told.steps,
        effect.statement.span,
        joint=Joint.TIMES,
    )


def _because(steps: tuple[Step, ...]) -> str:
    """What a table was read by, behind its value."""
    reasons = [step.quoted for step in steps if step.kind is StepKind.TABLE]
    return f" ({listed(reasons)})" if reasons else ""


def _claw_back(teller: Teller, effect: ClawedBack, move: Move) -> Step:
    steps = tuple(loss_steps(effect.loss))
    if not steps:
        sentence = say("nothing was taken back")
    elif isinstance(effect.loss.kept, Undefined):
        sentence = say("what is kept is not known: {reason}", reason=effect.loss.kept.reason)
    else:
        kept = shown(effect.loss.kept, Style.PERCENT)
        taken = listed([step.sentence for step in steps])
        sentence = say("{losses}, so {share} is kept", losses=taken, share=kept) + _ending(teller, move)
    kept_value = exact(effect.loss.kept)
    losses, span = effect.statement.losses, effect.statement.span
    return Step(StepKind.CLAW_BACK, losses, sentence, kept_value, steps, span, quiet=not steps)


def _ending(teller: Teller, move: Move) -> str:
    return f" = {shown(_amount(teller, move.after))}"


def _amount(teller: Teller, state: State) -> Amount | None:
    return None if isinstance(state.value, Undefined) else Amount(state.value, teller.view.currency)
