"""The workbook adds up by itself what was exported: its formulas, their results, and a real program."""

import csv
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from comp.finance import Payroll, payroll, workbook
from tests.finance.samples import TERMS, line, run

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
HOSTILE = 'A*"B", =1+1'  # as a criterion of SUMIF it would be a pattern, in a formula's text the end of one
LINES = [
    line("ana", "D1", 1_200_10),
    line("ana", "D2", -50_05, earned_before_minor=50_05),
    line("bo", "D3", 10),
    line("cem", "D4", 640_00, plan="de", currency="EUR"),
    line("dai", "D5", 1_234, plan="jp", currency="JPY"),
    line("eli", "D6", 999_999_999_999_99, plan="eli"),
    line("fay", "D7", 0),
]


def entity(payee: str, _day: date) -> str:
    # Two names that differ in case alone are one to `=` of a spreadsheet.
    return {"ana": HOSTILE, "bo": "northwind inc."}.get(payee, "Northwind Inc.")


def made(lines: list[dict[str, Any]] = LINES) -> Payroll:
    last = run(
        [line("ana", "D0", 700_00), line("gus", "D9", 50_00)], period="2025-Q4", results_digest="1a" * 32
    )
    return payroll(run(lines), replace(TERMS, legal_entity=entity), last=last)


def controls(content: bytes) -> list[tuple[Any, ...]]:
    rows = load_workbook(BytesIO(content), data_only=True)["Controls"].iter_rows(min_row=2, values_only=True)
    found: list[tuple[Any, ...]] = []
    for row in rows:
        found.append(row)
        if row[0] == "every control above":
            break
    return found


def without_results(content: bytes) -> bytes:
    """The workbook as it would be if nobody had calculated it yet, so that a program has to."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", part) if "sheet" in name else part)
    return packed.getvalue()


def test_each_formula_carries_our_figure() -> None:
    paid = made()
    rows = controls(workbook(paid))

    assert [row[8] for row in rows] == ["yes"] * (len(paid.checks) + 1)
    for check, row in zip(paid.checks, rows, strict=False):
        assert row[4:7] == (row[3], row[3], 0), check.what


def test_every_control_of_money_has_a_formula_over_the_sheets() -> None:
    sheet = load_workbook(BytesIO(workbook(made())))["Controls"]
    formulas = {
        row[0].value: row[5].value for row in sheet.iter_rows(min_row=2, max_row=len(made().checks) + 1)
    }

    assert all(str(formula).startswith("=ROUND(SUMPRODUCT(") for formula in formulas.values())
    # Rows 2 to 7 are the three currencies, 8 to 12 three legal entities, of which one pays in all three.
    assert formulas["ae.commission, against payouts.csv"] == (
        '=ROUND(SUMPRODUCT(EXACT(Working!$D$2:$D$12,"ae")*EXACT(Working!$F$2:$F$12,"commission")'
        "*EXACT(Working!$N$2:$N$12,$C13)*Working!$M$2:$M$12),2)"
    )


def test_totals_have_names() -> None:
    book = load_workbook(BytesIO(workbook(made())))

    assert sorted(book.defined_names) == [
        *("Every_control_ties", "Import_amount", "Import_total_EUR", "Import_total_JPY", "Import_total_USD"),
        "Working_payable",
    ]
    place = book.defined_names["Import_total_EUR"].attr_text
    assert place == "Controls!$F$2"


def converted(content: bytes, folder: Path, to: str) -> None:
    """Let LibreOffice open the workbook and write it as something else, with a new profile."""
    (folder / "payroll.xlsx").write_bytes(content)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", to, "payroll.xlsx"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )


@needs_libreoffice
def test_on_paper_each_sheet_has_its_title_and_page_numbers(tmp_path: Path) -> None:
    converted(workbook(made()), tmp_path, "pdf")

    pages = [page.extract_text() for page in PdfReader(tmp_path / "payroll.pdf").pages]
    for number, (page, sheet) in enumerate(
        zip(pages, ("Import", "Working", "Differences", "Controls"), strict=True), start=1
    ):
        assert "Northwind Inc.: payroll 2026-Q1" in page
        assert sheet in page
        assert f"Page {number} of 4" in page
        assert "###" not in page  # a figure that its column is too narrow for


@needs_libreoffice
def test_a_spreadsheet_program_comes_to_the_same_figures(tmp_path: Path) -> None:
    # Commas, UTF-8, numbers as they are kept, and each sheet in a file of its own.
    to_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false,false,false,-1"

    converted(without_results(workbook(made())), tmp_path, to_csv)

    def shown(sheet: str) -> list[list[str]]:
        text = (tmp_path / f"payroll-{sheet}.csv").read_text(encoding="utf-8")
        return list(csv.reader(StringIO(text)))

    rows = shown("Controls")[1 : len(made().checks) + 2]
    assert [row[8] for row in rows] == ["yes"] * len(rows)
    assert [row[4] for row in rows[:-1]] == [row[5] for row in rows[:-1]]
    # 1,200.10 - 50.05 + 0.10 + 999,999,999,999.99 dollars; the euros and yens stand alone.
    assert {row[2]: row[5] for row in rows[:6]} == {
        "EUR": "640",
        "JPY": "1234",
        "USD": "1000000001150.14",
    }
    assert [row[2] for row in shown("Import") if row[0] == "E-ana"] == [HOSTILE]
    assert shown("Differences")[1][4:7] == ["700", "1150.05", "450.05"]
