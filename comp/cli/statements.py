"""`comp statements`: draw everybody's statements from a run."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, counted, json_option, progress_shown, workspace_argument, write_json

if TYPE_CHECKING:
    from statements.issuing.everybody import Issued


@click.command()
@workspace_argument
@click.option(
    "--run",
    "run_folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder that comp run wrote.",
)
@click.option(
    "--payee",
    "payees",
    multiple=True,
    metavar="ID",
    help="Whose statement; may be repeated. Without it, everybody with a line in the run.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder for the PDFs and their index, made where it is missing; or a file called .zip.",
)
@click.option(
    "--paid",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="RUN",
    help="The folder of a run that was paid earlier in the year; may be repeated.",
)
@click.option("--locale", metavar="NAME", help="The locale of all statements, instead of each payee's own.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="How many processes draw; as many as there are processors to use, unless said.",
)
@click.option("--fresh", is_flag=True, help="Draw again what stands there.")
@json_option
def command(  # noqa: PLR0917 - one argument for each option
    workspace: Path,
    run_folder: Path,
    payees: tuple[str, ...],
    out: Path,
    paid: tuple[Path, ...],
    locale: str | None,
    workers: int | None,
    *,
    fresh: bool,
    as_json: bool,
) -> None:
    """Draw everybody's statements from a run, one PDF each, with an index that ties to the run.

    Every line is calculated again by the second engine; where the two differ by a cent, or no font has a
    letter, the payee gets no statement and the exit code is 1. Each PDF carries its proof, for `comp verify`
    and the program verify.py; it is signed where the workspace has a key (`comp key make`).

    A statement that stands there already, drawn from the same, is kept: a command that was stopped is simply
    given again. index.csv tells of every statement; totals.csv stands there once all are drawn.
    """
    from statements.issuing.everybody import issue_statements
    from statements.issuing.order import Order
    from statements.issuing.pool import processors
    from statements.wording import Wording

    if locale is not None:
        Wording.of(locale)
    order = Order(workspace, run_folder, paid, locale)
    with progress_shown() as progress:
        issued = issue_statements(order, payees, out, workers or processors(), progress, fresh=fresh)
    if issued.faults:
        _warn_of_faults(run_folder, issued.faults)
    for each in issued.refused:
        console(stderr=True).print(each.reason, markup=False)
    for each in issued.lost:
        console(stderr=True).print(
            f"no statement of {each.payee}: {each.reason}; give the command again to draw it", markup=False
        )
    if as_json:
        write_json({**asdict(issued), "out": str(out)})
    else:
        _tell(issued, out)
    click.get_current_context().exit(1 if issued.refused or issued.lost else 0)


def _tell(issued: Issued, out: Path) -> None:
    stood = f"; {len(issued.kept):,} stood there already" if issued.kept else ""
    console().print(f"{counted(len(issued.drawn), 'statement')} written to {out}{stood}", markup=False)


def _warn_of_faults(run_folder: Path, faults: int) -> None:
    what = "1 line or fact" if faults == 1 else f"{faults:,} lines or facts"
    console(stderr=True).print(
        f"{what} of this run could not be calculated and pays nothing ({run_folder / 'faults.csv'}); "
        "the statements say so",
        markup=False,
    )
