from collections.abc import Iterator
from pathlib import Path

import pytest

from comp.records import Records, open_records, upgrade
from tests.records.databases import KINDS, PostgreSQL, sqlite_url, started_postgresql
from tests.workflow.review.world import World


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    yield from started_postgresql()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "records.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        made = sqlite_url(tmp_path, request.getfixturevalue("sqlite_template"))
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        made = server.create()
    with open_records(made) as opened:
        yield opened


@pytest.fixture
def world(records: Records) -> World:
    """A company of five with reporting lines, and the run of March with everybody's statement."""
    return World.of_march(records)


@pytest.fixture
def world_in_a_file(tmp_path: Path, sqlite_template: Path) -> Iterator[World]:
    """The same in SQLite alone, for rules that no database has a part in."""
    with open_records(sqlite_url(tmp_path, sqlite_template)) as opened:
        yield World.of_march(opened)
