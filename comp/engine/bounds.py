"""Statements that work on struck lines: caps fold over them in order, holds part what is earned from what is
payable.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import polars as pl

from comp.engine import exact
from comp.engine.exact import Numbers
from comp.language.money import Rounding


def capped(lines: pl.Series, at: Numbers, span: pl.Series, mode: Rounding) -> pl.Series:
    """Lines under a cap per span (decision 0010): `min(S_i, A) - min(S_(i-1), A)` with S the running sum.

    Lines of a span stand together, in order. Where the cap differs within a span, the lines are undefined.
    """
    bound = exact.tall(exact.struck(at, mode), len(lines))
    differs = (bound != bound.shift()) & (span == span.shift())
    open_spans = span.filter(differs.fill_null(value=False) | bound.is_null()).unique()
    total = exact.running_sum(lines, span)
    before = total - lines
    kept = _least(total, bound) - _least(before, bound)
    if len(open_spans) == 0:
        return kept
    return exact.pick(span.is_in(open_spans.implode()), pl.Series([None], dtype=pl.Int128), kept)


def _least(left: pl.Series, right: pl.Series) -> pl.Series:
    """The smaller one, undefined where either is."""
    blank = pl.Series([None], dtype=pl.Int128)
    return exact.pick(left <= right, left, exact.pick(left > right, right, blank))


def released(
    closes: Sequence[tuple[pl.Series, pl.Series]], *, blank_releases: bool
) -> tuple[pl.Series, pl.Series]:
    """For each line, whether its hold has released it, and whether it is lost (decision 0011).

    `closes` are the closes that the hold asks about, in order: whether each has been reached, and
    the condition read there (null: undefined).
    """
    fulfilled = [reached & condition.fill_null(value=blank_releases) for reached, condition in closes]
    out = reduce(lambda a, b: a | b, fulfilled)
    last_reached, _ = closes[-1]
    return out, last_reached & ~out
