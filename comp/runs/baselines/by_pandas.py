"""The benchmark's plan by hand in pandas, called as `calling.py` says.

Whole numbers of 64 bits throughout, as pandas has no wider ones: money in cents, shares in billionths, rates
and factors in hundredths. It does not look whether they are enough, and beyond them it would be wrong without
a word. Parquet is read and written by Polars, since pandas alone has no reader for it.

Both ends are worked out in one pass: a deal's counters are the same at either end, and only the factor and
what the cap leaves differ.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
from calling import call

Numbers: TypeAlias = npt.NDArray[np.int64]
# From so many hundredths of the quota, the rate in hundredths.
BANDS = ((0, 6), (50, 10), (100, 15), (150, 20))
EARNED = ["earned_before_minor", "earned_after_minor", "earned_minor"]
WRITTEN = [
    *("line_id", "payee", "fact", "part", "born_on", "quarter", "credit_minor", "before_minor", "with_minor"),
    *("kicker", "struck_minor", *EARNED),
]
# The parts in the order of line ids, and those who receive one, with what.
LABELS = np.array(["1", "1.3.1", "1.3.2", "2", "2.3.1", "2.3.2"], dtype=object)
RECEIVERS = (("overlay", "to_overlay"), ("owner", "to_owner"))


def job(facts: Path, out: Path, before: date, after: date) -> dict[str, int]:
    """Read the facts, write the lines, tell their totals."""
    names, above = payees(facts)
    deals = shared(facts, names, after)
    lines = counted(credited(deals, above), quotas(facts, names, before, after))
    lines = earned(lines, lines["day"] <= np.datetime64(before))
    changed = lines[(lines["day"] > np.datetime64(before)) | (lines["earned_minor"] != 0)]
    write(changed.sort_values(["payee", "place", "part"]), deals, names, out)
    sums = {name: int(lines[name].sum()) for name in EARNED}
    return {"lines": len(changed), "valued": len(lines), **sums}


def read(path: Path, *names: str) -> pd.DataFrame:
    """Columns of a Parquet file; whole numbers with blanks as 0, texts with blanks as None."""
    table = pl.read_parquet(path, columns=list(names)).with_columns(pl.col(pl.Int64).fill_null(0))
    return pd.DataFrame({name: table[name].to_numpy() for name in names})


def payees(facts: Path) -> tuple[pd.Index[str], list[Numbers]]:
    """The payees in order of their line ids, and the number of who is 0, 1 and 2 levels above each, or -1."""
    table = read(facts / "assignment.parquet", "payee", "manager")
    # A line id has a colon behind the payee, which sorts after digits: so M10 stands before M1.
    table = table.sort_values("payee", key=lambda payee: payee + ":", ignore_index=True)
    names = pd.Index([str(name) for name in table["payee"]])
    above = names.get_indexer(pd.Index(table["manager"]))
    return names, [np.arange(len(names)), above, np.where(above < 0, -1, above[above])]


def shared(facts: Path, names: pd.Index[str], after: date) -> pd.DataFrame:
    """Deals in the order of their ids; of two parts, the first takes a tie of largest remainders."""
    deals = read(
        facts / "deal.parquet", "id", "owner", "overlay", "overlay_share", "first_year_value", "booked_on"
    )
    days = deals["booked_on"]
    is_taken = (days >= np.datetime64("2026-01-01")) & (days <= np.datetime64(after))
    deals = deals[is_taken & (deals["first_year_value"] > 0)].sort_values("id", ignore_index=True)
    for receiver, _ in RECEIVERS:
        deals[receiver] = names.get_indexer(pd.Index(deals[receiver]))
    deals["to_overlay"] = (2 * deals["first_year_value"] * deals["overlay_share"] + 10**9) // (2 * 10**9)
    deals["to_owner"] = deals["first_year_value"] - deals["to_overlay"]
    return deals


def credited(deals: pd.DataFrame, above: list[Numbers]) -> pd.DataFrame:
    """One row for each credit, in the order of payee, day, deal and part."""
    parts: list[pd.DataFrame] = []
    for first, (receiver, amount) in enumerate(RECEIVERS):
        some = deals[deals[receiver] >= 0]
        for level, payee in enumerate(above):
            part = {
                "payee": payee[some[receiver]],
                "day": some["booked_on"],
                "place": some.index,
                "part": len(above) * first + level,
                "credit_minor": some[amount],
            }
            parts.append(pd.DataFrame(part))
    every = pd.concat(parts, ignore_index=True)
    every = every[every["payee"] >= 0]
    # One number sorts several times as fast as four columns.
    day = (every["day"] - np.datetime64("2026-01-01")).dt.days
    number = ((every["payee"] * 512 + day) * 2**30 + every["place"]) * 8 + every["part"]
    return every.iloc[np.argsort(number.to_numpy())].reset_index(drop=True)


def quotas(facts: Path, names: pd.Index[str], before: date, after: date) -> pd.DataFrame:
    """The quota of each payee and quarter, under one number for both, and whether it is closed at an end."""
    table = read(facts / "quota.parquet", "payee", "starts_on", "ends_on", "amount")
    return pd.DataFrame(
        {
            "key": 4 * names.get_indexer(pd.Index(table["payee"])) + quarter(table["starts_on"]) - 1,
            "quota": table["amount"],
            "is_closed_before": table["ends_on"] <= np.datetime64(before),
            "is_closed": table["ends_on"] <= np.datetime64(after),
        }
    )


def quarter(days: pd.Series) -> pd.Series:
    """The quarters of days."""
    return pd.to_datetime(days).dt.quarter


def counted(lines: pd.DataFrame, quota: pd.DataFrame) -> pd.DataFrame:
    """What the quarter's counter showed before each deal and with it; all credits of a deal are one step."""
    lines["quarter"] = quarter(lines["day"])
    lines["key"] = 4 * lines["payee"] + lines["quarter"] - 1
    lines = lines.merge(quota, on="key", how="left")
    by_quarter = lines.groupby("key", sort=False)["credit_minor"]
    running = by_quarter.cumsum()
    lines["reached"] = by_quarter.transform("sum")
    # Lines are in order: a step begins where payee or deal differ from the line before.
    differs = (lines["payee"].diff() != 0) | (lines["place"].diff() != 0)
    step = differs.cumsum()
    lines["step_minor"] = lines.groupby(step, sort=False)["credit_minor"].transform("sum")
    lines["with_minor"] = running.groupby(step, sort=False).transform("last")
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


