"""A run's lines brought up to date are those that `calculate` has, working included (decision 0046).

The amounts are worked out by hand in tests/runs/tiny.py.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from comp.facts import Workspace
from comp.runs import Inputs, calculate, prepare
from comp.runs.incremental import KeptRun
from tests.runs import tiny

# Bo, too, has a quota of 1,000.00 and a deal: 300.00 at 10%.
QUOTAS = tiny.FACTS["quota"] + "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,\n"
DEALS = tiny.FACTS["deal"] + "D5,bo,2026-03-02,USD,300.00\n"


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return tiny.workspace(tmp_path / "w", quota=QUOTAS, deal=DEALS)


def inputs(company: Path, period: str = "2026-03") -> Inputs:
    return prepare(Workspace.open(company), period, None, date(2026, 4, 2))


def earned(lines: pl.DataFrame) -> dict[str, int]:
    return dict(lines.select("fact", "earned_minor").iter_rows())


def test_a_changed_deal_moves_the_lines_of_its_payee(company: Path) -> None:
    kept = KeptRun.of(inputs(company))
    assert earned(kept.lines()) == {"D2": -40_00, "D3": 20_00, "D5": 30_00}

    # D0 of 100.00 comes first: D2 crosses quota 100.00 earlier, 300.00 at 10% and 300.00 at 20% are 90.00,
    # of which half is lost in March.
    tiny.add(company, "deal", "D0,ana,2026-01-02,USD,100.00")
    after = inputs(company)
    kept, touched = kept.recalculated(after)

    assert touched["ae_2026"].payees is not None
    assert list(touched["ae_2026"].payees) == ["ana"]
    assert earned(kept.lines()) == {"D2": -45_00, "D3": 20_00, "D5": 30_00}
    assert kept.lines().equals(calculate(after).lines)


def test_one_change_follows_another(company: Path) -> None:
    kept = KeptRun.of(inputs(company))
    for source, row, whose in (
        ("deal", "D6,bo,2026-03-09,USD,900.00", ["bo"]),
        ("cancellation", "L3,D6,2026-03-20,USD,90.00", ["bo"]),
        ("quota", "Q3,bo,other,2026-01-01,2026-03-31,USD,10.00,,", []),
        ("deal", "D21,ana,2026-03-21,USD,10.00", ["ana"]),
    ):
        tiny.add(company, source, row)
        after = inputs(company)
        kept, touched = kept.recalculated(after)
        found = touched["ae_2026"].payees
        assert found is not None
        assert list(found) == whose
        assert kept.lines().equals(calculate(after).lines)


def test_another_plan_or_period_is_calculated_as_a_whole(company: Path) -> None:
    kept = KeptRun.of(inputs(company))
    quarter, touched = kept.recalculated(inputs(company, "2026-Q1"))

    assert touched["ae_2026"].payees is None
    assert quarter.lines().equals(calculate(inputs(company, "2026-Q1")).lines)

    path = company / "plans" / "ae_2026.plan"
    path.write_text(
        path.read_text(encoding="utf-8").replace("| 100% | 20%  |", "| 100% | 30%  |"), encoding="utf-8"
    )
    raised, touched = kept.recalculated(inputs(company))

    assert touched["ae_2026"].because == ("the plan, or what it pays, is another one",)
    # D3 stands above quota: 100.00 at 30%.
    assert earned(raised.lines())["D3"] == 30_00
