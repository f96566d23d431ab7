"""`comp bench sheet`: the engine against the same plan in a spreadsheet, as whole processes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from comp.runs.bench.sheets import Compared


@click.command("sheet", short_help="Measure the engine against a spreadsheet.")
@click.option(
    "--deals", default=20_000, show_default=True, type=click.IntRange(100, 1_000_000), help="How many deals."
)
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1), help="Runs of each, in turn.")
@json_option
def command(deals: int, repeat: int, *, as_json: bool) -> None:
    """Measure the engine against the same plan in a spreadsheet that LibreOffice recalculates.

    Both get the same deals and must pay the same, line by line, or nothing is measured: running totals of
    each seller's quarter, four marginal bands on the attainment, and a commission in cents for each deal.
    """
    from comp.runs.bench.sheets import find_office, measure_sheet

    office = find_office()
    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        compared = measure_sheet(deals, repeat, Path(folder), office, progress)
    if as_json:
        write_json(_plain(deals, repeat, compared))
    else:
        _show(deals, repeat, compared)


def _plain(deals: int, repeat: int, compared: Compared) -> dict[str, object]:
    from comp.runs.bench.measure import ratio
    from comp.runs.bench.sheets import CLOCK
    from comp.runs.bench.sheets_compare import TOLERANCE

    ours, found = compared.ours, compared.agreement
    return {
        "deals": deals,
        "repeat": repeat,
        "clock": CLOCK,
        "contestants": [
            {
                "name": each.name,
                "duties": each.duties,
                "milliseconds": each.milliseconds,
                "peak_bytes": each.peak_bytes,
                "time_ratio": ratio(each.median_milliseconds, ours.median_milliseconds),
                "memory_ratio": ratio(each.median_peak_bytes, ours.median_peak_bytes),
            }
            for each in (ours, compared.theirs)
        ],
        "tolerance": TOLERANCE,
        "lines": found.lines,
        "lines_on_half_a_cent": found.lines_on_half_a_cent,
        "lines_that_differ": found.lines_that_differ,
        "sellers": found.sellers,
        "sellers_that_differ": found.sellers_that_differ,
        "largest_of_a_seller_minor": str(found.largest_of_a_seller_minor),
        "earned_minor": str(found.earned_minor),
        "their_earned_minor": str(found.their_earned_minor),
    }


def _show(deals: int, repeat: int, compared: Compared) -> None:
    from rich.table import Table

    from comp.language.money import format_minor
    from comp.runs.bench.measure import ratio
    from comp.runs.bench.sheets import CLOCK
    from comp.runs.bench.sheets_compare import TOLERANCE

    ours, theirs, found = compared.ours, compared.theirs, compared.agreement
    table = Table()
    for heading in ("", "seconds", "to ours", "peak MB", "to ours"):
        table.add_column(heading, justify="right" if heading else "left")
    for each in (ours, theirs):
        table.add_row(
            each.name,
            f"{each.median_milliseconds // 1000}.{each.median_milliseconds % 1000 // 10:02d}",
            ratio(each.median_milliseconds, ours.median_milliseconds) + " x",
            f"{each.median_peak_bytes // 2**20:,}",
            ratio(each.median_peak_bytes, ours.median_peak_bytes) + " x",
        )
    screen = console()
    screen.print(whole_numbers(table))
    earned, their_earned = (
        format_minor(minor, "USD") for minor in (found.earned_minor, found.their_earned_minor)
    )
    screen.print(
        f"{deals:,} deals, {found.lines:,} lines. Earned by comp: {earned} USD, "
        f"by {theirs.name}: {their_earned} USD."
    )
    screen.print(
        f"Lines that differ, each by one cent: {found.lines_that_differ:,}, "
        f"of {found.lines_on_half_a_cent:,} whose exact value ends on half a cent. "
        f"Sellers whose total differs: {found.sellers_that_differ:,} of {found.sellers:,}, "
        f"at most by {format_minor(found.largest_of_a_seller_minor, 'USD')} USD. "
        "comp rounds all of them as the plan says, half up."
    )
    screen.print(f"Median of {repeat}. Clock: {CLOCK}. Held equal: {TOLERANCE}.")
    for each in (ours, theirs):
        screen.print(f"{each.name}: {each.duties}.")
