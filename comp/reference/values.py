"""Exact values and their absence: what every calculation of the reference engine takes and gives.

An undefined value is an object that says why, so that a fault can name its cause. Nothing here is a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias, TypeGuard

from comp.language.core import Comparison, Operator
from comp.language.money import format_minor
from comp.reference.saying import Later, Word, later, say
from comp.reference.speech import spoken


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact number of minor units, of a currency (blank where a row names none)."""

    minor: Fraction
    currency: str

    def __str__(self) -> str:
        if self.minor.denominator == 1:
            return f"{format_minor(self.minor.numerator, self.currency)} {self.currency}"
        return f"{self.minor} minor units of {self.currency}"

    def in_words(self) -> str:
        """The amount with the signs of the language of now."""
        if self.minor.denominator == 1:
            return f"{spoken().figure(format_minor(self.minor.numerator, self.currency))} {self.currency}"
        return say("{minor} minor units of {currency}", minor=str(self.minor), currency=self.currency)


Reason: TypeAlias = str | Later


@dataclass(frozen=True, slots=True)
class Undefined:
    """No value, and why: a sentence that is said when it is read, or words that are never a payee's."""

    why: Reason

    @property
    def reason(self) -> str:
        """Why there is no value, in the language of now."""
        return self.why if isinstance(self.why, str) else self.why.in_words()

    def in_words(self) -> str:
        """The reason, as a part of another one."""
        return self.reason


Exact: TypeAlias = Fraction | Amount | str | date | bool
Value: TypeAlias = Exact | Undefined


def undefined(template: str, /, **words: Word) -> Undefined:
    """No value; the template says why, in English, and is the key of its translations."""
    return Undefined(later(template, **words))


def number(value: Value) -> Fraction | Undefined:
    """The value as a number.

    Raises:
        TypeError: the value is of another kind, which the checker of plans rules out.
    """
    if isinstance(value, Fraction | Undefined):
        return value
    raise TypeError(f"expected a number, not {value!r}")


def amount(value: Value) -> Amount | Undefined:
    """The value as money.

    Raises:
        TypeError: the value is of another kind, which the checker of plans rules out.
    """
    if isinstance(value, Amount | Undefined):
        return value
    raise TypeError(f"expected an amount of money, not {value!r}")


def money_in(value: Value, currency: str) -> Amount | Undefined:
    """The value as money, where a plain 0 is no money of that currency.

    Raises:
        TypeError: the value is of another kind, which the checker of plans rules out.
    """
    return Amount(value, currency) if _is_zero(value) else amount(value)


def day(value: Value) -> date | Undefined:
    """The value as a day.

    Raises:
        TypeError: the value is of another kind, which the checker of plans rules out.
    """
    if isinstance(value, date | Undefined):
        return value
    raise TypeError(f"expected a date, not {value!r}")


def truth(value: Value) -> bool | Undefined:
    """The value as a truth.

    Raises:
        TypeError: the value is of another kind, which the checker of plans rules out.
    """
    if isinstance(value, bool | Undefined):
        return value
    raise TypeError(f"expected a condition, not {value!r}")


def calculate(operator: Operator, left: Value, right: Value) -> Value:
    """Add, subtract, multiply or divide; money of two currencies and a division by zero are undefined."""
    if isinstance(left, Undefined):
        return left
    if isinstance(right, Undefined):
        return right
    match operator:
        case Operator.ADD | Operator.SUBTRACT:
            return _sum(left, right, 1 if operator is Operator.ADD else -1)
        case Operator.MULTIPLY:
            return _product(left, right)
        case Operator.DIVIDE:
            return _quotient(left, right)


