"""`comp check`: plans are checked like programs, before anybody is paid by them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from comp.cli.code_page import explain_option
from comp.cli.plan_files import plan_files
from comp.language import Loaded, as_json, load, render, summary


@click.command("check", short_help="Check plans like programs, before anybody is paid by them.")
@click.argument("paths", type=click.Path(path_type=Path, exists=True), nargs=-1, metavar="PATH...")
@click.option("--json", "as_json_text", is_flag=True, help="Write JSON for machines.")
@explain_option
def command(*, paths: tuple[Path, ...], as_json_text: bool) -> None:
    """Check a workspace, a folder of plans or single plan files.

    Exit code 0: no error (there may be warnings); 1: at least one error.
    """
    found = plan_files(paths or (Path(),))
    loaded = load(found)
    if as_json_text:
        click.echo(json.dumps(_json(loaded), ensure_ascii=False, indent=2))
    else:
        _show(loaded, len(found))
    if loaded.errors:
        raise click.exceptions.Exit(1)


def _json(loaded: Loaded) -> dict[str, object]:
    return {
        "errors": len(loaded.errors),
        "warnings": len(loaded.diagnostics) - len(loaded.errors),
        "diagnostics": [as_json(diagnostic) for diagnostic in loaded.diagnostics],
    }


def _show(loaded: Loaded, files: int) -> None:
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for diagnostic in loaded.diagnostics:
        click.echo(render(diagnostic, loaded.texts, colour=colour), color=colour)
        click.echo()
    counted = f"{files} file{'' if files == 1 else 's'} checked"
    plans = len(loaded.program.plans) if loaded.program is not None else 0
    ready = f", {plans} plan{'' if plans == 1 else 's'} ready" if loaded.program is not None else ""
    click.echo(f"{counted}{ready}: {summary(loaded.diagnostics).lower()}.")
    if loaded.diagnostics:
        click.echo(f"More on a code: comp check --explain {loaded.diagnostics[0].code}")
