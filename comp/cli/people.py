"""`comp people`: people and their dated tables, out to sheets and in again, and erasing a person."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import counted, exit_with_faults, json_option, workspace_argument, write_json
from comp.errors import CompError

if TYPE_CHECKING:
    from comp.facts import Workspace
    from comp.records import Records
    from comp.records.people import Preview, ReadSheets


TABLES = ("person", "identity", "reporting_line", "plan_assignment", "quota")
"""The names of people's tables; a test holds them to the sheets', which help does without."""

_by_option = click.option(
    "--by", default="cli", metavar="USER", help="The opaque id of who does it, for the audit trail; no name."
)
_yes_option = click.option("--yes", is_flag=True, help="Do it without asking.")


@click.group()
def command() -> None:
    """People, their ids, managers, plans and quotas in the company's database."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@workspace_argument
@click.option("--table", type=click.Choice(TABLES), help="The one table that a CSV file gets.")
def export(file: Path, workspace: Path, *, table: str | None) -> None:
    """Write people's tables of WORKSPACE to FILE.

    FILE.xlsx gets a sheet for each table, FILE.csv one table, and any other name is a folder of CSV files.
    'comp people import' reads them back as they are.
    """
    from comp.cli.db_place import records_of
    from comp.records.people import export_csv, export_folder, export_workbook

    suffix = file.suffix.lower()
    if (suffix == ".csv") is not (table is not None):
        raise CompError(f"{file}: a CSV file holds one table; --table names it ({', '.join(TABLES)})")
    with records_of(workspace) as records, records.reading() as session:
        if table is not None:
            export_csv(session, file, table)
        elif suffix == ".xlsx":
            export_workbook(session, file)
        else:
            export_folder(session, file)
    click.echo(f"Wrote {file}. It holds names and mails.")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="[FILE]", required=False)
@click.argument(
    "workspace", type=click.Path(path_type=Path, file_okay=False), metavar="WORKSPACE", default="."
)
@click.option("--from-workspace", is_flag=True, help="Take the people of WORKSPACE's own data/people in.")
@click.option("--allow-refused", is_flag=True, help="Import the other rows although some are refused.")
@_by_option
@_yes_option
@json_option
def import_(
    file: Path | None,
    workspace: Path,
    *,
    from_workspace: bool,
    allow_refused: bool,
    by: str,
    yes: bool,
    as_json: bool,
) -> None:
    """Show what FILE would change in people's tables, and import it once that is confirmed.

    FILE is a workbook, a CSV file of one table, or a folder of them, as 'comp people export' writes them. No
    row is deleted: what FILE does not hold stays. Exit code 1 means that rows are refused.
    """
    from comp.cli.db_place import records_of
    from comp.facts import Workspace
    from comp.records.people import plain, preview

    if from_workspace and file is not None:
        file, workspace = None, file
    opened = Workspace.open(workspace)
    with records_of(workspace) as records:
        read = _read(opened, file, own=from_workspace)
        with records.reading() as session:
            seen = preview(session, read)
        stopped = bool(seen.refused) and not allow_refused
        written = not stopped and seen.does_something and _confirmed(seen, yes=yes, as_json=as_json)
        if written:
            _write(records, read, seen, by)
    if as_json:
        write_json({**plain(seen), "written": written})
    else:
        _conclude(seen, written=written, stopped=stopped)
    exit_with_faults(faults=bool(seen.refused))


def _read(opened: Workspace, file: Path | None, *, own: bool) -> ReadSheets:
    from comp.records.people import from_workspace, read_sheets

    if own:
        return from_workspace(opened)
    if file is None:
        raise CompError(
            "there is nothing to import; name a file, or take the workspace's by --from-workspace"
        )
    return read_sheets(file, opened.company.time_zone)


def _confirmed(seen: Preview, *, yes: bool, as_json: bool) -> bool:
    from comp.cli.people_preview import show

    if yes or as_json:
        return yes
    if not sys.stdin.isatty():
        return False
    show(seen)
    return click.confirm("Import this?", default=False)


def _write(records: Records, read: ReadSheets, seen: Preview, by: str) -> None:
    from comp.records.people import import_people

    with records.transaction() as session:
        import_people(session, read, seen, by=by, at=datetime.now(UTC))


def _conclude(seen: Preview, *, written: bool, stopped: bool) -> None:
    from comp.cli.people_preview import show

    show(seen)
    if written:
        click.echo("Imported.")
    elif stopped:
        click.echo("Nothing was written: rows are refused. --allow-refused imports the others.")
    elif not seen.does_something:
        click.echo("Nothing is to be changed.")
    else:
        click.echo("Nothing was written; --yes writes it.")


@command.command("erase")
@click.argument("payee", metavar="PAYEE")
@workspace_argument
@_by_option
@_yes_option
def erase_(payee: str, workspace: Path, *, by: str, yes: bool) -> None:
    """Erase who PAYEE is: name, mail, and the login of their sign-in. The id and all that was paid stay."""
    from comp.cli.db_place import records_of
    from comp.records.people import erase

    with records_of(workspace) as records:
        if not yes:
            click.confirm(f"Erase the name, mail and login of {payee}? This cannot be undone.", abort=True)
        with records.transaction() as session:
            erased = erase(session, payee, by=by, at=datetime.now(UTC))
        records.forget()
        from statements.documents import forget_drawn

        forget_drawn(workspace, records, payee)
    what = "had been erased before" if erased.again else "is erased"
    also = f", with {counted(erased.sign_ins, 'sign-in')}" if erased.sign_ins else ""
    click.echo(f"{payee} {what}{also}. Backups, exports and data/people may still hold the name.")
