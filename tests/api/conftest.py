import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from comp.records import open_records, upgrade
from comp.workflow.access import hashing
from comp.workflow.access.hashing import Cost, Passwords
from tests.api.served import Served, make_workspace, people_of


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Hashes that cost next to nothing; the real ones take a tenth of a second each."""
    standard = hashing.STANDARD
    hashing.STANDARD = Passwords(Cost(memory_kib=8, passes=1, threads=1))
    yield
    hashing.STANDARD = standard


@pytest.fixture(scope="session")
def served_template(
    cheap_hashes: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    """A workspace with a database, people and users; every test gets a copy."""
    folder = make_workspace(tmp_path_factory.mktemp("served") / "w")
    (folder / ".comp").mkdir(exist_ok=True)
    url = f"sqlite:///{folder}/.comp/comp.db"
    upgrade(url)
    with open_records(url) as records:
        people_of(records)
        made = Served(folder, records)
        made.add_users()
        return folder, made.user_ids


@pytest.fixture
def served(served_template: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Served]:
    """The company, newly made; its database is SQLite."""
    template, user_ids = served_template
    folder = tmp_path / "w"
    shutil.copytree(template, folder)
    with open_records(f"sqlite:///{folder}/.comp/comp.db") as records:
        made = Served(folder, records)
        made.user_ids = dict(user_ids)
        yield made
