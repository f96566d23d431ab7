"""The benchmark's plan by hand in Polars: `python by_polars.py FACTS OUT`.

Whole numbers throughout: money in cents, shares in billionths, rates and factors in hundredths.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl

BANDS = (
    (0, 6),
    (50, 10),
    (100, 15),
    (150, 20),
)  # from so many hundredths of the quota, the rate in hundredths
KEY = ["payee", "quarter"]


def main(facts: Path, out: Path) -> None:
    """Read the facts, write the lines, tell their totals."""
    lines = capped(struck(counted(credited(facts), quotas(facts))))
    lines.select(
        pl.format("bench_2026.commission:{}:{}#{}", "payee", "fact", "part").alias("line_id"),
        *("payee", "fact", "part", "born_on", "quarter", "credit_minor", "before_minor", "with_minor"),
        *("kicker", "struck_minor", "earned_minor"),
    ).write_parquet(out)
    names = ["credit_minor", "earned_minor"]
    totals = lines.select(pl.col(names).sum()).row(0, named=True)
    sys.stdout.write(json.dumps({"lines": lines.height, **totals}) + "\n")


def credited(facts: Path) -> pl.DataFrame:
    """One row for each credit, in the order of payee, deal and part."""
    deals = shared(pl.read_parquet(facts / "deal.parquet").sort("booked_on", "id"))
    managers = pl.read_parquet(facts / "assignment.parquet").select("payee", "manager")
    parts: list[pl.DataFrame] = []
    for place, label, payee, amount in ((0, "1", "overlay", "to_overlay"), (1, "2", "owner", "to_owner")):
        part = deals.select("step", "id", "booked_on", payee=pl.col(payee), credit_minor=pl.col(amount))
        part = part.filter(pl.col("payee").is_not_null())
        parts.append(labelled(part, label, place))
        for level in (1, 2):
            part = part.join(managers, on="payee", how="inner").with_columns(payee="manager").drop("manager")
            part = part.filter(pl.col("payee").is_not_null())
            parts.append(labelled(part, f"{label}.3.{level}", 2 + 2 * place + level))
    every = pl.concat(parts).with_columns(quarter=pl.col("booked_on").dt.quarter())
    return every.rename({"id": "fact", "booked_on": "born_on"}).sort("payee", "step", "place")


def shared(deals: pl.DataFrame) -> pl.DataFrame:
    """Divide each value by largest remainder: of two parts, the first takes a tie."""
    share = pl.col("overlay_share").fill_null(0).cast(pl.Int128)
    to_overlay = ((2 * pl.col("first_year_value") * share + 10**9) // (2 * 10**9)).cast(pl.Int64)
    return deals.with_row_index("step").with_columns(
        to_overlay=to_overlay, to_owner=pl.col("first_year_value") - to_overlay
    )


def labelled(part: pl.DataFrame, label: str, place: int) -> pl.DataFrame:
    """Name the part and its place among those of a deal."""
    return part.with_columns(part=pl.lit(label), place=pl.lit(place, pl.Int8))


def quotas(facts: Path) -> pl.DataFrame:
    """The quota of each payee and quarter."""
    table = pl.read_parquet(facts / "quota.parquet")
    return table.select("payee", quarter=pl.col("starts_on").dt.quarter(), quota="amount")


def counted(lines: pl.DataFrame, quota: pl.DataFrame) -> pl.DataFrame:
    """What the quarter's counter showed before each deal and with it; all credits of a deal are one step."""
    step = pl.col("credit_minor").sum().over("payee", "step")
    running = pl.col("credit_minor").cum_sum().over(KEY)
    return (
        lines.with_columns(running=running, step_minor=step)
        .with_columns(with_minor=pl.col("running").max().over("payee", "step"))
        .with_columns(before_minor=pl.col("with_minor") - pl.col("step_minor"))
        .join(quota, on=KEY, how="left", maintain_order="left")
        .with_columns(reached=pl.col("credit_minor").sum().over(KEY))
    )


def band_sum(counter: str) -> pl.Expr:
    """What the bands pay on the counter, in hundredths of a cent."""
    total = pl.lit(0, pl.Int64)
    before = 0
    for bound, rate in BANDS:
        above = (pl.col(counter) - pl.col("quota") * bound // 100).clip(lower_bound=0)
        total = total + above * (rate - before)
        before = rate
    return total


def struck(lines: pl.DataFrame) -> pl.DataFrame:
    """Each line's share of its step, times the factor, struck half even."""
    kicker = (
        pl.when(2 * pl.col("reached") >= 3 * pl.col("quota"))
        .then(110)
        .when(pl.col("reached") >= pl.col("quota"))
        .then(100)
        .otherwise(90)
    )
    lines = lines.with_columns(kicker=kicker, stretch=band_sum("with_minor") - band_sum("before_minor"))
    numerator = pl.col("credit_minor").cast(pl.Int128) * pl.col("stretch") * pl.col("kicker")
    denominator = pl.col("step_minor").cast(pl.Int128) * 10_000
    lines = lines.with_columns(
        whole=numerator // denominator, twice=2 * (numerator % denominator), of=denominator
    )
    up = (pl.col("twice") > pl.col("of")) | ((pl.col("twice") == pl.col("of")) & (pl.col("whole") % 2 == 1))
    return lines.with_columns(struck_minor=(pl.col("whole") + up.cast(pl.Int128)).cast(pl.Int64))


def capped(lines: pl.DataFrame) -> pl.DataFrame:
    """At most 15% of the quota in a quarter; the last lines lose first."""
    running = pl.col("struck_minor").cum_sum().over(KEY)
    return (
        lines.with_columns(running=running, cap=pl.col("quota") * 15 // 100)
        .with_columns(before_cap=pl.col("running") - pl.col("struck_minor"))
        .with_columns(
            earned_minor=pl.min_horizontal("running", "cap") - pl.min_horizontal("before_cap", "cap")
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
