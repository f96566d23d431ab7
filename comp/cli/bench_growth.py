"""`comp bench growth`: what a deal costs in companies of several sizes, in time, memory and disk."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from comp.runs.bench.growing import Grown


@click.command("growth", short_help="Measure how cost grows with the number of deals.")
@click.option(
    "--deals",
    "sizes",
    type=click.IntRange(1000),
    multiple=True,
    default=(300_000, 3_000_000),
    show_default=True,
    help="How many deals there are; give it several times.",
)
@click.option("--repeat", default=1, show_default=True, type=click.IntRange(1), help="Runs of each, in turn.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where facts and waiting credits stand meanwhile; by default where temporary files do.",
)
@json_option
def command(sizes: tuple[int, ...], repeat: int, folder: Path | None, *, as_json: bool) -> None:
    """Measure what a deal costs in companies of several sizes: time, peak memory, and files on the way.

    Deals stand in a Parquet file and are never held at once, nor are their lines. There is a seller for each
    2,000 deals, under two levels of managers.
    """
    from comp.runs.bench.growing import measure_growth

    with tempfile.TemporaryDirectory(prefix="comp-bench-", dir=folder) as place, progress_shown() as progress:
        grown = measure_growth(sorted(set(sizes)), repeat, Path(place), progress)
    if as_json:
        write_json(_plain(repeat, grown))
    else:
        _show(repeat, grown)


def _plain(repeat: int, grown: list[Grown]) -> dict[str, object]:
    from comp.runs.bench.growing import CLOCK

    return {
        "repeat": repeat,
        "clock": CLOCK,
        "second_engine": "did not run",
        "companies": [
            {
                "deals": each.deals,
                "lines": each.lines,
                "milliseconds": each.milliseconds,
                "nanoseconds_per_deal": each.nanoseconds_per_deal,
                "deal_to_first": each.growth(grown[0]),
                "peak_bytes": each.peak_bytes,
                "snapshot_bytes": each.snapshot_bytes,
                "waiting_bytes": each.waiting_bytes,
            }
            for each in grown
        ],
    }


def _show(repeat: int, grown: list[Grown]) -> None:
    from rich.table import Table

    from comp.runs.bench.growing import CLOCK

    table = Table()
    for heading in ("deals", "lines", "µs a deal", "to the first", "peak MB", "facts MB", "waiting MB"):
        table.add_column(heading, justify="right")
    for each in grown:
        table.add_row(
            f"{each.deals:,}",
            f"{each.lines:,}",
            f"{each.nanoseconds_per_deal // 1000}.{each.nanoseconds_per_deal % 1000 // 10:02d}",
            each.growth(grown[0]) + " x",
            f"{max(each.peak_bytes) // 2**20:,}",
            f"{each.snapshot_bytes // 2**20:,}",
            f"{max(each.waiting_bytes) // 2**20:,}",
        )
    screen = console()
    screen.print(whole_numbers(table))
    screen.print(f"Median of {repeat}. Clock: {CLOCK}. Second engine: did not run.")
