"""Guarantees and draws: a line per period that brings pays up to an amount (decision 0028)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from comp.language.core import Clause, Draw, RecoveredFrom, Recovery
from comp.language.money import strike
from comp.reference.evaluate import evaluate, holds
from comp.reference.existing import draw_lines, member_periods
from comp.reference.ledger import Ledger
from comp.reference.lines import Drawn, Line, State, Valued, line_scope, struck_minor, struck_state
from comp.reference.measures import PlanView
from comp.reference.saying import later
from comp.reference.values import Undefined, number, undefined


def drawn_lines(view: PlanView, clause: Clause, draw: Draw, payee: str, ledger: Ledger) -> Iterator[Valued]:
    """One payee's lines of a draw, period by period: each knows what was owed before it."""
    end = member_periods(view, payee)[-1:]
    owed: int | Undefined = 0
    for line in draw_lines(view, clause, draw, payee):
        effect = _drawn(view, draw, line, ledger, owed, last=[line.period] == end)
        if draw.recovery is not None:
            owed = Undefined(effect.reason) if effect.reason else effect.owed
        start = Valued(line, (), State(undefined("nothing is drawn")))
        yield start.moved(effect, clause, drawn_state(effect), ledger)


def drawn_state(effect: Drawn) -> State:
    """What is advanced less what is taken back."""
    if effect.reason:
        return State(Undefined(effect.reason), struck=True)
    taken_at_end = (
        effect.settled if effect.statement.recovery and not effect.statement.recovery.forgiven else 0
    )
    return State(Fraction(effect.advance - effect.recovered - taken_at_end), struck=True)


def _drawn(
    view: PlanView, draw: Draw, line: Line, ledger: Ledger, owed: int | Undefined, *, last: bool
) -> Drawn:
    """One period of a draw."""
    pays = _pays(view, draw, line, ledger)
    scope = line_scope(view, line, ledger)
    applies = holds(draw.where, scope)
    limit = struck_minor(view, evaluate(draw.at, scope)) if applies else 0
    unknown = next((each for each in (owed, pays, limit) if isinstance(each, Undefined)), None)
    if (
        unknown is not None
        or isinstance(owed, Undefined)
        or isinstance(pays, Undefined)
        or isinstance(limit, Undefined)
    ):
        return Drawn(draw, unknown.why if unknown else later("not known"))
    shortfall = max(0, limit - pays) if applies else 0
    advance = limit if draw.whole else shortfall
    if draw.recovery is None:
        return Drawn(draw, "", limit, pays, advance, applies=applies)
    debt = owed + advance
    recovered = _recovered(view, draw.recovery, line, ledger, limit, pays, debt)
    if isinstance(recovered, Undefined):
        return Drawn(draw, recovered.why)
    if shortfall and not draw.whole:
        recovered = 0  # a month that was just brought up to the draw is not brought down again
    left = debt - recovered
    return Drawn(
        draw, "", limit, pays, advance, recovered, owed, 0 if last else left, left if last else 0, applies
    )


def _recovered(  # noqa: PLR0917 - what a recovery is worked out from
    view: PlanView, recovery: Recovery, line: Line, ledger: Ledger, limit: int, pays: int, debt: int
) -> int | Undefined:
    """What of the debt one period takes back."""
    close = line.period.last_day
    if (recovery.starts_on and close < recovery.starts_on) or (recovery.ends_on and recovery.ends_on < close):
        return 0
    scope = line_scope(view, line, ledger)
    share = number(evaluate(recovery.share, scope))
    most = None if recovery.most is None else struck_minor(view, evaluate(recovery.most, scope))
    if isinstance(share, Undefined):
        return share
    if isinstance(most, Undefined):
        return most
    base = max(0, pays - limit) if recovery.of is RecoveredFrom.EXCESS else max(0, pays)
    taken = min(debt, strike(share * base, view.plan.rounding))
    return taken if most is None else min(taken, most)


def _pays(view: PlanView, draw: Draw, line: Line, ledger: Ledger) -> int | Undefined:
    """What the named pays come to in the line's period."""
    total = 0
    for each in ledger.payees_lines(draw.against, line.payee):
        if each.line.period == line.period:
            value = struck_state(view, each.state).value
            if isinstance(value, Undefined):
                return undefined("{line} has no amount: {reason}", line=each.line.line_id, reason=value)
            total += int(value)
    return total
