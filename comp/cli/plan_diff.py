"""`comp plan diff`: what two versions of plans say differently, and whether they pay differently."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import exit_with_faults, json_option, write_json
from comp.errors import CompError

if TYPE_CHECKING:
    from comp.language import Change, Loaded, PlanDiff


_PATH = click.Path(path_type=Path, exists=True)
_DIGEST = 12


@click.command("diff", short_help="Show what differs between two versions of plans.")
@click.argument("a", type=_PATH)
@click.argument("b", type=_PATH)
@json_option
def command(a: Path, b: Path, *, as_json: bool) -> None:
    """Show what differs between the plans in A and B, two plan files, folders or workspaces.

    What changes results stands apart from what changes only words. Names that a single file takes from the
    files beside it are known. Exit code 0: nothing differs; 1: something does; 2: plans have errors.
    """
    from comp.language import diff_plans

    before, after = _load(a, beside=b), _load(b, beside=a)
    found = diff_plans(before, after, _only(a), _only(b))
    if as_json:
        write_json({"differs": found.differs, **asdict(found)})
    else:
        click.echo("\n".join(_shown(found)))
    exit_with_faults(faults=found.differs)


def _only(path: Path) -> list[str]:
    return [] if path.is_dir() else [str(path)]


def _load(path: Path, *, beside: Path) -> Loaded:
    """The plans at a path; with a single file, what stands beside it, without the other version."""
    from comp.cli.plan_files import plan_files
    from comp.language import load, render_all

    if path.is_dir():
        paths = plan_files([path])
    else:
        siblings = path.parent.glob("*.plan")
        paths = [path, *(p for p in siblings if p.name != path.name and p.resolve() != beside.resolve())]
    loaded = load(paths)
    if loaded.program is None:
        click.echo(render_all(loaded.errors, loaded.texts), err=True)
        raise CompError(f"{path}: plans with errors cannot be compared")
    return loaded


def _shown(found: PlanDiff) -> Iterator[str]:
    if not found.differs:
        yield "Nothing differs."
        return
    for title, results in (("Changes what is paid", True), ("Changes no result", False)):
        changes = [change for change in found.changes if change.results is results]
        if changes:
            yield title
            for change in changes:
                yield from _shown_change(change)
            yield ""
    yield "Result digests"
    for plan in found.plans:
        said = [digest[:_DIGEST] if digest else "none" for digest in (plan.before, plan.after)]
        yield f"  {plan.name}: {' -> '.join(said) if plan.differ else f'{said[0]}, the same'}"
    for name in found.elsewhere:
        yield f"{name} also pays by other rules because of files that were not compared."


def _shown_change(change: Change) -> Iterator[str]:
    places = " -> ".join(
        f"{at.file}:{at.line}" for at in (change.before_at, change.after_at) if at is not None
    )
    yield f"  {change.kind}: {', '.join(change.where)}"
    yield f"    {places}"
    before, after = (text.split("\n") if text is not None else [] for text in (change.before, change.after))
    for line in difflib.ndiff(before, after):
        if line[0] in "-+":
            yield f"      {line}"
