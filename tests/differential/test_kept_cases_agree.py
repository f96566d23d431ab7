"""Cases that `comp fuzz` has kept: the engines once failed on each, and agree now."""

from __future__ import annotations

from pathlib import Path

import pytest

from comp.fuzz import failure_of, read

KEPT = sorted((Path(__file__).parent / "kept").glob("*.json"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_both_engines_agree_on_a_kept_case(path: Path) -> None:
    assert failure_of(read(path).case) == ("", ())
