"""The two databases that rooms are tested on: one server a process, and a database for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comp.records import Records, open_records, upgrade
from tests.records.databases import KINDS, PostgreSQL, sqlite_url, started_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    yield from started_postgresql()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "records.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database of either kind with all tables and nothing in them."""
    if kind == "sqlite":
        yield sqlite_url(tmp_path, request.getfixturevalue("sqlite_template"))
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    made = server.create()
    yield made
    server.drop(made)


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    """The same, opened."""
    with open_records(url) as opened:
        yield opened
