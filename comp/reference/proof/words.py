"""Words for people beside the nodes of a line: what it was worth after which statement of which clause."""

from __future__ import annotations

from comp.language.core import Cap, ClawBack, Draw, Floor, Hold, Multiply, Pay, PayOut, Split, Statement
from comp.reference.lines import Move, Passed, Received
from comp.reference.wording import called, listed


def value_name(event: Move | Passed) -> str:
    """What a line's value after a statement is called: `Commission: commission under its cap`."""
    if isinstance(event, Move) and isinstance(event.effect, Received):
        return f"{_clause(event)}: {called(event.effect.statement.pay)} given to this payee"
    return f"{_clause(event)}: {_after(_statement(event))}"


def condition_name(event: Move | Passed) -> str:
    """What the condition of a statement is called."""
    return f"{_clause(event)}: whether {_deed(_statement(event))} concerns the line"


def _clause(event: Move | Passed) -> str:
    return event.clause.title or event.clause.name


def _statement(event: Move | Passed) -> Statement:
    return event.effect.statement if isinstance(event, Move) else event.statement


def _after(statement: Statement) -> str:
    match statement:
        case Pay(name=name) | Draw(name=name):
            return called(name)
        case Multiply(pay=pay):
            return f"{called(pay)} times its factor"
        case ClawBack(target=pay):
            return f"{called(pay)} less what was taken back"
        case Cap(pays=pays):
            return f"{listed([called(pay) for pay in pays])} under the cap"
        case Floor(pay=pay):
            return f"{called(pay)} with its floor"
        case Hold(pay=pay):
            return f"{called(pay)} after the hold"
        case PayOut(pay=pay):
            return f"{called(pay)} less what of its parts is lost"
        case Split(pay=pay):
            return f"{called(pay)} less what is given away"


def _deed(statement: Statement) -> str:
    match statement:
        case Pay() | Draw():
            return "the pay"
        case Multiply():
            return "the factor"
        case ClawBack():
            return "the claw back"
        case Cap():
            return "the cap"
        case Floor():
            return "the floor"
        case Hold():
            return "the hold"
        case PayOut():
            return "paying out in parts"
        case Split():
            return "the split"
