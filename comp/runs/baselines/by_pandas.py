"""The benchmark's plan by hand in pandas: `python by_pandas.py FACTS OUT`.

Whole numbers throughout, 64 bits wide: money in cents, shares in billionths, rates and factors in hundredths.
Where a payee has several credits of one deal the product passes 64 bits; these few take plain integers.
Parquet is read and written by Polars, since pandas alone has no reader for it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

BANDS = (
    (0, 6),
    (50, 10),
    (100, 15),
    (150, 20),
)  # from so many hundredths of the quota, the rate in hundredths
KEY = ["payee", "quarter"]
WRITTEN = [
    *("line_id", "payee", "fact", "part", "born_on", "quarter", "credit_minor", "before_minor", "with_minor"),
    *("kicker", "struck_minor", "earned_minor"),
]


def main(facts: Path, out: Path) -> None:
    """Read the facts, write the lines, tell their totals."""
    lines = capped(struck(counted(credited(facts), quotas(facts))))
    name = "bench_2026.commission:" + lines["payee"] + ":" + lines["fact"] + "#" + lines["part"]
    lines["line_id"] = name
    pl.DataFrame({name: lines[name].to_numpy() for name in WRITTEN}).write_parquet(out)
    totals = {name: int(lines[name].sum()) for name in ("credit_minor", "earned_minor")}
    sys.stdout.write(json.dumps({"lines": len(lines), **totals}) + "\n")


def read(path: Path) -> pd.DataFrame:
    """A Parquet file's columns; whole numbers with blanks as 0, texts with blanks as None."""
    table = pl.read_parquet(path).with_columns(
        pl.col(pl.Int64).fill_null(0), pl.col(pl.Date).cast(pl.Datetime)
    )
    return pd.DataFrame({name: table[name].to_numpy() for name in table.columns})


def credited(facts: Path) -> pd.DataFrame:
    """One row for each credit, in the order of payee, deal and part."""
    deals = shared(read(facts / "deal.parquet").sort_values(["booked_on", "id"], ignore_index=True))
    managers = read(facts / "assignment.parquet").set_index("payee")["manager"]
    parts: list[pd.DataFrame] = []
    for place, label, payee, amount in ((0, "1", "overlay", "to_overlay"), (1, "2", "owner", "to_owner")):
        part = deals[["step", "id", "booked_on", payee, amount]]
        part = part.set_axis(["step", "fact", "born_on", "payee", "credit_minor"], axis=1).dropna(
            subset="payee"
        )
        parts.append(part.assign(part=label, place=place))
        for level in (1, 2):
            part = part.assign(payee=part["payee"].map(managers)).dropna(subset="payee")
            parts.append(part.assign(part=f"{label}.3.{level}", place=2 + 2 * place + level))
    every = pd.concat(parts, ignore_index=True)
    every["quarter"] = pd.to_datetime(every["born_on"]).dt.quarter
    return every.sort_values(["payee", "step", "place"], ignore_index=True)


def shared(deals: pd.DataFrame) -> pd.DataFrame:
    """Divide each value by largest remainder: of two parts, the first takes a tie."""
    deals["step"] = np.arange(len(deals))
    deals["to_overlay"] = (2 * deals["first_year_value"] * deals["overlay_share"] + 10**9) // (2 * 10**9)
    deals["to_owner"] = deals["first_year_value"] - deals["to_overlay"]
    return deals


def quotas(facts: Path) -> pd.DataFrame:
    """The quota of each payee and quarter."""
    table = read(facts / "quota.parquet")
    quarter = pd.to_datetime(table["starts_on"]).dt.quarter
    return pd.DataFrame({"payee": table["payee"], "quarter": quarter, "quota": table["amount"]})


def counted(lines: pd.DataFrame, quota: pd.DataFrame) -> pd.DataFrame:
    """What the quarter's counter showed before each deal and with it; all credits of a deal are one step."""
    lines = lines.merge(quota, on=KEY, how="left")
    by_quarter = lines.groupby(KEY, sort=False)["credit_minor"]
    lines["running"] = by_quarter.cumsum()
    lines["reached"] = by_quarter.transform("sum")
    by_step = lines.groupby(["payee", "step"], sort=False)
    lines["step_minor"] = by_step["credit_minor"].transform("sum")
    lines["with_minor"] = by_step["running"].transform("max")
    lines["before_minor"] = lines["with_minor"] - lines["step_minor"]
    return lines


def band_sum(lines: pd.DataFrame, counter: str) -> pd.Series:
    """What the bands pay on the counter, in hundredths of a cent."""
    total = pd.Series(0, index=lines.index)
    before = 0
    for bound, rate in BANDS:
        above = (lines[counter] - lines["quota"] * bound // 100).clip(lower=0)
        total += above * (rate - before)
        before = rate
    return total


def struck(lines: pd.DataFrame) -> pd.DataFrame:
    """Each line's share of its step, times the factor, struck half even."""
    high = 2 * lines["reached"] >= 3 * lines["quota"]
    full = lines["reached"] >= lines["quota"]
    lines["kicker"] = np.select([high, full], [110, 100], default=90)
    product = (band_sum(lines, "with_minor") - band_sum(lines, "before_minor")) * lines["kicker"]
    whole, rest = product // 10_000, product % 10_000
    lines["struck_minor"] = whole + ((rest > 5_000) | ((rest == 5_000) & (whole % 2 == 1)))
    several = lines.index[lines["credit_minor"] != lines["step_minor"]]
    some = lines.loc[several]
    lines.loc[several, "struck_minor"] = [
        half_even(int(credit) * int(stretch), int(step) * 10_000)
        for credit, stretch, step in zip(
            some["credit_minor"], product.loc[several], some["step_minor"], strict=True
        )
    ]
    return lines


def half_even(numerator: int, denominator: int) -> int:
    """Round a ratio to a whole number, a half to the even one."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))


def capped(lines: pd.DataFrame) -> pd.DataFrame:
    """At most 15% of the quota in a quarter; the last lines lose first."""
    running = lines.groupby(KEY, sort=False)["struck_minor"].cumsum()
    cap = lines["quota"] * 15 // 100
    lines["earned_minor"] = np.minimum(running, cap) - np.minimum(running - lines["struck_minor"], cap)
    return lines


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
