from collections.abc import Iterator
from pathlib import Path

import pytest

from comp.records import Records, open_records
from tests.records.databases import sqlite_url
from tests.workflow.review.world import World


@pytest.fixture
def world(records: Records) -> World:
    """A company of five with reporting lines, and the run of March with everybody's statement."""
    return World.of_march(records)


@pytest.fixture
def world_in_a_file(tmp_path: Path, sqlite_template: Path) -> Iterator[World]:
    """The same in SQLite alone, for rules that no database has a part in."""
    with open_records(sqlite_url(tmp_path, sqlite_template)) as opened:
        yield World.of_march(opened)
