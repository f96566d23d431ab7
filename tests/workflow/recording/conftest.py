from pathlib import Path

import pytest

from tests.runs import tiny
from tests.statements.documents.recorders import Recorder


@pytest.fixture
def company(url: str, tmp_path: Path) -> Recorder:
    """The company of tests/runs/tiny.py, whose runs are recorded."""
    return Recorder(tiny.workspace(tmp_path / "w"), url)
