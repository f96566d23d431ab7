import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from comp.facts import Workspace
from comp.records import open_records, upgrade
from comp.runs import run, write_run
from comp.runs.run import silent
from comp.workflow.access import hashing
from comp.workflow.access.hashing import Cost, Passwords
from comp.workflow.review import decide, statements_seen
from statements.documents import record_run
from tests.api.served import AT, Served, make_workspace, people_of
from tests.runs import tiny


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
        made.hand_back()


@pytest.fixture(scope="session")
def recorded(served_template: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company with a recorded run; Bo has a deal too."""
    folder = tmp_path_factory.mktemp("recorded")
    shutil.copytree(served_template[0], folder / "w")
    tiny.add(folder / "w", "deal", "D9,bo,2026-03-02,USD,500.00")
    tiny.add(folder / "w", "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    workspace = Workspace.open(folder / "w")
    write_run(run(workspace, "2026-03", None, date(2026, 4, 2)), folder / "run")
    with open_records(f"sqlite:///{folder}/w/.comp/comp.db") as records:
        record_run(workspace, folder / "run", records, "u-0", AT, silent)
        finance = Served(folder / "w", records)
        finance.user_ids = served_template[1]
        with records.reading() as session:
            seen = statements_seen(session, finance.actor("finance"), payee="ana").items[0]
        decide(records, finance.actor("finance"), seen.id, "approve", seen.content_digest, "", AT)
    return folder / "w"


@pytest.fixture
def with_run(
    recorded: Path, served_template: tuple[Path, dict[str, str]], tmp_path: Path
) -> Iterator[Served]:
    """The company with a run of March: Ana's statement is approved, Bo's waits."""
    folder = tmp_path / "w"
    shutil.copytree(recorded, folder)
    with open_records(f"sqlite:///{folder}/.comp/comp.db") as records:
        made = Served(folder, records)
        made.user_ids = dict(served_template[1])
        yield made
        made.hand_back()
