"""`comp bench tryton`: what a line costs in the engine and in Tryton's commission module."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from rich.table import Table

    from comp.runs.bench.tryton import Compared, Times


@click.command("tryton", short_help="Measure the engine against Tryton's commissions.")
@click.option(
    "--lines",
    "sizes",
    type=click.IntRange(10, 100_000),
    multiple=True,
    default=(500, 1000, 2000),
    show_default=True,
    help="How many lines of invoices both pay; give it several times.",
)
@click.option(
    "--alone",
    default=200_000,
    show_default=True,
    type=click.IntRange(0),
    help="How many lines comp pays beside that, alone; 0 for none.",
)
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1), help="Calls of each.")
@click.option(
    "--tryton-python",
    metavar="PATH",
    default=sys.executable,
    show_default="the one that runs comp",
    help="A Python in which trytond_commission is installed.",
)
@json_option
def command(sizes: tuple[int, ...], alone: int, repeat: int, tryton_python: str, *, as_json: bool) -> None:
    """Measure what a commission costs here and in Tryton, an open-source business system.

    Both get the same lines of invoices and rates and must pay the same, line by line, or nothing is measured.
    """
    from comp.runs.bench.tryton import Asked, measure_tryton

    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        asked = Asked(tuple(sorted(set(sizes))), alone, repeat)
        compared = measure_tryton(asked, tryton_python, Path(folder), progress)
    if as_json:
        write_json(_plain(repeat, compared))
    else:
        _show(repeat, compared)


def _plain(repeat: int, compared: Compared) -> dict[str, object]:
    from comp.runs.bench.tryton import CLOCK, OURS, THEIRS

    return {
        "repeat": repeat,
        "clock": CLOCK,
        "tryton": compared.version,
        "duties": {"comp": OURS, "tryton": THEIRS},
        "sizes": [
            {
                "lines": each.ours.lines,
                "earned_minor": str(each.earned_minor),
                "comp": _times(each.ours),
                "tryton": _times(each.theirs),
                "ratio_a_line": _ratios(each.theirs, each.ours),
            }
            for each in compared.both
        ],
        "alone": {"lines": compared.alone.lines, "comp": _times(compared.alone)} if compared.alone else None,
        "ratio_of_cheapest_to_largest": _ratios(compared.their_cheapest, compared.our_largest),
    }


def _times(each: Times) -> dict[str, object]:
    return {
        "wall_microseconds": each.wall,
        "processor_microseconds": each.processor,
        "wall_nanoseconds_a_line": each.wall_nanoseconds_a_line,
        "processor_nanoseconds_a_line": each.processor_nanoseconds_a_line,
    }


def _ratios(theirs: Times, ours: Times) -> dict[str, str]:
    from comp.runs.bench.measure import ratio

    return {
        "wall": ratio(theirs.wall_nanoseconds_a_line, ours.wall_nanoseconds_a_line),
        "processor": ratio(theirs.processor_nanoseconds_a_line, ours.processor_nanoseconds_a_line),
    }


def _show(repeat: int, compared: Compared) -> None:
    from comp.runs.bench.tryton import CLOCK, OURS, THEIRS

    screen = console()
    screen.print(whole_numbers(_table(compared)))
    theirs, ours = compared.their_cheapest, compared.our_largest
    ratios = _ratios(theirs, ours)
    screen.print(
        f"The cheapest line in Tryton, of {theirs.lines:,}, to one of {ours.lines:,} in comp: "
        f"{ratios['wall']} x on the wall, {ratios['processor']} x of the processor."
    )
    screen.print(f"Median of {repeat} in Tryton, of {2 * repeat} in comp. Clock: {CLOCK}.")
    screen.print(f"comp: {OURS}.")
    screen.print(f"{compared.version}: {THEIRS}.")


def _table(compared: Compared) -> Table:
    from rich.table import Table

    from comp.language.money import format_minor

    table = Table(caption="Microseconds a line, on the wall and of the processor", caption_justify="left")
    headings = ("comp wall", "proc.", "Tryton wall", "proc.", "to ours", "proc.", "earned USD by both")
    for heading in ("lines", *headings):
        table.add_column(heading, justify="right")
    for each in compared.both:
        ratios = _ratios(each.theirs, each.ours)
        table.add_row(
            f"{each.ours.lines:,}",
            *(
                _microseconds(nanoseconds)
                for times in (each.ours, each.theirs)
                for nanoseconds in _clocks(times)
            ),
            *(f"{ratio} x" for ratio in ratios.values()),
            format_minor(each.earned_minor, "USD"),
        )
    if compared.alone is not None:
        alone = (_microseconds(nanoseconds) for nanoseconds in _clocks(compared.alone))
        table.add_row(f"{compared.alone.lines:,}", *alone, *[""] * 5)
    return table


def _clocks(times: Times) -> tuple[int, int]:
    return times.wall_nanoseconds_a_line, times.processor_nanoseconds_a_line


def _microseconds(nanoseconds: int) -> str:
    return f"{nanoseconds // 1000:,}.{nanoseconds % 1000 // 10:02d}"
