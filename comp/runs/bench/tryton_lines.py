"""Made-up lines of invoices for the comparison with Tryton: the same for the same number, everywhere.

Amounts are whole dollars and rates whole percents, so that every commission is whole cents and nobody rounds.
"""

from __future__ import annotations

import csv
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from comp.errors import CompError
from comp.facts.snapshot import Snapshot
from comp.language import load
from comp.language.core import Program
from comp.runs.bench.sheets_deals import spread

AGENTS: Final = 20
LINES_AN_INVOICE: Final = 10
_PRODUCTS: Final = ("software", "services", "support")
_PLAN: Final = Path(__file__).parent / "tryton_plan" / "agents_2026.plan"


def agents_program() -> Program:
    """The comparison's plan and sources, checked.

    Raises:
        CompError: the plan has errors, which would be a fault of this benchmark.
    """
    loaded = load([_PLAN])
    if loaded.program is None:
        raise CompError(f"the benchmark's own plan has faults: {loaded.diagnostics[0].text}")
    return loaded.program


def make_lines(count: int) -> pl.DataFrame:
    """Lines of invoices in 2026, ten an invoice: from 100 to 50,099 dollars, `amount` in cents."""
    index = pl.int_range(count)
    invoice = index // LINES_AN_INVOICE
    drawn = pl.Series("drawn", list(islice(spread(count), count)), dtype=pl.Int64)
    return pl.select(
        id=pl.format("L{}", index.cast(pl.String).str.zfill(7)),
        invoice=pl.format("I{}", invoice.cast(pl.String).str.zfill(6)),
        agent=pl.format("A{}", invoice % AGENTS),
        product=(drawn % 3).replace_strict([0, 1, 2], list(_PRODUCTS), return_dtype=pl.String),
        invoiced_on=pl.date(2026, 1 + invoice % 12, 1),
        amount=(100 + drawn // 3 % 50_000) * 100,
    )


def write_lines(lines: pl.DataFrame, folder: Path) -> None:
    """Write the lines as CSV, amounts in dollars."""
    with (folder / "lines.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(lines.columns)
        for *row, cents in lines.iter_rows():
            writer.writerow([*row, cents // 100])


def write_snapshot(program: Program, lines: pl.DataFrame, folder: Path) -> None:
    """Write the lines and their agents as our engine keeps facts: a Parquet file of each source."""
    dollars = pl.lit("USD").alias("currency")
    agents = lines.select(
        pl.col("agent").unique().sort().alias("payee"),
        dollars,
        role=pl.lit("AGENT"),
        starts_on=pl.lit(date(2026, 1, 1)),
        ends_on=pl.lit(None, pl.Date),
    )
    facts = {"line": lines.with_columns(dollars), "assignment": agents}
    snapshot = Snapshot.of(program.sources, facts)
    for name, table in snapshot.tables.items():
        table.write_parquet(folder / f"{name}.parquet")
    (folder / "digest.txt").write_text(snapshot.digest, encoding="utf-8")


def read_snapshot(program: Program, folder: Path) -> Snapshot:
    """Read kept facts back; they are sorted already and their digest is known."""
    tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in program.sources}
    return Snapshot(program.sources, tables, (folder / "digest.txt").read_text(encoding="utf-8"))
