"""`comp db backup` and `comp db restore`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from comp.cli.output import workspace_argument

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE, metavar="FILE")
@workspace_argument
@click.option("--portable", is_flag=True, help="Write the archive that either kind of database restores.")
def backup(file: Path, workspace: Path, *, portable: bool) -> None:
    """Write a backup of WORKSPACE's database to FILE, while others go on working with it.

    Of SQLite it is a copy of its file, of PostgreSQL an archive. It holds names, mails and the hashes of
    passwords: FILE is readable by its owner alone.
    """
    from comp.cli.db_place import records_of
    from comp.records import backup as write_backup

    with records_of(workspace) as records:
        write_backup(records, file, portable=portable)
    click.echo(f"Backed up to {file}.")


@click.command()
@click.argument("file", type=_FILE, metavar="FILE")
@workspace_argument
@click.option("--replace", is_flag=True, help="Replace the SQLite database that is there.")
@click.option(
    "--by", default="local", metavar="ID", help="Who restores, by an opaque id; never a name or a mail."
)
def restore(file: Path, workspace: Path, *, replace: bool, by: str) -> None:
    """Put the backup FILE in the place of WORKSPACE's database.

    An archive goes into an empty database only. The audit trail tells of it, with the head of the chain
    that was replaced. Afterwards 'comp db check' follows the chain.
    """
    from comp.cli.db_place import url_of
    from comp.records import Restoring
    from comp.records import restore as put_back

    put_back(url_of(workspace), file, replace=replace, telling=Restoring(by, datetime.now(UTC)))
    click.echo(f"Restored from {file}.")
