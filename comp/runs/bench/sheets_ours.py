"""The spreadsheet's plan by our engine: `python sheets_ours.py PLAN FACTS OUT`, a process of its own.

Reads the plan's text and checks it, reads `deals.csv` and `quotas.csv`, writes every line with its working to
`lines.csv` and each seller's total to `totals.csv`. It is started as a file, and rests on language, facts and
engine alone: what runs, corrections and proofs need is no part of this job.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from comp.collecting import collect_seldom

if __name__ == "__main__":
    collect_seldom()  # as every command does before it loads the rooms

import polars as pl

from comp import engine
from comp.errors import CompError
from comp.facts.snapshot import Snapshot
from comp.language import load
from comp.language.calendar import Calendar
from comp.language.core import Program

AS_OF = date(2026, 12, 31)


def main(plan: Path, facts: Path, out: Path) -> None:
    """Check the plan, read the facts, write the lines and the totals.

    Raises:
        CompError: the plan has faults, or an amount is none; both would be faults of this benchmark.
    """
    loaded = load([plan])
    if loaded.program is None:
        raise CompError(f"the benchmark's own plan has faults: {loaded.diagnostics[0].text}")
    [checked] = loaded.program.plans
    snapshot = _read(loaded.program, facts)
    lines = engine.valuate(loaded.program, checked, snapshot, Calendar(), AS_OF).lines
    lines.with_columns(pl.col(pl.Int128).cast(pl.Int64)).write_csv(out / "lines.csv")
    totals = lines.group_by("payee").agg(pl.col("earned_minor").cast(pl.Int64).sum()).sort("payee")
    totals.write_csv(out / "totals.csv")


def _read(program: Program, facts: Path) -> Snapshot:
    dollars = pl.lit("USD").alias("currency")
    deals = _rows(facts / "deals.csv").with_columns(dollars, pl.col("booked_on").str.to_date("%Y-%m-%d"))
    days = pl.col("starts_on", "ends_on").str.to_date("%Y-%m-%d")
    quotas = _rows(facts / "quotas.csv").select(
        "amount",
        days,
        dollars,
        id=pl.concat_str("owner", "starts_on", separator="/"),
        payee="owner",
        name=pl.lit("new_business"),
        units=pl.lit(None, pl.Int64),
        reason=pl.lit(None, pl.String),
    )
    sellers = quotas.select(
        pl.col("payee").unique(maintain_order=True),
        dollars,
        role=pl.lit("SELLER"),
        starts_on=pl.lit(date(2026, 1, 1)),
        ends_on=pl.lit(None, pl.Date),
    )
    return Snapshot.of(program.sources, {"deal": deals, "quota": quotas, "assignment": sellers})


def _rows(path: Path) -> pl.DataFrame:
    """A file's rows as texts, its amounts as whole cents; an amount without two decimals is refused."""
    rows = pl.read_csv(path, infer_schema=False)
    if not rows["amount"].str.contains(r"^[0-9]+\.[0-9]{2}$").all():
        raise CompError(f"{path.name}: an amount is not written with two decimals")
    return rows.with_columns(pl.col("amount").str.replace(".", "", literal=True).cast(pl.Int64))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
