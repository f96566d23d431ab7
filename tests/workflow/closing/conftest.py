from pathlib import Path

import pytest

from tests.runs import tiny
from tests.workflow.closing.closed import Closed


@pytest.fixture
def closed(url: str, tmp_path: Path) -> Closed:
    """The company of tests/runs/tiny.py with books."""
    return Closed(tiny.workspace(tmp_path / "w"), url)
