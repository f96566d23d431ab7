"""`comp bench statements`: what drawing costs beside WeasyPrint alone, and what two processes gain."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from statements.statements_bench import CommandCost, PageCost


@click.command("statements", short_help="Measure drawing: beside WeasyPrint alone, and by two processes.")
@click.option(
    "--lines",
    "sizes",
    type=click.IntRange(1, 20_000),
    multiple=True,
    default=(3, 100, 1_000),
    show_default=True,
    help="How many lines a statement has; give it several times.",
)
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1), help="Measurements of each.")
@click.option(
    "--statements",
    default=200,
    show_default=True,
    type=click.IntRange(0),
    help="How many statements the commands draw; 0 for none.",
)
@json_option
def command(sizes: tuple[int, ...], repeat: int, statements: int, *, as_json: bool) -> None:
    """Measure what drawing a statement costs beside WeasyPrint alone, and two processes beside one."""
    from statements.issuing.pool import processors
    from statements.statements_bench import (
        CLOCK_OF_COMMANDS,
        CLOCK_OF_PAGES,
        DUTIES,
        measure_commands,
        measure_pages,
    )

    with tempfile.TemporaryDirectory(prefix="comp-bench-") as name, progress_shown() as progress:
        pages = measure_pages(sorted(set(sizes)), repeat, Path(name), progress)
        commands = measure_commands(statements, (1, 2), Path(name), progress) if statements else []
    if as_json:
        write_json(
            {
                "duties": DUTIES,
                "processors": processors(),
                "clock_of_pages": CLOCK_OF_PAGES,
                "repeat": repeat,
                "pages": [asdict(each) for each in pages],
                "clock_of_commands": CLOCK_OF_COMMANDS,
                "commands": [asdict(each) for each in commands],
            }
        )
        return
    _show_pages(pages)
    if commands:
        _show_commands(commands)
    console().print(DUTIES, markup=False)


def _show_pages(pages: list[PageCost]) -> None:
    from rich.table import Table

    from statements.statements_bench import CLOCK_OF_PAGES

    table = Table()
    for heading in ("lines", "pages", "KB", "WeasyPrint ms", "comp ms", "ratio"):
        table.add_column(heading, justify="right")
    for heading in ("build ms", "page ms", "prove ms"):
        table.add_column(heading, justify="right")
    for each in pages:
        table.add_row(
            f"{each.lines:,}",
            f"{each.pages:,}",
            f"{each.pdf_bytes // 1024:,}",
            _ms(each.weasyprint_us),
            _ms(each.ours_us),
            _hundredths(each.ours_us, each.weasyprint_us),
            _ms(each.build_us),
            _ms(each.page_us),
            _ms(each.prove_us),
        )
    console().print(whole_numbers(table))
    console().print(f"Clock: {CLOCK_OF_PAGES}. The last three come before and are in neither.")


def _show_commands(commands: list[CommandCost]) -> None:
    from rich.table import Table

    from statements.issuing.pool import processors
    from statements.statements_bench import CLOCK_OF_COMMANDS

    table = Table()
    for heading in ("processes", "statements", "wall s", "gain", "processor s", "peak MB", "of workers"):
        table.add_column(heading, justify="right")
    table.add_column("load before", justify="right")
    for each in commands:
        table.add_row(
            f"{each.workers}",
            f"{each.statements:,}",
            f"{each.wall_ms / 1000:,.1f}",
            _hundredths(commands[0].wall_ms, each.wall_ms),
            f"{each.processor_ms / 1000:,.1f}",
            _mb(each.peak_bytes),
            ", ".join(_mb(peak) for peak in each.peak_bytes_of_workers),
            f"{each.load_before:.1f}",
        )
    console().print(whole_numbers(table))
    console().print(f"Clock: {CLOCK_OF_COMMANDS}. Processors to use: {processors()}.")


def _ms(us: int) -> str:
    return f"{us // 1000:,}"


def _mb(count: int) -> str:
    return f"{count // 2**20:,}"


def _hundredths(one: int, other: int) -> str:
    return f"{one / max(other, 1):.2f} x"
