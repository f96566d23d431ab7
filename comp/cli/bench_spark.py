"""`comp bench spark`: how much sooner two workers are done than one."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from comp.runs.bench.machine import Machine
    from comp.runs.bench.sparking import Sparked


@click.command("spark", short_help="Measure what Spark's workers gain.")
@click.option(
    "--deals", default=1_000_000, show_default=True, type=click.IntRange(2_000), help="How many deals."
)
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1), help="Runs of each, in turn.")
@json_option
def command(deals: int, repeat: int, *, as_json: bool) -> None:
    """Measure the benchmark's plan on Spark with one worker and with two, beside one process without Spark.

    All must have the same lines, by their digest, or nothing is measured. Needs comp[spark] and Java.
    """
    from comp.runs.bench.machine import this_machine
    from comp.runs.bench.sparking import measure_spark

    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        measured = measure_spark(deals, repeat, Path(folder), progress=progress)
    machine = this_machine()
    if as_json:
        write_json(_plain(deals, repeat, measured, machine))
    else:
        _show(deals, repeat, measured, machine)


def _plain(deals: int, repeat: int, measured: Sparked, machine: Machine) -> dict[str, object]:
    from comp.runs.bench.measure import ratio
    from comp.runs.bench.sparking import CLOCK, PERIOD, STATED

    one = measured.masters[0].median_milliseconds
    return {
        "deals": deals,
        "period": PERIOD,
        "repeat": repeat,
        "clock": CLOCK,
        "settings": STATED,
        "machine": asdict(machine),
        "lines": measured.lines,
        "batches": measured.batches,
        "digest": measured.digest,
        "here": asdict(measured.here),
        "masters": [
            {**asdict(each), "times_as_fast": ratio(one, each.median_milliseconds)}
            for each in measured.masters
        ],
    }


def _show(deals: int, repeat: int, measured: Sparked, machine: Machine) -> None:
    from rich.table import Table

    from comp.runs.bench.measure import ratio
    from comp.runs.bench.plot import seconds
    from comp.runs.bench.sparking import CLOCK, PERIOD, STATED

    one = measured.masters[0]
    table = Table()
    table.add_column("")
    for heading in ("seconds", f"times as fast as {one.name}"):
        table.add_column(heading, justify="right")
    for each in (*measured.masters, measured.here):
        median = each.median_milliseconds
        table.add_row(each.name, seconds(median), ratio(one.median_milliseconds, median) + " x")
    screen = console()
    screen.print(whole_numbers(table), markup=False)
    for sentence in (
        f"{deals:,} deals, {measured.lines:,} lines of {PERIOD} in {measured.batches:,} batches.",
        f"All have the same lines, digest {measured.digest}.",
        f"Median of {repeat}. Clock: {CLOCK}.",
        *(f"Setting: {name}: {stated}." for name, stated in STATED.items()),
        f"Machine: {machine}.",
    ):
        screen.print(sentence, markup=False)
