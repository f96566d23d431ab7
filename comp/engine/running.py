"""Totals as each credit finds them: before its step and with it (decisions 0005, 0006)."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.exact import Exact, Fractions, Numbers
from comp.engine.plan_credits import PlanCredits


def running_total(credits: PlanCredits, term: Numbers, window: pl.Series, side: str) -> Numbers:
    """The running total of a term within each payee and window, `before` each credit's step or `with` it."""
    key = (
        pl.DataFrame({"payee": credits.frame.get_column("payee_no"), "window": window})
        .select(pl.struct("payee", "window").rle_id())
        .to_series()
    )
    spread = exact.spread(term, credits.frame.height)
    if isinstance(spread, Exact) and spread.den is None and exact.sum_fits(spread.num):
        return Exact(_in_columns(spread.num, key, credits.step, side), spread.scale)
    return Fractions(_in_fractions(exact.fractions_of(spread), key.to_list(), credits.step.to_list(), side))


def _in_columns(term: pl.Series, key: pl.Series, step: pl.Series, side: str) -> pl.Series:
    total = exact.running_sum(term, key)
    alone = step.len() == 0 or step[-1] == len(step)
    if side == "with":
        return total if alone else _over(total, step, last=True)
    before = total - term
    return before if alone else _over(before, step, last=False)


def _over(total: pl.Series, step: pl.Series, *, last: bool) -> pl.Series:
    frame = pl.DataFrame({"total": total, "step": step})
    column = pl.col("total")
    return frame.select((column.last() if last else column.first()).over("step")).to_series()


def _in_fractions(
    term: list[Fraction | None], key: list[int], step: list[int], side: str
) -> list[Fraction | None]:
    before: dict[int, Fraction | None] = {}
    after: dict[int, Fraction | None] = {}
    total: Fraction | None = Fraction(0)
    for i, value in enumerate(term):
        if i == 0 or key[i] != key[i - 1]:
            total = Fraction(0)
        before.setdefault(step[i], total)
        total = None if total is None or value is None else total + value
        after[step[i]] = total
    chosen = before if side == "before" else after
    return [chosen[s] for s in step]
