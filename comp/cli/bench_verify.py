"""`comp bench verify`: how large proofs are, and what proving and verifying a line costs."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from statements.proof_bench import ProofCost


@click.command("verify", short_help="Measure proofs: their size, and the cost of verifying a line.")
@click.option(
    "--lines",
    "sizes",
    type=click.IntRange(1, 50_000),
    multiple=True,
    default=(100, 10_000),
    show_default=True,
    help="How many lines a statement has; give it several times.",
)
@click.option("--repeat", default=7, show_default=True, type=click.IntRange(1), help="Measurements of each.")
@json_option
def command(sizes: tuple[int, ...], repeat: int, *, as_json: bool) -> None:
    """Measure the proofs of made-up statements, beside the same amounts in plain Python with Decimal.

    The baseline reads the deals from CSV in memory, orders them, calculates each amount and holds it against
    the one stated; it has the rates written in, checks no link and reads no page. The second engine's own
    calculation is not part of either.
    """
    from statements.proof_bench import CLOCK, measure_proofs

    with tempfile.TemporaryDirectory(prefix="comp-bench-") as folder, progress_shown() as progress:
        measured = measure_proofs(sorted(set(sizes)), repeat, Path(folder), progress)
    if as_json:
        write_json({"clock": CLOCK, "repeat": repeat, "statements": [asdict(each) for each in measured]})
    else:
        _show(measured)


def _show(measured: list[ProofCost]) -> None:
    from rich.table import Table

    from statements.proof_bench import CLOCK

    table = Table()
    headings = ("lines", "nodes", "KB", "KB packed", "bytes a line", "prove \u00b5s a line")
    for heading in (
        *headings,
        "verify \u00b5s a line",
        "to Decimal",
        "PDF \u00b5s a line",
        "Decimal \u00b5s a line",
    ):
        table.add_column(heading, justify="right")
    for each in measured:
        tenths = each.verify_us * 10 // max(each.decimal_us, 1)
        table.add_row(
            f"{each.lines:,}",
            f"{each.nodes:,}",
            f"{each.json_bytes // 1024:,}",
            f"{each.packed_bytes // 1024:,}",
            f"{each.json_bytes // each.lines:,}",
            f"{each.prove_us // each.lines:,}",
            f"{each.verify_us // each.lines:,}",
            f"{tenths // 10}.{tenths % 10} x",
            "" if each.pdf_us is None else f"{each.pdf_us // each.lines:,}",
            f"{each.decimal_us // each.lines:,}",
        )
    screen = console()
    screen.print(whole_numbers(table))
    signatures = measured[0].signatures_us
    screen.print(
        f"Clock: {CLOCK}. Verify: from the bytes of the proof to the report, two signatures of some "
        f"{signatures:,} \u00b5s included. PDF: the same with the file and its pages read."
    )
