"""Totals as each credit finds them: before its step and with it (decisions 0005, 0006)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Fractions, Numbers
from comp.engine.plan_credits import PlanCredits
from comp.engine.stretches import first_of, last_of


@dataclass(frozen=True, slots=True)
class Counter:
    """Where each credit of a payee stands: its window (a number that rises with time) and its step.

    A credit counts those of its own window and of the `earlier` windows before it.
    """

    payee: pl.Series
    window: pl.Series
    step: pl.Series
    earlier: int


def counter_of(credits: PlanCredits, window: pl.Series, earlier: int) -> Counter:
    """The counter over a plan's credits whose windows are given."""
    return Counter(credits.frame.get_column("payee_no"), window, credits.step, earlier)


def running_total(counter: Counter, term: Numbers, side: str) -> Numbers:
    """The running total of a term, `before` each credit's step or `with` it."""
    spread = exact.spread(term, len(counter.payee))
    if isinstance(spread, Exact) and spread.den is None and exact.sum_fits(spread.num):
        running = _sliding if counter.earlier else _in_one_window
        return Exact(running(counter, spread.num, side), spread.scale)
    return Fractions(_in_fractions(counter, exact.fractions_of(spread), side))


def _in_one_window(counter: Counter, term: pl.Series, side: str) -> pl.Series:
    key = first_of(counter.payee, counter.window)
    return _on_side(exact.running_sum(term, key), key, counter.step, side)


def _sliding(counter: Counter, term: pl.Series, side: str) -> pl.Series:
    """The running total over all time, less what it had come to before the first window that counts."""
    terms = (term.fill_null(0), term.is_null().cast(pl.Int128))
    sums, undefined = (
        _on_side(running, counter.payee, counter.step, side) - _past(counter, running)
        for running in (exact.running_sum(each, counter.payee) for each in terms)
    )
    return exact.pick(undefined == exact.whole(0), sums, pl.Series([None], dtype=pl.Int128))


def _past(counter: Counter, running: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"payee": counter.payee, "window": counter.window, "running": running})
    ends = frame.group_by("payee", "window").agg(past=pl.col("running").last()).sort("window")
    before = pl.col("window") - counter.earlier - 1
    asked = frame.select("payee", before).with_row_index("place").sort("window")
    found = asked.join_asof(ends, on="window", by="payee", strategy="backward", check_sortedness=False)
    return found.sort("place").get_column("past").fill_null(0)


def _on_side(total: pl.Series, key: pl.Series, step: pl.Series, side: str) -> pl.Series:
    """The total before or with each step; the credits of one step stand together and all see the same."""
    alone = step.len() == 0 or step[-1] == len(step)
    if side == "with":
        return total if alone else total.gather(last_of(step))
    earlier = exact.pick((key == key.shift()).fill_null(value=False), total.shift(), exact.whole(0))
    return earlier if alone else earlier.gather(first_of(step))


def _in_fractions(counter: Counter, term: list[Fraction | None], side: str) -> list[Fraction | None]:
    before: dict[int, Fraction | None] = {}
    after: dict[int, Fraction | None] = {}
    counted: deque[tuple[int, Fraction | None]] = deque()
    whose: int | None = None
    for value, who, when, at in zip(term, counter.payee, counter.window, counter.step, strict=True):
        if who != whose:
            counted.clear()
            whose = who
        while counted and counted[0][0] < when - counter.earlier:
            counted.popleft()
        before.setdefault(at, _sum(counted))
        counted.append((when, value))
        after[at] = _sum(counted)
    chosen = before if side == "before" else after
    return [chosen[at] for at in counter.step]


def _sum(counted: deque[tuple[int, Fraction | None]]) -> Fraction | None:
    total = Fraction(0)
    for _, value in counted:
        if value is None:
            return None
        total += value
    return total
