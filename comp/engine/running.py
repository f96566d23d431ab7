"""Aggregates as each credit finds them: before its step and with it (decisions 0005, 0006, 0023)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Numbers
from comp.engine.stretches import first_of, last_of
from comp.engine.sums import running_since, sum_fits
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


@dataclass(frozen=True, slots=True)
class Sides:
    """A value beside each credit: before its step, and with it."""

    before: Numbers
    after: Numbers

    def of(self, side: str) -> Numbers:
        """The value on a side, `before` or `with`."""
        return self.before if side == "before" else self.after

    def each(self, change: Callable[[Numbers], Numbers]) -> Sides:
        """Both values changed alike."""
        return Sides(change(self.before), change(self.after))


def running_value(how: Aggregation, counter: Counter, term: Numbers, counted: pl.Series) -> Sides:
    """The aggregate of the counted credits' terms for each credit."""
    height = len(counter.whose)
    term, counted = exact.spread(term, height), exact.tall(counted, height)
    if counter.order is not None:
        term, counted = exact.gather(term, counter.order), taken(counted, counter.order)
    value = _in_order(how, counter, term, counted)
    if counter.order is None:
        return value
    back = pl.DataFrame({"order": counter.order}).with_row_index("place").sort("order").get_column("place")
    return value.each(lambda side: exact.gather(exact.spread(side, height), back))


def _in_order(how: Aggregation, counter: Counter, term: Numbers, counted: pl.Series) -> Sides:
    match how:
        case Aggregation.TOTAL | Aggregation.COUNT:
            return _total(counter, _counting(term, counted))
        case Aggregation.AVERAGE:
            sums = _total(counter, _counting(term, counted))
            counts = _total(counter, exact.of_integers(counted.cast(pl.Int128)))
            return Sides(exact.divide(sums.before, counts.before), exact.divide(sums.after, counts.after))
        case _:
            return _among(how, counter, term, counted)


def _counting(term: Numbers, counted: pl.Series) -> Numbers:
    """Terms, and nothing for what is not counted."""
    return term if counted.all() else exact.choose(counted, term, exact.constant(0))


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


def _total(counter: Counter, term: Numbers) -> Sides:
    spread = exact.spread(term, len(counter.whose))
    if isinstance(spread, Exact) and spread.den is None and sum_fits(spread.num):
        running = _sliding if counter.earlier else _in_one_window
        before, after = running(counter, spread.num)
        return Sides(Exact(before, spread.scale), Exact(after, spread.scale))
    everyone = pl.Series([True]).new_from_index(0, len(counter.whose))
    return _among(Aggregation.TOTAL, counter, spread, everyone)


def _in_one_window(counter: Counter, term: pl.Series) -> tuple[pl.Series, pl.Series]:
    first = first_of(counter.whose, counter.window)
    return _on_sides(running_since(term, first), first, counter.step)


def _sliding(counter: Counter, term: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The running total over all time, less what it had come to before the first window that counts."""
    terms = (term.fill_null(0), term.is_null().cast(pl.Int128))
    first = first_of(counter.whose)
    sums, undefined = (
        tuple(side - _past(counter, running) for side in _on_sides(running, first, counter.step))
        for running in (running_since(each, first) for each in terms)
    )
    blank = pl.Series([None], dtype=pl.Int128)
    before, after = (
        exact.pick(unknown == exact.whole(0), known, blank)
        for known, unknown in zip(sums, undefined, strict=True)
    )
    return before, after


def _past(counter: Counter, running: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"whose": counter.whose, "window": counter.window, "running": running})
    ends = frame.group_by("whose", "window").agg(past=pl.col("running").last()).sort("window")
    before = pl.col("window") - counter.earlier - 1
    asked = frame.select("whose", before).with_row_index("place").sort("window")
    found = asked.join_asof(ends, on="window", by="whose", strategy="backward", check_sortedness=False)
    return found.sort("place").get_column("past").fill_null(0)


def _on_sides(total: pl.Series, first: pl.Series, step: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The total before and with each step; the credits of one step stand together and all see the same."""
    earlier = exact.pick((first == first.shift()).fill_null(value=False), total.shift(), exact.whole(0))
    if step.len() == 0 or step[-1] == len(step):  # each credit is a step of its own
        return earlier, total
    return taken(earlier, first_of(step)), taken(total, last_of(step))


def _among(how: Aggregation, counter: Counter, term: Numbers, counted: pl.Series) -> Sides:
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
    return Sides(*(exact.of_fractions([side[at] for at in counter.step]) for side in (before, after)))
