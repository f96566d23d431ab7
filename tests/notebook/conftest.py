import shutil
from pathlib import Path

import pytest

from comp.cli.init import write_template
from comp.notebook import OpenedRun, OpenedWorkspace, open_workspace


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that `comp init` makes, facts imported as recorded on 1 April 2026; nobody changes it."""
    folder = tmp_path_factory.mktemp("notebook") / "acme"
    write_template(folder)
    open_workspace(folder).import_facts("2026-04-01")
    return folder


@pytest.fixture(scope="session")
def read_acme(imported: Path) -> OpenedWorkspace:
    """That workspace, for tests that only read it."""
    return open_workspace(imported)


@pytest.fixture(scope="session")
def read_quarter(read_acme: OpenedWorkspace) -> OpenedRun:
    """Its first quarter, for tests that only read it."""
    return read_acme.run("2026-Q1", recorded="2026-04-01")


@pytest.fixture
def acme(imported: Path, tmp_path: Path) -> OpenedWorkspace:
    """A copy of that workspace of one's own."""
    return open_workspace(Path(shutil.copytree(imported, tmp_path / "acme")))


@pytest.fixture
def quarter(acme: OpenedWorkspace) -> OpenedRun:
    return acme.run("2026-Q1", recorded="2026-04-01")
