from pathlib import Path

import pytest

from comp.cli.init import write_template
from comp.notebook import OpenedRun, OpenedWorkspace, open_workspace


@pytest.fixture
def acme(tmp_path: Path) -> OpenedWorkspace:
    """The workspace that `comp init` makes, its facts imported as recorded on 1 April 2026."""
    write_template(tmp_path / "acme")
    opened = open_workspace(tmp_path / "acme")
    opened.import_facts("2026-04-01")
    return opened


@pytest.fixture
def quarter(acme: OpenedWorkspace) -> OpenedRun:
    return acme.run("2026-Q1", recorded="2026-04-01")
