"""`comp verify`: what an auditor checks of a statement, and the file with which to do it elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from comp.cli.output import write_file
from comp.errors import CompError


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False), metavar="FILE…")
@click.option(
    "--key",
    metavar="KEY",
    help="The company's published key: a file, or 64 hexadecimal figures. Without it nothing is established.",
)
@click.option(
    "--openings",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="What the company opened of what is sealed.",
)
@click.option("--line", metavar="ID", help="Tell how this line came to its amount, step by step.")
@click.option(
    "--take-away",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the verifier as one file, which needs nothing but Python.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON for machines.")
def command(
    files: tuple[str, ...],
    key: str | None,
    openings: str | None,
    line: str | None,
    take_away: Path | None,
    *,
    as_json: bool,
) -> None:
    """Verify statements that carry a proof, PDF or bare JSON: steps, what they rest on, page and signature.

    Exit code 0 means sound and signed with the key that --key gives, 3 not established (no key was given, or
    nobody signed), 1 not to be trusted, 2 that a file could not be read; of several files the worst.
    """
    from comp.verifier.main import UsageError, verify_files, write_reports

    if take_away is not None:
        _write(take_away, as_json=as_json)
    if not files:
        if take_away is None:
            raise click.UsageError("name a statement, or --take-away and a file to write")
        return
    try:
        reports = verify_files(files, key, openings, line)
    except UsageError as error:
        raise CompError(str(error)) from error
    click.get_current_context().exit(write_reports(reports, sys.stdout, as_json=as_json))


def _write(path: Path, *, as_json: bool) -> None:
    # The bundler reads the room's files; a run that only verifies need not.
    from comp.cli.take_away import single_file

    write_file(single_file().encode(), path)
    click.echo(
        f"{path} verifies statements with Python alone: python3 -I -S {path} STATEMENT.pdf", err=as_json
    )
