import pytest

from tests.api.close.shop import Shop
from tests.api.served import Served
from tests.runs import tiny
from tests.workflow.closing.closed import Closed


@pytest.fixture
def shop(served: Served) -> Shop:
    """The company behind the application; bo has a quota, and sells 200.00 in February."""
    closed = Closed(served.folder, "sqlite:///.comp/comp.db")
    with (served.folder / "comp.toml").open("a", encoding="utf-8") as file:
        file.write('\n[settlement.earning_codes]\ndefault = "COMM"\n')
    tiny.add(served.folder, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    tiny.add(served.folder, "deal", "D5,bo,2026-02-20,USD,200.00")
    return Shop(served, closed)
