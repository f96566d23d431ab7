"""`comp test`: run the examples inside the plans on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, counted, exit_with_faults, json_option, write_json

if TYPE_CHECKING:
    from rich.console import Console

    from comp.runs import ExampleResult, ExpectationResult


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=".")
@json_option
def command(path: Path, *, as_json: bool) -> None:
    """Run every example of the plans in PATH: a workspace, a folder of plans, or one plan file.

    Each runs on both engines, which must agree with each other and with the text. Exit code 1 means that one
    fails, 2 that there are none.
    """
    from comp.cli.plans import load_plans
    from comp.runs import run_examples

    plans = load_plans(path)
    results = list(run_examples(plans.program, plans.calendar))
    if as_json:
        write_json([_plain(result) for result in results])
    else:
        _show(results)
    exit_with_faults(faults=not all(result.passed for result in results))


def _plain(result: ExampleResult) -> dict[str, object]:
    from comp.runs import worth_text

    return {
        "plan": result.plan,
        "example": result.example,
        "passed": result.passed,
        "problem": result.problem,
        "expectations": [
            {
                "expect": one.text,
                "at": str(one.span),
                "expected": str(one.expected),
                "engine": worth_text(one.engine),
                "reference": worth_text(one.reference),
                "passed": one.passed,
                "problem": one.problem,
            }
            for one in result.expectations
        ],
    }


def _show(results: list[ExampleResult]) -> None:
    screen = console()
    for result in results:
        mark = "[green]passed[/]" if result.passed else "[red]failed[/]"
        screen.print(f"{mark} {result.plan}: {result.example}")
        if result.problem:
            screen.print(f"       {result.problem}", markup=False)
        for one in result.expectations:
            if not one.passed:
                _show_failure(screen, one)
    failed = sum(not result.passed for result in results)
    count = sum(len(result.expectations) for result in results)
    screen.print(
        f"{counted(len(results), 'example')}, {counted(count, 'expectation')}, both engines: "
        + (f"{failed} failed" if failed else "all passed")
    )


def _show_failure(screen: Console, one: ExpectationResult) -> None:
    from comp.cli.explanation import show_line, show_step
    from comp.runs import worth_text

    screen.print(f"       {one.span}: expect {one.text}: {one.problem}", markup=False)
    if one.engine != one.reference:
        both = f"engine {worth_text(one.engine)}, reference {worth_text(one.reference)}"
        screen.print(f"       {both}", markup=False)
    for line in one.lines:
        show_line(screen, line, indent=7)
    if one.lines_before:
        screen.print("       before the first of these days:", markup=False)
    for line in one.lines_before:
        show_line(screen, line, indent=7)
    for step in one.steps:
        show_step(screen, step, indent=7)
