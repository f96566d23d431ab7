from pathlib import Path

import pytest

from tests.facts.company import Company, made


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return made(tmp_path)
