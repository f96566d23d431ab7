"""Why a condition is not true: its smallest parts that failed, with what was needed and what was found."""

from __future__ import annotations

from comp.language.core import (
    All,
    AmongOwn,
    AnyOf,
    Column,
    Compare,
    DaysAfter,
    Expr,
    IsBlank,
    Lookup,
    MonthsAfter,
    Not,
)
from comp.reference.evaluate import evaluate
from comp.reference.saying import say
from comp.reference.scope import Scope
from comp.reference.telling import Teller
from comp.reference.telling_comparisons import NEEDED
from comp.reference.values import Undefined
from comp.reference.wording import called, listed, shown


def failures(teller: Teller, condition: Expr, scope: Scope) -> list[str]:
    """The parts that keep a condition from being true, in words; none where it is true."""
    if evaluate(condition, scope) is True:
        return []
    match condition:
        case All(conditions=parts):
            return [text for part in parts for text in failures(teller, part, scope)]
        case AnyOf(conditions=parts):
            return [listed([text for part in parts for text in failures(teller, part, scope)], "or")]
        case Compare():
            return [_comparison(teller, condition, scope)]
        case AmongOwn():
            name, found = _name(teller, condition.column, scope), shown(evaluate(condition.column, scope))
            credits = called(condition.credit)
            return [say("{name} {found} is not among own {credits}", name=name, found=found, credits=credits)]
        case IsBlank():
            found = shown(evaluate(condition.value, scope))
            name = _name(teller, condition.value, scope)
            return [say("{name} must be blank but is {found}", name=name, found=found)]
        case Not():
            told = teller.tell(condition.condition, scope).text
            return [say("{condition}, which must not be", condition=told)]
        case _:
            name, found = _name(teller, condition, scope), _found(teller, condition, scope)
            return [say("{name} is {found}", name=name, found=found)]


def _comparison(teller: Teller, condition: Compare, scope: Scope) -> str:
    needed = teller.value(condition.right, scope, teller.style(condition.left))
    name, found = _name(teller, condition.left, scope), _found(teller, condition.left, scope)
    return say(NEEDED[condition.comparison], name=name, needed=needed, found=found)


def _found(teller: Teller, expr: Expr, scope: Scope) -> str:
    value = evaluate(expr, scope)
    if not isinstance(value, Undefined):
        return shown(value, teller.style(expr))
    if isinstance(expr, Column):
        return say("blank")
    return say("not known: {reason}", reason=value.reason)


def _name(teller: Teller, expr: Expr, scope: Scope) -> str:
    match expr:
        case Column():
            return f"{expr.source}.{expr.name}"
        case Lookup():
            key = shown(evaluate(expr.key, scope))
            return say("{column} of {key}", column=f"{expr.source}.{expr.name}", key=key)
        case DaysAfter() | MonthsAfter():
            later, earlier = _name(teller, expr.later, scope), _name(teller, expr.earlier, scope)
            if isinstance(expr, DaysAfter):
                return say("the number of days from {first} to {last}", first=earlier, last=later)
            return say("the number of months from {first} to {last}", first=earlier, last=later)
        case _:
            return teller.tell(expr, scope).text
