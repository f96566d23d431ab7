"""The payroll workbook, read back by real readers and in its own XML."""

import hashlib
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from openpyxl import load_workbook

from comp.finance import Payroll, PayrollRefusedError, frames, payroll, require_workbook, workbook
from comp.finance.sheet_dress import SheetRefusedError
from tests.finance.samples import TERMS, line, run

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def made(*lines: dict[str, Any]) -> Payroll:
    return payroll(run(lines), TERMS)


def cells(content: bytes, sheet: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(content))[sheet].iter_rows()]


def raw_values(content: bytes, sheet_file: str) -> list[str]:
    """The text of every number in the sheet's XML."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        root = ET.fromstring(packed.read(f"xl/worksheets/{sheet_file}"))  # noqa: S314 - our own file
    return [value.text or "" for value in root.iter(f"{SHEET}v")]


def test_the_import_sheet_holds_what_payroll_asks_for() -> None:
    content = workbook(made(line("ana", "D1", 2_200_050), line("ana", "D2", 800_000)))

    paid_on = datetime.combine(date(2026, 4, 15), time())
    assert cells(content, "Import") == [
        [
            *("Employee ID", "Earning code", "Legal entity", "Cost centre"),
            *("Amount", "Currency", "Pay date", "Period"),
        ],
        ["E-ana", "COMM", "Northwind Inc.", "4100", 30000.5, "USD", paid_on, "2026-Q1"],
    ]
    assert [row[:2] for row in cells(content, "Working")[1:]] == [
        [2, "E-ana, COMM, Northwind Inc., 4100"],
        [2, "ae.commission:ana:D1"],
        [2, "ae.commission:ana:D2"],
    ]


def test_amounts_are_exact_decimals_with_the_currencys_format() -> None:
    content = workbook(
        made(
            line("ana", "D1", 10),  # 0.10: as a float 0.1000000000000000055
            line("bo", "D2", 999_999_999_990_089),  # fifteen figures, the most a sheet keeps
            line("eli", "D5", 6_468),  # openpyxl by itself would write 64.68000000000001
            line("cem", "D3", 1_234, currency="JPY", plan="jp"),
            line("dai", "D4", -1_234_567, currency="KWD", plan="kw"),
        )
    )

    texts = raw_values(content, "sheet1.xml")
    assert {"0.10", "9999999999900.89", "64.68", "1234", "-1234.567"} <= set(texts)
    formats = {
        row[5].value: row[4].number_format
        for row in load_workbook(BytesIO(content))["Import"].iter_rows(min_row=2)
    }
    assert formats == {
        "USD": "#,##0.00;[Red]-#,##0.00",
        "JPY": "#,##0;[Red]-#,##0",
        "KWD": "#,##0.000;[Red]-#,##0.000",
    }


def test_an_amount_that_a_sheet_would_round_is_refused() -> None:
    with pytest.raises(SheetRefusedError, match="more than the 15 figures"):
        workbook(made(line("ana", "D1", 1_000_000_000_000_001)))


@pytest.mark.parametrize(
    "hostile", ["=cmd()", "+1", "-1+2", "@SUM(A1)", "\tx", "\rx", "#N/A", "2026-01-01", "007"]
)
def test_text_stays_text_whatever_it_begins_with(hostile: str) -> None:
    content = workbook(made(line("ana", hostile, 100, line_id=hostile)))

    row = load_workbook(BytesIO(content))["Working"][3]
    read_back = hostile.replace("\r", "\n")  # XML has one line end
    assert (row[1].value, row[6].value) == (read_back, read_back)
    assert row[1].data_type == row[6].data_type == "s"
    assert row[1].quotePrefix == (hostile[0] in "=+-@\t\r")
    with zipfile.ZipFile(BytesIO(content)) as packed:
        formulas = re.findall(r"<f>(.*?)</f>", packed.read("xl/worksheets/sheet2.xml").decode())
    assert formulas == ["ROUND(SUM(M3:M3),2)", "ROUND(O2-Import!E2,2)"]


def test_a_letter_that_no_sheet_can_hold_is_shown_as_replaced() -> None:
    content = workbook(made(line("ana", "D\x00\x0b1", 100)))

    assert cells(content, "Working")[2][6] == "D\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}1"


def test_the_head_stays_in_sight_and_every_page_repeats_it() -> None:
    book = load_workbook(BytesIO(workbook(made(line("ana", "D1", 100)))))

    assert {sheet.title: sheet.freeze_panes for sheet in book.worksheets} == {
        "Import": "B2",
        "Working": "C2",
        "Controls": "A2",
    }
    assert [sheet.print_title_rows for sheet in book.worksheets] == ["$1:$1"] * 3
    feet = [sheet.oddFooter for sheet in book.worksheets]
    assert [foot and foot.right.text for foot in feet] == ["Page &P of &N"] * 3


def test_cells_are_locked_without_a_password_and_can_be_filtered() -> None:
    book = load_workbook(BytesIO(workbook(made(line("ana", "D1", 100)))))

    for sheet in book.worksheets:
        assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
        assert not sheet.protection.autoFilter  # false: not forbidden
    assert [sheet.auto_filter.ref for sheet in book.worksheets] == ["A1:H2", "A1:P3", None]


def test_a_run_that_pays_nothing_gives_an_empty_import() -> None:
    content = workbook(made(line("ana", "X1", 0)))

    assert len(cells(content, "Import")) == 1


def test_a_run_of_corrections_without_any_gives_an_empty_import() -> None:
    content = workbook(payroll(run([], corrects="aa" * 32), TERMS))

    assert len(cells(content, "Import")) == 1
    assert cells(content, "Controls")[-1][:2] == ["Corrects the run with the results digest", "aa" * 32]


def test_corrections_say_why_they_are_paid() -> None:
    lines = run([line("ana", "D1", 100)]).lines.with_columns(cause=pl.lit("deal D1: amount 600.00 is 700.00"))
    paid = payroll(replace(run([line("ana", "D1", 100)], corrects="aa" * 32), lines=lines), TERMS)

    assert cells(workbook(paid), "Working")[0][-1] == "Cause"
    assert cells(workbook(paid), "Working")[2][-1] == "deal D1: amount 600.00 is 700.00"
    assert frames(paid)["Working"]["Cause"].to_list() == ["deal D1: amount 600.00 is 700.00"]


def test_the_same_payroll_gives_the_same_bytes_in_another_process() -> None:
    writing = (
        "import hashlib; from tests.finance.test_payroll_workbook import *;"
        "print(hashlib.sha256(workbook(made(line('ana', 'D1', 100)))).hexdigest())"
    )
    here = Path(__file__).parents[2]

    elsewhere = subprocess.run(
        [sys.executable, "-c", writing],
        cwd=here,
        env={"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()

    assert hashlib.sha256(workbook(made(line("ana", "D1", 100)))).hexdigest() == elsewhere


def test_frames_hold_exact_decimals() -> None:
    amount = frames(made(line("ana", "D1", 10)))["Import"]["Amount"].iloc[0]

    assert isinstance(amount, Decimal)
    assert str(amount) == "0.10"


@pytest.mark.parametrize("hostile", ["=cmd()", "+1", "-1+2", "@SUM(A1)", "\tx"])
def test_ids_and_names_of_the_import_stay_text_too(hostile: str) -> None:
    def named(*_: object) -> str:
        return hostile

    terms = replace(TERMS, employee_id=named, legal_entity=named, cost_centre=named)
    paid = payroll(run([line("ana", "D1", 100)]), terms, last=run([line("ana", "D0", 70)], period="2025-Q4"))
    book = load_workbook(BytesIO(workbook(paid)))

    places = [("Import", 2, 1), ("Import", 2, 3), ("Import", 2, 4), ("Differences", 2, 1), ("Controls", 4, 2)]
    for sheet, row, column in places:
        cell = book[sheet].cell(row, column)
        assert (cell.value, cell.data_type) == (hostile, "s"), sheet


def test_what_is_read_back_is_what_was_paid() -> None:
    paid = made(line("ana", "D1", 100), line("bo", "D2", 250, currency="JPY", plan="jp"))
    content = workbook(paid)

    require_workbook(paid, content)
    with pytest.raises(PayrollRefusedError, match="does not read back"):
        require_workbook(made(line("ana", "D1", 101)), content)
