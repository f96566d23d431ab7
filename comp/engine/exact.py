"""Columns of exact numbers: whole numbers in 128 bits over whole denominators, or Python fractions where
those do not fit.

An `Exact` is `num / (scale * den)` row by row; a null numerator is an undefined value. Every product and sum
is checked against 128 bits before it is made; what could pass them goes the exact way (`Fractions`), which is
counted (`times_exact_way`). No other module multiplies or adds up 128-bit columns unchecked. Floats occur in
one place, `_fits`, where they only bound a product from above.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

import polars as pl

from comp.engine.taking import taken
from comp.errors import CompError
from comp.language.core import Comparison
from comp.language.money import Rounding, strike

LIMIT = 2**126
"""What no whole number may reach: half of what 128 bits hold, so that two may be added once."""
INT64 = 2**63 - 1
"""The largest whole number in 64 bits."""
_LOOK = "look for an amount, a rate or a factor that is far too large"


_TIMES: ContextVar[int] = ContextVar("times the exact way was taken", default=0)


class AmountTooLargeError(CompError):
    """An amount beyond what a posting can hold (2^63 - 1 minor units), or past 128 bits on the way there."""


@dataclass(frozen=True, slots=True)
class Exact:
    """Row by row `num / (scale * den)`; `scale` > 0, `den` > 0 (None is 1). Length 1 stands for every row.

    Raises:
        TypeError: a column is not of 128-bit whole numbers, as what Polars' `/` and `mean` give.
    """

    num: pl.Series
    scale: int = 1
    den: pl.Series | None = None

    def __post_init__(self) -> None:
        _refuse_other_types(self.num)
        if self.den is not None:
            _refuse_other_types(self.den)


def _refuse_other_types(column: pl.Series) -> None:
    if column.dtype != pl.Int128:
        raise TypeError(f"exact numbers are whole numbers in 128 bits, not {column.dtype}")


@dataclass(frozen=True, slots=True)
class Fractions:
    """The exact way: Python fractions, None where undefined. Length 1 stands for every row."""

    values: list[Fraction | None]

    def __post_init__(self) -> None:
        exact_way_taken()


Numbers: TypeAlias = Exact | Fractions


def whole(value: int) -> pl.Series:
    """A constant as an Int128 series of length 1, which broadcasts."""
    return pl.Series([value], dtype=pl.Int128)


def times_exact_way() -> int:
    """How often columns have gone the exact way so far; more than before where one just did."""
    return _TIMES.get()


def exact_way_taken() -> None:
    """Count that a column went the exact way."""
    _TIMES.set(_TIMES.get() + 1)


def constant(value: Fraction | int) -> Numbers:
    """The same number on every row."""
    exact = Fraction(value)
    if max(abs(exact.numerator), exact.denominator) >= LIMIT:
        return Fractions([exact])
    return Exact(whole(exact.numerator), exact.denominator)


def undefined() -> Exact:
    """Undefined on every row."""
    return Exact(pl.Series([None], dtype=pl.Int128))


def of_integers(series: pl.Series, scale: int = 1) -> Exact:
    """A column of whole numbers over a constant."""
    return Exact(series.cast(pl.Int128), scale)


def of_fractions(values: list[Fraction | None]) -> Numbers:
    """Python fractions as a column, in 128 bits where every numerator and denominator fits 64."""
    if any(v is not None and (abs(v.numerator) > INT64 or v.denominator > INT64) for v in values):
        return Fractions(values)
    num = pl.Series([None if v is None else v.numerator for v in values], dtype=pl.Int128)
    if all(v is None or v.denominator == 1 for v in values):
        return Exact(num)
    return Exact(num, 1, pl.Series([1 if v is None else v.denominator for v in values], dtype=pl.Int128))


def fractions_of(numbers: Numbers) -> list[Fraction | None]:
    """Every value as a Python fraction."""
    if isinstance(numbers, Fractions):
        return numbers.values
    dens = [1] * len(numbers.num) if numbers.den is None else numbers.den.to_list()
    if len(dens) == 1:
        dens = dens * len(numbers.num)
    nums = numbers.num.to_list()
    if len(nums) == 1:
        nums = nums * len(dens)
    return [None if n is None else Fraction(n, numbers.scale * d) for n, d in zip(nums, dens, strict=True)]


def texts(numbers: Numbers) -> pl.Series:
    """Every value as a text that is its own; null where undefined."""
    if isinstance(numbers, Exact) and numbers.den is None:
        return numbers.num.cast(pl.String)
    return pl.Series([None if v is None else str(v) for v in fractions_of(numbers)], dtype=pl.String)


def length(numbers: Numbers) -> int:
    """Number of rows, 1 for a constant."""
    if isinstance(numbers, Fractions):
        return len(numbers.values)
    return len(numbers.num) if numbers.den is None else max(len(numbers.num), len(numbers.den))


def spread(numbers: Numbers, height: int) -> Numbers:
    """The column with exactly `height` rows, numerators and denominators alike."""
    if isinstance(numbers, Fractions):
        return numbers if len(numbers.values) == height else Fractions(numbers.values * height)
    if len(numbers.num) == height and (numbers.den is None or len(numbers.den) == height):
        return numbers
    return Exact(
        tall(numbers.num, height), numbers.scale, None if numbers.den is None else tall(numbers.den, height)
    )


def tall(series: pl.Series, height: int) -> pl.Series:
    """A series of length 1 repeated to `height` rows; any other unchanged."""
    return series if len(series) == height else series.new_from_index(0, height)


def gather(numbers: Numbers, index: pl.Series) -> Numbers:
    """The rows at `index`; a null index is undefined."""
    if isinstance(numbers, Fractions):
        return Fractions([None if i is None else numbers.values[i] for i in index.to_list()])
    den = None if numbers.den is None else taken(numbers.den, index).fill_null(1)
    return Exact(taken(numbers.num, index), numbers.scale, den)


def stacked(parts: list[Numbers]) -> Numbers:
    """Columns below each other."""
    if all(isinstance(part, Exact) and part.scale == 1 and part.den is None for part in parts):
        return Exact(pl.concat([part.num for part in parts if isinstance(part, Exact)]))
    return of_fractions([value for part in parts for value in fractions_of(part)])


def choose(mask: pl.Series, then: Numbers, otherwise: Numbers) -> Numbers:
    """`then` where the mask is true, else `otherwise` (also where the mask is null)."""
    height = _height(len(mask), length(then), length(otherwise))
    if isinstance(then, Exact) and isinstance(otherwise, Exact):
        pair = over_common(then, otherwise)
        if pair is not None:
            left, right, scale, den = pair
            return Exact(pick(mask, left, right), scale, den)
    sides = zip(
        tall(mask, height).to_list(),
        _values(then, height),
        _values(otherwise, height),
        strict=True,
    )
    return Fractions([a if m else b for m, a, b in sides])


def pick(mask: pl.Series, then: pl.Series, otherwise: pl.Series) -> pl.Series:
    """Row by row `then` where the mask is true, else `otherwise`."""
    return then.zip_with(mask, otherwise)


def divisor_of(numbers: Exact) -> pl.Series | None:
    """What the numerators are divided by, or None where it could pass 128 bits."""
    return scaled(whole(1) if numbers.den is None else numbers.den, numbers.scale)


def is_undefined(numbers: Numbers) -> pl.Series:
    """True where there is no value."""
    if isinstance(numbers, Fractions):
        return pl.Series([v is None for v in numbers.values], dtype=pl.Boolean)
    return numbers.num.is_null()


def add(left: Numbers, right: Numbers) -> Numbers:
    """Sum, row by row."""
    if isinstance(left, Exact) and isinstance(right, Exact):
        pair = over_common(left, right)
        num = None if pair is None else total(pair[0], pair[1])
        if pair is not None and num is not None:
            return Exact(num, pair[2], pair[3])
    return _each(left, right, lambda a, b: a + b)


def negate(numbers: Numbers) -> Numbers:
    """The opposite, row by row."""
    if isinstance(numbers, Fractions):
        return Fractions([None if v is None else -v for v in numbers.values])
    return Exact(whole(0) - numbers.num, numbers.scale, numbers.den)


def multiply(left: Numbers, right: Numbers) -> Numbers:
    """Product, row by row."""
    if isinstance(left, Exact) and isinstance(right, Exact):
        cancelled = _cancelled(left, right) or _cancelled(right, left)
        if cancelled is not None:
            return cancelled
        left, right = _without_common_scale(left, right)
        num = product(left.num, right.num)
        den = (
            right.den if left.den is None else left.den if right.den is None else product(left.den, right.den)
        )
        whole_den = left.den is None or right.den is None or den is not None
        if num is not None and whole_den and left.scale * right.scale < LIMIT:
            return Exact(num, left.scale * right.scale, den)
    return _each(left, right, lambda a, b: a * b)


def divide(left: Numbers, right: Numbers) -> Numbers:
    """Quotient, row by row; undefined where the divisor is zero."""
    if isinstance(right, Fractions):
        return multiply(left, Fractions([None if not v else 1 / v for v in right.values]))
    sign = right.num.sign()
    flipped = pick(sign == whole(0), pl.Series([None], dtype=pl.Int128), sign)
    top = divisor_of(right)
    if top is None:
        return divide(left, Fractions(fractions_of(right)))
    return multiply(left, Exact(top * flipped, 1, _nonzero(right.num)))


def compare(comparison: Comparison, left: Numbers, right: Numbers) -> pl.Series:
    """A comparison of two columns of numbers; null where an operand is undefined."""
    if isinstance(left, Exact) and isinstance(right, Exact):
        pair = over_common(left, right)
        if pair is not None:
            return compare_series(comparison, pair[0], pair[1])
    exact_way_taken()
    height = _height(length(left), length(right))
    signs = [
        None if a is None or b is None else (a > b) - (a < b)
        for a, b in zip(_values(left, height), _values(right, height), strict=True)
    ]
    return compare_series(comparison, pl.Series(signs, dtype=pl.Int8), pl.Series([0], dtype=pl.Int8))


def compare_series(comparison: Comparison, left: pl.Series, right: pl.Series) -> pl.Series:
    """A comparison of two series of one type."""
    match comparison:
        case Comparison.IS:
            return left == right
        case Comparison.IS_NOT:
            return left != right
        case Comparison.BELOW:
            return left < right
        case Comparison.AT_MOST:
            return left <= right
        case Comparison.ABOVE:
            return left > right
        case Comparison.AT_LEAST:
            return left >= right


def struck(numbers: Numbers, mode: Rounding) -> pl.Series:
    """Every value rounded to a whole number, as Int128; null where undefined.

    Raises:
        AmountTooLargeError: a whole number that could pass 128 bits.
    """
    if isinstance(numbers, Fractions):
        cents = [None if v is None else strike(v, mode) for v in numbers.values]
        if any(c is not None and abs(c) >= LIMIT for c in cents):
            raise AmountTooLargeError(f"an amount passes 128 bits; {_LOOK}")
        return pl.Series(cents, dtype=pl.Int128)
    if numbers.scale == 1 and numbers.den is None:
        return numbers.num
    den = divisor_of(numbers)
    if den is None:
        return struck(Fractions(fractions_of(numbers)), mode)
    num = numbers.num
    if largest(num) > INT64 or largest(den) > INT64:
        return _quotient(num.abs(), den, mode) * num.sign()
    num, den = narrowed(num), narrowed(den)
    return (_quotient(num.abs(), den, mode) * num.sign()).cast(pl.Int128)


def _quotient(size: pl.Series, den: pl.Series, mode: Rounding) -> pl.Series:
    """Whole numbers above zero divided and rounded, as wide as they come."""
    quotient = size // den
    if mode is Rounding.DOWN:
        return quotient
    # The rest is held against what is missing to the next whole number: twice the rest could wrap.
    rest = size - quotient * den
    missing = den - rest
    up = (
        rest >= missing
        if mode is Rounding.HALF_UP
        else (rest > missing) | ((rest == missing) & _odd(quotient))
    )
    return quotient + up.cast(quotient.dtype)


def in_64_bits(series: pl.Series) -> pl.Series:
    """Whole numbers as Int64.

    Raises:
        AmountTooLargeError: one does not fit.
        TypeError: they are no 128-bit whole numbers.
    """
    _refuse_other_types(series)
    if largest(series) > INT64:
        raise AmountTooLargeError(f"an amount is beyond {INT64:,} minor units; {_LOOK}")
    return narrowed(series)


def narrowed(series: pl.Series) -> pl.Series:
    """Whole numbers of which the caller has seen that they fit 64 bits, as Int64, which a processor adds,
    multiplies and divides by itself: some five times as fast.
    """
    return series.cast(pl.Int64, wrap_numerical=True)


def product(left: pl.Series, right: pl.Series) -> pl.Series | None:
    """The product of two series of whole numbers, or None where it could pass 128 bits."""
    return left * right if _fits(left, right) else None


def scaled(series: pl.Series, factor: int) -> pl.Series | None:
    """The product of a series and one whole number, or None where it could pass 128 bits."""
    if factor == 1:
        return series
    if abs(factor) >= LIMIT:
        return None
    if largest(series) * abs(factor) < LIMIT:
        return series * whole(factor)
    return product(series, whole(factor))


def total(left: pl.Series, right: pl.Series) -> pl.Series | None:
    """The sum of two series of whole numbers, or None where it could pass 128 bits."""
    return left + right if largest(left) + largest(right) < LIMIT else None


def reduced(numbers: Numbers) -> Numbers:
    """The same values in lowest terms of the constant divisor."""
    if isinstance(numbers, Fractions) or numbers.scale == 1:
        return numbers
    shared = gcd(numbers.scale, *numbers.num.drop_nulls().unique().head(64).to_list())
    if shared == 1 or not (numbers.num % whole(shared) == whole(0)).all():
        return numbers
    return Exact(numbers.num // whole(shared), numbers.scale // shared, numbers.den)


def _odd(series: pl.Series) -> pl.Series:
    one, two = (pl.Series([number], dtype=series.dtype) for number in (1, 2))
    return (series % two) == one


def _nonzero(series: pl.Series) -> pl.Series:
    """Sizes as denominators: 1 where the value is zero or undefined, for a denominator is never null."""
    size = series.abs().fill_null(1)
    return pick(size == whole(0), whole(1), size)


def largest(series: pl.Series) -> int:
    """The largest size of a series' values; 0 where there is none."""
    low, high = series.min(), series.max()
    return max(-low, high) if isinstance(low, int) and isinstance(high, int) else 0


