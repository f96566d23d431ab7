from pathlib import Path

import pytest

from comp.records import upgrade
from tests.records.databases import sqlite_url


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "records.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def url(tmp_path: Path, template: Path) -> str:
    """The URL of an empty database."""
    return sqlite_url(tmp_path, template)
