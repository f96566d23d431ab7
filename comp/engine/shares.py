"""Shares of a fact: over one denominator row by row, and whole units allotted among them by largest
remainder (decision 0003).
"""

from __future__ import annotations

from functools import reduce

import polars as pl

from comp.engine import exact
from comp.engine.exact import AmountTooLargeError, Exact, Numbers

_TOO_LARGE = "shares of one fact have denominators that pass 128 bits together"


def over_one_denominator(columns: list[Numbers]) -> list[pl.Series]:
    """The numerators of columns of one height over a denominator that they share row by row.

    Raises:
        AmountTooLargeError: the common denominator could pass 128 bits.
    """
    common = _exact(columns[-1])
    for column in columns[:-1]:
        pair = exact.over_common(common, _exact(column))
        if pair is None:
            raise AmountTooLargeError(_TOO_LARGE)
        common = Exact(pair[0], pair[2], pair[3])
    return [_numerator_over(_exact(column), common) for column in columns]


def allot(value: pl.Series, shares: list[pl.Series]) -> list[pl.Series]:
    """Whole units of each share by largest remainder on absolute values; sums are the value where shares are
    sound.

    Raises:
        AmountTooLargeError: a share of a value could pass 128 bits.
    """
    if len(shares) == 1:
        return [value]
    denominator = reduce(_total, shares)
    size = value.abs()
    products = [_product(size, share) for share in shares]
    parts = [product // denominator for product in products]
    rests = [product - part * denominator for product, part in zip(products, parts, strict=True)]
    odd = size
    for part in parts:
        odd = odd - part
    return [(part + (_rank(rests, i) < odd).cast(pl.Int128)) * value.sign() for i, part in enumerate(parts)]


def rest_of(one: pl.Series, shares: list[pl.Series]) -> pl.Series:
    """What some numerators leave of one.

    Raises:
        AmountTooLargeError: it could pass 128 bits.
    """
    return reduce(_total, [exact.whole(0) - share for share in shares], one)


def _rank(rests: list[pl.Series], i: int) -> pl.Series:
    """How many parts come before part i when odd units are given out."""
    rank = exact.whole(0)
    for j, rest in enumerate(rests):
        if j != i:
            before = (rest >= rests[i]) if j < i else (rest > rests[i])
            rank = rank + before.cast(pl.Int128)
    return rank


def _numerator_over(column: Exact, common: Exact) -> pl.Series:
    num = exact.scaled(column.num, common.scale // column.scale)
    if num is not None and common.den is not None:
        num = exact.product(num, common.den if column.den is None else common.den // column.den)
    if num is None:
        raise AmountTooLargeError(_TOO_LARGE)
    return num


def _exact(numbers: Numbers) -> Exact:
    if isinstance(numbers, Exact):
        return numbers
    raise AmountTooLargeError(_TOO_LARGE)


def _total(left: pl.Series, right: pl.Series) -> pl.Series:
    total = exact.total(left, right)
    if total is None:
        raise AmountTooLargeError("the shares of one fact pass 128 bits together")
    return total


def _product(left: pl.Series, right: pl.Series) -> pl.Series:
    product = exact.product(left, right)
    if product is None:
        raise AmountTooLargeError("a share of an amount could pass 128 bits")
    return product