def _fits(left: pl.Series, right: pl.Series) -> bool:
    if largest(left) * largest(right) < LIMIT:
        return True
    # Row by row, by an upper bound: a float's 53 bits are ample to tell 2^126 from what is near 2^127.
    estimate = (left.cast(pl.Float64) * right.cast(pl.Float64)).abs().max()
    return estimate is None or float(str(estimate)) < float(LIMIT)


def _cancelled(factor: Exact, ratio: Exact) -> Exact | None:
    """`factor * (n / factor)` without the detour through a product of the two."""
    if ratio.den is None or factor.den is not None or len(ratio.den) != len(factor.num):
        return None
    if not bool((factor.num == ratio.den).all()) or factor.num.null_count():
        return None
    scale = factor.scale * ratio.scale
    return Exact(ratio.num, scale, None) if scale < LIMIT else None


def _without_common_scale(left: Exact, right: Exact) -> tuple[Exact, Exact]:
    """Divide a constant numerator by what it shares with the other side's constant divisor."""
    if len(left.num) == 1 and left.num[0]:
        shared = gcd(int(left.num[0]), right.scale)
        return Exact(whole(int(left.num[0]) // shared), left.scale, left.den), Exact(
            right.num, right.scale // shared, right.den
        )
    if len(right.num) == 1 and right.num[0]:
        right, left = _without_common_scale(right, left)
    return left, right


def over_common(left: Exact, right: Exact) -> tuple[pl.Series, pl.Series, int, pl.Series | None] | None:
    """Both numerators over one denominator, or None where that could pass 128 bits."""
    scale = lcm(left.scale, right.scale)
    a = scaled(left.num, scale // left.scale)
    b = scaled(right.num, scale // right.scale)
    if a is None or b is None or scale >= LIMIT:
        return None
    if same(left.den, right.den):
        return a, b, scale, left.den
    if right.den is not None:
        a = product(a, right.den)
    if left.den is not None:
        b = product(b, left.den)
    den = left.den if right.den is None else right.den if left.den is None else product(left.den, right.den)
    if a is None or b is None or den is None:
        return None
    return a, b, scale, den


def same(left: pl.Series | None, right: pl.Series | None) -> bool:
    """Whether two denominators are equal on every row."""
    if left is None or right is None:
        return left is right
    return left is right or (len(left) == len(right) and bool((left == right).all()))


def _height(*lengths: int) -> int:
    """Rows of columns side by side: a constant has as many as the others, be it none."""
    return 0 if 0 in lengths else max(lengths)


def _values(numbers: Numbers, height: int) -> list[Fraction | None]:
    values = fractions_of(numbers)
    return values * height if len(values) == 1 and height != 1 else values


def _each(left: Numbers, right: Numbers, operation: Callable[[Fraction, Fraction], Fraction]) -> Fractions:
    height = _height(length(left), length(right))
    sides = zip(_values(left, height), _values(right, height), strict=True)
    return Fractions([None if a is None or b is None else operation(a, b) for a, b in sides])
