"""`comp bench import`: what an import costs beside Polars turning the same file into Parquet."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from comp.runs.bench.importing import ImportCost


@click.command("import", short_help="Measure importing facts against Polars alone.")
@click.option(
    "--deals", default=1_000_000, show_default=True, type=click.IntRange(100), help="How many deals."
)
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1), help="Runs of each, in turn.")
@json_option
def command(deals: int, repeat: int, *, as_json: bool) -> None:
    """Measure an import from CSV beside `pl.scan_csv(...).sink_parquet(...)` of the same file.

    The import reads every digit exactly and checks every row; Polars alone does neither.
    """
    from comp.runs.bench.importing import measure_importing

    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        cost = measure_importing(deals, repeat, Path(folder), progress)
    if as_json:
        write_json(_plain(deals, repeat, cost))
    else:
        _show(deals, repeat, cost)


def _plain(deals: int, repeat: int, cost: ImportCost) -> dict[str, object]:
    from comp.runs.bench.importing import CLOCK
    from comp.runs.bench.machine import this_machine
    from comp.runs.bench.measure import ratio

    return {
        "deals": deals,
        "csv_bytes": cost.csv_bytes,
        "repeat": repeat,
        "clock": CLOCK,
        "machine": str(this_machine()),
        "sides": [
            {
                "name": each.name,
                "duties": each.duties,
                "milliseconds": each.milliseconds,
                "peak_bytes": each.peak_bytes,
                "time_to_polars": ratio(each.median_milliseconds, cost.theirs.median_milliseconds),
                "memory_to_polars": ratio(each.median_peak_bytes, cost.theirs.median_peak_bytes),
            }
            for each in (cost.ours, cost.theirs)
        ],
    }


def _show(deals: int, repeat: int, cost: ImportCost) -> None:
    from rich.table import Table

    from comp.runs.bench.importing import CLOCK
    from comp.runs.bench.machine import this_machine
    from comp.runs.bench.measure import ratio

    table = Table()
    for heading in ("", "seconds", "to Polars", "peak MB", "to Polars"):
        table.add_column(heading, justify="right" if heading else "left")
    for each in (cost.ours, cost.theirs):
        milliseconds = each.median_milliseconds
        table.add_row(
            each.name,
            f"{milliseconds // 1000}.{milliseconds % 1000 // 10:02d}",
            ratio(milliseconds, cost.theirs.median_milliseconds) + " x",
            f"{each.median_peak_bytes // 2**20:,}",
            ratio(each.median_peak_bytes, cost.theirs.median_peak_bytes) + " x",
        )
    screen = console()
    screen.print(whole_numbers(table))
    screen.print(
        f"{deals:,} deals, {cost.csv_bytes // 2**20:,} MB of CSV. Median of {repeat}. Clock: {CLOCK}."
    )
    for each in (cost.ours, cost.theirs):
        screen.print(f"{each.name}: {each.duties}.", markup=False)
    screen.print(f"{this_machine()}.", markup=False)
