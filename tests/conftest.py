"""How tests share two workers, and the two databases that rooms are tested on.

Of each database there is one server a process, and a database for each test.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from comp.records import Records, open_records, upgrade
from tests.records.databases import KINDS, PostgreSQL, sqlite_url, started_postgresql

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import Scheduling

# Tests start hundreds of processes. Where none may keep what it compiled, each compiles its libraries anew:
# WeasyPrint and those under it take more than a second.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Give a worker a file at a time: what the tests of a file share is then made by one worker alone."""
    from tests.sharing_out import FilesAtATime  # it needs xdist, which a single process does without

    return FilesAtATime(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look through what was loaded for garbage once, not again and again: it stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


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
