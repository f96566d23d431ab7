"""`comp bench`: the engine against the same work done by hand, in time and memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
from rich.table import Table

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json
from comp.language.money import format_minor
from comp.runs.bench.measure import CLOCK, CONTESTANTS, SECOND_ENGINE, Measurement, measure, ratio


@click.command()
@click.option(
    "--deals", default=1_000_000, show_default=True, type=click.IntRange(100), help="How many deals."
)
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1), help="Runs of each, in turn.")
@json_option
def command(deals: int, repeat: int, *, as_json: bool) -> None:
    """Measure the engine against the same plan worked out by hand in Polars, pandas and plain Python.

    All get the same facts and must pay the same, line by line, or nothing is measured. The scripts are in
    comp/runs/baselines; a faster one is welcome.
    """
    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        measurements = measure(deals, repeat, Path(folder), CONTESTANTS, progress)
    if as_json:
        write_json(_plain(deals, repeat, measurements))
    else:
        _show(deals, repeat, measurements)


def _plain(deals: int, repeat: int, measurements: list[Measurement]) -> dict[str, object]:
    ours = measurements[0]
    return {
        "deals": deals,
        "repeat": repeat,
        "clock": CLOCK,
        "second_engine": SECOND_ENGINE,
        "contestants": [
            {
                "name": each.contestant.name,
                "duties": each.contestant.duties,
                "lines": each.lines,
                "earned_minor": str(each.earned_minor),
                "milliseconds": each.milliseconds,
                "peak_bytes": each.peak_bytes,
                "time_ratio": ratio(each.median_milliseconds, ours.median_milliseconds),
                "memory_ratio": ratio(each.median_peak_bytes, ours.median_peak_bytes),
            }
            for each in measurements
        ],
    }


def _show(deals: int, repeat: int, measurements: list[Measurement]) -> None:
    ours = measurements[0]
    table = Table()
    for heading in ("", "seconds", "to ours", "peak MB", "to ours"):
        table.add_column(heading, justify="right" if heading else "left")
    for each in measurements:
        table.add_row(
            each.contestant.name,
            _seconds(each.median_milliseconds),
            ratio(each.median_milliseconds, ours.median_milliseconds) + " x",
            f"{each.median_peak_bytes // 2**20:,}",
            ratio(each.median_peak_bytes, ours.median_peak_bytes) + " x",
        )
    screen = console()
    screen.print(whole_numbers(table))
    screen.print(
        f"{deals:,} deals, {ours.lines:,} lines, earned {format_minor(ours.earned_minor, 'USD')} USD by all."
    )
    screen.print(f"Median of {repeat}. Clock: {CLOCK}. Second engine: {SECOND_ENGINE}.")
    for each in measurements:
        screen.print(f"{each.contestant.name}: {each.contestant.duties}.")


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000 // 10:02d}"
