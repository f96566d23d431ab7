"""Made-up facts for the benchmark: the same for the same number of deals, on every machine."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from comp.errors import CompError
from comp.facts.snapshot import Snapshot
from comp.language import load
from comp.language.core import Program

PAYEES: Final = {"R": 400, "M": 50, "V": 5}  # sellers, their managers, and the managers above
MEAN_DEAL_MINOR: Final = 2_550_000
QUARTERS: Final = ((1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31))  # first month, last month, its last day


def bench_program() -> Program:
    """The benchmark's plan and sources, checked.

    Raises:
        CompError: the plan has errors, which would be a fault of this benchmark.
    """
    loaded = load(sorted(Path(__file__).parent.glob("*.plan")))
    if loaded.program is None:
        raise CompError(f"the benchmark's own plan has faults: {loaded.diagnostics[0].text}")
    return loaded.program


def generate(program: Program, deals: int) -> Snapshot:
    """Deals of one year, some shared with an overlay, under two levels of managers."""
    return Snapshot.of(
        program.sources,
        {"deal": _deals(deals), "assignment": _assignments(), "quota": _quotas(deals)},
    )


def write_snapshot(snapshot: Snapshot, folder: Path) -> None:
    """Keep a snapshot as Parquet (for tools that read it) and CSV (for plain Python)."""
    for name, table in snapshot.tables.items():
        table.write_parquet(folder / f"{name}.parquet")
        table.write_csv(folder / f"{name}.csv")
    (folder / "digest.json").write_text(json.dumps(snapshot.digest), encoding="utf-8")


def read_snapshot(program: Program, folder: Path) -> Snapshot:
    """Read a kept snapshot back; its tables are sorted already and its digest is known."""
    tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in program.sources}
    return Snapshot(program.sources, tables, json.loads((folder / "digest.json").read_text(encoding="utf-8")))


def _mixed(index: pl.Expr, salt: int) -> pl.Expr:
    """A well-spread number below 2^31 for each index: SplitMix64's finisher on wrapping 64-bit numbers."""
    mixed = (index.cast(pl.UInt64) + pl.lit(salt, pl.UInt64)) * pl.lit(0x9E3779B97F4A7C15, pl.UInt64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed // 2**shift)) * pl.lit(factor, pl.UInt64)
    return (mixed // 2**33).cast(pl.Int64)


def _deals(count: int) -> pl.DataFrame:
    index = pl.int_range(count)
    shared = _mixed(index, 1) % 10 < 3
    tenths = pl.when(_mixed(index, 2) % 2 == 0).then(100_000_000).otherwise(250_000_000)
    return pl.select(
        id=pl.format("D{}", index.cast(pl.String).str.zfill(9)),
        owner=pl.format("R{}", _mixed(index, 3) % PAYEES["R"]),
        overlay=pl.when(shared).then(pl.format("R{}", _mixed(index, 4) % PAYEES["R"])),
        overlay_share=pl.when(shared).then(tenths.cast(pl.Int64)),
        first_year_value=50_000 + _mixed(index, 5) % 5_000_000,
        currency=pl.lit("USD"),
        booked_on=pl.lit(date(2026, 1, 1)) + pl.duration(days=_mixed(index, 6) % 365),
    )


def _assignments() -> pl.DataFrame:
    payees = [(f"{level}{n}", _manager(level, n)) for level, many in PAYEES.items() for n in range(many)]
    return pl.DataFrame(payees, schema={"payee": pl.String, "manager": pl.String}, orient="row").with_columns(
        role=pl.lit("SELLER"),
        target_incentive=pl.lit(10_000_000),
        currency=pl.lit("USD"),
        starts_on=pl.lit(date(2020, 1, 1)),
        ends_on=pl.lit(None, pl.Date),
    )


def _manager(level: str, n: int) -> str | None:
    above = {"R": "M", "M": "V"}.get(level)
    return None if above is None else f"{above}{n % PAYEES[above]}"


def _quotas(deals: int) -> pl.DataFrame:
    """Each payee's quarters: every band is reached, and multiples of 1,000 dollars keep the bounds whole."""
    rows = [
        {
            "id": f"{level}{n}-{quarter}",
            "payee": f"{level}{n}",
            "name": "new_business",
            "starts_on": date(2026, first_month, 1),
            "ends_on": date(2026, last_month, last_day),
            "amount": max(1, deals * MEAN_DEAL_MINOR * 6 // (40 * many * 100_000)) * 100_000,
            "currency": "USD",
        }
        for level, many in PAYEES.items()
        for n in range(many)
        for quarter, (first_month, last_month, last_day) in enumerate(QUARTERS, start=1)
    ]
    return pl.DataFrame(rows).with_columns(units=pl.lit(None, pl.Int64), reason=pl.lit(None, pl.String))
