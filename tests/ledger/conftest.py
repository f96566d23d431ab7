from pathlib import Path

import pytest

from tests.ledger.company import Company
from tests.runs import tiny


@pytest.fixture
def company(url: str, tmp_path: Path) -> Company:
    """The company of tests/runs/tiny.py with books."""
    return Company(tiny.workspace(tmp_path / "w"), url)
