"""Engines: SQLite with its write lock taken when a transaction begins, or PostgreSQL, by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError, OperationalError

from comp.records.errors import RecordsError

WAIT_SECONDS: Final = 30
"""How long a writer waits for another one."""
READ_ONLY: Final = "comp_read_only"
"""The execution option of connections that only read."""


def parsed(url: str | URL) -> URL:
    """The URL of a database that the records can be kept in.

    Raises:
        RecordsError: it is none; the message holds no password.
    """
    try:
        found = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise RecordsError(
            "the database is not named by a URL; expected sqlite:///.comp/comp.db or postgresql://host/name"
        ) from error
    if found.get_backend_name() not in {"sqlite", "postgresql"}:
        raise RecordsError(
            f"{shown(found)}: this kind of database holds no records; expected sqlite:/// or postgresql://"
        )
    if found.get_backend_name() == "sqlite" and found.database in {None, "", ":memory:"}:
        raise RecordsError(f"{shown(found)}: records need a file; write sqlite:///.comp/comp.db")
    return found


def located(url: str, folder: Path) -> str:
    """A company's `database` as a whole URL: an SQLite file that is not absolute lies below its workspace.

    Raises:
        RecordsError: it is no URL of a database.
    """
    found = parsed(url)
    if found.get_backend_name() == "sqlite" and found.database is not None:
        found = found.set(database=str(folder.resolve() / found.database))
    return found.render_as_string(hide_password=False)


def shown(url: URL) -> str:
    """The URL without its password."""
    return url.render_as_string(hide_password=True)


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def engine_for(url: URL) -> Engine:
    """An engine whose transactions are the database's own, and whose durability is full.

    Its errors show no values, which may be names and mails.

    Raises:
        RecordsError: the driver is not installed.
    """
    try:
        if file_of(url) is not None:
            return _sqlite(url)
        return _postgresql(url)
    except (ImportError, NoSuchModuleError) as error:
        raise RecordsError(
            f"{shown(url)}: the driver is not installed; 'pip install comp[postgres]' brings it"
        ) from error


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "connect", _wait_no_longer)
    event.listen(engine, "handle_error", _without_values)
    return engine


def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL tells in lines of their own which values are at fault; they may be somebody's mail."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


def _wait_no_longer(connection: DBAPIConnection, record: object) -> None:
    """Of itself PostgreSQL lets a writer wait for another one without end."""
    del record
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    cursor.close()
    connection.commit()


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, record: object) -> None:
    """Let SQLAlchemy begin transactions; SQLite's own settings hold for a connection, not for a file.

    Some builds of SQLite overwrite what is deleted by default, and others do not.
    """
    del record
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "trusted_schema = OFF",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: one that reads first and writes then would be refused, not wait."""
    reads = bool(connection.get_execution_options().get(READ_ONLY))
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def faults_told(url: URL) -> Generator[None]:
    """Turn what the database's own side refuses into one line; what a caller did wrong passes unchanged.

    Raises:
        RecordsError: the database is not reached, locked, full, or no database.
    """
    try:
        yield
    except OperationalError as error:
        raise RecordsError(f"{shown(url)}: {_why(error)}") from error
    except DatabaseError as error:
        if "not a database" in str(error.orig) or "malformed" in str(error.orig):
            raise RecordsError(f"{shown(url)}: {_why(error)}; restore a backup") from error
        raise


def _why(error: DBAPIError) -> str:
    said = " ".join(str(error.orig).split())
    if any(word in said for word in ("locked", "lock timeout", "deadlock")):
        return f"another writer has held the database for {WAIT_SECONDS} seconds; try again when it is done"
    return f"the database cannot be used ({said})"
