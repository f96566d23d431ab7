"""A plan's lines at two days held against each other before any of them has its id."""

from __future__ import annotations

from datetime import date

import polars as pl

from comp.engine.taking import taken
from comp.engine.valued import LINE_SCHEMA, Valued

_AMOUNTS = ("earned_minor", "payable_minor")


def differing(before: Valued, after: Valued, first: date, last: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines of a batch that are born from one day through another, or are not the same at both days, with
    the columns of `Valuation.lines`. First those that are there at the later day, and the columns of
    `BEFORE`; then those that are there no more, as they were.

    Raises:
        AmountTooLargeError: an amount beyond 64 bits.
    """
    now: list[pl.DataFrame] = []
    gone: list[pl.DataFrame] = []
    for pay in dict.fromkeys([*before.pays, *after.pays]):
        chosen = _both(pay, before, after).filter(pl.col("born_on").is_between(first, last) | _differs())
        there = chosen.filter(pl.col("at_after").is_not_null())
        if pay in after.pays:
            now.append(after.named(pay, there.get_column("at_after")).hstack(there.select(_before())))
        if there.height < chosen.height:
            left = chosen.filter(pl.col("at_after").is_null())
            gone.append(before.named(pay, left.get_column("at_before")))
    return _together(now, LINE_SCHEMA | BEFORE), _together(gone, LINE_SCHEMA)


BEFORE: dict[str, pl.DataType] = {
    "earned_before_minor": pl.Int64(),
    "payable_before_minor": pl.Int64(),
}
"""What lines were before: 0 where there was none, or a fault, which had no amount."""


def _before() -> list[pl.Expr]:
    return [pl.col(f"{name}_before").fill_null(0).alias(f"{name[:-6]}_before_minor") for name in _AMOUNTS]


def _together(tables: list[pl.DataFrame], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.concat(tables, how="diagonal") if tables else pl.DataFrame(schema=schema)


def _differs() -> pl.Expr:
    amounts = [pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in _AMOUNTS]
    one_is_none = pl.col("at_before").is_null() != pl.col("at_after").is_null()
    return pl.any_horizontal(one_is_none, *amounts)


def _both(pay: str, before: Valued, after: Valued) -> pl.DataFrame:
    """The lines of a pay at both days: born_on, the place of each among the pay's lines (`at_…`, null where
    there is none), and amounts.
    """
    keys = _keys(pay, before, after)
    then, now = _told(pay, before, keys, "before"), _told(pay, after, keys, "after", before.plan.still_open)
    if keys == ["number"] and then.height <= now.height:
        there = then.join(now, on=keys, how="right")
        if there.get_column("at_before").count() == then.height:  # nothing is gone
            return there.with_columns(born_on="born_on_after")
    both = then.join(now, on=keys, how="full", coalesce=True, nulls_equal=True)
    return both.with_columns(born_on=pl.coalesce("born_on_after", "born_on_before"))


def _told(
    pay: str, valued: Valued, keys: list[str], side: str, still_open: pl.Series | None = None
) -> pl.DataFrame:
    """The lines of a pay, those of open groups alone where these are known."""
    rows = None
    if still_open is not None and pay in valued.pays:
        group = valued.pays[pay].frame.get_column("group")
        rows = taken(still_open, group).fill_null(value=True).arg_true()
    amounts = valued.amounts(pay, [*keys, "born_on", *_AMOUNTS], rows)
    at = pl.int_range(amounts.height, dtype=pl.UInt32, eager=True) if rows is None else rows
    seen = ("at", "born_on", *_AMOUNTS)
    return amounts.with_columns(at=at).select(*keys, *(pl.col(name).alias(f"{name}_{side}") for name in seen))


def _keys(pay: str, before: Valued, after: Valued) -> list[str]:
    """What tells the lines of a pay apart on both days: a number, where it means the same on both."""
    there = [side for side in (before, after) if pay in side.pays]
    lines = [side.pays[pay] for side in there]
    source = lines[0].source
    if source is not None and all(some.frame.get_column("number").null_count() == 0 for some in lines):
        tables = [side.plan.snapshot.tables[source] for side in there]
        if tables[0] is tables[-1]:  # of a narrow source, whose credits are numbered once for all days
            return ["number"]
    return ["payee", "fact", "place", "unit", "lineage"]
