"""Terms of a set become one value for each group: sums, averages, extremes, places (decision 0023).

Groups are numbers; a value is undefined where one of its terms is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Numbers
from comp.engine.sums import sum_fits
from comp.language.core import Aggregation

Terms = Numbers | pl.Series
"""Numbers, or the texts and days whose different values are counted."""

ZERO_OVER_NOTHING = (Aggregation.TOTAL, Aggregation.COUNT, Aggregation.DISTINCT)


def summarised(
    how: Aggregation, group: pl.Series, terms: Terms, order: Sequence[pl.Series]
) -> tuple[pl.Series, Numbers]:
    """Distinct groups, and the value of each; `order` says which row is the latest."""
    match how:
        case Aggregation.DISTINCT if isinstance(terms, pl.Series):
            return _distinct(group, terms)
        case _ if isinstance(terms, pl.Series):
            raise TypeError(f"texts have no {how}")
        case Aggregation.DISTINCT:
            raise TypeError("different values are counted by what tells them apart")
        case Aggregation.TOTAL | Aggregation.COUNT:
            return sum_by(group, terms)
        case Aggregation.AVERAGE:
            return _average(group, terms)
        case Aggregation.MINIMUM:
            return _extreme(group, terms, min)
        case Aggregation.MAXIMUM:
            return _extreme(group, terms, max)
        case Aggregation.LATEST:
            return _latest(group, terms, order)


def placed(position: pl.Series, values: Numbers, height: int, empty: Numbers) -> Numbers:
    """Values at their positions among `height`, `empty` elsewhere."""
    if len(position) == 0:
        return exact.spread(empty, height)
    place = (
        pl.DataFrame({"position": pl.int_range(height, dtype=pl.Int64, eager=True)})
        .join(
            pl.DataFrame({"position": position.cast(pl.Int64)}).with_row_index("place"),
            on="position",
            how="left",
            maintain_order="left",
        )
        .get_column("place")
    )
    return exact.choose(place.is_null(), empty, exact.gather(values, place))


def sum_by(group: pl.Series, values: Numbers) -> tuple[pl.Series, Numbers]:
    """Distinct groups, and the sum of the values of each; undefined where one of them is."""
    if isinstance(values, Exact) and sum_fits(values.num):
        frame = pl.DataFrame(
            {
                "group": group,
                "num": values.num,
                "den": values.den if values.den is not None else exact.tall(exact.whole(1), len(group)),
            }
        )
        sums = frame.group_by("group", maintain_order=True).agg(
            num=pl.when(pl.col("num").null_count() == 0).then(pl.col("num").sum()),
            den=pl.col("den").first(),
            one=pl.col("den").n_unique() == 1,
        )
        if sums.get_column("one").all():
            den = None if values.den is None else sums.get_column("den")
            return sums.get_column("group"), Exact(sums.get_column("num"), values.scale, den)
    return _by_fractions(group, values, lambda terms: sum(terms, Fraction(0)))


def _by_fractions(
    group: pl.Series, values: Numbers, one_of: Callable[[list[Fraction]], Fraction]
) -> tuple[pl.Series, Numbers]:
    found: dict[int, list[Fraction | None]] = {}
    for key, value in zip(group.to_list(), exact.fractions_of(values), strict=True):
        found.setdefault(key, []).append(value)
    results: list[Fraction | None] = []
    for terms in found.values():
        known = [term for term in terms if term is not None]
        results.append(one_of(known) if len(known) == len(terms) else None)
    return pl.Series(list(found), dtype=group.dtype), exact.of_fractions(results)


def _average(group: pl.Series, values: Numbers) -> tuple[pl.Series, Numbers]:
    found, totals = sum_by(group, values)
    # Both keep the order in which groups come, so they stand beside each other.
    _, counts = sum_by(group, exact.spread(exact.constant(1), len(group)))
    return found, exact.divide(totals, counts)


def _extreme(
    group: pl.Series, values: Numbers, best: Callable[[list[Fraction]], Fraction]
) -> tuple[pl.Series, Numbers]:
    if not isinstance(values, Exact) or values.den is not None:
        return _by_fractions(group, values, best)
    term = pl.col("num").min() if best is min else pl.col("num").max()
    frame = pl.DataFrame({"group": group, "num": values.num})
    found = frame.group_by("group", maintain_order=True).agg(
        num=pl.when(pl.col("num").null_count() == 0).then(term)
    )
    return found.get_column("group"), Exact(found.get_column("num"), values.scale)


def _latest(group: pl.Series, values: Numbers, order: Sequence[pl.Series]) -> tuple[pl.Series, Numbers]:
    known = ~exact.is_undefined(values)
    keys = {f"key{place}": key for place, key in enumerate(order)}
    frame = pl.DataFrame({"group": group, "known": known, **keys}).with_row_index("row")
    last = (
        frame.sort(*keys, nulls_last=False)
        .group_by("group", maintain_order=True)
        .agg(row=pl.when(pl.col("known").all()).then(pl.col("row").last()))
    )
    return last.get_column("group"), exact.gather(values, last.get_column("row"))


def _distinct(group: pl.Series, terms: pl.Series) -> tuple[pl.Series, Numbers]:
    found = (
        pl.DataFrame({"group": group, "value": terms})
        .group_by("group", maintain_order=True)
        .agg(pl.when(pl.col("value").null_count() == 0).then(pl.col("value").n_unique()))
    )
    return found.get_column("group"), exact.of_integers(found.get_column("value"))