def compare(comparison: Comparison, left: Value, right: Value) -> bool | Undefined:
    """Compare two values of one kind; money may be compared with zero; two currencies are undefined."""
    pair = _comparable(left, right)
    if isinstance(pair, Undefined):
        return pair
    if comparison is Comparison.IS:
        return pair[0] == pair[1]
    if comparison is Comparison.IS_NOT:
        return pair[0] != pair[1]
    sign = _sign(*pair)
    match comparison:
        case Comparison.BELOW:
            return sign < 0
        case Comparison.AT_MOST:
            return sign <= 0
        case Comparison.ABOVE:
            return sign > 0
        case Comparison.AT_LEAST:
            return sign >= 0


def extreme(values: Sequence[Value], *, largest: bool) -> Value:
    """The largest or smallest of values of one kind, undefined where one is."""
    known = next((value for value in values if isinstance(value, Amount)), None)
    if known is not None:
        values = [Amount(value, known.currency) if _is_zero(value) else value for value in values]
    best = values[0]
    for value in values:
        better = compare(Comparison.ABOVE if largest else Comparison.BELOW, value, best)
        if isinstance(better, Undefined):
            return better
        best = value if better else best
    return best


def _is_zero(value: Value) -> TypeGuard[Fraction]:
    return isinstance(value, Fraction) and value == 0


def _sign(left: Exact, right: Exact) -> int:
    match left, right:
        case Fraction(), Fraction():
            return (left > right) - (left < right)
        case str(), str():
            return (left > right) - (left < right)
        case date(), date():
            return (left > right) - (left < right)
        case _:
            raise TypeError(f"{left!r} and {right!r} have no order")


def _sum(left: Exact, right: Exact, sign: int) -> Value:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + sign * right
    if isinstance(left, Amount) and isinstance(right, Amount):
        if left.currency != right.currency:
            return _two_currencies(left, right)
        return Amount(left.minor + sign * right.minor, left.currency)
    if isinstance(left, Amount) and _is_zero(right):
        return left
    if isinstance(right, Amount) and _is_zero(left):
        return Amount(sign * right.minor, right.currency)
    raise TypeError(f"cannot add {left!r} and {right!r}")


def _product(left: Exact, right: Exact) -> Value:
    match left, right:
        case Fraction(), Fraction():
            return left * right
        case Amount(), Fraction():
            return Amount(left.minor * right, left.currency)
        case Fraction(), Amount():
            return Amount(left * right.minor, right.currency)
        case _:
            raise TypeError(f"cannot multiply {left!r} by {right!r}")


def _quotient(left: Exact, right: Exact) -> Value:
    match left, right:
        case ((Fraction() | Amount()), Fraction()):
            if right == 0:
                return undefined("{left} is divided by 0", left=left)
            return left / right if isinstance(left, Fraction) else Amount(left.minor / right, left.currency)
        case Amount(), Amount():
            if left.currency != right.currency:
                return _two_currencies(left, right)
            return left.minor / right.minor if right.minor else _by_nothing(left, right)
        case (Fraction() as zero, Amount()) if zero == 0:
            return zero if right.minor else _by_nothing(zero, right)
        case _:
            raise TypeError(f"cannot divide {left!r} by {right!r}")


def _comparable(left: Value, right: Value) -> tuple[Exact, Exact] | Undefined:
    """Both values as plain ones of one type."""
    if isinstance(left, Undefined):
        return left
    if isinstance(right, Undefined):
        return right
    match left, right:
        case Amount(), Amount():
            if left.currency != right.currency:
                return _two_currencies(left, right)
            return left.minor, right.minor
        case (Amount(minor=minor), Fraction() as zero) if zero == 0:
            return minor, zero
        case (Fraction() as zero, Amount(minor=minor)) if zero == 0:
            return zero, minor
        case _:
            if type(left) is not type(right):
                raise TypeError(f"cannot compare {left!r} with {right!r}")
            return left, right


def _two_currencies(left: Amount, right: Amount) -> Undefined:
    return undefined(
        "{left} and {right} are of two currencies and no conversion is said", left=left, right=right
    )


def _by_nothing(left: Fraction | Amount, right: Amount) -> Undefined:
    return undefined("{left} is divided by {right}", left=left, right=right)
