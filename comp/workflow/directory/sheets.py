"""People's sheets through the service: staged, looked at, and imported once what they change was confirmed.

A staged file holds names. Each admin has one at most, below `.comp`, readable by its owner alone; it goes
away when it is imported, dropped or replaced by another.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from comp.errors import CompError
from comp.facts import Workspace
from comp.facts.uploaded import require_harmless
from comp.records import Records, RecordsError
from comp.records.people import (
    SHEETS,
    Preview,
    ReadSheets,
    import_people,
    plain,
    preview,
    read_sheets,
    workbook,
)
from comp.whole_files import write_new
from comp.workflow.access import Actor, require_admin

TABLES: Final = ("person", "identity", "reporting_line")
"""The tables that hold no pay."""
_FOLDER: Final = Path(".comp") / "people"


class SheetsRefusedError(CompError):
    """The sheets cannot be taken as they are; nothing was written."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that waits to be confirmed: what it is called, what it would change, and a digest of both."""

    file: str
    preview: Preview
    digest: str


def stage(records: Records, workspace: Workspace, by: Actor, name: str, content: bytes) -> Staged:
    """Keep a file for somebody in the place of the one before, and show what it would change.

    Raises:
        AccessRefusedError: `by` is no admin.
        HarmfulFileError: the file is too large, or not what its name says.
        SheetsRefusedError: it cannot be read, holds no sheet of ours, or one with pay.
    """
    folder = _folder(workspace, by)
    require_harmless(content, name)
    shutil.rmtree(folder, ignore_errors=True)
    write_new(content, folder / name)
    try:
        return staged(records, workspace, by)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def staged(records: Records, workspace: Workspace, by: Actor) -> Staged:
    """What somebody's staged file would change now.

    Raises:
        AccessRefusedError: `by` is no admin.
        SheetsRefusedError: there is none, or it cannot be taken.
    """
    file, read = _read(workspace, by)
    with records.reading() as session:
        return _staged(file, read, preview(session, read))


def import_staged(
    records: Records, workspace: Workspace, by: Actor, digest: str, at: datetime, *, allow_refused: bool
) -> Preview:
    """Write what was shown, all of it or nothing, and drop the file.

    Raises:
        AccessRefusedError: `by` is no admin.
        SheetsRefusedError: it would change something else by now, or rows are refused and not allowed to be.
    """
    file, read = _read(workspace, by)
    with records.transaction() as session:
        now = _staged(file, read, preview(session, read))
        if now.digest != digest:
            raise SheetsRefusedError("what the sheets would change is something else by now; look again")
        if now.preview.refused and not allow_refused:
            raise SheetsRefusedError("rows are refused; mend them, or say that the others are to be imported")
        written = import_people(session, read, now.preview, by=by.user_id, at=at)
    drop_staged(workspace, by)
    return written


def drop_staged(workspace: Workspace, by: Actor) -> None:
    """Take somebody's staged file away."""
    shutil.rmtree(_folder(workspace, by), ignore_errors=True)


def exported(records: Records, by: Actor) -> bytes:
    """The tables without pay as a workbook, which can be imported again.

    Raises:
        AccessRefusedError: `by` is no admin.
    """
    require_admin(by)
    with records.reading() as session:
        return workbook(session, TABLES)


def _folder(workspace: Workspace, by: Actor) -> Path:
    require_admin(by)
    return workspace.path / _FOLDER / hashlib.sha256(by.user_id.encode()).hexdigest()[:20]


def _read(workspace: Workspace, by: Actor) -> tuple[str, ReadSheets]:
    folder = _folder(workspace, by)
    files = sorted(folder.glob("*")) if folder.is_dir() else []
    if not files:
        raise SheetsRefusedError("there is no file that waits to be confirmed; upload it again")
    file = files[0]
    try:
        read = read_sheets(file, workspace.company.time_zone)
    except RecordsError as error:
        raise SheetsRefusedError(str(error).replace(f"{folder}/", "")) from error
    with_pay = [sheet.title for sheet in SHEETS if sheet.table in read.rows and sheet.table not in TABLES]
    if with_pay:
        raise SheetsRefusedError(
            f"{file.name}: {' and '.join(with_pay)} may hold pay, which is not taken here; "
            "leave the sheet out, or have 'comp people import' take it in"
        )
    return file.name, read


def _staged(file: str, read: ReadSheets, seen: Preview) -> Staged:
    told = json.dumps([read.digest, plain(seen)], sort_keys=True)
    return Staged(file, seen, hashlib.sha256(told.encode()).hexdigest())
