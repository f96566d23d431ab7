"""`comp run`: calculate what a period pays and write the results folder."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import (
    console,
    counted,
    exit_with_faults,
    json_option,
    progress_shown,
    recorded_option,
    today,
    whole_numbers,
    workspace_argument,
    write_json,
)
from comp.errors import CompError

if TYPE_CHECKING:
    from comp.runs import Run
    from comp.runs.run import Runner


@click.command(epilog="See also: comp run diff A B, which compares two runs.")
@workspace_argument
@click.option("--period", required=True, help="What to pay: 2026-01, 2026-Q1, 2026-H1 or 2026.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The run's folder; an earlier run there is replaced.",
)
@recorded_option
@click.option(
    "--engine",
    default="here",
    show_default=True,
    type=click.Choice(["here", "spark"]),
    help="Where plans are valued: in this process, or on Spark. Both give the same lines.",
)
@click.option("--master", metavar="URL", help="Spark's master.  [default: local[*]]")
@click.option("--facts-at", metavar="PLACE", help="Where Spark's workers read facts: a folder or URL.")
@click.option("--lines-at", metavar="PLACE", help="Where Spark's workers write lines: a folder or URL.")
@json_option
def command(
    *,
    workspace: Path,
    period: str,
    out: Path,
    recorded: date | None,
    engine: str,
    as_json: bool,
    **places: str | None,
) -> None:
    """Calculate what a period pays and write the results folder.

    Exit code 1 means that some lines are faults: they pay nothing and are listed in faults.csv.
    """
    from comp.facts import Workspace
    from comp.runs import refuse_other_contents, run, write_run

    refuse_other_contents(out)
    opened = Workspace.open(workspace)
    with progress_shown() as progress, _runner(engine, places) as runner:
        done = run(opened, period, recorded, today(opened), progress, runner=runner)
        write_run(done, out)
    if as_json:
        write_json({"out": str(out), **done.manifest.to_dict()})
    else:
        from comp.finance import paid_at_once

        _show(done, out, paid_at_once(done, opened.company.settlement))
    exit_with_faults(faults=done.manifest.faults > 0)


@contextmanager
def _runner(engine: str, places: Mapping[str, str | None]) -> Generator[Runner | None]:
    """Spark for the time of a run, where it is asked for."""
    if engine == "spark":
        from comp.runs.spark import OnSpark, spark_runner

        master = places["master"] or "local[*]"
        with spark_runner(OnSpark(master, places["facts_at"], places["lines_at"])) as runner:
            yield runner
        return
    for option, given in places.items():
        if given is not None:
            raise CompError(f"--{option.replace('_', '-')} goes with --engine spark")
    yield None


def _show(done: Run, out: Path, at_once: str) -> None:
    from rich.table import Table

    from comp.language.money import format_minor

    told = done.manifest
    days = {plan.plan: f"{plan.first_day} to {plan.last_day}" for plan in told.plans}
    same_days = len(set(days.values())) == 1
    heard = f"{told.company}, {told.period}" + (f" ({next(iter(days.values()))})" if same_days else "")
    table = Table(title=f"{heard}, as recorded by {told.recorded_on}", title_justify="left")
    for heading in ("plan",) if same_days else ("plan", "days paid"):
        table.add_column(heading)
    for heading in ("payees", "lines", "faults", "earned", "payable"):
        table.add_column(heading, justify="right")
    table.add_column("", no_wrap=True)
    for plan in told.plans:
        table.add_row(
            plan.plan,
            *(() if same_days else (days[plan.plan],)),
            f"{plan.payees:,}",
            f"{plan.lines:,}",
            f"{plan.faults:,}",
            format_minor(plan.earned_minor, plan.currency),
            format_minor(plan.payable_minor, plan.currency),
            plan.currency,
        )
    screen = console()
    screen.print(whole_numbers(table))
    for note in [*_notes(done), *([at_once] if at_once else [])]:
        screen.print(note, markup=False)
    screen.print(f"Written to {out}", markup=False)


def _notes(done: Run) -> list[str]:
    from comp.language.money import format_minor

    told = done.manifest
    notes: list[str] = []
    if told.faults:
        first = done.faults.row(0, named=True)
        where = first["line_id"] or first["fact"]
        notes.append(f"Faults: {told.faults:,} (faults.csv), the first in {where}: {first['fault']}")
    if told.refused:
        notes.append(
            f"Refused rows: {told.refused:,} (refused.csv); the workspace allows a run without them."
        )
    for credit in told.unclaimed:
        value = (
            format_minor(credit.value_minor, credit.currency) + f" {credit.currency}"
            if credit.currency
            else "units"
        )
        notes.append(
            f"Unclaimed: {counted(credit.count, 'credit')} of {credit.credit} ({value}) "
            "that no plan of their payee uses (unclaimed.csv)."
        )
    return notes
