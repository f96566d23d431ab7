"""A plan's statements in the order of the text: each makes lines, or acts on those that are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from fractions import Fraction

from comp.language.core import (
    Cap,
    Clause,
    ClawBack,
    Draw,
    Earned,
    Expr,
    Floor,
    Hold,
    Multiply,
    Pay,
    PayOut,
    Split,
    Statement,
    Whose,
)
from comp.language.money import strike
from comp.reference.bounds import capped_state, caps, floored, floored_state
from comp.reference.cents import allotted
from comp.reference.draws import drawn_lines
from comp.reference.evaluate import evaluate, holds
from comp.reference.existing import lines_of
from comp.reference.holds import held, held_state
from comp.reference.ledger import Ledger
from comp.reference.lines import (
    ClawedBack,
    Effect,
    Line,
    Multiplied,
    Paid,
    State,
    Valued,
    in_plan_money,
    line_scope,
    struck_state,
    times,
)
from comp.reference.losses import loss_of
from comp.reference.measures import PlanView
from comp.reference.mentions import nodes
from comp.reference.payouts import paid_out, paid_out_state
from comp.reference.splits import gave, gave_state, received
from comp.reference.values import number, undefined


def value_plan(view: PlanView, payees: Collection[str] | None = None) -> list[Valued]:
    """Every line through every statement that names its pay; of all payees or of those given."""
    everyone = view.members.payees()
    valued = everyone if payees is None or concerns_others(view) else [p for p in everyone if p in payees]
    ledger = Ledger(view, {})
    for clause, statement in view.plan.statements():
        ledger = _after(view, clause, statement, valued, ledger)
    struck = (replace(each, state=struck_state(view, each.state)) for each in ledger.all())
    return [each for each in struck if payees is None or each.line.payee in payees]


def concerns_others(view: PlanView) -> bool:
    """Whether what a payee is paid may rest on other payees' lines."""
    for node in nodes(view.plan.clauses):
        match node:
            case (
                Split()
                | Pay(evened=True)
                | Earned(of_fact=True)
                | Earned(whose=Whose.REPORTS | Whose.EVERYONE)
            ):
                return True
            case _:
                pass
    return False


def _after(
    view: PlanView, clause: Clause, statement: Statement, payees: Iterable[str], ledger: Ledger
) -> Ledger:
    """The lines after one more statement."""
    match statement:
        case Pay():
            return _pay(view, clause, statement, payees, ledger)
        case Draw():
            drawn = [each for payee in payees for each in drawn_lines(view, clause, statement, payee, ledger)]
            struck = _struck(view, statement.against, ledger)
            return struck.with_lines(statement.name, [*struck.of(statement.name), *drawn])
        case Cap():
            return _capped(view, clause, statement, ledger)
        case Split():
            return _split(view, clause, statement, ledger)
        case ClawBack() if statement.of_credit:
            return ledger  # the credits were taken back before any line was made
        case _:
            return _each(view, clause, statement, ledger)


def _pay(view: PlanView, clause: Clause, pay: Pay, payees: Iterable[str], ledger: Ledger) -> Ledger:
    """The lines of a pay, each with its value."""
    lines = [line for payee in payees for line in lines_of(view, clause, pay, payee, ledger)]
    exact = [in_plan_money(view, evaluate(pay.value, line_scope(view, line, ledger))) for line in lines]
    paid = [Paid(pay, value) for value in exact]
    made: list[Valued] = []
    for line, effect in zip(lines, _evened(view, lines, paid) if pay.evened else paid, strict=True):
        after = State(effect.exact) if effect.evened is None else State(effect.evened, struck=True)
        start = Valued(line, (), State(undefined("nothing is paid")))
        made.append(start.moved(effect, clause, after, ledger))
    return ledger.with_lines(pay.name, [*ledger.of(pay.name), *made])


