"""The proof of an expression: one node for each step that its evaluation takes.

Mirrors `comp.reference.evaluate`: what belongs to a plan has a module of its own. Of a choice only the branch
that was taken is shown; of several conditions all are.
"""

from __future__ import annotations

from dataclasses import replace
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
from comp.language.span import NOWHERE
from comp.reference.evaluate import evaluate
from comp.reference.membership import ASSIGNMENT
from comp.reference.proof.aggregates import prove_aggregate, prove_among_own
from comp.reference.proof.book import Ref
from comp.reference.proof.headings import prove_amendment
from comp.reference.proof.lookups import prove_column, prove_converted, prove_lookup
from comp.reference.proof.measures import prove_measure
from comp.reference.proof.member_days import edge, prove_birth, prove_period_number, prove_rate_day
from comp.reference.proof.others_lines import prove_earned, prove_rank
from comp.reference.proof.proving import Proving, as_money, is_known, whole
from comp.reference.proof.quotas import prove_quota
from comp.reference.proof.tables import prove_table
from comp.reference.proof.targets import prove_period_target
from comp.reference.scope import Scope
from comp.reference.values import Undefined


def prove_expression(proves: Proving, expr: Expr, scope: Scope) -> Ref:  # noqa: C901 - one case for each node of a closed union
    """The node that holds the value of an expression in its scope."""
    book = proves.book

    def of(inner: Expr) -> Ref:
        return proves.expression(inner, scope)

    match expr:
        case Column():
            return prove_column(proves, expr, scope)
        case Literal():
            return _constant(proves, expr, scope)
        case Compare():
            return book.compared(expr.comparison, of(expr.left), of(expr.right))
        case Arithmetic(left=Literal(value=Fraction() as minus)) if (
            minus == -1 and expr.left.span == expr.span
        ):
            return book.negated(of(expr.right))  # a minus sign is written as a factor
        case Arithmetic():
            return book.calculate(expr.operator, of(expr.left), of(expr.right))
        case All():
            return book.every([of(condition) for condition in expr.conditions])
        case AnyOf():
            return book.some([of(condition) for condition in expr.conditions])
        case Not():
            return book.opposite(of(expr.condition))
        case IsBlank():
            return book.blank(of(expr.value))
        case BlankIs():
            value = of(expr.value)
            return book.otherwise(value, None if is_known(book, value) else of(expr.otherwise))
        case Lookup():
            return prove_lookup(proves, expr, scope)
        case ThisPayee():
            return _payee(proves, scope)
        case BornOn():
            return prove_birth(proves, scope)
        case Least() | Greatest():
            return book.extreme([of(each) for each in expr.operands], largest=isinstance(expr, Greatest))
        case DaysAfter():
            return book.days(of(expr.later), of(expr.earlier))
        case MonthsAfter():
            return book.months(of(expr.later), of(expr.earlier))
        case Shifted():
            return book.shifted(of(expr.day), expr.months, expr.days)
        case MonthEdge():
            return book.edge(of(expr.day), last=expr.last)
        case PeriodEdge():
            if scope.period is None:
                return unknown(proves, "there is no period here")
            return edge(proves, scope.period, last=expr.last)
        case If():
            condition = of(expr.condition)
            return book.chosen(condition, of(expr.then if book.value(condition) is True else expr.otherwise))
        case InCurrency():
            value = proves.expression(expr.value, replace(scope, any_currency=True))
            money = as_money(book, value, expr.currency)
            return prove_converted(proves, money, expr.currency, of(expr.on), expr.rounding)
        case Convert():
            return _converted(proves, expr, scope)
        case Strike():
            currency = scope.plan.currency if scope.plan else ""
            return whole(book, as_money(book, of(expr.value), currency), expr.rounding)
        case CreditValue():
            if scope.credit is None or scope.credit.of.credit != expr.credit:
                return unknown(proves, f"there is no credit {expr.credit} here")
            return proves.credit(scope.credit)
        case MeasureValue():
            return prove_measure(proves, expr, scope)
        case TableValue():
            return prove_table(proves, expr, scope)
        case Aggregate():
            return prove_aggregate(proves, expr, scope)
        case AmongOwn():
            return prove_among_own(proves, expr, scope)
        case Quota():
            return prove_quota(proves, expr, scope)
        case PeriodTarget():
            return prove_period_target(proves, expr, scope)
        case PayeesLastDay():
            return _payees_last_day(proves, scope)
        case PeriodNumber():
            if scope.period is None:
                return unknown(proves, "there is no period here")
            return prove_period_number(proves, scope.period)
        case Rank():
            return prove_rank(proves, expr, scope)
        case Earned():
            return prove_earned(proves, expr, scope)


def unknown(proves: Proving, reason: str) -> Ref:
    """No value, because something is not there."""
    return proves.book.stated(Undefined(reason), reason)


def _constant(proves: Proving, expr: Literal, scope: Scope) -> Ref:
    """A constant where the text says it; one without a place is part of the expression around it."""
    value = evaluate(expr, scope)
    amended = prove_amendment(proves, value) if expr.span == NOWHERE else None
    return (
        amended
        if amended is not None
        else proves.book.constant(value, proves.kept.span, f"a part of how the plan says it: {value}")
    )


def _payee(proves: Proving, scope: Scope) -> Ref:
    if scope.payee is None:
        return unknown(proves, "there is no payee here")
    if scope.payee == proves.book.payee:
        return proves.book.own_payee()
    return proves.book.stated(scope.payee, "another payee, of whose line this one is a part")


def _converted(proves: Proving, expr: Convert, scope: Scope) -> Ref:
    """Money of the row at hand in another currency."""
    row, fixed = scope.rows.get(expr.source), scope.plan.rate_on if scope.plan else None
    own = scope.facts.currency(expr.source, row) if row is not None else ""
    money = as_money(proves.book, proves.expression(expr.value, scope), own)
    on = proves.expression(expr.on, scope) if fixed is None else prove_rate_day(proves, fixed)
    return prove_converted(proves, money, expr.currency, on, expr.rounding)


def _payees_last_day(proves: Proving, scope: Scope) -> Ref:
    """The last day of the payee's last assignment, blank while it is open."""
    if scope.payee is None:
        return unknown(proves, "there is no payee here")
    row = proves.view.facts.last_row(ASSIGNMENT, scope.payee)
    if isinstance(row, Undefined):
        return unknown(proves, row.reason)
    return proves.book.fact(ASSIGNMENT, row, proves.view.facts.sources[ASSIGNMENT].valid_through or "")
