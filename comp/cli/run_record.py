"""`comp run record`: keep a run and its statements, so that they can be decided about."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, counted, json_option, progress_shown, write_json

if TYPE_CHECKING:
    from comp.workflow.recording import RecordedRun


_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The workspace of the run.",
)
@click.option("--corrections", type=_FOLDER, help="The folder that comp run correct wrote, paid beside it.")
@click.option(
    "--by", default="local", metavar="ID", help="Who records, by an opaque id; never a name or a mail."
)
@json_option
def command(folder: Path, workspace: Path, corrections: Path | None, by: str, *, as_json: bool) -> None:
    """Record the run in FOLDER: keep it and everybody's statement, and tell the database of them.

    Every line is calculated again by the second engine; where the two differ by a cent nothing is recorded
    and the exit code is 1. Nobody decides about a run that is not recorded, and about no other run of its
    period than the one that was recorded last. A run that is recorded already is not recorded again.
    """
    from comp.facts import Workspace
    from comp.workflow import open_books
    from statements.documents import record_run

    opened = Workspace.open(workspace)
    with open_books(opened) as records, progress_shown() as progress:
        done = record_run(opened, folder, records, by, datetime.now(UTC), progress, corrections)
    if as_json:
        write_json({
            **_as_data(done),
            "corrections": None if done.corrections is None else _as_data(done.corrections),
        })  # fmt: skip
        return
    for part in done.parts:
        console().print(_told(part), markup=False)


def _told(part: RecordedRun) -> str:
    what = f"{'corrections' if part.manifest.corrects else 'run'} of {part.manifest.period}"
    digest = part.manifest.results_digest[:12]
    if not part.is_new:
        return f"Recorded already: the {what} ({digest}); nothing was written."
    return f"Recorded the {what} ({digest}) with {counted(len(part.statements), 'statement')}: {part.folder}"


def _as_data(part: RecordedRun) -> dict[str, object]:
    told = part.manifest
    return {
        "results_digest": told.results_digest,
        "period": told.period,
        "corrects": told.corrects or None,
        "folder": part.folder,
        "statements": len(part.statements),
        "recorded": part.is_new,
    }
