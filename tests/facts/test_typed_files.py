"""Spreadsheets, Parquet and databases bring typed values; each is taken exactly or refused."""

import sqlite3
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from comp.facts.cells import plain_number
from tests.facts.company import DEAL_HEADER, Company, only, refused

HEADERS = DEAL_HEADER.strip().split(",")
MAPPING = 'file = "deal.xlsx"\non_fault = "refuse row"\nallow_refused = true\n'


def sheet(company: Company, rows: list[list[object]], merge: str = "") -> Path:
    book = Workbook()
    page = book.worksheets[0]
    for row in [HEADERS, *rows]:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    path = company.path / "data" / "deal.xlsx"
    book.save(path)
    company.write("data/deal.toml", MAPPING)
    return path


def deal(**changes: object) -> list[object]:
    values: dict[str, object] = {
        "id": "D1",
        "account": "A1",
        "owner": "ana",
        "kind": "new",
        "booked_on": date(2026, 2, 10),
        "currency": "USD",
        "value": 1234.56,
        "share": 0.25,
    }
    return list((values | changes).values())


def test_cells_of_a_sheet_are_taken_by_their_types(company: Company) -> None:
    sheet(
        company,
        [
            deal(),
            deal(
                id=1002,
                booked_on=datetime(2026, 2, 11, 23, 30),  # noqa: DTZ001 - a sheet has no time zone
                value=5,
                share=None,
            ),
            deal(id="D3", booked_on="2026-02-12", value="7.10", share="25%"),
        ],
    )
    view = company.view()
    assert view.report.findings == ()
    found = [(each["id"], each["booked_on"], each["value"]) for each in view.snapshot.rows("deal")]
    assert found == [
        ("1002", date(2026, 2, 11), 500),
        ("D1", date(2026, 2, 10), 123456),
        ("D3", date(2026, 2, 12), 710),
    ]


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"value": "=1+1"}, "cell-unreadable", "formula without a stored result"),
        ({"value": "#DIV/0!"}, "cell-unreadable", "error #DIV/0!"),
        ({"value": 1.005}, "amount-decimals", "more decimals"),
        ({"value": True}, "amount-unreadable", "is not a number"),
        ({"value": date(2026, 1, 1)}, "amount-unreadable", "is not a number"),
        ({"booked_on": 46000}, "date-unreadable", "not one day"),
        ({"booked_on": "10.02.2026"}, "date-unreadable", "not one day"),
        ({"value": None}, "blank", "is blank"),
    ],
)
def test_a_cell_that_cannot_be_what_it_should_is_refused(
    company: Company, changes: dict[str, object], code: str, words: str
) -> None:
    sheet(company, [deal(id="D0"), deal(**changes)])
    finding = only(company.check(), code)
    assert (finding.file, finding.sheet, finding.row) == ("deal.xlsx", "Sheet", 3)
    assert words in finding.reason


def test_what_a_merged_cell_covers_is_not_blank_but_unreadable(company: Company) -> None:
    sheet(company, [deal(), deal(id="D2"), deal(id="D3")], merge="H2:H3")
    found = [(each.row, each.column, each.code) for each in refused(company.check())]
    assert found == [(3, "share", "cell-unreadable")]


def test_a_sheet_that_was_cut_is_refused(company: Company) -> None:
    path = sheet(company, [deal()])
    path.write_bytes(path.read_bytes()[:-300])
    assert only(company.check(), "file-damaged").file == "deal.xlsx"


def test_one_of_several_sheets_must_be_named(company: Company) -> None:
    path = sheet(company, [deal()])
    book = load_workbook(path)
    book.create_sheet("Notes")
    book.save(path)
    assert "Sheet, Notes" in only(company.check(), "sheet-missing").remedy
    company.write("data/deal.toml", MAPPING + '[read]\nsheet = "Sheet"\n')
    assert company.check().rows["deal"].kept == 1


def test_a_floating_number_is_read_by_its_shortest_decimal() -> None:
    # The doubles nearest to these decimals; 2**53 + 1 has none, so its neighbour is what was stored.
    assert plain_number(0.1) == "0.1"
    assert plain_number(1e16) == "10000000000000000"
    assert plain_number(1234567890123.45) == "1234567890123.45"
    assert plain_number(2.5e-7) == "0.00000025"


def parquet(company: Company, **columns: pl.Series) -> Path:
    values = dict(zip(HEADERS, deal(), strict=True))
    frame = pl.DataFrame({name: [value] for name, value in values.items()}).with_columns(**columns)
    path = company.path / "data" / "deal.parquet"
    frame.write_parquet(path)
    company.write("data/deal.toml", 'file = "deal.parquet"\n')
    return path


def test_parquet_columns_are_taken_by_their_types(company: Company) -> None:
    parquet(company, value=pl.Series(["12.30"]).str.to_decimal(scale=2))
    [row] = company.view().snapshot.rows("deal")
    assert (row["value"], row["booked_on"]) == (1230, date(2026, 2, 10))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (pl.Series([[1, 2]]), "cell-unreadable"),
        (pl.Series([True]), "amount-unreadable"),
        (pl.Series([float("nan")]), "amount-unreadable"),
        (pl.Series([b"x"]), "cell-unreadable"),
    ],
)
def test_a_parquet_column_of_a_wrong_type_is_refused(company: Company, values: pl.Series, code: str) -> None:
    parquet(company, value=values)
    assert only(company.check(), code).column == "value"


def test_a_parquet_file_that_was_cut_is_refused(company: Company) -> None:
    path = parquet(company)
    path.write_bytes(path.read_bytes()[:-20])
    finding = only(company.check(), "file-damaged")
    assert finding.file == "deal.parquet"
    assert company.check().stops == ("deal",)


def test_a_query_brings_rows_and_a_fault_in_it_is_told(company: Company) -> None:
    with sqlite3.connect(company.path / "data" / "crm.db") as crm:
        crm.execute("create table deals (id text, amount text, day text)")
        crm.execute("insert into deals values ('D1', '12.30', '2026-02-10')")
    crm.close()
    columns = (
        '[columns]\naccount = { value = "A1" }\nowner = { value = "ana" }\nkind = { value = "new" }\n'
        'booked_on = "day"\ncurrency = { value = "USD" }\nvalue = "amount"\nshare = { blank = true }\n'
    )
    rest = 'url = "sqlite:///crm.db"\n' + columns
    company.write("data/deal.toml", 'sql = "select * from deals"\n' + rest)  # noqa: S608 - a test's own text, not a person's
    [row] = company.view().snapshot.rows("deal")
    assert (row["id"], row["value"]) == ("D1", 1230)
    company.write("data/deal.toml", 'sql = "select * from orders"\n' + rest)  # noqa: S608 - a test's own text, not a person's
    assert "no such table" in only(company.check(), "database-fault").reason
