"""Brings a database's tables to the present revision, whole or not at all, one upgrade at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from comp.records.engines import engine_for, faults_told, file_of, parsed, shown
from comp.records.revisions import CURRENT, REVISIONS, require_current, revision_of
from comp.whole_files import make_folders

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 0x636F6D70


def upgrade(url: str) -> tuple[str | None, str]:
    """Make or migrate a database; gives the revision before (None: it held nothing) and the one now.

    Raises:
        RecordsError: the database is not reached, or of a newer comp.
    """
    found = parsed(url)
    file = file_of(found)
    if file is not None:
        make_folders(file.parent)
        # Names and hashes are in it: for its owner alone.
        file.touch(mode=0o600, exist_ok=True)
    engine = engine_for(found)
    try:
        with faults_told(found), engine.begin() as connection:
            _wait_for_others(connection)
            before = revision_of(connection)
            if before is not None and before not in REVISIONS:
                require_current(before, shown(found))
            _migrate(connection)
            return before, CURRENT
    finally:
        engine.dispose()


def _migrate(connection: Connection) -> None:
    # Alembic takes as long to load as all else here, and no other command needs it.
    from alembic import command  # noqa: PLC0415 - the sentence above

    command.upgrade(config_of(connection), "head")


def config_of(connection: Connection) -> Config:
    """Alembic's settings for a connection whose transaction is the caller's."""
    from alembic.config import Config  # noqa: PLC0415 - dear to load, as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("file_template", "revision_%%(rev)s")
    config.attributes["connection"] = connection
    return config


def _wait_for_others(connection: Connection) -> None:
    """In SQLite the write lock does; in PostgreSQL two upgrades would make the same tables."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
