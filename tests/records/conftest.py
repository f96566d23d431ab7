from collections.abc import Iterator
from pathlib import Path

import pytest

from comp.records import Records, open_records
from tests.records.databases import PostgreSQL, sqlite_url


@pytest.fixture
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database without tables, of either kind."""
    if kind == "sqlite":
        yield sqlite_url(tmp_path)
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    made = server.create(empty=True)
    yield made
    server.drop(made)


@pytest.fixture(scope="session")
def untouched_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    with open_records(sqlite_url(tmp_path_factory.mktemp("untouched"), sqlite_template)) as opened:
        yield opened


@pytest.fixture(scope="session")
def untouched_postgresql(postgresql: PostgreSQL) -> Iterator[Records]:
    with open_records(postgresql.create()) as opened:
        yield opened


@pytest.fixture
def untouched(kind: str, request: pytest.FixtureRequest) -> Records:
    """One database of each kind for all tests that write nothing."""
    return request.getfixturevalue(f"untouched_{kind}")
