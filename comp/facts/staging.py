"""Uploads of facts: a file is checked as if it stood in data/ beside all others, and only then taken in.

What was checked is what is taken in: where data/, plans, people or the store have changed since, it is
refused. An upload that is never taken in changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from comp.errors import CompError, UnknownNameError
from comp.facts.errors import WorkspaceError
from comp.facts.findings import DataReport, Outcome
from comp.facts.imports import latest, report_of
from comp.facts.report_file import report_from_json, report_to_json
from comp.facts.staging_changes import ChangeKind, RowChange, SourceChanges, changes_of
from comp.facts.staging_files import (
    CONTENT,
    PREVIOUS,
    REPORT,
    Staged,
    TakenIn,
    copied,
    digest_of,
    measured,
    read_upload,
    remove,
    write_taken,
    write_upload,
)
from comp.facts.staging_target import target_of
from comp.facts.staging_view import inputs_seen, store_seen, workspace_with
from comp.facts.uploaded import FileSent, opened, require_harmless, require_name
from comp.facts.workspace import FactsRefused, Workspace
from comp.language.core import Source
from comp.whole_files import claimed, make_folders, make_private, why_not_written, write_whole
from comp.whole_folders import names_in, written_whole

__all__ = [
    "ChangeKind",
    "RowChange",
    "SourceChanges",
    "Staged",
    "StagedChangedError",
    "TakenIn",
    "discard",
    "report_of_staged",
    "stage",
    "staged",
    "staged_as",
    "take_in",
]
_ID: Final = re.compile("[0-9a-f]{20}")


class StagedChangedError(WorkspaceError):
    """What an upload was checked beside is no longer so; it must be checked again."""

    def __init__(self, one: Staged, what: str) -> None:
        super().__init__(
            f"{what} changed since {one.name} was checked, so what it would change is not known any more; "
            "upload it again"
        )


def stage(
    workspace: Workspace,
    sources: dict[str, Source],
    source: str,
    name: str,
    file: FileSent,
    *,
    by: str,
    at: datetime,
) -> Staged:
    """Keep a file for a source beside the workspace, with all that is found when it is checked in its place.

    The same file beside the same facts is the same upload: the one that is there is given again.

    Raises:
        HarmfulFileError: it is no file that can be read within bounds; nothing is kept of it.
        UnknownNameError: the plans declare no such source.
        WorkspaceError: the source reads no such file, the workspace is at fault, or the same file is being
            checked just now.
    """
    require_name(name)
    target = target_of(workspace, sources, source, name)
    require_harmless(file, name)
    with opened(file) as content:
        digest, _ = measured(content)
    beside = (source, str(target), name, digest, inputs_seen(workspace, sources), store_seen(workspace))
    folder = _uploads(workspace) / hashlib.sha256("\n".join(beside).encode()).hexdigest()[:20]
    if folder.is_dir():
        return read_upload(folder)
    make_private(_uploads(workspace))
    try:
        with written_whole(folder) as new:
            with opened(file) as content:
                digest, length = copied(content, new / CONTENT)
            draft = Staged(folder.name, source, target, name, digest, length, by, at)
            found = _checked(workspace, sources, draft, new)
            write_upload(found, new)
    except BlockingIOError as fault:
        raise WorkspaceError(f"{name}: the same file is being checked just now; wait for that") from fault
    except OSError as fault:
        raise CompError(why_not_written(folder, fault)) from fault
    return found


def _checked(workspace: Workspace, sources: dict[str, Source], draft: Staged, folder: Path) -> Staged:
    """The upload with all that is found when its content stands at its target; keeps the report."""
    with workspace_with(workspace, draft.target, folder / CONTENT) as seen:
        # Before they are read: what changes meanwhile is then told when the upload is to be taken in.
        inputs, store = inputs_seen(seen, sources), store_seen(seen)
        readings = seen.read(sources)
        report = DataReport.merged(report_of(each) for each in readings.values())
        write_whole(report_to_json(report).encode(), folder / REPORT)
        return replace(
            draft,
            seen=inputs,
            store=store,
            stops=report.stops,
            refused=report.count_of(Outcome.REFUSED),
            suspicious=report.count_of(Outcome.SUSPICIOUS),
            changes=() if report.stops else changes_of(seen, readings),
        )


def staged(workspace: Workspace) -> tuple[Staged, ...]:
    """Every upload that is kept, taken in or not, the newest first.

    Raises:
        WorkspaceError: one of them was cut or altered.
    """
    found = [read_upload(_uploads(workspace) / name) for name in _names(workspace)]
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))


def staged_as(workspace: Workspace, staged_id: str) -> Staged:
    """The upload of an id.

    Raises:
        UnknownNameError: there is none.
        WorkspaceError: it was cut or altered.
    """
    return read_upload(_folder(workspace, staged_id))


def report_of_staged(workspace: Workspace, staged_id: str) -> DataReport:
    """All that was found of an upload and of the facts beside it, without names of people.

    Raises:
        UnknownNameError: there is no such upload.
        WorkspaceError: it was cut or altered.
    """
    folder = _folder(workspace, staged_id)
    try:
        return report_from_json((folder / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise WorkspaceError(f"{folder}: was cut or altered; remove it, and upload the file again") from fault


def take_in(
    workspace: Workspace,
    sources: dict[str, Source],
    staged_id: str,
    recorded_on: date,
    *,
    by: str,
    at: datetime,
) -> Staged:
    """Put an upload into data/ and import it; what stood there is kept with the upload.

    One that was taken in already is given as it is.

    Raises:
        UnknownNameError: there is no such upload.
        FactsRefused: rows are refused that nothing allows to leave out; nothing has changed.
        StagedChangedError: it was checked beside other facts; nothing has changed.
        WorkspaceError: it was cut or altered, or another upload or import is at work; nothing has changed.
    """
    with _held(workspace):
        folder = _folder(workspace, staged_id)
        one = read_upload(folder)
        if one.taken_in is not None:
            return one
        if one.stops:
            raise FactsRefused(report_of_staged(workspace, staged_id))
        _require_unchanged(workspace, sources, one, folder)
        with _in_place(workspace.data / one.target, one, folder):
            found = workspace.import_facts(sources, recorded_on)
        taken = TakenIn(by, at, found.recorded_on, found.imported)
        write_taken(taken, folder)
        return replace(one, taken_in=taken)


def discard(workspace: Workspace, staged_id: str) -> Staged:
    """Take away an upload that was not taken in; gives what it was.

    Raises:
        UnknownNameError: there is no such upload.
        WorkspaceError: it was taken in, so it tells where facts come from.
    """
    with _held(workspace):
        folder = _folder(workspace, staged_id)
        one = read_upload(folder)
        if one.taken_in is not None:
            raise WorkspaceError(f"{one.name} was taken in on {one.taken_in.recorded_on}, so it is kept")
        remove(folder)
        return one


def _require_unchanged(workspace: Workspace, sources: dict[str, Source], one: Staged, folder: Path) -> None:
    """See that what would be imported is what was checked."""
    if digest_of(folder / CONTENT) != one.digest:
        raise WorkspaceError(f"{folder}: was cut or altered; remove it, and upload the file again")
    with workspace_with(workspace, one.target, folder / CONTENT) as seen:
        if inputs_seen(seen, sources) != one.seen:
            raise StagedChangedError(one, "data/, comp.toml or the plans")
        inputs = seen.digests(sources)[one.source]
    if store_seen(workspace) == one.store:
        return
    # A process that was killed after the import has not said that the upload was taken in.
    is_imported = latest(workspace.store.imports())[one.source].inputs == inputs
    if not is_imported or digest_of(workspace.data / one.target) != one.digest:
        raise StagedChangedError(one, "the fact store")


@contextmanager
def _in_place(place: Path, one: Staged, folder: Path) -> Generator[None]:
    """The upload stands in its place; where what follows fails, what stood there before does again."""
    before, previous = digest_of(place), folder / PREVIOUS
    if before == one.digest:
        yield
        return
    if before is not None:
        _copy(place, previous)
    try:
        _copy(folder / CONTENT, place)
        yield
    except BaseException:
        if before is not None:
            _copy(previous, place)
        else:
            place.unlink(missing_ok=True)
        raise


def _copy(here: Path, there: Path) -> None:
    with here.open("rb") as content:
        copied(content, there)


@contextmanager
def _held(workspace: Workspace) -> Generator[None]:
    """Hold the uploads of a workspace, so that two who take one in do so once."""
    uploads = _uploads(workspace)
    with ExitStack() as held:
        try:
            make_folders(uploads)
            held.enter_context(claimed(uploads / ".lock", wait=False))
        except BlockingIOError as fault:
            raise WorkspaceError("another upload is being taken in; try again when it is done") from fault
        except OSError as fault:
            raise WorkspaceError(why_not_written(uploads, fault)) from fault
        yield


def _uploads(workspace: Workspace) -> Path:
    return workspace.path / ".comp" / "uploads"


def _names(workspace: Workspace) -> set[str]:
    uploads = _uploads(workspace)
    return {name for name in names_in(uploads) if _ID.fullmatch(name)} if uploads.is_dir() else set()


def _folder(workspace: Workspace, staged_id: str) -> Path:
    names = _names(workspace)
    if staged_id not in names:
        raise UnknownNameError("upload", staged_id, names)
    return _uploads(workspace) / staged_id
