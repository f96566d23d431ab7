"""`comp bench change`: what one changed deal costs, beside calculating everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from fractions import Fraction

    from comp.runs.bench.changing import Changes


@click.command("change", short_help="Measure what one changed deal costs.")
@click.option(
    "--deals", default=200_000, show_default=True, type=click.IntRange(100), help="How many deals there are."
)
@click.option(
    "--repeat", default=3, show_default=True, type=click.IntRange(1), help="How many deals change, in turn."
)
@json_option
def command(deals: int, repeat: int, *, as_json: bool) -> None:
    """Measure how soon lines are up to date again when one deal changes.

    Only payees whom the deal can touch are valued again: its seller, an overlay, and two levels of managers.
    After each change everything is calculated too, and must come to the same lines.
    """
    from comp.runs.bench.changing import measure_changes

    with progress_shown() as progress:
        measured = measure_changes(deals, repeat, progress)
    if as_json:
        write_json(_plain(measured))
    else:
        _show(measured)


def _plain(measured: Changes) -> dict[str, object]:
    from dataclasses import asdict

    from comp.runs.bench import changing

    return {
        "deals": measured.deals,
        "period": changing.PERIOD,
        "clock": changing.CLOCK,
        "finding": changing.FINDING,
        "second_engine": changing.SECOND_ENGINE,
        "goal": changing.GOAL,
        "changes": [{**asdict(turn), "line_to_full": _decimal(turn.line_to_full)} for turn in measured.turns],
        "line_to_full": _decimal(measured.median_line_to_full),
    }


def _show(measured: Changes) -> None:
    from rich.table import Table

    from comp.runs.bench import changing
    from comp.runs.bench.plot import seconds

    table = Table()
    for heading in (
        "payees",
        "lines",
        "change s",
        "finding s",
        "all lines",
        "everything s",
        "a line, to full",
    ):
        table.add_column(heading, justify="right")
    for turn in measured.turns:
        table.add_row(
            f"{turn.payees:,}",
            f"{turn.lines:,}",
            seconds(turn.microseconds // 1000),
            seconds(turn.finding_microseconds // 1000),
            f"{turn.full_lines:,}",
            seconds(turn.full_microseconds // 1000),
            f"{_decimal(turn.line_to_full)} x",
        )
    screen = console()
    screen.print(whole_numbers(table))
    for sentence in (
        f"{measured.deals:,} deals; {changing.PERIOD} is paid. A deal touches so many payees and lines.",
        "After each change all lines were those of a full calculation.",
        f"Goal: {changing.GOAL}; {_decimal(measured.median_line_to_full)} times.",
        f"Clock: {changing.CLOCK}. Finding: {changing.FINDING}.",
        f"Second engine: {changing.SECOND_ENGINE}.",
    ):
        screen.print(sentence)


def _decimal(value: Fraction) -> str:
    from comp.runs.bench.measure import ratio

    return ratio(value.numerator, value.denominator)
