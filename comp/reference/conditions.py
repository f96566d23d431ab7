"""Why a condition is not true: its smallest parts that failed, with what was needed and what was found."""

from __future__ import annotations

from comp.language.core import (
    All,
    AmongOwn,
    AnyOf,
    Column,
    Compare,
    Comparison,
    DaysAfter,
    Expr,
    IsBlank,
    Lookup,
    MonthsAfter,
    Not,
)
from comp.reference.evaluate import evaluate
from comp.reference.scope import Scope
from comp.reference.telling import COMPARED, Teller
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
            return [f"{name} {found} is not among own {called(condition.credit)}"]
        case IsBlank():
            found = shown(evaluate(condition.value, scope))
            return [f"{_name(teller, condition.value, scope)} has to be blank, and is {found}"]
        case Not():
            return [f"{teller.tell(condition.condition, scope).text}, which must not be"]
        case _:
            return [f"{_name(teller, condition, scope)} is {_found(teller, condition, scope)}"]


def _comparison(teller: Teller, condition: Compare, scope: Scope) -> str:
    needed = teller.value(condition.right, scope, teller.style(condition.left))
    word = (
        ""
        if condition.comparison is Comparison.IS
        else COMPARED[condition.comparison].removeprefix("is ") + " "
    )
    found = _found(teller, condition.left, scope)
    return f"{_name(teller, condition.left, scope)} has to be {word}{needed}, and is {found}"


def _found(teller: Teller, expr: Expr, scope: Scope) -> str:
    value = evaluate(expr, scope)
    if not isinstance(value, Undefined):
        return shown(value, teller.style(expr))
    return "blank" if isinstance(expr, Column) else f"not known: {value.reason}"


def _name(teller: Teller, expr: Expr, scope: Scope) -> str:
    match expr:
        case Column():
            return f"{expr.source}.{expr.name}"
        case Lookup():
            return f"{expr.source}.{expr.name} of {shown(evaluate(expr.key, scope))}"
        case DaysAfter() | MonthsAfter():
            unit = "days" if isinstance(expr, DaysAfter) else "months"
            later, earlier = _name(teller, expr.later, scope), _name(teller, expr.earlier, scope)
            return f"the number of {unit} from {earlier} to {later}"
        case _:
            return teller.tell(expr, scope).text
