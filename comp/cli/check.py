"""`comp check`: plans are checked like programs, before anybody is paid by them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.code_page import explain_option
from comp.cli.output import console, write_json

if TYPE_CHECKING:
    from comp.language import Loaded
    from comp.language.analysis import Report
    from comp.runs.targets import TargetsOfPlan


PLANS_THAT_FIT = 24  # of more plans, the summary of their money is shown only when it is asked for


@click.command("check", short_help="Check plans like programs, before anybody is paid by them.")
@click.argument("paths", type=click.Path(path_type=Path, exists=True), nargs=-1, metavar="PATH...")
@click.option("--json", "as_json_text", is_flag=True, help="Write JSON for machines.")
@click.option(
    "--money/--no-money",
    default=None,
    help=f"Show what the plans do with money (shown for up to {PLANS_THAT_FIT} plans).",
)
@click.option("--targets", is_flag=True, help="Hold each payee to 100% of their quotas (needs a workspace).")
@explain_option
def command(*, paths: tuple[Path, ...], as_json_text: bool, money: bool | None, targets: bool) -> None:
    """Check a workspace, a folder of plans or single plan files.

    Exit code 0: no error (there may be warnings); 1: at least one error.
    """
    from comp.cli.plan_files import load_given, plan_files
    from comp.language.analysis import examine

    found = plan_files(paths or (Path(),))
    loaded = load_given(paths or (Path(),))
    report = examine(loaded.program, loaded.diagnostics) if loaded.program is not None else None
    if report is not None:
        loaded = replace(loaded, diagnostics=report.diagnostics)
    held = _held(paths or (Path(),), loaded) if targets else None
    if as_json_text:
        write_json(_json(loaded, report, held))
    else:
        _show(loaded, report, held, found, money=money)
    if loaded.errors:
        raise click.exceptions.Exit(1)


def _held(paths: Sequence[Path], loaded: Loaded) -> Sequence[TargetsOfPlan] | None:
    from comp.cli.targets_table import targets_of

    return targets_of(paths, loaded.program) if loaded.program is not None else None


def _json(loaded: Loaded, report: Report | None, held: Sequence[TargetsOfPlan] | None) -> dict[str, object]:
    from comp.cli.money_summary import money_json
    from comp.language import as_json

    told: dict[str, object] = {
        "errors": len(loaded.errors),
        "warnings": len(loaded.diagnostics) - len(loaded.errors),
        "diagnostics": [as_json(diagnostic) for diagnostic in loaded.diagnostics],
        "money": money_json(report) if report is not None else [],
    }
    if held is not None:
        from comp.cli.targets_table import targets_json

        told["targets"] = targets_json(held)
    return told


def _show(
    loaded: Loaded,
    report: Report | None,
    held: Sequence[TargetsOfPlan] | None,
    files: Sequence[Path],
    *,
    money: bool | None,
) -> None:
    from comp.cli.money_summary import show_money
    from comp.language import render, summary

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for diagnostic in loaded.diagnostics:
        click.echo(render(diagnostic, loaded.texts, colour=colour), color=colour)
        click.echo()
    plans = len(loaded.program.plans) if loaded.program is not None else 0
    if loaded.program is not None and report is not None:
        if plans <= PLANS_THAT_FIT if money is None else money:
            show_money(loaded.program, report, console())
        elif money is None:
            click.echo(f"What {plans} plans do with money: comp check --money")
    if held is not None:
        from comp.cli.targets_table import show_targets

        show_targets(held, console())
    counted = f"{len(files)} file{'' if len(files) == 1 else 's'} checked"
    ready = f", {plans} plan{'' if plans == 1 else 's'} ready" if loaded.program is not None else ""
    click.echo(f"{counted}{ready}: {summary(loaded.diagnostics).lower()}.")
    if loaded.diagnostics:
        click.echo(f"More on a code: comp check --explain {loaded.diagnostics[0].code}")
