"""An assignment that makes a payee a member of a plan, for examples that give none."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.facts.snapshot import Value
from comp.language.core import (
    All,
    AnyOf,
    Compare,
    Comparison,
    Expr,
    IsBlank,
    Kind,
    Literal,
    Lookup,
    Not,
    Plan,
    Source,
)
from comp.language.money import Money

LiteralValue: TypeAlias = Fraction | Money | str | date | bool


def member_row(assignment: Source, plan: Plan, payee: str) -> dict[str, Value]:
    """A row without dates that fulfils the plan's `payees` condition, where it compares columns with values.

    Columns that the condition does not speak of are blank; the currency is the plan's.
    """
    row: dict[str, Value] = {assignment.key: payee}
    if assignment.currency_column is not None:
        row[assignment.currency_column] = plan.currency
    _fulfil(plan.members, assignment, row)
    return row


def _fulfil(condition: Expr, assignment: Source, row: dict[str, Value]) -> None:
    match condition:
        case All(conditions):
            for each in conditions:
                _fulfil(each, assignment, row)
        case AnyOf(conditions) if conditions:
            _fulfil(conditions[0], assignment, row)
        case Compare(
            Comparison.IS | Comparison.AT_LEAST | Comparison.AT_MOST, Lookup(name=name), Literal(value)
        ):
            row[name] = _stored(value)
        case Compare(Comparison.IS, Literal(value), Lookup(name=name)):
            row[name] = _stored(value)
        case Compare(Comparison.IS_NOT, Lookup(name=name), Literal(value)):
            row[name] = _another(assignment, name, _stored(value))
        case Not(IsBlank(Lookup(name=name))):
            row.setdefault(name, _another(assignment, name, None))
        case _:
            pass


def _another(assignment: Source, name: str, value: Value) -> Value:
    """A value of the column's kind that is not this one."""
    column = assignment.column(name)
    match column.kind if column is not None else Kind.TEXT:
        case Kind.CHOICE if column is not None:
            return next((choice for choice in column.choices if choice != value), None)
        case Kind.BOOLEAN:
            return value is False
        case Kind.NUMBER:
            return Fraction(0) if value != 0 else Fraction(1)
        case Kind.ROW_MONEY | Kind.MONEY:
            return 0 if value != 0 else 1
        case Kind.DATE:
            return date(2000, 1, 1) if value != date(2000, 1, 1) else date(2000, 1, 2)
        case _:
            return "another" if value != "another" else "a third"


def _stored(value: LiteralValue) -> Value:
    return value.minor if isinstance(value, Money) else value
