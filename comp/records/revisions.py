"""The revisions of the tables, the oldest first; each has its script in `migrations/versions`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, inspect, text

from comp.records.errors import RecordsError

REVISIONS: Final = ("0001", "0002")
CURRENT: Final = REVISIONS[-1]


def revision_of(connection: Connection) -> str | None:
    """The revision of a database's tables; None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_current(revision: str | None, place: str) -> None:
    """Refuse tables that this version of comp does not write.

    Raises:
        RecordsError: they are missing, older or newer.
    """
    if revision is None:
        raise RecordsError(
            f"{place}: this database holds no records yet; 'comp db upgrade' makes their tables"
        )
    if revision not in REVISIONS:
        raise RecordsError(
            f"{place}: the database is of revision {revision}, which this comp does not know; "
            f"it knows {CURRENT}: use the newer comp that wrote it"
        )
    if revision != CURRENT:
        raise RecordsError(
            f"{place}: the database is of revision {revision} and this comp needs {CURRENT}; "
            "back it up and run 'comp db upgrade'"
        )
