"""Credits that count units keep their number, whether the run was just calculated or read from a folder."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from comp.facts import Workspace
from comp.notebook import OpenedRun, OpenedWorkspace
from comp.runs import load_run
from comp.runs.unclaimed import UNCLAIMED_COLUMNS

ROWS = [
    ("meetings", "meeting", "M-1", "1", "p-001", date(2026, 2, 3), None, 2_500_000_000),
    ("new_business", "deal", "D-9", "1", "p-002", date(2026, 2, 4), "JPY", 2_500),
]


@pytest.mark.parametrize("as_text", [False, True])
def test_units_and_amounts_stand_in_one_column(
    quarter: OpenedRun, acme: OpenedWorkspace, tmp_path: Path, *, as_text: bool
) -> None:
    table = pl.DataFrame(ROWS, schema=UNCLAIMED_COLUMNS, orient="row")
    run = load_run(quarter.write(tmp_path / "q1"))
    held = table.cast(pl.String) if as_text else table

    found = OpenedRun(Workspace.open(acme.path), replace(run, unclaimed=held)).unclaimed

    assert found["value"].tolist() == [Decimal("2.5"), Decimal(2500)]
    assert found["currency"].isna().tolist() == [True, False]
    assert found["on"].dt.date.tolist() == [date(2026, 2, 3), date(2026, 2, 4)]
