"""`comp fmt`: one layout for all plan files; what they say stays as it is."""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import json_option, write_json

if TYPE_CHECKING:
    from comp.language import Diagnostic


@dataclass(frozen=True, slots=True)
class _File:
    """A plan file as it stands, and as it would stand."""

    path: Path
    before: str
    after: str
    diagnostics: list[Diagnostic]

    @property
    def changes(self) -> bool:
        return self.before != self.after


@click.command("fmt", short_help="Lay plan files out in one way, and change no word.")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, metavar="PATH...")
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file would change."
)
@click.option("--diff", "show_diff", is_flag=True, help="Show what changes, or would change with --check.")
@json_option
def command(*, paths: tuple[Path, ...], only_check: bool, show_diff: bool, as_json: bool) -> None:
    """Lay out a workspace, a folder of plans or single plan files in one way, comments included.

    A file with a fault is shown and left as it is. Exit code 0: all is well; 1: a file has faults, or with
    --check a file would change.
    """
    from comp.cli.plan_files import plan_files

    files = [_format(path) for path in plan_files(paths or (Path(),))]
    if not only_check:
        for file in files:
            if file.changes:
                _write(file.path, file.after)
    if as_json:
        write_json(_json(files, show_diff=show_diff))
    else:
        _show(files, only_check=only_check, show_diff=show_diff)
    if any(file.diagnostics or (only_check and file.changes) for file in files):
        raise click.exceptions.Exit(1)


def _format(path: Path) -> _File:
    from comp.language import format_text, load

    try:
        before = path.read_bytes().decode("utf-8")
    except (UnicodeDecodeError, OSError):
        return _File(path, "", "", [fault for fault in load([path]).diagnostics if fault.file == str(path)])
    formatted = format_text(str(path), before.removeprefix("\ufeff"))
    return _File(path, before, before if formatted.diagnostics else formatted.text, formatted.diagnostics)


def _write(path: Path, text: str) -> None:
    """Write beside the file and take its place at once, so that no reader sees half of it."""
    target = path.resolve()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(target.stat().st_mode)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _diff(file: _File) -> str:
    lines = difflib.unified_diff(
        file.before.split("\n"),
        file.after.split("\n"),
        str(file.path),
        f"{file.path} (formatted)",
        lineterm="",
    )
    return "\n".join(lines)


def _json(files: list[_File], *, show_diff: bool) -> dict[str, object]:
    from comp.language import as_json as fault_json

    return {
        "files": [
            {
                "path": str(file.path),
                "changes": file.changes,
                "diagnostics": [fault_json(fault) for fault in file.diagnostics],
                **({"diff": _diff(file)} if show_diff else {}),
            }
            for file in files
        ]
    }


def _show(files: list[_File], *, only_check: bool, show_diff: bool) -> None:
    from comp.language import render

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for file in files:
        for fault in file.diagnostics:
            text = render(fault, {str(file.path): file.before}, colour=colour)
            click.echo(f"{text}\n", color=colour)
        if file.changes:
            click.echo(f"{'would format' if only_check else 'formatted'} {file.path}")
        if file.changes and show_diff:
            click.echo(_diff(file))
    changed = sum(file.changes for file in files)
    faulty = sum(bool(file.diagnostics) for file in files)
    refused = f"; {_counted(faulty)} left as {'it is' if faulty == 1 else 'they are'}" if faulty else ""
    verb = "would change" if only_check else "changed"
    click.echo(f"{_counted(len(files))} read, {changed} {verb}{refused}.")


def _counted(files: int) -> str:
    return f"{files} file{'' if files == 1 else 's'}"
