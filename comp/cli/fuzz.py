"""`comp fuzz`: try both engines on drawn programs and hostile facts, and show where they differ."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import (
    console,
    counted,
    exit_with_faults,
    json_option,
    progress_shown,
    write_file,
    write_json,
)
from comp.errors import CompError

if TYPE_CHECKING:
    from comp.cli.fuzz_report import Constructs
    from comp.fuzz import Kept, Recipe, Session


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--minutes", default=1.0, show_default=True, type=click.FloatRange(0), help="How long.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="The first seed.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1), help="How many processes.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write each failing case, made small, into this folder.",
)
@click.option("--only", type=click.IntRange(0), metavar="SEED", help="Make the case of one seed small.")
@json_option
def command(  # noqa: PLR0917 - click passes the paths and each option
    paths: tuple[Path, ...],
    minutes: float,
    seed: int,
    jobs: int,
    keep: Path | None,
    only: int | None,
    *,
    as_json: bool,
) -> None:
    """Compare both engines line by line on hostile facts: late, blank, foreign, on every bound.

    Without PATHS plans are drawn too, so that every construct of the language is met. PATHS are your own
    plans: a workspace, a folder of plans, or plan files; facts are drawn for the sources they declare.

    A seed draws one program, or its facts, so a session can be repeated, and gone on with from the seed after
    its last. Ctrl-C ends it with the report so far. Exit code 1 means that the engines fail on a seed.
    """
    from comp.cli.fuzz_report import plain, show
    from comp.fuzz import KINDS_OF_CONSTRUCT, draw

    recipe, constructs = _given(paths) if paths else (draw, KINDS_OF_CONSTRUCT)
    if only is not None:
        _show_one(recipe, only)
        return
    session = _try(recipe, seed, jobs, minutes, keep)
    if as_json:
        write_json(plain(session, constructs))
    else:
        show(session, constructs, keep)
    exit_with_faults(faults=bool(session.tally.failures))


def _given(paths: tuple[Path, ...]) -> tuple[Recipe, Constructs]:
    """What draws facts for the plans at the paths, and what they are made of.

    Raises:
        CompError: there are no plans.
        PlanFaultsError: they have errors.
    """
    from comp.cli.plan_files import load_given
    from comp.facts import Workspace
    from comp.fuzz import OwnPlans, own_constructs
    from comp.language.calendar import Calendar
    from comp.runs import PlanFaultsError

    loaded = load_given(paths)
    if loaded.program is None:
        raise PlanFaultsError(list(loaded.diagnostics))
    if not loaded.program.plans:
        raise CompError(f"{paths[0]}: there is no plan, only what plans share")
    workspaces = [path for path in paths if (path / "comp.toml").is_file()]
    calendar = Workspace.open(workspaces[0]).company.calendar if workspaces else Calendar()
    return OwnPlans(loaded.texts, calendar), own_constructs(loaded.program)


def _try(recipe: Recipe, seed: int, jobs: int, minutes: float, folder: Path | None) -> Session:
    """A session of so many minutes, which keeps what fails as soon as it is made small."""
    from comp.fuzz import Listener, keep_name, try_seeds, written

    started, of = time.monotonic(), round(minutes * 60)

    def seconds() -> int:
        return int(time.monotonic() - started)

    def keep(kept: Kept) -> None:
        if folder is not None:
            write_file(written(kept).encode(), folder / keep_name(kept))

    with progress_shown() as progress:

        def news(session: Session) -> None:
            cases, failures = session.tally.counts["cases"], len(session.tally.failures)
            said = f"{counted(cases, 'case')}, {counted(failures, 'failure')}"
            progress(said, min(seconds(), of), of)

        return try_seeds(recipe, seed, jobs, Listener(lambda: seconds() >= of, news, keep))


def _show_one(recipe: Recipe, seed: int) -> None:
    from comp.fuzz import case_text, made_small

    kept = made_small(recipe, seed)
    if kept is None:
        console().print(f"The engines agree on the case of seed {seed}.")
        return
    console().print(case_text(kept), markup=False)
    exit_with_faults(faults=True)
