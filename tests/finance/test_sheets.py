"""Tables as sheets, read back by a real reader and in their own XML."""

import zipfile
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from comp.finance.sheet_dress import SheetRefusedError
from comp.finance.sheets import CellValue, Sheet, SheetTable, workbook_of
from comp.language.money import Money

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DAY = date(2026, 3, 31)


def written(*rows: tuple[CellValue, ...]) -> bytes:
    columns = tuple(f"C{number}" for number in range(len(rows[0])))
    return workbook_of([Sheet("Sheet", (SheetTable(columns, rows),))], "Title", DAY)


def raw_values(content: bytes) -> list[str]:
    """The text of every number in the sheet's XML."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        root = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    cells = (cell for cell in root.iter(f"{SPACE}c") if cell.get("t") == "n")
    return [value.text or "" for cell in cells for value in cell.iter(f"{SPACE}v")]


def test_amounts_keep_their_digits_and_the_format_of_their_currency() -> None:
    content = written((Money(6_468, "USD"), Money(-1_234, "JPY"), Money(1_234_567, "KWD")))

    assert raw_values(content) == ["64.68", "-1234", "1234.567"]
    formats = [cell.number_format for cell in load_workbook(BytesIO(content))["Sheet"][2]]
    assert formats == ["#,##0.00;[Red]-#,##0.00", "#,##0;[Red]-#,##0", "#,##0.000;[Red]-#,##0.000"]


def test_a_share_is_cut_and_never_rounded_up_to_a_bound() -> None:
    assert raw_values(written((Fraction(99_999, 100_000), Fraction(2, 3)))) == ["0.9999", "0.6666"]


def test_counts_days_and_blanks_are_themselves() -> None:
    sheet = load_workbook(BytesIO(written((1_200, DAY, None))))["Sheet"]
    [_, row] = sheet.iter_rows(values_only=True)

    assert row == (1200, datetime(2026, 3, 31), None)  # noqa: DTZ001 - a spreadsheet has no zones


@pytest.mark.parametrize("hostile", ["=cmd()", "+1", "-1+2", "@SUM(A1)", "\tx", "#N/A", "2026-01-01", "007"])
def test_text_stays_text_whatever_it_begins_with(hostile: str) -> None:
    cell = load_workbook(BytesIO(written((hostile,))))["Sheet"]["A2"]

    assert (cell.value, cell.data_type) == (hostile, "s")
    assert cell.quotePrefix == (hostile[0] in "=+-@\t")


def test_what_a_sheet_cannot_keep_whole_is_refused_or_shown_as_replaced() -> None:
    with pytest.raises(SheetRefusedError, match="more than the 15 figures"):
        written((Money(1_000_000_000_000_001, "USD"),))
    with pytest.raises(SheetRefusedError, match="32768 letters"):
        written(("x" * 32_768,))
    assert load_workbook(BytesIO(written(("a\x00b",))))["Sheet"]["A2"].value == "a\N{REPLACEMENT CHARACTER}b"


def test_the_same_tables_give_the_same_bytes_and_stand_under_one_another() -> None:
    tables = (SheetTable(("A",), [("one",), ("two",)]), SheetTable(("B", "C"), [("three", 3)]))
    content = workbook_of([Sheet("First", tables), Sheet("Second", tables[:1])], "Title", DAY)

    assert content == workbook_of([Sheet("First", tables), Sheet("Second", tables[:1])], "Title", DAY)
    book = load_workbook(BytesIO(content))
    assert [row[0] for row in book["First"].iter_rows(values_only=True)] == [
        *("A", "one", "two", None, "B", "three"),
    ]
    assert (book["First"].auto_filter.ref, book["Second"].auto_filter.ref) == ("A1:A3", "A1:A3")
