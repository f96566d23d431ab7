import pytest

from tests.api.served import Served
from tests.api.team.reviewing import Reviewed


@pytest.fixture
def reviewed(served: Served) -> Reviewed:
    return Reviewed(served)
