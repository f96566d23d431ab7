"""`comp bench`: the engine against the same work done by hand, in time and memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from comp.cli.output import json_option, progress_shown, write_file, write_json

if TYPE_CHECKING:
    from comp.runs.bench.measure import Clock


@click.command()
@click.option(
    "--deals", default=1_000_000, show_default=True, type=click.IntRange(100), help="How many deals."
)
@click.option(
    "--payees",
    "sellers",
    type=click.IntRange(2),
    help="How many payees sell; a tenth as many manage. Without it one for each 2,000 deals, at least 40.",
)
@click.option("--period", default="2026-12", show_default=True, help="The period to pay, of the year 2026.")
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1), help="Runs of each, in turn.")
@click.option(
    "--clock",
    default="both",
    show_default=True,
    type=click.Choice(["process", "warm", "both"]),
    help="The whole process, or the work alone in a process that has done it before.",
)
@click.option(
    "--with",
    "keys",
    multiple=True,
    metavar="NAME",
    help="Only polars, duckdb, pandas or decimal beside comp; give it several times.",
)
@click.option(
    "--plot", "plot_file", type=click.Path(path_type=Path, dir_okay=False), help="Draw bars into an SVG file."
)
@json_option
def command(
    *,
    deals: int,
    sellers: int | None,
    period: str,
    repeat: int,
    clock: Literal["process", "warm", "both"],
    keys: tuple[str, ...],
    plot_file: Path | None,
    as_json: bool,
) -> None:
    """Measure the engine against the same plan worked out by hand in Polars, DuckDB, pandas and plain Python.

    All get the same facts, value every line at both ends of the period as `comp run` does, and must pay the
    same, line by line, or nothing is measured. The scripts are in comp/runs/baselines; a faster one is
    welcome.
    """
    # Imported here, since the help of the command does without all of it.
    from comp.cli import bench_shown as shown
    from comp.runs.bench.contestants import chosen
    from comp.runs.bench.machine import this_machine
    from comp.runs.bench.measure import Trial, measure
    from comp.runs.bench.plot import plot

    contestants = chosen(keys)
    clocks: tuple[Clock, ...] = ("process", "warm") if clock == "both" else (clock,)
    trial = Trial(deals, repeat, clocks, period, sellers)
    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        measurements = measure(trial, Path(folder), contestants, progress)
    machine = this_machine()
    absent = [each for each in contestants if each.missing]
    if plot_file:
        write_file(plot(trial, measurements, str(machine)).encode(), plot_file)
    if as_json:
        write_json(shown.plain(trial, measurements, absent, machine))
    else:
        shown.show(trial, measurements, absent, machine)
