"""`comp init`: write a small workspace that can be checked, tested and run at once."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

from comp.errors import CompError
from comp.whole_files import why_not_written
from comp.whole_folders import written_whole


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
def command(folder: Path) -> None:
    """Set up a workspace in DIR, with a first plan and sample facts.

    DIR must not exist yet, or be empty.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise CompError(f"{folder}: not empty; a workspace is made in a new folder")
    written = write_template(folder) if folder.is_dir() else _write_folder(folder)
    click.echo(f"{len(written)} files in {folder}. Try next:")
    for line in ("check", "test", "data check"):
        click.echo(f"  comp {line} {folder}")
    click.echo(f"  comp run {folder} --period 2026-Q1 --out {folder}/out")


def _write_folder(folder: Path) -> list[Path]:
    """Make the workspace whole or not at all."""
    try:
        with written_whole(folder) as new:
            return write_template(new)
    except OSError as error:
        raise CompError(why_not_written(folder, error)) from error


def write_template(folder: Path) -> list[Path]:
    """Copy the template into the folder; gives the files that were written."""
    written: list[Path] = []
    with as_file(files("comp.cli") / "template") as template:
        for path in sorted(template.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                name = path.relative_to(template)
                # A file of that name in our own tree would hide the template's files from git.
                target = folder / (".gitignore" if name.name == "gitignore" else name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
                written.append(target)
    return written
