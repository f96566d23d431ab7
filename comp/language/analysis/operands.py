"""What expressions are made of: factors, words, numbers, and inputs that no stage knows more about."""

from __future__ import annotations

from fractions import Fraction

from comp.language import core
from comp.language.analysis import curve as curves
from comp.language.analysis import form as forms
from comp.language.analysis import tables
from comp.language.analysis.curve import NotProvedError
from comp.language.analysis.form import Form
from comp.language.analysis.inputs import Input, InputKind, described
from comp.language.core import Kind, Operator
from comp.language.money import Money

_NUMBERS = (
    core.CreditValue,
    core.Quota,
    core.PeriodTarget,
    core.MeasureValue,
    core.TableValue,
    core.Arithmetic,
    core.Least,
    core.Greatest,
    core.DaysAfter,
    core.MonthsAfter,
    core.PeriodNumber,
    core.Aggregate,
    core.Rank,
    core.Earned,
)
_WORDS = (Kind.TEXT, Kind.PAYEE, Kind.CHOICE, Kind.CURRENCY)


def factors_of(expr: core.Expr) -> tuple[list[core.Expr], list[core.Expr]]:
    """What is multiplied in a product, and what it is divided by."""
    match expr:
        case core.Arithmetic(operator=Operator.MULTIPLY):
            left, right = factors_of(expr.left), factors_of(expr.right)
            return left[0] + right[0], left[1] + right[1]
        case core.Arithmetic(operator=Operator.DIVIDE):
            left = factors_of(expr.left)
            return left[0], [*left[1], expr.right]
        case _:
            return [expr], []


def ratio_of(factor: Form, length: Form) -> Form | None:
    """How many times the length a factor is, where that is the same everywhere."""
    try:
        ratio = forms.divide(factor, length)
    except NotProvedError:
        return None
    only = ratio.only
    if only is None or not length.terms:
        return None
    polys = {piece.poly for piece in only[1].pieces if piece.poly is not None}
    if len(polys) != 1:
        return None
    (poly,) = polys
    return forms.of({only[0]: curves.constant(poly[0])}) if len(poly) == 1 else None


def area_between(rows: tuple[core.TableRow, ...], start: Form, end: Form) -> Form:
    """A table's area between two values of its input."""
    area = curves.subtract(tables.added_up(rows, end.plain), tables.added_up(rows, start.plain))
    return forms.of({forms.PLAIN: area})


def is_word(expr: core.Expr) -> bool:
    """Whether an expression is a text, a payee, a choice or a currency."""
    match expr:
        case core.Column() | core.Lookup():
            return expr.kind in _WORDS
        case core.Literal(value=value):
            return isinstance(value, str)
        case core.ThisPayee():
            return True
        case _:
            return False


def is_number(expr: core.Expr) -> bool:
    """Whether an expression is a number or an amount, neither a word nor a day nor a truth."""
    match expr:
        case core.Column() | core.Lookup():
            return expr.kind in (Kind.NUMBER, Kind.MONEY, Kind.ROW_MONEY)
        case core.Literal(value=value):
            return isinstance(value, Fraction | Money)
        case core.BlankIs() | core.Strike() | core.Convert() | core.InCurrency():
            return is_number(expr.value)
        case core.If():
            return is_number(expr.then)
        case _:
            return isinstance(expr, _NUMBERS)


def other_input(expr: core.Expr, money_base: Fraction) -> Input:
    """An input that only has a name: a place, days, what was earned."""
    is_money = isinstance(expr, core.Earned)
    return Input(
        described(expr),
        InputKind.OTHER,
        money_base if is_money else Fraction(1),
        is_money=is_money,
        span=expr.span,
    )
