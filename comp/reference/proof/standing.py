"""What a line is worth between two statements, as nodes, and the few steps that all statements share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from comp.language.core import NUMBER_SCALE
from comp.language.money import Rounding
from comp.reference.cents import allotted
from comp.reference.proof.book import Book, Ref
from comp.reference.proof.proves import Proves
from comp.reference.values import Amount, Undefined, Value


@dataclass(frozen=True, slots=True)
class Standing:
    """A line's value in money of the plan, the share of it that is released, and whether it was struck."""

    value: Ref
    released: Ref
    struck: bool = False


def plan_money(proves: Proves, ref: Ref) -> Ref:
    """The value as money of the plan: a plain 0 is no money, another currency's is undefined."""
    return money_of(proves.book, ref, proves.view.currency)


def money_of(book: Book, ref: Ref, currency: str) -> Ref:
    """The value as money of a currency: a plain 0 is no money, another currency's is undefined."""
    value = book.value(ref)
    if isinstance(value, Undefined) or (isinstance(value, Amount) and value.currency == currency):
        return ref
    return book.add(book.start(currency), ref)


def struck_money(proves: Proves, ref: Ref) -> Ref:
    """Money of the plan in whole minor units."""
    return whole(proves.book, plan_money(proves, ref), proves.view.plan.rounding)


def whole(book: Book, ref: Ref, rounding: Rounding) -> Ref:
    """The value struck: money to its minor unit, a number to a billionth. What is whole stays as it is."""
    match book.value(ref):
        case Amount(minor=minor) if minor.denominator != 1:
            return book.struck(ref, rounding)
        case Fraction() as number if (number * NUMBER_SCALE).denominator != 1:
            return book.struck(ref, rounding, billionth=True)
        case _:
            return ref


def struck(proves: Proves, standing: Standing) -> Standing:
    """The line struck to the plan's minor unit."""
    return replace(standing, value=struck_money(proves, standing.value), struck=True)


def times(proves: Proves, standing: Standing, factor: Ref) -> Standing:
    """The line times a factor; struck again where it was struck before."""
    product = replace(standing, value=proves.book.multiply(standing.value, factor))
    return struck(proves, product) if standing.struck else product


def share_of(book: Book, whole_share: Ref, share: Ref) -> Ref:
    """A share of a share; of all it is the share itself."""
    if book.one() in {whole_share, share}:
        return share if whole_share == book.one() else whole_share
    return book.multiply(whole_share, share)


def total_of(book: Book, numbers: Sequence[Ref]) -> Ref:
    """The sum of numbers; of one it is the number itself."""
    return numbers[0] if len(numbers) == 1 else book.total(numbers, None)


def within_all(book: Book, ref: Ref) -> Ref:
    """A share held within nothing and all; one that lies there stays as it is."""
    value = book.value(ref)
    if isinstance(value, Fraction) and not 0 <= value <= 1:
        return book.extreme([book.one(), book.extreme([book.start(None), ref], largest=True)], largest=False)
    return ref


def rest_of(book: Book, ref: Ref) -> Ref:
    """What a share leaves of all."""
    return book.subtract(book.one(), ref)


def undefined_one(book: Book, refs: Sequence[Ref]) -> Ref | None:
    """The first that has no value."""
    return next((ref for ref in refs if isinstance(book.value(ref), Undefined)), None)


def given_that(book: Book, conditions: Sequence[Ref], ref: Ref) -> Ref:
    """A value on conditions that are true."""
    return book.chosen(every(book, conditions), ref) if conditions else ref


def every(book: Book, conditions: Sequence[Ref]) -> Ref:
    """Whether all conditions hold; of one it is that one."""
    return conditions[0] if len(conditions) == 1 else book.every(conditions)


def allot(book: Book, total: Ref, weights: Sequence[Ref], index: int) -> Ref:
    """The part at a place of a total that is allotted in proportion to weights, by largest remainder.

    Money is allotted in whole minor units, a number in whole billionths.
    """
    value = _parts(book, total, weights)[index]
    if isinstance(book.value(total), Amount):
        return book.write("allot", (total, *weights), value, index=index)
    return book.write("allot", (total, *weights), value, index=index, unit="billionth")


def allot_among(book: Book, total: Ref, weights: Sequence[Ref], among: Ref) -> list[Ref]:
    """All parts of an amount of money that is allotted among the terms of a sum."""
    return [
        book.write("allot", (total, weight), value, index=index, among=among)
        for index, (weight, value) in enumerate(zip(weights, _parts(book, total, weights), strict=True))
    ]


def _parts(book: Book, total: Ref, weights: Sequence[Ref]) -> list[Value]:
    unknown = undefined_one(book, (total, *weights))
    if unknown is not None:
        return [book.value(unknown) for _ in weights]
    value, units = book.value(total), _exact(book.value(total))
    scale = 1 if isinstance(value, Amount) else NUMBER_SCALE
    by = [_exact(book.value(ref)) for ref in weights]
    of_each = units * scale / sum(by)
    parts = allotted([of_each * weight for weight in by], int(units * scale))
    if isinstance(value, Amount):
        return [Amount(Fraction(part), value.currency) for part in parts]
    return [Fraction(part, scale) for part in parts]


def _exact(value: Value) -> Fraction:
    match value:
        case Amount(minor=minor):
            return minor
        case Fraction():
            return value
        case _:
            raise TypeError(f"nothing is allotted by {value!r}")
