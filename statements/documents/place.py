"""Where recorded runs and their documents lie in a workspace, and how both are read.

.comp/runs/<period>-<12 letters of the results digest>/       the run's folder, as it was
.comp/statements/<16 letters of the results digest>/          documents and workings by statement id,
                                                              and what approvers are told of all of them
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

from comp.errors import CompError
from comp.runs import Manifest, Run, load_run
from comp.runs.folder import FILES
from comp.whole_files import why_not_written
from comp.whole_folders import names_in, written_whole
from comp.workflow.review import Noted
from statements.documents.document import Document, read_whole
from statements.documents.noted import noted_in
from statements.documents.workings import Working, Workings

Write: TypeAlias = Callable[[str, bytes], None]
"""Writes a file of that name."""
_RUNS: Final = Path(".comp", "runs")
_STATEMENTS: Final = Path(".comp", "statements")
_OWNER_ALONE: Final = 0o700  # both tell what everybody is paid


def run_place(workspace_path: Path, told: Manifest) -> Path:
    """Where a recorded run's folder is kept."""
    return workspace_path / _RUNS / f"{told.period}-{told.results_digest[:12]}"


def statements_place(workspace_path: Path, results_digest: str) -> Path:
    """Where the documents of a run are kept."""
    return workspace_path / _STATEMENTS / results_digest[:16]


def open_document(workspace_path: Path, results_digest: str, statement_id: str) -> Document:
    """A statement as it was recorded.

    Raises:
        CompError: it is not there, or damaged.
    """
    return read_whole(_read(workspace_path, results_digest, f"{statement_id}.json"))


def open_workings(workspace_path: Path, results_digest: str, statement_id: str) -> Mapping[str, Working]:
    """How each line of a statement came about, by line id; statements of corrections have none.

    Raises:
        CompError: they are not there, or damaged.
    """
    return Workings(_read(workspace_path, results_digest, f"{statement_id}.workings.json.gz"))


def open_noted(workspace_path: Path, results_digest: str) -> Mapping[str, Noted]:
    """What approvers are told of the statements of a run beside their amounts, by payee.

    Raises:
        CompError: it is not there, or damaged.
    """
    try:
        return noted_in(statements_place(workspace_path, results_digest))
    except OSError as error:
        raise _gone() from error


def _read(workspace_path: Path, results_digest: str, name: str) -> bytes:
    try:
        return (statements_place(workspace_path, results_digest) / name).read_bytes()
    except (OSError, ValueError) as error:
        raise _gone() from error


def _gone() -> CompError:
    return CompError(
        "the document of a statement is not where it was kept; record its run again with 'comp run record'"
    )


@contextmanager
def written_documents(place: Path) -> Generator[Write]:
    """Fill the folder of a run's documents; it stands there whole when the block ends, or not at all.

    Raises:
        CompError: the run is being recorded by somebody else, or the folder cannot be written.
    """
    with _told(place), written_whole(place) as new:
        new.chmod(_OWNER_ALONE)

        def write(name: str, content: bytes) -> None:
            (new / name).write_bytes(content)

        yield write


def keep_run(run: Run, folder: Path, place: Path) -> None:
    """Copy a run's folder to its place, unless the same run stands there whole.

    Raises:
        CompError: the folder was changed meanwhile, or the copy cannot be written.
    """
    if is_kept(run.manifest, place):
        return
    with _told(place), written_whole(place) as new:
        new.chmod(_OWNER_ALONE)
        for name in sorted(names_in(folder) & FILES):
            shutil.copy(folder / name, new / name)
        if load_run(new).manifest != run.manifest:
            raise CompError(f"{folder} was changed while it was recorded; record it again")


def is_kept(told: Manifest, place: Path) -> bool:
    """Whether the run stands at its place, undamaged."""
    try:
        return place.is_dir() and load_run(place).manifest == told
    except CompError:
        return False


@contextmanager
def _told(place: Path) -> Generator[None]:
    try:
        yield
    except BlockingIOError as error:
        raise CompError(
            "this run is just being recorded by somebody else; wait until that is done"
        ) from error
    except OSError as error:
        raise CompError(why_not_written(place, error)) from error
