from collections.abc import Iterator
from pathlib import Path

import pytest

from comp.records import upgrade
from tests.records.databases import KINDS, PostgreSQL, sqlite_url, started_postgresql
from tests.runs import tiny
from tests.workflow.closing.closed import Closed


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    yield from started_postgresql()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "records.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of either kind."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path, request.getfixturevalue("sqlite_template"))
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.create()


@pytest.fixture
def closed(url: str, tmp_path: Path) -> Closed:
    """The company of tests/runs/tiny.py with books."""
    return Closed(tiny.workspace(tmp_path / "w"), url)
