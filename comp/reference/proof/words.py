"""Words for people beside the nodes of a line: what it was worth after which statement of which clause."""

from __future__ import annotations

from comp.language.core import Cap, ClawBack, Draw, Floor, Hold, Multiply, Pay, PayOut, Split, Statement
from comp.reference.lines import Line, Move, Passed, Received
from comp.reference.wording import called


def value_name(line: Line, event: Move | Passed) -> str:
    """What a line's value after a statement is called: `Commission: commission of D1#1 under the cap`."""
    given = isinstance(event, Move) and isinstance(event.effect, Received)
    after = " given to this payee" if given else _after(_statement(event))
    return f"{_clause(event)}: {called(line.pay)} of {line.unit_name}{after}"


def condition_name(event: Move | Passed) -> str:
    """What the condition of a statement is called."""
    return f"{_clause(event)}: whether {_deed(_statement(event))} concerns the line"


def _clause(event: Move | Passed) -> str:
    return event.clause.title or event.clause.name


def _statement(event: Move | Passed) -> Statement:
    return event.effect.statement if isinstance(event, Move) else event.statement


def _after(statement: Statement) -> str:
    match statement:
        case Pay() | Draw():
            return ""
        case Multiply():
            return " times its factor"
        case ClawBack():
            return " less what was taken back"
        case Cap():
            return " under the cap"
        case Floor():
            return " with its floor"
        case Hold():
            return " after the hold"
        case PayOut():
            return " less what of its parts is lost"
        case Split():
            return " less what is given away"


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
