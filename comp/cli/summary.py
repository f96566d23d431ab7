"""`comp summary`: a run for those who approve it, a manager or finance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import (
    console,
    counted,
    json_option,
    progress_shown,
    workspace_argument,
    write_file,
    write_json,
)

if TYPE_CHECKING:
    from comp.facts import Workspace
    from comp.runs import Inputs, Progress, Run
    from statements.summary.build import Scope
    from statements.summary.view import Limits, Summary


_RUN = click.Path(path_type=Path, file_okay=False)


@click.command()
@workspace_argument
@click.option("--run", "run_folder", required=True, type=_RUN, help="The folder that comp run wrote.")
@click.option(
    "--last", "last_folder", type=_RUN, help="The run of an earlier period, to hold this one against."
)
@click.option("--manager", default="", metavar="ID", help="Only who reports to this payee, at any level.")
@click.option(
    "--times",
    type=click.IntRange(min=2),
    default=2,
    show_default=True,
    help="How many times last time's pay is unusual.",
)
@click.option(
    "--out",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, .pdf or .xlsx; may be repeated.",
)
@json_option
def command(  # noqa: PLR0917 - one argument for each option
    workspace: Path,
    run_folder: Path,
    last_folder: Path | None,
    manager: str,
    times: int,
    out: tuple[Path, ...],
    *,
    as_json: bool,
) -> None:
    """Sum a run up for those who approve it: what is unusual first, then every payee against last time.

    The amounts are those of the statements, whose lines both engines calculate; they tie to the run, or
    there is no summary and the exit code is 1.
    """
    from comp.facts import Workspace
    from statements.summary.as_data import as_data
    from statements.summary.view import Limits

    if not out and not as_json:
        raise click.UsageError("say where to: --out FILE.pdf or FILE.xlsx, or --json")
    for path in out:
        if path.suffix.lower() not in {".pdf", ".xlsx"}:
            raise click.UsageError(f"{path}: the summary's name ends in .pdf or .xlsx")
    opened = Workspace.open(workspace)
    with progress_shown() as progress:
        made = _made(opened, run_folder, last_folder, manager, Limits(times), progress)
        for path in out:
            progress(f"drawing {path.name}", 0, 1)
            write_file(_drawn(made, opened, path), path)
    if as_json:
        write_json(as_data(made))
        return
    found = f"{counted(made.statements, 'statement')}, {made.to_look_at:,} to look at first"
    console().print(f"{found}; written to {', '.join(str(path) for path in out)}", markup=False)


def _drawn(made: Summary, opened: Workspace, path: Path) -> bytes:
    from statements.summary.page import summary_pdf
    from statements.summary.workbook import summary_workbook
    from statements.wording import Wording

    wording, name_of = Wording.of(opened.company.locale), opened.people.name_of
    if path.suffix.lower() == ".pdf":
        return summary_pdf(made, wording, name_of)
    return summary_workbook(made, wording, name_of)


def _made(  # noqa: PLR0917 - the command's own options
    opened: Workspace,
    run_folder: Path,
    last_folder: Path | None,
    manager: str,
    limits: Limits,
    progress: Progress,
) -> Summary:
    from comp.runs import load_run, reopen
    from statements.summary.build import summarize
    from statements.summary.sides import side_of

    run = load_run(run_folder)
    inputs = reopen(opened, run)
    last = None if last_folder is None else _last(opened, last_folder, inputs)
    scope = _scope(opened, inputs, [run, *([last[0]] if last else [])], manager)
    then = None if last is None else side_of(*last, _with_lines(last[0], scope), progress)
    return summarize(side_of(run, inputs, scope.payees, progress), then, scope, limits)


def _last(opened: Workspace, folder: Path, inputs: Inputs) -> tuple[Run, Inputs]:
    """The earlier run with what it was calculated from, whatever became of it since."""
    from comp.runs import load_run, past_inputs

    last = load_run(folder)
    found = past_inputs(opened, last)
    if found.period.last_day >= inputs.period.last_day:
        raise click.UsageError(
            f"{folder} is a run of {found.period.name}, which does not end before {inputs.period.name}; "
            "name the run of an earlier period with --last"
        )
    return last, found


def _scope(opened: Workspace, inputs: Inputs, runs: list[Run], manager: str) -> Scope:
    """Everybody with a line in one of the runs, or those of them who report to the manager."""
    from comp.finance import legal_entities
    from statements.summary.build import Scope
    from statements.summary.reports import names_managers, reports, require_managers

    if manager:
        require_managers(inputs.snapshot)
    found = reports(inputs.snapshot, inputs.period.last_day)
    everybody = {str(payee) for run in runs for payee in run.lines["payee"].unique()}
    wanted = everybody & set(found.below(manager)) if manager else everybody
    settlement = opened.company.settlement
    return Scope(
        manager,
        tuple(sorted(wanted)),
        found,
        legal_entities(settlement, inputs.snapshot if settlement.entity_by else None),
        shows_teams=names_managers(inputs.snapshot),
        currency=opened.company.currency,
    )


def _with_lines(run: Run, scope: Scope) -> list[str]:
    return sorted({str(payee) for payee in run.lines["payee"].unique()} & set(scope.payees))