def _evened(view: PlanView, lines: list[Line], paid: list[Paid]) -> list[Paid]:
    """Each unit's amounts struck in sum, and the cents allotted among its lines in order of payee."""
    even = list(paid)
    for unit in dict.fromkeys(line.unit_name for line in lines):
        known = {
            index: effect.exact
            for index, effect in enumerate(paid)
            if lines[index].unit_name == unit and isinstance(effect.exact, Fraction)
        }
        among = tuple((lines[index].payee, exact) for index, exact in known.items())
        total = strike(sum(known.values(), Fraction(0)), view.plan.rounding)
        for index, minor in zip(known, allotted(list(known.values()), total), strict=True):
            even[index] = replace(paid[index], evened=Fraction(minor), among=among)
    return even


def _each(
    view: PlanView, clause: Clause, statement: Multiply | ClawBack | Floor | Hold | PayOut, ledger: Ledger
) -> Ledger:
    """Acts on each line of one pay that the statement concerns."""
    pay = statement.target if isinstance(statement, ClawBack) else statement.pay
    moved: list[Valued] = []
    for each in ledger.of(pay):
        if _concerns(view, statement.where, each, ledger):
            effect, after = _acted(view, statement, each, ledger)
            moved.append(each.moved(effect, clause, after, ledger))
        else:
            moved.append(each.left_alone(statement, clause, ledger))
    return ledger.with_lines(pay, moved)


def _acted(
    view: PlanView, statement: Multiply | ClawBack | Floor | Hold | PayOut, each: Valued, ledger: Ledger
) -> tuple[Effect, State]:
    """What a statement does to one line, and what the line is worth after it."""
    match statement:
        case Multiply():
            factor = evaluate(statement.factor, line_scope(view, each.line, ledger))
            return Multiplied(statement, factor), times(view, each.state, number(factor))
        case ClawBack():
            return _clawed_back(view, statement, each, ledger)
        case Floor():
            lifted = floored(view, statement, each, ledger)
            return lifted, floored_state(view, each.state, lifted)
        case Hold():
            waits = held(view, statement, each, ledger)
            return waits, held_state(view, each.state, waits)
        case PayOut():
            parts = paid_out(view, statement, each, ledger)
            return parts, paid_out_state(view, each.state, parts)


def _concerns(view: PlanView, where: Expr | None, each: Valued, ledger: Ledger) -> bool:
    return where is None or holds(where, line_scope(view, each.line, ledger))


def _clawed_back(view: PlanView, statement: ClawBack, each: Valued, ledger: Ledger) -> tuple[Effect, State]:
    credit = each.line.credit
    if credit is None:
        raise TypeError("a period's line cannot be clawed back, which the checker of plans rules out")
    loss = loss_of(statement, credit.of, line_scope(view, each.line, ledger), view.as_of)
    return ClawedBack(statement, loss), times(view, each.state, loss.kept)


def _capped(view: PlanView, clause: Clause, cap: Cap, ledger: Ledger) -> Ledger:
    """A cap acts on the lines of several pays together."""
    named = [each for pay in cap.pays for each in ledger.of(pay) if _concerns(view, cap.where, each, ledger)]
    effects = caps(view, cap, named, ledger)
    after = ledger
    for pay in cap.pays:
        lines = [
            each.moved(effect, clause, capped_state(view, each.state, effect), ledger)
            if (effect := effects.get(each.line.line_id))
            else each.left_alone(cap, clause, ledger)
            for each in ledger.of(pay)
        ]
        after = after.with_lines(pay, lines)
    return after


def _struck(view: PlanView, pays: Iterable[str], ledger: Ledger) -> Ledger:
    """The lines of some pays struck, for what is drawn against them counts cents."""
    for pay in pays:
        lines = [replace(each, state=struck_state(view, each.state)) for each in ledger.of(pay)]
        ledger = ledger.with_lines(pay, lines)
    return ledger


def _split(view: PlanView, clause: Clause, split: Split, ledger: Ledger) -> Ledger:
    """What is given moves to new lines of the pay; the rest stays."""
    kept: list[Valued] = []
    given: list[Valued] = []
    for each in ledger.of(split.pay):
        if not _concerns(view, split.where, each, ledger):
            kept.append(each.left_alone(split, clause, ledger))
            continue
        effect = gave(view, split, each, ledger)
        kept.append(each.moved(effect, clause, gave_state(view, each.state, effect), ledger))
        given.extend(received(view, effect, each, clause, ledger))
    return ledger.with_lines(split.pay, [*kept, *given])
