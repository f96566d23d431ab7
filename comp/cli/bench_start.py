"""`comp bench start`: how soon everyday commands are there, beside a Python that does nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from comp.runs.bench.starting import Started


@click.command("start", short_help="Measure how soon everyday commands are there.")
@click.option(
    "--repeat", default=15, show_default=True, type=click.IntRange(1), help="Starts of each, in turn."
)
@json_option
def command(repeat: int, *, as_json: bool) -> None:
    """Measure how long help, completion and checking a small plan take as whole processes.

    Each stands beside `python -c pass` of the same Python, which is what any command written in it costs.
    """
    from comp.runs.bench.starting import measure_starts

    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        measured = measure_starts(repeat, Path(folder), progress)
    if as_json:
        write_json(_plain(repeat, measured))
    else:
        _show(repeat, measured)


def _plain(repeat: int, measured: list[Started]) -> dict[str, object]:
    from comp.runs.bench.measure import ratio
    from comp.runs.bench.starting import CLOCK, PYTHON

    bare = measured[0].median_microseconds
    return {
        "repeat": repeat,
        "clock": CLOCK,
        "python": PYTHON,
        "starts": [
            {
                "name": each.start.name,
                "microseconds": each.microseconds,
                "to_python": ratio(each.median_microseconds, bare),
            }
            for each in measured
        ],
    }


def _show(repeat: int, measured: list[Started]) -> None:
    from rich.table import Table

    from comp.runs.bench.measure import ratio
    from comp.runs.bench.starting import CLOCK, PYTHON

    bare = measured[0].median_microseconds
    table = Table()
    table.add_column("")
    for heading in ("milliseconds", "to Python alone"):
        table.add_column(heading, justify="right")
    for each in measured:
        median = each.median_microseconds
        tenths = round(median / 100)
        table.add_row(each.start.name, f"{tenths // 10:,}.{tenths % 10}", f"{ratio(median, bare)} x")
    screen = console()
    screen.print(whole_numbers(table))
    screen.print(f"Median of {repeat}; {PYTHON}. Clock: {CLOCK}.", markup=False)
