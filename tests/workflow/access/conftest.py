from collections.abc import Iterator
from pathlib import Path

import pytest

from comp.records import Person, Records, open_records
from tests.records.databases import PostgreSQL, sqlite_url
from tests.workflow.access.cheap import CHEAP, STANDARD


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(STANDARD, CHEAP)


@pytest.fixture
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """A database with three people and nobody who signs in; of either kind where a test asks for both."""
    if getattr(request, "param", "sqlite") == "sqlite":
        made = sqlite_url(tmp_path, request.getfixturevalue("sqlite_template"))
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        made = server.create()
    with open_records(made) as opened:
        with opened.transaction() as session:
            session.add_all([Person(payee=f"p-{number}", name=f"Name {number}") for number in (1, 2, 3)])
        yield opened
