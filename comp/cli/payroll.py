"""`comp payroll`: export a run for payroll."""

from __future__ import annotations

from pathlib import Path

import click

from comp.cli.output import console, workspace_argument, write_file
from comp.facts import Workspace
from comp.finance import Terms, cost_centres, employee_ids, legal_entities, payroll, workbook
from comp.runs import load_run, reopen


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
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The workbook to write; one that is there is replaced.",
)
def command(workspace: Path, run_folder: Path, out: Path) -> None:
    """Export a run for payroll: what to import, the lines behind it, and controls that tie both to the run.

    Exit code 1 means that the run has faults or does not tie; nothing is written then.
    """
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{out}: the workbook's name ends in .xlsx")
    opened = Workspace.open(workspace)
    run = load_run(run_folder)
    settlement = opened.company.settlement
    assigned = settlement.entity_by or settlement.cost_centre_by
    snapshot = reopen(opened, run).snapshot if assigned else None
    made = payroll(
        run,
        Terms(
            settlement=settlement,
            employee_id=employee_ids(opened.people),
            legal_entity=legal_entities(settlement, snapshot),
            cost_centre=cost_centres(settlement, snapshot),
            allow_faults=opened.company.allow_refused,
        ),
    )
    content = workbook(made)
    write_file(content, out)
    console().print(
        f"{len(made.imports):,} import rows from {len(made.working):,} lines written to {out}", markup=False
    )
