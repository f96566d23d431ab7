# Zoe's plan pays by the quarter: D4 of 20 January, 10% of 50.00, is 5.00 with March, and 10% of 70.00 later.
# Ana's lines are those of tests/runs/tiny.py: January 60.00, February 80.00, March 20.00 less 40.00.
from datetime import date
from pathlib import Path

import pytest

from tests.ledger.company import Company
from tests.records.databases import sqlite_url
from tests.runs import tiny

DAYS = {"2026-01": date(2026, 2, 2), "2026-02": date(2026, 3, 2), "2026-03": date(2026, 4, 2)}


@pytest.fixture
def url(tmp_path: Path, sqlite_template: Path) -> str:
    """The rules do not depend on the database."""
    return sqlite_url(tmp_path, sqlite_template)


def test_a_plan_is_held_to_its_value_at_its_own_last_payout(company: Company) -> None:
    other = tiny.PLAN.replace("plan ae_2026", "plan by_quarter").replace('role is "AE"', 'role is "GUEST"')
    other = other.replace("payout             monthly", "payout             quarterly").split("example")[0]
    (company.path / "plans" / "two.plan").write_text(other, encoding="utf-8")
    tiny.add(company.path, "quota", "Q2,zoe,new_business,2026-01-01,2026-03-31,USD,1000.00,,")

    # In January and February D4 is worth something, and nothing of it is due.
    for period, today in DAYS.items():
        company.posts(company.runs(period, today))
        assert company.earned().get("D4", 0) == (5_00 if period == "2026-03" else 0)
    company.change("deal", "D4,zoe,2026-01-20,USD,50.00", "D4,zoe,2026-01-20,USD,70.00")
    april = company.runs("2026-04", date(2026, 5, 2))
    assert [line.missing for line in company.previews(april).open] == [(2_00, 2_00)]
    company.posts(april, company.corrects(company.folder("2026-03"), april))

    assert company.earned() == {"D1": 60_00, "D2": 40_00, "D3": 20_00, "D4": 7_00}
    assert company.checked().faults == ()
