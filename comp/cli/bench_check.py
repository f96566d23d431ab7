"""`comp bench check`: how long checking takes, and how it grows with a plan's length."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from comp.runs.bench.checking import Checked


@click.command("check", short_help="Measure how checking grows with a plan's length.")
@click.option(
    "--lines",
    "sizes",
    type=click.IntRange(100, 10_000),
    multiple=True,
    default=(500, 5000),
    show_default=True,
    help="How long a plan is; give it several times.",
)
@click.option(
    "--repeat", default=5, show_default=True, type=click.IntRange(1), help="Checks of each, in turn."
)
@json_option
def command(sizes: tuple[int, ...], repeat: int, *, as_json: bool) -> None:
    """Measure how long `comp check` takes on made-up plans of several lengths.

    Each plan has clauses, tables, measures and examples in the proportions of real ones.
    """
    from comp.runs.bench.checking import measure_checking

    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        measured = measure_checking(sorted(set(sizes)), repeat, Path(folder), progress)
    if as_json:
        write_json(_plain(repeat, measured))
    else:
        _show(repeat, measured)


def _plain(repeat: int, measured: list[Checked]) -> dict[str, object]:
    from comp.runs.bench.checking import MONEY, PROCESS, WARM

    return {
        "repeat": repeat,
        "clocks": {"warm": WARM, "money": MONEY, "process": PROCESS},
        "plans": [
            {
                "lines": each.lines,
                "warm_microseconds": each.warm_microseconds,
                "money_microseconds": each.money_microseconds,
                "process_milliseconds": each.process_milliseconds,
                "peak_bytes": each.peak_bytes,
                "line_to_first": each.growth(measured[0]),
            }
            for each in measured
        ],
    }


def _show(repeat: int, measured: list[Checked]) -> None:
    from rich.table import Table

    from comp.runs.bench.checking import MONEY, PROCESS, WARM

    table = Table()
    for heading in ("lines", "warm ms", "µs a line", "to the first", "money ms", "process ms", "peak MB"):
        table.add_column(heading, justify="right")
    for each in measured:
        warm = each.median_warm_microseconds
        table.add_row(
            f"{each.lines:,}",
            f"{warm // 1000:,}",
            f"{warm // each.lines:,}",
            each.growth(measured[0]) + " x",
            f"{each.median_money_microseconds // 1000:,}",
            f"{each.median_process_milliseconds:,}",
            f"{each.median_peak_bytes // 2**20:,}",
        )
    screen = console()
    screen.print(whole_numbers(table))
    screen.print(f"Median of {repeat}. Warm: {WARM}. Money: {MONEY}. Process: {PROCESS}.")
