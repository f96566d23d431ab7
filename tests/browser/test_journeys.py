"""Everybody's journey through the portal in a real browser, with scripts and without."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.journeys import JOURNEYS
from tests.browser.visiting import Visit


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_a_journey_is_made(journey: Callable[[Visit, Path], None], visit: Visit, tmp_path: Path) -> None:
    journey(visit, tmp_path)
