"""`comp bench tryton`: what a line costs in the engine and in Tryton's commission module."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from comp.runs.bench.tryton import Compared, Sized


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
    from comp.runs.bench.tryton import Asked, measure_tryton  # noqa: PLC0415 - its help does without

    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        asked = Asked(tuple(sorted(set(sizes))), alone, repeat)
        compared = measure_tryton(asked, tryton_python, Path(folder), progress)
    if as_json:
        write_json(_plain(repeat, compared))
    else:
        _show(repeat, compared)


def _plain(repeat: int, compared: Compared) -> dict[str, object]:
    from comp.runs.bench.tryton import CLOCK, OURS, THEIRS  # noqa: PLC0415 - its help does without

    return {
        "repeat": repeat,
        "clock": CLOCK,
        "tryton": compared.version,
        "duties": {"comp": OURS, "tryton": THEIRS},
        "sizes": [
            {
                "lines": each.lines,
                "earned_minor": str(each.earned_minor),
                "our_microseconds": each.our_microseconds,
                "their_microseconds": each.their_microseconds,
                "our_nanoseconds_a_line": each.our_nanoseconds_a_line,
                "their_nanoseconds_a_line": each.their_nanoseconds_a_line,
                "ratio_a_line": _ratio(each, each),
            }
            for each in compared.both
        ],
        "alone": [
            {
                "lines": each.lines,
                "our_microseconds": each.our_microseconds,
                "our_nanoseconds_a_line": each.our_nanoseconds_a_line,
            }
            for each in compared.alone
        ],
        "ratio_a_line_at_largest": _ratio(compared.both[-1], compared.our_largest),
    }


def _show(repeat: int, compared: Compared) -> None:
    from rich.table import Table  # noqa: PLC0415 - its help does without

    from comp.language.money import format_minor  # noqa: PLC0415 - its help does without
    from comp.runs.bench.tryton import CLOCK, OURS, THEIRS  # noqa: PLC0415 - its help does without

    table = Table()
    for heading in ("lines", "comp µs a line", "Tryton µs a line", "to ours", "earned USD by both"):
        table.add_column(heading, justify="right")
    for each in compared.both:
        table.add_row(
            f"{each.lines:,}",
            _microseconds(each.our_nanoseconds_a_line),
            _microseconds(each.their_nanoseconds_a_line),
            _ratio(each, each) + " x",
            format_minor(each.earned_minor, "USD"),
        )
    for each in compared.alone:
        table.add_row(f"{each.lines:,}", _microseconds(each.our_nanoseconds_a_line), "", "", "")
    screen = console()
    screen.print(whole_numbers(table))
    theirs, ours = compared.both[-1], compared.our_largest
    screen.print(
        f"A line of {theirs.lines:,} in Tryton to one of {ours.lines:,} in comp: {_ratio(theirs, ours)} x."
    )
    screen.print(f"Median of {repeat} in Tryton, of {2 * repeat} in comp. Clock: {CLOCK}.")
    screen.print(f"comp: {OURS}.")
    screen.print(f"{compared.version}: {THEIRS}.")


def _ratio(theirs: Sized, ours: Sized) -> str:
    from comp.runs.bench.measure import ratio  # noqa: PLC0415 - its help does without

    return ratio(theirs.their_nanoseconds_a_line, ours.our_nanoseconds_a_line)


def _microseconds(nanoseconds: int) -> str:
    return f"{nanoseconds // 1000:,}.{nanoseconds % 1000 // 10:02d}"