def kicker(lines: pd.DataFrame, is_closed: str) -> Numbers:
    """The factor in hundredths: of the whole quarter once it is closed, of nothing until then."""
    high = lines[is_closed] & (2 * lines["reached"] >= 3 * lines["quota"])
    full = lines[is_closed] & (lines["reached"] >= lines["quota"])
    return np.select([high, full], [110, 100], default=90)


def earned(lines: pd.DataFrame, was_there: pd.Series) -> pd.DataFrame:
    """What each line earns at both ends, and between them."""
    lines["kicker"] = kicker(lines, "is_closed")
    product = lines["credit_minor"] * (band_sum(lines, "with_minor") - band_sum(lines, "before_minor"))
    lines["struck_minor"] = struck(lines, product * lines["kicker"])
    before = struck(lines, product * kicker(lines, "is_closed_before"))
    lines["earned_before_minor"] = capped(lines, before).where(was_there, 0)
    lines["earned_after_minor"] = capped(lines, lines["struck_minor"])
    lines["earned_minor"] = lines["earned_after_minor"] - lines["earned_before_minor"]
    return lines


def struck(lines: pd.DataFrame, product: pd.Series) -> pd.Series:
    """Each line's share of its step, struck half even."""
    denominator = lines["step_minor"] * 10_000
    whole, rest = product // denominator, product % denominator
    return whole + ((2 * rest > denominator) | ((2 * rest == denominator) & (whole % 2 == 1)))


def capped(lines: pd.DataFrame, amount: pd.Series) -> pd.Series:
    """At most 15% of the quota in a quarter; the last lines lose first."""
    running = amount.groupby(lines["key"], sort=False).cumsum()
    cap = lines["quota"] * 15 // 100
    return running.clip(upper=cap) - (running - amount).clip(upper=cap)


def write(lines: pd.DataFrame, deals: pd.DataFrame, names: pd.Index[str], out: Path) -> None:
    """Write the lines with their names."""
    lines = lines.rename(columns={"day": "born_on"}).assign(
        payee=names.to_numpy()[lines["payee"]],
        fact=deals["id"].to_numpy()[lines["place"]],
        part=LABELS[lines["part"]],
    )
    lines["line_id"] = "bench_2026.commission:" + lines["payee"] + ":" + lines["fact"] + "#" + lines["part"]
    columns = {name: lines[name].to_numpy() for name in WRITTEN}
    columns["born_on"] = columns["born_on"].astype("datetime64[D]")
    pl.DataFrame(columns).write_parquet(out)


if __name__ == "__main__":
    call(job)
