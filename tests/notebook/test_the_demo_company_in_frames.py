"""Six plans of the demo company in three currencies: the frames hold what `comp run` writes, to the cent."""

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.notebook import OpenedRun, open_workspace

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
PLANS = ("ae_mm_2026", "ae_manager_2026", "csm_2026", "renewals_manager_2026", "sdr_2026", "reseller_2026")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(DEMO, folder / "demo", ignore=shutil.ignore_patterns(".comp", "*.py"))
    for path in (folder / "demo" / "plans").glob("*.plan"):
        if not path.name.startswith("shared") and path.stem not in PLANS:
            path.unlink()
    called = ["run", str(folder / "demo"), "--period", "2026-Q1", "--out", str(folder / "written")]
    done = CliRunner().invoke(main, called, prog_name="comp")
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def quarter(folder: Path) -> OpenedRun:
    return open_workspace(folder / "demo").run("2026-Q1")


@pytest.fixture(scope="module")
def measures(quarter: OpenedRun) -> pd.DataFrame:
    return quarter.measures()


def test_payouts_are_those_of_the_commands_file(folder: Path, quarter: OpenedRun) -> None:
    with (folder / "written" / "payouts.csv").open(encoding="utf-8", newline="") as file:
        filed = list(csv.DictReader(file))

    assert [
        {name: str(value) for name, value in row.items()} for row in quarter.payouts.to_dict("records")
    ] == filed


def test_lines_add_up_to_the_payouts_by_payee_plan_and_currency(folder: Path, quarter: OpenedRun) -> None:
    expected: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    with (folder / "written" / "payouts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            expected[row["payee"], row["plan"], row["currency"]] += Decimal(row["payable"])

    summed = quarter.lines.groupby(["payee", "plan", "currency"])["payable"].sum()

    assert set(quarter.lines["currency"]) == {"USD", "EUR", "GBP"}
    assert summed.to_dict() == expected
    assert all(type(value) is Decimal for value in summed)


def test_a_run_of_the_command_is_read_with_the_same_frames(folder: Path, quarter: OpenedRun) -> None:
    read = open_workspace(folder / "demo").load_run(folder / "written")

    for name in ("plans", "payouts", "lines", "faults", "refused", "unclaimed"):
        pd.testing.assert_frame_equal(getattr(read, name), getattr(quarter, name))
    assert len(read.refused) == 2
    assert read.refused["row"].tolist() == [1455, 1456]
    assert len(read.unclaimed) > 10
    assert {type(value) for value in read.unclaimed["value"]} == {Decimal}


def test_pay_by_month_adds_up_to_the_quarter(quarter: OpenedRun) -> None:
    months = quarter.lines["born_on"].dt.to_period("M")
    table = quarter.lines.pivot_table(index="currency", columns=months, values="earned", aggfunc="sum")

    assert [str(month) for month in table.columns] == ["2026-01", "2026-02", "2026-03"]
    assert table.sum(axis="columns").to_dict() == quarter.plans.groupby("currency")["earned"].sum().to_dict()


def test_attainment_is_what_was_reached_of_the_quota(measures: pd.DataFrame) -> None:
    attained = measures[(measures["measure"] == "attainment") & measures["value"].notna()]

    assert set(attained["plan"]) == {*PLANS} - {"reseller_2026"}
    shares: list[Fraction] = attained["value"].tolist()
    reached: list[Fraction] = attained["reached"].tolist()
    quotas: list[Fraction] = attained["quota"].tolist()
    assert shares == [above / quota for above, quota in zip(reached, quotas, strict=True)]


def test_what_was_reached_is_what_the_lines_were_credited(quarter: OpenedRun, measures: pd.DataFrame) -> None:
    lines = quarter.lines[quarter.lines["pay"] == "commission"]
    credited = lines[lines["plan"] == "ae_mm_2026"].groupby("payee")["credit_amount"].sum()
    mine = measures[(measures["plan"] == "ae_mm_2026") & (measures["measure"] == "attainment")]
    reached = mine.set_index("payee")["reached"]

    assert len(credited) > 10
    assert {payee: Fraction(amount) for payee, amount in credited.items()} == {
        payee: reached[payee] for payee in credited.index
    }


def test_every_payees_lines_have_a_measure_of_their_period(
    quarter: OpenedRun, measures: pd.DataFrame
) -> None:
    lines = quarter.lines[["plan", "payee", "performance_period"]].drop_duplicates()
    known = measures[["plan", "payee", "period"]].drop_duplicates()

    merged = lines.merge(
        known, how="left", left_on=list(lines.columns), right_on=list(known.columns), indicator=True
    )

    assert merged[merged["_merge"] != "both"].empty


def test_a_statement_of_the_demo_shows_the_totals_of_its_lines(quarter: OpenedRun) -> None:
    [total] = quarter.statement("p-038").view.totals

    mine = quarter.lines[quarter.lines["payee"] == "p-038"]["payable"].sum()
    assert Decimal(total.payable.minor).scaleb(-2) == mine


def test_payroll_ties_to_the_lines(quarter: OpenedRun) -> None:
    sheets = quarter.payroll()

    assert list(sheets) == ["Import", "Working", "Controls", "About"]
    paid = sheets["Import"].groupby("Currency")["Amount"].sum().to_dict()
    assert paid == quarter.lines.groupby("currency")["payable"].sum().to_dict()
    assert set(sheets["Controls"]["Ties"]) == {"yes"}
