"""What a span pays: every line's value at its end less its value before its start, each line on itself."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from comp.engine import BEFORE, LINE_SCHEMA, Valued, differing
from comp.runs.spans import PaidSpan

IDENTITY: Final[dict[str, pl.DataType]] = {
    "line_id": pl.String(),
    "plan": pl.String(),
    "clause": pl.String(),
    "pay": pl.String(),
    "payee": pl.String(),
    "unit": pl.String(),
    "fact": pl.String(),
    "part": pl.String(),
    "credit": pl.String(),
    "born_on": pl.Date(),
    "performance_period": pl.String(),
    "currency": pl.String(),
}
VALUES: Final[dict[str, pl.DataType]] = {
    "credit_minor": pl.Int64(),
    "struck_minor": pl.Int64(),
    "earned_before_minor": pl.Int64(),
    "earned_after_minor": pl.Int64(),
    "earned_minor": pl.Int64(),
    "payable_before_minor": pl.Int64(),
    "payable_after_minor": pl.Int64(),
    "payable_minor": pl.Int64(),
    "fault": pl.String(),
}
LINE_COLUMNS: Final[dict[str, pl.DataType]] = {**IDENTITY, **VALUES}
"""What every run's lines hold, in this order; the engine's working follows these columns."""

VALUATION_COLUMNS: Final = LINE_SCHEMA
"""What an engine's lines hold; the amounts are null where there is a fault."""


def no_lines() -> pl.DataFrame:
    """The valuation of a plan on a day on which it has no line yet."""
    return pl.DataFrame(schema=VALUATION_COLUMNS)


def difference(before: pl.DataFrame, after: pl.DataFrame, span: PaidSpan) -> pl.DataFrame:
    """Lines born in the span, and those of which an amount changed, sorted by line id.

    A line that is there no more keeps its row, with 0 after. One that is a fault now has no amount (null) and
    counts nowhere. One that was a fault before had paid nothing, so it counts as 0 before.
    """
    known_before = before.select(
        "line_id",
        pl.col("earned_minor").alias("earned_before_minor"),
        pl.col("payable_minor").alias("payable_before_minor"),
        pl.col("fault").is_not_null().alias("was_fault"),
    )
    now = after.join(known_before, on="line_id", how="left")
    return _between(now, before.join(after, on="line_id", how="anti"), span)


def _between(now: pl.DataFrame, gone: pl.DataFrame, span: PaidSpan) -> pl.DataFrame:
    """The same of lines that stand beside what they were before, and of those that are there no more."""
    no_more = gone.select(
        *IDENTITY,
        "credit_minor",
        "struck_minor",
        pl.col("earned_minor").alias("earned_before_minor"),
        pl.col("payable_minor").alias("payable_before_minor"),
        pl.lit(0, pl.Int64).alias("earned_after_minor"),
        pl.lit(0, pl.Int64).alias("payable_after_minor"),
        pl.lit(None, pl.String).alias("fault"),
    )
    working = [name for name in now.columns if name not in {*VALUATION_COLUMNS, *BEFORE, "was_fault"}]
    there = now.rename({"earned_minor": "earned_after_minor", "payable_minor": "payable_after_minor"})
    return (
        pl.concat([there, no_more], how="diagonal")
        .with_columns(pl.col("earned_before_minor", "payable_before_minor").fill_null(0))
        .with_columns(
            (pl.col(f"{state}_after_minor") - pl.col(f"{state}_before_minor")).alias(f"{state}_minor")
            for state in ("earned", "payable")
        )
        .filter(_born_within(span.first, span.last) | _changed())
        .select(*LINE_COLUMNS, *working)
        .sort("line_id")
    )


def _born_within(first: date, last: date) -> pl.Expr:
    return pl.col("born_on").is_between(first, last)


def _changed() -> pl.Expr:
    is_fault = pl.col("fault").is_not_null()
    newly_a_fault = is_fault & ~pl.col("was_fault").fill_null(value=False)
    return newly_a_fault | (~is_fault & ((pl.col("earned_minor") != 0) | (pl.col("payable_minor") != 0)))


def paid(valued: list[Valued], span: PaidSpan) -> pl.DataFrame:
    """What the span pays of a plan that was valued on its days."""
    *earlier, later = valued
    if not earlier:
        return difference(no_lines(), later.valuation().lines, span)
    now, gone = differing(earlier[0], later, span.first, span.last)
    # A line that was a fault and is one has not changed: it is there only if it is born in the span.
    return _between(now.with_columns(was_fault=pl.lit(value=False)), gone, span)
