"""Every table of a run is a frame whose amounts are decimals that add up exactly.

The first workspace, worked by hand (quota of p-001 250,000.00, of p-002 200,000.00; 6%, from 100% on 10%):

    D-1001, p-001: 180,000.00 at 6%                           = 10,800.00   72% reached
    D-1003, p-001:  70,000.00 at 6% + 50,000.00 at 10%        =  9,200.00  120% reached
    D-1002, p-002:  75,500.00 at 6%                           =  4,530.00   37.75% reached
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from comp.notebook import OpenedRun, OpenedWorkspace

TABLES = {
    "plans": "plan title first_day last_day payees lines faults currency earned payable",
    "payouts": "payee plan pay period currency earned payable",
    "lines": "line_id plan clause pay payee unit fact part credit born_on performance_period currency "
    "credit_amount struck earned_before earned_after earned payable_before payable_after payable fault",
    "faults": "plan clause pay payee line_id source fact credit fault",
    "refused": "source file sheet row column value code key",
    "unclaimed": "credit source fact part payee on currency value",
}
AMOUNTS = ["credit_amount", "struck", "earned_before", "earned_after", "earned"]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_columns_that_its_docstring_names(read_quarter: OpenedRun, name: str) -> None:
    table: pd.DataFrame = getattr(read_quarter, name)
    told = " ".join(str(getattr(OpenedRun, name).__doc__).split())

    assert list(table.columns) == TABLES[name].split()
    assert [
        column for column in table.columns if column not in told and not column.startswith("payable_")
    ] == []


def test_payouts_are_what_is_worked_out_by_hand(read_quarter: OpenedRun) -> None:
    rows = read_quarter.payouts.to_dict("records")

    assert [(row["payee"], row["plan"], row["pay"], row["period"], row["currency"]) for row in rows] == [
        ("p-001", "ae_2026", "commission", "2026-Q1", "USD"),
        ("p-002", "ae_2026", "commission", "2026-Q1", "USD"),
    ]
    assert [(row["earned"], row["payable"]) for row in rows] == [
        (Decimal("20000.00"), Decimal("20000.00")),
        (Decimal("4530.00"), Decimal("4530.00")),
    ]


def test_lines_hold_their_amounts_as_decimals_with_the_currencys_digits(read_quarter: OpenedRun) -> None:
    lines = read_quarter.lines.set_index("fact")

    assert [str(lines.loc[deal, "earned"]) for deal in ("D-1001", "D-1003", "D-1002")] == [
        *("10800.00", "9200.00", "4530.00")
    ]
    assert str(lines.loc["D-1003", "credit_amount"]) == "120000.00"
    assert all(type(value) is Decimal for name in AMOUNTS for value in read_quarter.lines[name])


def test_sums_and_sums_of_groups_are_exact(read_quarter: OpenedRun) -> None:
    total = read_quarter.lines["payable"].sum()
    by_payee = read_quarter.lines.groupby("payee")["payable"].sum()

    assert (type(total), str(total)) == (Decimal, "24530.00")
    assert {payee: str(amount) for payee, amount in by_payee.items()} == {
        "p-001": "20000.00",
        "p-002": "4530.00",
    }


def test_no_column_of_any_table_is_a_float(read_quarter: OpenedRun) -> None:
    tables: list[pd.DataFrame] = [getattr(read_quarter, name) for name in TABLES]
    tables += [read_quarter.measures(), *read_quarter.payroll().values(), read_quarter.facts("deal")]

    assert [column for table in tables for column in table if table[column].dtype.kind == "f"] == []
    assert [
        value for table in tables for column in table for value in table[column] if is_number(value)
    ] == []


def is_number(value: Any) -> bool:  # noqa: ANN401 - whatever stands in a frame
    return isinstance(value, float) and value == value  # noqa: PLR0124 - a blank text is NaN, which is not itself


def test_ids_are_text_and_days_are_days(read_quarter: OpenedRun) -> None:
    lines = read_quarter.lines

    assert str(lines["payee"].dtype) == "str"
    assert str(lines["born_on"].dtype) == "datetime64[s]"
    assert lines["born_on"].dt.date.tolist() == [date(2026, 1, 20), date(2026, 3, 12), date(2026, 2, 10)]
    assert lines["fault"].isna().all()


def test_a_run_read_from_its_folder_has_the_same_tables(
    read_acme: OpenedWorkspace, read_quarter: OpenedRun, tmp_path: Path
) -> None:
    read_quarter.write(tmp_path / "q1")
    read = read_acme.load_run(tmp_path / "q1")

    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(read, name), getattr(read_quarter, name))


def test_lines_merge_with_the_facts_that_they_come_of(read_quarter: OpenedRun) -> None:
    merged = read_quarter.lines.merge(read_quarter.facts("deal"), left_on="fact", right_on="id")

    assert merged["customer"].tolist() == ["Northwind Mills", "Harbour Foods", "Quarry & Co"]
    assert (merged["credit_amount"] == merged["first_year_value"]).all()
    assert (merged["born_on"] == merged["booked_on"]).all()
