"""`comp bench serve`: the portal under load, a statement's page beside a static file of the same server."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, exit_with_faults, json_option, progress_shown, whole_numbers, write_json

if TYPE_CHECKING:
    from api.service_bench import LoadCost, Served


_MOST_SHOWN = 5


@click.command("serve", short_help="Measure the portal under load.")
@click.option("--clients", default=32, show_default=True, type=click.IntRange(1, 256), help="At once.")
@click.option("--seconds", default=60, show_default=True, type=click.IntRange(1), help="How long they ask.")
@click.option(
    "--payees", default=32, show_default=True, type=click.IntRange(1), help="Of the made-up company."
)
@click.option("--lines", default=40, show_default=True, type=click.IntRange(1), help="Of each statement.")
@json_option
def command(clients: int, seconds: int, payees: int, lines: int, *, as_json: bool) -> None:
    """Measure a statement's page under load beside a static file of the same server.

    Exit code 1 means that an answer was a fault.
    """
    from api.service_bench import CLOCK, DUTIES, Load, measure_load

    with tempfile.TemporaryDirectory(prefix="comp-bench-") as name, progress_shown() as progress:
        cost = measure_load(Load(clients, seconds, payees, lines), Path(name), progress)
    if as_json:
        write_json({"clock": CLOCK, "duties": DUTIES, **asdict(cost)})
    else:
        _show(cost)
    exit_with_faults(faults=bool(cost.errors))


def _show(cost: LoadCost) -> None:
    from rich.table import Table

    from api.service_bench import CLOCK, DUTIES

    table = Table()
    table.add_column("")
    for heading in ("answers", "a second", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="right")
    for name, served in (("statement page", cost.page), ("static file", cost.static)):
        table.add_row(name, f"{served.answers:,}", *_figures(served, cost.seconds))
    p50 = _ratio(cost.page.p50_us, cost.static.p50_us)
    table.add_row("page : file", "", "", p50, _ratio(cost.page.p99_us, cost.static.p99_us))
    screen = console()
    screen.print(whole_numbers(table))
    for fault, count in Counter(cost.errors).most_common(_MOST_SHOWN):
        screen.print(f"{count:,} x {fault}", markup=False)
    errors = f"{len(cost.errors):,} faults" if cost.errors else "No fault"
    screen.print(f"{errors}; {cost.load.clients} clients for {cost.seconds} s. Clock: {CLOCK}.", markup=False)
    screen.print(DUTIES, markup=False)


def _figures(served: Served, seconds: int) -> tuple[str, str, str]:
    return f"{served.answers // max(seconds, 1):,}", _ms(served.p50_us), _ms(served.p99_us)


def _ms(us: int) -> str:
    return f"{us / 1000:,.1f}"


def _ratio(one: int, other: int) -> str:
    return f"{one / max(other, 1):.1f} x"
