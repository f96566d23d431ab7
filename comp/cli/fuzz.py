"""`comp fuzz`: try both engines on drawn programs and hostile facts, and show where they differ."""

from __future__ import annotations

import time
from pathlib import Path

import click

from comp.cli.fuzz_report import plain, show
from comp.cli.output import (
    console,
    counted,
    exit_with_faults,
    json_option,
    progress_shown,
    write_file,
    write_json,
)
from comp.fuzz import (
    Kept,
    Listener,
    Recipe,
    Session,
    case_text,
    draw,
    keep_name,
    made_small,
    try_seeds,
    written,
)


@click.command()
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
def command(
    minutes: float, seed: int, jobs: int, keep: Path | None, only: int | None, *, as_json: bool
) -> None:
    """Draw programs as text and hostile facts for them, and compare both engines line by line.

    Each seed draws one program, so a session can be repeated, and gone on with from the seed that it names at
    its end. Ctrl-C ends it with the report so far. Exit code 1 means that the engines differ.
    """
    recipe: Recipe = draw
    if only is not None:
        _show_one(recipe, only)
        return
    session = _try(recipe, seed, jobs, minutes, keep)
    if as_json:
        write_json(plain(session))
    else:
        show(session, keep)
    exit_with_faults(faults=bool(session.tally.failures))


def _try(recipe: Recipe, seed: int, jobs: int, minutes: float, folder: Path | None) -> Session:
    """A session of so many minutes, which keeps what fails as soon as it is made small."""
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
    kept = made_small(recipe, seed)
    if kept is None:
        console().print(f"The engines agree on the case of seed {seed}.")
        return
    console().print(case_text(kept), markup=False)
    exit_with_faults(faults=True)
