"""`comp db`: the company's database of people, decisions, books and audit trail."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.db_files import backup, restore
from comp.cli.output import counted, exit_with_faults, json_option, workspace_argument, write_json

if TYPE_CHECKING:
    from comp.records import ChainHead, ChainReport


class HeadType(click.ParamType["ChainHead"]):
    """A head of the chain as `comp db head` prints it: its number, a colon and its hash."""

    name = "head"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> ChainHead:
        """Read the head."""
        from comp.records import ChainHead

        if isinstance(value, ChainHead):
            return value
        number, _, digest = str(value).partition(":")
        if not number.isdecimal() or len(digest) != 64:
            self.fail(f"{value!r} is no head; 'comp db head' prints one such as 12:9f2c...", param, ctx)
        return ChainHead(int(number), digest)


@click.group()
def command() -> None:
    """The company's database: people, decisions, books and the audit trail."""


@command.command("upgrade")
@workspace_argument
def upgrade_(workspace: Path) -> None:
    """Make WORKSPACE's database, or bring it to this comp's revision; back it up first."""
    from comp.cli.db_place import url_of
    from comp.records import upgrade

    before, now = upgrade(url_of(workspace))
    if before is None:
        click.echo(f"The database is made; its revision is {now}.")
    elif before == now:
        click.echo(f"The database is of revision {now}, and nothing is to be done.")
    else:
        click.echo(f"The database was of revision {before} and is of revision {now}.")


@command.command()
@workspace_argument
@json_option
def status(workspace: Path, *, as_json: bool) -> None:
    """Show where WORKSPACE's database is, its revision and how many rows it holds.

    Exit code 1 means that 'comp db upgrade' is needed.
    """
    from comp.cli.db_place import url_of
    from comp.records import open_records, standing

    with open_records(url_of(workspace), must_be_current=False) as records:
        found = standing(records)
    if as_json:
        write_json({**asdict(found), "current": found.current})
    else:
        click.echo(f"{found.database}: revision {found.revision or 'none'}, this comp needs {found.needed}")
        for name, rows in found.rows.items():
            click.echo(f"  {name:<18} {rows:>9,}")
    exit_with_faults(faults=not found.current)


@command.command()
@workspace_argument
@click.option(
    "--head",
    type=HeadType(),
    metavar="HEAD",
    help="A head that was kept elsewhere, to hold the chain against.",
)
@json_option
def check(workspace: Path, *, head: ChainHead | None, as_json: bool) -> None:
    """Follow the audit chain of WORKSPACE's database from its first entry, and check the database's file.

    Exit code 1 means that something does not hold; the first entry at fault is named.
    """
    from comp.cli.db_place import records_of
    from comp.records import check_chain, file_faults

    with records_of(workspace) as records:
        faults = file_faults(records)
        with records.reading() as session:
            chain = check_chain(session, head)
    if as_json:
        write_json({"chain": asdict(chain), "file": faults})
    else:
        _show(chain, faults)
    exit_with_faults(faults=bool(faults) or chain.fault is not None)


def _show(chain: ChainReport, faults: list[str]) -> None:
    for fault in faults:
        click.echo(f"The database's file: {fault}.")
    entries = counted(chain.entries, "entry", "entries")
    if chain.fault is None:
        click.echo(f"The audit chain holds: {entries}, head {chain.head.number}:{chain.head.hash}")
    else:
        click.echo(
            f"The audit chain does not hold at entry {chain.fault.number}: {chain.fault.what}. "
            f"Before it {entries} hold{'s' if chain.entries == 1 else ''}."
        )


@command.command()
@workspace_argument
@json_option
def head(workspace: Path, *, as_json: bool) -> None:
    """Print the head of the audit chain, to be kept elsewhere.

    'comp db check --head' holds the chain against it later.
    """
    from comp.cli.db_place import records_of
    from comp.records import standing

    with records_of(workspace) as records:
        found = standing(records).head
    if found is None:
        raise click.ClickException("the audit chain has no head")
    if as_json:
        write_json(asdict(found))
    else:
        click.echo(f"{found.number}:{found.hash}")


command.add_command(backup)
command.add_command(restore)
