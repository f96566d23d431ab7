"""The one way in: a database is opened by URL, and everything is read and written in a transaction."""

from __future__ import annotations

import weakref
from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import Self

from sqlalchemy import URL, Engine
from sqlmodel import Session

from comp.records.engines import READ_ONLY, engine_for, faults_told, file_of, parsed, shown
from comp.records.errors import RecordsError
from comp.records.revisions import require_current, revision_of


class Records:
    """An opened database; `close` lets go of its connections, as the end of a `with` block does."""

    def __init__(self, url: URL, engine: Engine) -> None:
        self.url = url
        self.engine = engine
        self._reading = engine.execution_options(**_reading_options(url))
        weakref.finalize(self, engine.dispose)

    @contextmanager
    def transaction(self) -> Generator[Session]:
        """A session that writes: all of it, or nothing where the block raises.

        In SQLite one writer follows the other from the beginning; in PostgreSQL `hold_chain` makes them.

        Raises:
            RecordsError: the database is not reached, or another writer does not end.
        """
        with (
            faults_told(self.url),
            Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A session that only reads, and sees the database as of one moment.

        Raises:
            RecordsError: the database is not reached.
        """
        with (
            faults_told(self.url),
            Session(self._reading, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def revision(self) -> str | None:
        """The revision of the tables; None where there are none yet."""
        with self.reading() as session:
            return revision_of(session.connection())

    def forget(self) -> None:
        """See that what was emptied is gone from SQLite's files too; PostgreSQL does that in its own time."""
        if file_of(self.url) is not None:
            with faults_told(self.url), closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *of: object) -> None:
        self.close()


def _reading_options(url: URL) -> dict[str, object]:
    if file_of(url) is not None:
        return {READ_ONLY: True}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def open_records(url: str, *, must_be_current: bool = True) -> Records:
    """Open a database that is there; `comp.records.upgrade` makes one.

    Raises:
        RecordsError: there is none, it is not reached, or its tables are older or newer than this comp's.
    """
    found = parsed(url)
    file = file_of(found)
    if file is not None and not file.is_file():
        raise RecordsError(f"{shown(found)}: there is no such database; 'comp db upgrade' makes it")
    records = Records(found, engine_for(found))
    try:
        if must_be_current:
            require_current(records.revision(), shown(found))
    except BaseException:
        records.close()
        raise
    return records
