"""The value of an expression in its scope: exact, or undefined with the reason.

What belongs to a plan (measures, tables, quotas, targets, aggregates) is asked of the scope's plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from comp.language.core import (
    Aggregate,
    All,
    AmongOwn,
    AnyOf,
    Arithmetic,
    BlankIs,
    BornOn,
    Column,
    Compare,
    Convert,
    CreditValue,
    DaysAfter,
    Earned,
    Expr,
    Greatest,
    If,
    InCurrency,
    IsBlank,
    Least,
    Literal,
    Lookup,
    MeasureValue,
    MonthEdge,
    MonthsAfter,
    Not,
    PayeesLastDay,
    PeriodEdge,
    PeriodNumber,
    PeriodTarget,
    Quota,
    Rank,
    Shifted,
    Strike,
    TableValue,
    ThisPayee,
)
from comp.language.money import Money, Rounding, digits, strike
from comp.reference.days import month_edge, months_from, shifted
from comp.reference.facts_index import Facts
from comp.reference.scope import PlanReader, Scope
from comp.reference.values import (
    Amount,
    Undefined,
    Value,
    amount,
    calculate,
    compare,
    day,
    extreme,
    money_in,
    truth,
    undefined,
)


def evaluate(expr: Expr, scope: Scope) -> Value:  # noqa: C901 - one case for each node of a closed union
    """Evaluate an expression.

    Raises:
        TypeError: kinds that do not go together, which the checker of plans rules out.
    """
    match expr:
        case Column():
            row = scope.rows.get(expr.source)
            if row is None:
                return undefined("there is no row of {source} here", source=expr.source)
            return scope.facts.cell(expr.source, row, expr.name)
        case Literal(value=Money() as money):
            return Amount(Fraction(money.minor), money.currency)
        case Literal():
            return Fraction(expr.value) if type(expr.value) is int else _plain(expr.value)
        case Compare():
            return compare(expr.comparison, evaluate(expr.left, scope), evaluate(expr.right, scope))
        case Arithmetic():
            return calculate(expr.operator, evaluate(expr.left, scope), evaluate(expr.right, scope))
        case All():
            return all_of(evaluate(condition, scope) for condition in expr.conditions)
        case AnyOf():
            return _negated(all_of(_negated(evaluate(condition, scope)) for condition in expr.conditions))
        case Not():
            return _negated(evaluate(expr.condition, scope))
        case IsBlank():
            return isinstance(evaluate(expr.value, scope), Undefined)
        case BlankIs():
            value = evaluate(expr.value, scope)
            return evaluate(expr.otherwise, scope) if isinstance(value, Undefined) else value
        case Lookup():
            return _lookup(expr, scope)
        case ThisPayee():
            return scope.payee if scope.payee is not None else undefined("there is no payee here")
        case BornOn():
            return scope.born_on if scope.born_on is not None else undefined("no line is born here")
        case Least() | Greatest():
            values = [evaluate(operand, scope) for operand in expr.operands]
            return extreme(values, largest=isinstance(expr, Greatest))
        case DaysAfter():
            return _between(expr, scope, lambda first, last: (last - first).days)
        case MonthsAfter():
            return _between(expr, scope, months_from)
        case Shifted():
            of = day(evaluate(expr.day, scope))
            return of if isinstance(of, Undefined) else shifted(of, expr.months, expr.days)
        case MonthEdge():
            of = day(evaluate(expr.day, scope))
            return of if isinstance(of, Undefined) else month_edge(of, last=expr.last)
        case PeriodEdge():
            if scope.period is None:
                return undefined("there is no period here")
            return scope.period.last_day if expr.last else scope.period.starts_on
        case If():
            return evaluate(expr.then if holds(expr.condition, scope) else expr.otherwise, scope)
        case InCurrency():
            value = money_in(evaluate(expr.value, replace(scope, any_currency=True)), expr.currency)
            return convert(scope.facts, value, expr.currency, day(evaluate(expr.on, scope)), expr.rounding)
        case Convert():
            row, on = scope.rows.get(expr.source), _rate_day(expr, scope)
            own = scope.facts.currency(expr.source, row) if row is not None else ""
            value = money_in(evaluate(expr.value, scope), own)
            return convert(scope.facts, value, expr.currency, on, expr.rounding)
        case Strike():
            currency = scope.plan.currency if scope.plan else ""
            return struck(money_in(evaluate(expr.value, scope), currency), expr.rounding)
        case CreditValue():
            if scope.credit is None or scope.credit.of.credit != expr.credit:
                return undefined("there is no credit {credit} here", credit=expr.credit)
            return scope.credit.value
        case MeasureValue():
            return _plan(scope).measure(expr, scope)
        case TableValue():
            return _plan(scope).table(expr, scope)
        case Aggregate():
            return _plan(scope).aggregate(expr, scope)
        case AmongOwn():
            return _plan(scope).among_own(expr, scope)
        case Quota():
            return _plan(scope).quota(expr, scope)
        case PeriodTarget():
            return _plan(scope).period_target(expr, scope)
        case PayeesLastDay():
            return _plan(scope).payees_last_day(scope)
        case PeriodNumber():
            return _plan(scope).period_number(scope)
        case Rank():
            return _plan(scope).rank(expr, scope)
        case Earned():
            if scope.book is None:
                return undefined("what was earned is not known here")
            return scope.book.earned(expr, scope)


def holds(condition: Expr | None, scope: Scope) -> bool:
    """Whether a condition is true; one that is not there is, one that is undefined is not."""
    return condition is None or truth(evaluate(condition, scope)) is True


def all_of(values: Iterable[Value]) -> bool | Undefined:
    """True where every value is true, false where one is false, else undefined."""
    undefined: Undefined | None = None
    for value in values:
        known = truth(value)
        if known is False:
            return False
        if isinstance(known, Undefined):
            undefined = undefined or known
    return undefined or True


def convert(
    facts: Facts, value: Amount | Undefined, currency: str, on: date | Undefined, rounding: Rounding
) -> Amount | Undefined:
    """Money times the rate of the day, struck to the minor unit of the currency it becomes."""
    if isinstance(value, Undefined) or value.currency == currency:
        return struck(value, rounding)
    if isinstance(on, Undefined):
        return on
    rate = facts.rate(value.currency, currency, on)
    if isinstance(rate, Undefined):
        return rate
    scale = Fraction(10) ** (digits(currency) - digits(value.currency))
    return struck(Amount(value.minor * scale * rate, currency), rounding)


def struck(value: Value, rounding: Rounding) -> Amount | Undefined:
    """Money struck to a whole minor unit."""
    exact = amount(value)
    if isinstance(exact, Undefined):
        return exact
    return Amount(Fraction(strike(exact.minor, rounding)), exact.currency)


def _plain(value: Fraction | Money | str | date | bool) -> Value:  # noqa: FBT001 - a literal's value may be a truth
    if isinstance(value, Money):
        return Amount(Fraction(value.minor), value.currency)
    return value


def _negated(value: Value) -> bool | Undefined:
    known = truth(value)
    return known if isinstance(known, Undefined) else not known


def _between(expr: DaysAfter | MonthsAfter, scope: Scope, count: Callable[[date, date], int]) -> Value:
    """What is counted from the earlier to the later of two days."""
    last, first = day(evaluate(expr.later, scope)), day(evaluate(expr.earlier, scope))
    if isinstance(last, Undefined):
        return last
    if isinstance(first, Undefined):
        return first
    return Fraction(count(first, last))


def _rate_day(expr: Convert, scope: Scope) -> date | Undefined:
    """The day of a conversion's rate: the plan's own, where it has one for all."""
    fixed = scope.plan.rate_on if scope.plan else None
    return fixed or day(evaluate(expr.on, scope))


def _lookup(expr: Lookup, scope: Scope) -> Value:
    key = evaluate(expr.key, scope)
    if isinstance(key, Undefined):
        return key
    on = None if expr.as_of is None else day(evaluate(expr.as_of, scope))
    if isinstance(on, Undefined):
        return on
    row = scope.facts.find(expr.source, str(key), on, scope.sight.limit)
    if isinstance(row, Undefined):
        return row
    value = scope.facts.cell(expr.source, row, expr.name)
    own = scope.plan.currency if scope.plan and expr.source == "assignment" else None
    if own and not scope.any_currency and isinstance(value, Amount) and value.currency != own:
        return undefined(
            "{column} of {key} is in {currency}, the plan is in {own}",
            column=f"{expr.source}.{expr.name}", key=str(key), currency=value.currency, own=own,
        )  # fmt: skip
    return value


def _plan(scope: Scope) -> PlanReader:
    if scope.plan is None:
        raise TypeError("a measure, table, quota or target was asked for outside a plan")
    return scope.plan
