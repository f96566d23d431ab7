"""Backups: an SQLite file copied whole while it is used, or the portable archive of either database."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from comp.records.archives import read_archive, write_archive
from comp.records.audit import append, chain_head
from comp.records.door import Records, open_records
from comp.records.engines import WAIT_SECONDS, file_of, parsed, shown
from comp.records.errors import RecordsError
from comp.records.migrating import upgrade
from comp.records.revisions import REVISIONS
from comp.whole_files import claimed, flush, make_folders, why_not_written

RESTORED: Final = "db.restore"
"""The action of the audit entry that tells of it; its subject is the SHA-256 of the backup."""
_SQLITE: Final = b"SQLite format 3\0"
_ZIP: Final = b"PK"
_LETTERS_OF_NAME: Final = 60  # as in comp.whole_files: a name has at most 255 bytes


@dataclass(frozen=True, slots=True)
class Restoring:
    """Who puts a backup back, by an opaque id, and when: what the audit chain tells of it."""

    by: str
    at: datetime


def backup(records: Records, path: Path, *, portable: bool = False) -> None:
    """Write a backup, whole or not at all; others go on reading and writing meanwhile.

    Of SQLite a file of its own kind, unless it is to be portable; of PostgreSQL the portable archive.

    Raises:
        RecordsError: it cannot be written.
    """
    source = file_of(records.url)
    if portable or source is None:
        write_archive(records, path)
        return
    try:
        make_folders(path.parent)
        with _copied(source, path) as copied:
            copied.replace(path)
        flush(path.parent)
    except OSError as error:
        raise RecordsError(why_not_written(path, error)) from error


@contextmanager
def _copied(source: Path, path: Path) -> Generator[Path]:
    """A copy of an SQLite file, in one file and on the disk, beside a place; it is gone at the end."""
    copied = path.with_name(f".{path.name[:_LETTERS_OF_NAME]}.comp-copy")
    with claimed(copied, mode=0o600) as descriptor:
        _clear(copied, descriptor)
        _copy(source, copied)
        _in_one_file(copied)
        flush(copied)
        yield copied


def restore(url: str, path: Path, *, replace: bool = False, telling: Restoring | None = None) -> None:
    """Put a backup in a database's place, and with it an entry of the audit chain; None tells of nothing.

    A copy of an SQLite file replaces one that is there only where that is asked for, and in one step; an
    archive goes into an empty database alone. The entry holds the head of the chain that was replaced.

    Raises:
        RecordsError: it is no backup, is damaged, or would overwrite something.
    """
    target = parsed(url)
    kind = _kind(path)
    file = file_of(target)
    if kind == _ZIP:
        upgrade(url)
        with open_records(url) as records:
            read_archive(records, path, lambda session: _tell(session, path, telling, ""))
        return
    if file is None:
        raise RecordsError(
            f"{path}: a copy of an SQLite file cannot be restored into {shown(target)}; "
            "back SQLite up with --portable for that"
        )
    _require_sound(path)
    if file.exists() and not replace:
        raise RecordsError(f"{file}: there is a database; --replace puts the backup in its place")
    make_folders(file.parent)
    replaced = _head_of(url) if file.exists() else ""
    file.touch(mode=0o600, exist_ok=True)
    with _copied(path, file) as copied:
        # An older backup's chain is the same table: it is told there before it is brought up to date.
        with (
            open_records(f"sqlite:///{copied}", must_be_current=False) as records,
            records.transaction() as session,
        ):
            _tell(session, path, telling, replaced)
        _copy(copied, file)


def _tell(session: Session, path: Path, telling: Restoring | None, replaced: str) -> None:
    if telling is None:
        return
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    append(session, telling.by, RESTORED, digest, {"replaced_head": replaced}, at=telling.at)


def _head_of(url: str) -> str:
    """The head of the chain that is to be replaced, as `comp db head` prints it."""
    try:
        with open_records(url, must_be_current=False) as records, records.reading() as session:
            head = chain_head(session)
    except (RecordsError, SQLAlchemyError):
        return "unreadable"
    return f"{head.number}:{head.hash}"


def _kind(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(len(_SQLITE))
    except OSError as error:
        raise RecordsError(f"{path}: the backup cannot be read ({error.strerror})") from error
    if head == _SQLITE:
        return _SQLITE
    if head.startswith(_ZIP):
        return _ZIP
    raise RecordsError(f"{path}: this is no backup of records; 'comp db backup' writes them")


def _copy(source: Path, target: Path) -> None:
    """SQLite's own copying: the target changes in one transaction, and holds the source as of one moment."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as read,
            closing(sqlite3.connect(target, timeout=WAIT_SECONDS)) as written,
        ):
            read.backup(written)
    except sqlite3.Error as error:
        raise RecordsError(f"{source} cannot be copied to {target} ({error})") from error


def _clear(copied: Path, descriptor: int) -> None:
    """What a killed process may have left there is nobody's."""
    os.ftruncate(descriptor, 0)
    for end in ("-journal", "-wal", "-shm"):
        copied.with_name(copied.name + end).unlink(missing_ok=True)


def _in_one_file(copied: Path) -> None:
    """Without a log beside it, so that it can be read where nothing can be written."""
    with closing(sqlite3.connect(copied)) as written:
        written.execute("PRAGMA journal_mode = DELETE")


def _require_sound(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as read:
            fault = read.execute("PRAGMA integrity_check(1)").fetchone()[0]
            revision = read.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise RecordsError(f"{path}: this is no whole backup of records ({error})") from error
    if fault != "ok":
        raise RecordsError(f"{path}: the backup is damaged ({fault})")
    if revision is None or revision[0] not in REVISIONS:
        raise RecordsError(f"{path}: the backup was written by a newer comp; restore it with that one")
