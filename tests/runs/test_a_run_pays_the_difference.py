# The amounts are worked out by hand in tests/runs/tiny.py.
from datetime import date
from pathlib import Path

import pytest

from comp.errors import CompError, InputFaultsError, UnknownNameError
from comp.facts import Workspace
from comp.runs import Run, run, verify
from comp.runs.inputs import prepare
from tests.runs import tiny

TODAY = date(2026, 4, 2)


def paid(folder: Path, period: str, recorded: date | None = None) -> Run:
    return run(Workspace.open(folder), period, recorded, TODAY)


def earned(result: Run) -> dict[str, int]:
    return dict(result.lines.select("fact", "earned_minor").iter_rows())


def test_each_month_pays_what_its_facts_moved(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w")

    assert earned(paid(company, "2026-01")) == {"D1": 60_00}
    assert earned(paid(company, "2026-02")) == {"D2": 80_00}
    assert earned(paid(company, "2026-03")) == {"D2": -40_00, "D3": 20_00}


def test_a_quarter_pays_what_its_months_pay_together(tmp_path: Path) -> None:
    result = paid(tiny.workspace(tmp_path / "w"), "2026-Q1")

    assert earned(result) == {"D1": 60_00, "D2": 40_00, "D3": 20_00}
    assert result.payouts.rows() == [("ana", "ae_2026", "commission", "2026-Q1", "USD", "120.00", "120.00")]
    [plan] = result.manifest.plans
    assert (plan.payees, plan.lines, plan.earned_minor, plan.payable_minor) == (1, 3, 120_00, 120_00)


def test_a_credit_that_no_plan_of_its_payee_uses_is_counted(tmp_path: Path) -> None:
    result = paid(tiny.workspace(tmp_path / "w"), "2026-01")

    assert result.unclaimed.select("fact", "payee", "value_minor").rows() == [("D4", "zoe", 50_00)]
    [credit] = result.manifest.unclaimed
    assert (credit.credit, credit.currency, credit.count, credit.value_minor) == (
        "new_business",
        "USD",
        1,
        50_00,
    )
    assert paid(tmp_path / "w", "2026-02").manifest.unclaimed == ()


def test_a_line_without_a_value_is_a_fault_and_pays_nothing(tmp_path: Path) -> None:
    deals = tiny.FACTS["deal"] + "D5,bo,2026-01-20,USD,100.00\n"

    result = paid(tiny.workspace(tmp_path / "w", deal=deals), "2026-01")

    assert earned(result) == {"D1": 60_00, "D5": None}
    assert result.manifest.faults == 1
    assert result.manifest.plans[0].earned_minor == 60_00
    [fault] = result.faults.to_dicts()
    assert (fault["payee"], fault["fact"], fault["clause"]) == ("bo", "D5", "commission")
    assert fault["fault"]
    assert ("bo", "0.00") in result.payouts.select("payee", "earned").rows()


def test_a_run_sees_what_was_recorded_by_its_date(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w")
    run(Workspace.open(company), "2026-01", None, date(2026, 2, 1))
    tiny.add(company, "deal", "D0,ana,2026-01-02,USD,100.00")

    # D0 comes before D1 and takes 10%; D2 then crosses quota 100.00 earlier, which is February's affair.
    assert earned(paid(company, "2026-01")) == {"D0": 10_00, "D1": 60_00}
    assert earned(paid(company, "2026-01", recorded=date(2026, 2, 1))) == {"D1": 60_00}


def test_the_same_run_gives_the_same_digests_whatever_the_day(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w")
    first = run(Workspace.open(company), "2026-Q1", None, date(2026, 4, 2)).manifest
    again = run(Workspace.open(company), "2026-Q1", None, date(2026, 5, 7)).manifest

    assert first.results_digest == again.results_digest
    assert first.facts_digest == again.facts_digest


def test_the_order_of_rows_in_a_file_does_not_matter(tmp_path: Path) -> None:
    heading, *rows = tiny.FACTS["deal"].splitlines()
    turned = "\n".join([heading, *reversed(rows)]) + "\n"

    one = paid(tiny.workspace(tmp_path / "a"), "2026-Q1").manifest
    other = paid(tiny.workspace(tmp_path / "b", deal=turned), "2026-Q1").manifest

    assert one.results_digest == other.results_digest
    assert one.facts_digest == other.facts_digest


def test_a_period_that_does_not_exist_is_refused_with_the_forms_that_do(tmp_path: Path) -> None:
    with pytest.raises(CompError, match="write 2026, 2026-H1, 2026-Q1 or 2026-03"):
        paid(tiny.workspace(tmp_path / "w"), "2026-Q5")


def test_a_period_that_no_plan_pays_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="2026-01"):
        paid(tiny.workspace(tmp_path / "w"), "2025-01")


def test_refused_rows_stop_a_run(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w", deal=tiny.FACTS["deal"] + "D6,ana,2026-01-40,USD,1.00\n")

    with pytest.raises(InputFaultsError, match="refused"):
        paid(company, "2026-01")


def test_refused_rows_that_the_workspace_allows_are_kept_and_counted(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w", deal=tiny.FACTS["deal"] + "D6,ana,2026-01-40,USD,1.00\n")
    (company / "data" / "deal.toml").write_text(
        'file = "deal.csv"\non_fault = "refuse row"\nallow_refused = true\n', encoding="utf-8"
    )

    result = paid(company, "2026-01")

    assert result.manifest.refused == 1
    assert result.refused.get_column("value").to_list() == ["2026-01-40"]
    assert earned(result) == {"D1": 60_00}


def test_a_plan_with_an_error_stops_a_run(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w")
    plan = company / "plans" / "ae_2026.plan"
    plan.write_text(
        tiny.PLAN.replace("pay commission = new_business * rate", "pay commission = new_busines * rate")
    )

    with pytest.raises(InputFaultsError, match=r"ae_2026\.plan:\d+:\d+"):
        paid(company, "2026-01")


def test_both_engines_agree_on_a_run(tmp_path: Path) -> None:
    workspace = Workspace.open(tiny.workspace(tmp_path / "w"))
    inputs = prepare(workspace, "2026-03", None, TODAY)

    assert verify(inputs, None, run(workspace, "2026-03", None, TODAY)) == []
