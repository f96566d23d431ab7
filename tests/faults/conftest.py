import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from comp.facts import Workspace
from comp.facts.store import Store
from comp.language.core import Source
from comp.runs import Run, load_program, load_run
from tests.faults.warm import Warm
from tests.runs import tiny

FEWER = tiny.FACTS["deal"]
MORE = FEWER + "D9,ana,2026-01-25,USD,100.00\n"


@pytest.fixture(scope="session")
def disk_in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where flushing costs nothing: a disk would be flushed some thousand times."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is nobody else's
    if not os.access(memory, os.W_OK):
        yield tmp_path_factory.mktemp("faults")
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def tmp_path(disk_in_memory: Path) -> Iterator[Path]:
    """A folder for one test."""
    with tempfile.TemporaryDirectory(dir=disk_in_memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    process = Warm()
    yield process
    process.close()


@dataclass(frozen=True, slots=True)
class Whole:
    """A company whose facts were imported, and its runs of January and February, made by nobody killed."""

    company: Path
    january: Path
    february: Path

    def runs(self) -> tuple[Run, Run]:
        return load_run(self.january), load_run(self.february)


@pytest.fixture(scope="session")
def whole(warm: Warm, disk_in_memory: Path) -> Whole:
    folder = disk_in_memory / "whole"
    company = tiny.workspace(folder / "company")
    found = Whole(company, folder / "january", folder / "february")
    for month, place in [("2026-01", found.january), ("2026-02", found.february)]:
        done = warm("run", company, "--period", month, "--out", place)
        assert done.code == 0, done.told
    return found


@pytest.fixture
def company(whole: Whole, tmp_path: Path) -> Path:
    """A copy of the company, with its store."""
    return Path(shutil.copytree(whole.company, tmp_path / "company"))


@pytest.fixture(scope="session")
def sources(whole: Whole) -> dict[str, Source]:
    return dict(load_program(Workspace.open(whole.company)).sources)


def set_deals(company: Path, deals: str) -> None:
    (company / "data" / "deal.csv").write_text(deals, encoding="utf-8")


def read_store(company: Path) -> list[str]:
    """Read all that the store's list names; gives the names of the tables."""
    store = Store(company / ".comp" / "store")
    imports = store.imports()
    for one in imports:
        assert store.table(one.table).height == one.rows
        store.report(one.report)
    return [one.table for one in imports]


def hidden(folder: Path) -> list[str]:
    """What a process that was killed has left."""
    return sorted(path.name for path in folder.rglob(".*comp-*"))
