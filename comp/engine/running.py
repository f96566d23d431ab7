"""Aggregates as each credit finds them: before its step and with it (decisions 0005, 0006, 0023)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Numbers
from comp.engine.stretches import first_of, last_of
from comp.engine.sums import running_sum, sum_fits
from comp.engine.taking import taken
from comp.language.core import Aggregation


@dataclass(frozen=True, slots=True)
class Counter:
    """Where each credit of a counter stands: whose it is, its window (a number that rises with time) and its
    step. A credit counts those of its own window and of the `earlier` windows before it.

    Rows of one counter stand together, in order; `order` says where among the plan's credits each of them is
    (None: they are those credits, in their own order).
    """

    whose: pl.Series
    window: pl.Series
    step: pl.Series
    earlier: int = 0
    order: pl.Series | None = None


def running_value(
    how: Aggregation, counter: Counter, term: Numbers, counted: pl.Series, side: str
) -> Numbers:
    """The aggregate of the counted credits' terms for each credit, `before` its step or `with` it."""
    height = len(counter.whose)
    term, counted = exact.spread(term, height), exact.tall(counted, height)
    if counter.order is not None:
        term, counted = exact.gather(term, counter.order), taken(counted, counter.order)
    value = _in_order(how, counter, term, counted, side)
    if counter.order is None:
        return value
    back = pl.DataFrame({"order": counter.order}).with_row_index("place").sort("order").get_column("place")
    return exact.gather(exact.spread(value, height), back)


def _in_order(how: Aggregation, counter: Counter, term: Numbers, counted: pl.Series, side: str) -> Numbers:
    match how:
        case Aggregation.TOTAL | Aggregation.COUNT:
            return _total(counter, exact.choose(counted, term, exact.constant(0)), side)
        case Aggregation.AVERAGE:
            sums = _total(counter, exact.choose(counted, term, exact.constant(0)), side)
            return exact.divide(sums, _total(counter, exact.of_integers(counted.cast(pl.Int128)), side))
        case _:
            return _among(how, counter, term, counted, side)


def _of_terms(how: Aggregation, terms: list[Fraction]) -> Fraction | None:
    """What known terms, in order, come to; nothing has no extreme and no last one."""
    match how:
        case Aggregation.DISTINCT:
            return Fraction(len(set(terms)))
        case Aggregation.MINIMUM:
            return min(terms, default=None)
        case Aggregation.MAXIMUM:
            return max(terms, default=None)
        case Aggregation.LATEST:
            return terms[-1] if terms else None
        case _:
            return sum(terms, Fraction(0))


def _total(counter: Counter, term: Numbers, side: str) -> Numbers:
    spread = exact.spread(term, len(counter.whose))
    if isinstance(spread, Exact) and spread.den is None and sum_fits(spread.num):
        running = _sliding if counter.earlier else _in_one_window
        return Exact(running(counter, spread.num, side), spread.scale)
    everyone = pl.Series([True]).new_from_index(0, len(counter.whose))
    return _among(Aggregation.TOTAL, counter, spread, everyone, side)


def _in_one_window(counter: Counter, term: pl.Series, side: str) -> pl.Series:
    key = first_of(counter.whose, counter.window)
    return _on_side(running_sum(term, key), key, counter.step, side)


def _sliding(counter: Counter, term: pl.Series, side: str) -> pl.Series:
    """The running total over all time, less what it had come to before the first window that counts."""
    terms = (term.fill_null(0), term.is_null().cast(pl.Int128))
    sums, undefined = (
        _on_side(running, counter.whose, counter.step, side) - _past(counter, running)
        for running in (running_sum(each, counter.whose) for each in terms)
    )
    return exact.pick(undefined == exact.whole(0), sums, pl.Series([None], dtype=pl.Int128))


def _past(counter: Counter, running: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"whose": counter.whose, "window": counter.window, "running": running})
    ends = frame.group_by("whose", "window").agg(past=pl.col("running").last()).sort("window")
    before = pl.col("window") - counter.earlier - 1
    asked = frame.select("whose", before).with_row_index("place").sort("window")
    found = asked.join_asof(ends, on="window", by="whose", strategy="backward", check_sortedness=False)
    return found.sort("place").get_column("past").fill_null(0)


def _on_side(total: pl.Series, key: pl.Series, step: pl.Series, side: str) -> pl.Series:
    """The total before or with each step; the credits of one step stand together and all see the same."""
    alone = step.len() == 0 or step[-1] == len(step)
    if side == "with":
        return total if alone else taken(total, last_of(step))
    earlier = exact.pick((key == key.shift()).fill_null(value=False), total.shift(), exact.whole(0))
    return earlier if alone else taken(earlier, first_of(step))


def _among(how: Aggregation, counter: Counter, term: Numbers, counted: pl.Series, side: str) -> Numbers:
    """Credit by credit in Python: what the terms in the window come to, undefined where one of them is."""
    before: dict[int, Fraction | None] = {}
    after: dict[int, Fraction | None] = {}
    window: deque[tuple[int, Fraction | None]] = deque()
    whose: int | None = None

    def value() -> Fraction | None:
        known = [term for _, term in window if term is not None]
        return _of_terms(how, known) if len(known) == len(window) else None

    rows = zip(exact.fractions_of(term), counted, counter.whose, counter.window, counter.step, strict=True)
    for one, counts, who, when, at in rows:
        if who != whose:
            window.clear()
            whose = who
        while window and window[0][0] < when - counter.earlier:
            window.popleft()
        if at not in before:
            before[at] = value()
        if counts:
            window.append((when, one))
        after[at] = value()
    chosen = before if side == "before" else after
    values = [chosen[at] for at in counter.step]
    return exact.of_fractions(values)
