"""`comp run correct`: what a period pays for the time before it, as it is known now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, progress_shown, write_json

if TYPE_CHECKING:
    from comp.facts import Workspace
    from comp.runs import Attribution, Progress, Run


_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("a", type=_FOLDER)
@click.argument("b", type=_FOLDER)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The workspace of both runs.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the corrections; an earlier run there is replaced.",
)
@click.option("--books", is_flag=True, help="Take off what was posted, instead of what A knew.")
@json_option
def command(a: Path, b: Path, workspace: Path, out: Path, *, books: bool, as_json: bool) -> None:
    """Pay with run B what facts, corrections and plans since run A change of everything before B's period.

    A is the run that was paid last, B the one of the next period. Every line is taken as B knows it at the
    end of A's period, less as A knew it, however long ago it was born. The folder is that of a run, to be
    paid beside B; each of its lines says why.

    With --books a line owes what it is worth less what was posted of it: a line that was paid, could not be
    calculated for a while, and is mended is paid once.
    """
    from comp.cli.attribution_tables import attribution_as_data, show_attribution
    from comp.facts import Workspace
    from comp.runs import corrections, load_run, refuse_other_contents, write_run

    refuse_other_contents(out)
    with progress_shown() as progress:
        opened, first, last = Workspace.open(workspace), load_run(a), load_run(b)
        if books:
            done, found = _by_books(opened, first, last, progress)
        else:
            done, found = corrections(opened, first, last, progress)
        write_run(done, out)
    if as_json:
        write_json({"out": str(out), **done.manifest.to_dict(), **attribution_as_data(found)})
        return
    screen = console()
    if not found.lines:
        screen.print("Nothing that was paid before is worth anything else now.")
    show_attribution(screen, found)
    screen.print(f"Written to {out}", markup=False)


def _by_books(workspace: Workspace, a: Run, b: Run, progress: Progress) -> tuple[Run, Attribution]:
    """Imports what opens the database only here: corrections without --books need none."""
    from comp.ledger import corrections_by_books
    from comp.workflow import open_books, posted_but

    with open_books(workspace) as records, records.reading() as session:
        posted = posted_but(session, b.manifest.results_digest)
    return corrections_by_books(workspace, a, b, posted, progress)
