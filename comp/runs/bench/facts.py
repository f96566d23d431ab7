"""Made-up facts for the benchmark: the same for the same size, on every machine, at any number of deals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
from polars.io.plugins import register_io_source

from comp.errors import CompError
from comp.facts.snapshot import Snapshot, schema_of
from comp.language import load
from comp.language.core import Program

MEAN_DEAL_MINOR: Final = 2_550_000
QUARTERS: Final = ((1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31))  # first month, last month, its last day
QUOTA_PERCENTS: Final = (60, 80, 120)
"""What quotas are of the mean credits of a quarter, in turn: so some payees pass every band and the cap, some
pass the quota, and some do not reach it.
"""
_SLICE: Final = 2**18  # deals that are made at a time
_ROW_GROUP: Final = 2**17


@dataclass(frozen=True, slots=True)
class Size:
    """How many deals there are, and how many payees of each level sell and manage."""

    deals: int
    sellers: int
    managers: int
    heads: int

    @classmethod
    def of(cls, deals: int, sellers: int | None = None) -> Size:
        """A company that grows with its deals: some 2,000 for each seller, ten sellers to a manager."""
        sellers = sellers or max(40, deals // 2_000)
        managers = max(5, sellers // 10)
        return cls(deals, sellers, managers, max(2, managers // 10))

    @property
    def levels(self) -> dict[str, int]:
        """How many payees have a name of each letter: sellers, their managers, and the managers above."""
        return {"R": self.sellers, "M": self.managers, "V": self.heads}


def bench_program() -> Program:
    """The benchmark's plan and sources, checked.

    Raises:
        CompError: the plan has errors, which would be a fault of this benchmark.
    """
    loaded = load(sorted(Path(__file__).parent.glob("*.plan")))
    if loaded.program is None:
        raise CompError(f"the benchmark's own plan has faults: {loaded.diagnostics[0].text}")
    return loaded.program


def generate(program: Program, deals: int, sellers: int | None = None) -> Snapshot:
    """Deals of one year, some shared with an overlay, under two levels of managers: all in memory."""
    size = Size.of(deals, sellers)
    tables = {"deal": _deals(size, 0, deals), "assignment": _assignments(size), "quota": _quotas(size)}
    return Snapshot.of(program.sources, tables)


def write_snapshot(
    program: Program, deals: int, folder: Path, sellers: int | None = None, *, with_csv: bool = False
) -> None:
    """Write the facts that `generate` makes as Parquet, and as CSV for tools that read nothing else.

    Each file is sorted as a snapshot's table is. Deals are made and written in slices, so that any number of
    them takes the same memory.
    """
    size = Size.of(deals, sellers)
    small = {"assignment": _assignments(size), "quota": _quotas(size)}
    for name, table in Snapshot.of(program.sources, small).tables.items():
        if name in small:
            table.write_parquet(folder / f"{name}.parquet")
    schema = schema_of(program.sources["deal"])

    def slices(columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        return _slices(size, columns or list(schema))

    lazily = register_io_source(slices, schema=schema)
    lazily.sink_parquet(folder / "deal.parquet", row_group_size=_ROW_GROUP)
    if with_csv:
        for name in program.sources:
            pl.scan_parquet(folder / f"{name}.parquet").sink_csv(folder / f"{name}.csv")


def read_snapshot(program: Program, folder: Path) -> Snapshot:
    """Read written facts back; they are sorted already.

    Their digest is not taken: a run knows it from the import, and the engine does not ask for it.
    """
    tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in program.sources}
    return Snapshot(program.sources, tables, digest="")


def _mixed(index: pl.Expr, salt: int) -> pl.Expr:
    """A well-spread number below 2^31 for each index: SplitMix64's finisher on wrapping 64-bit numbers."""
    mixed = (index.cast(pl.UInt64) + pl.lit(salt, pl.UInt64)) * pl.lit(0x9E3779B97F4A7C15, pl.UInt64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed // 2**shift)) * pl.lit(factor, pl.UInt64)
    return (mixed // 2**33).cast(pl.Int64)


def _slices(size: Size, columns: list[str]) -> Iterator[pl.DataFrame]:
    for first in range(0, size.deals, _SLICE):
        yield _deals(size, first, min(first + _SLICE, size.deals)).select(columns)


def _deals(size: Size, first: int, end: int) -> pl.DataFrame:
    """The deals of a range of numbers, each as it is whatever the range."""
    index = pl.int_range(first, end)
    shared = _mixed(index, 1) % 10 < 3
    tenths = pl.when(_mixed(index, 2) % 2 == 0).then(100_000_000).otherwise(250_000_000)
    return pl.select(
        id=pl.format("D{}", index.cast(pl.String).str.zfill(9)),
        owner=pl.format("R{}", _mixed(index, 3) % size.sellers),
        overlay=pl.when(shared).then(pl.format("R{}", _mixed(index, 4) % size.sellers)),
        overlay_share=pl.when(shared).then(tenths.cast(pl.Int64)),
        first_year_value=50_000 + _mixed(index, 5) % 5_000_000,
        currency=pl.lit("USD"),
        booked_on=pl.lit(date(2026, 1, 1)) + pl.duration(days=_mixed(index, 6) % 365),
    )


def _assignments(size: Size) -> pl.DataFrame:
    above = {"R": ("M", size.managers), "M": ("V", size.heads)}
    levels = [
        pl.select(number=pl.int_range(many)).select(
            payee=pl.format(f"{level}{{}}", "number"),
            manager=pl.format(f"{above[level][0]}{{}}", pl.col("number") % above[level][1])
            if level in above
            else pl.lit(None, pl.String),
        )
        for level, many in size.levels.items()
    ]
    return pl.concat(levels).with_columns(
        role=pl.lit("SELLER"),
        target_incentive=pl.lit(10_000_000),
        currency=pl.lit("USD"),
        starts_on=pl.lit(date(2020, 1, 1)),
        ends_on=pl.lit(None, pl.Date),
    )


def _quotas(size: Size) -> pl.DataFrame:
    """Each payee's quarters; multiples of 1,000 dollars keep the bounds of bands and the cap whole."""
    quarters = pl.DataFrame(
        [
            (quarter, date(2026, first_month, 1), date(2026, last_month, last_day))
            for quarter, (first_month, last_month, last_day) in enumerate(QUARTERS, start=1)
        ],
        schema=["quarter", "starts_on", "ends_on"],
        orient="row",
    )
    levels = [
        pl.select(number=pl.int_range(many)).select(
            payee=pl.format(f"{level}{{}}", "number"),
            amount=pl.lit(_amounts(size.deals, many)).gather(pl.col("number") % len(QUOTA_PERCENTS)),
        )
        for level, many in size.levels.items()
    ]
    return (
        pl.concat(levels)
        .join(quarters, how="cross")
        .with_columns(
            id=pl.format("{}-{}", "payee", "quarter"),
            name=pl.lit("new_business"),
            currency=pl.lit("USD"),
            units=pl.lit(None, pl.Int64),
            reason=pl.lit(None, pl.String),
        )
    )


def _amounts(deals: int, payees: int) -> pl.Series:
    """The quotas that payees of a level have in turn."""
    thousands = [
        deals * MEAN_DEAL_MINOR * percent // (len(QUARTERS) * payees * 100 * 100_000)
        for percent in QUOTA_PERCENTS
    ]
    return pl.Series([max(1, each) * 100_000 for each in thousands], dtype=pl.Int64)
