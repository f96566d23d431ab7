"""A file that cannot be read is one clear finding, and nothing is stored."""

import pytest

from comp.facts import FactsRefused
from tests.facts.company import DEAL_HEADER, DEAL_ROWS, Company, only, refused

ROWWISE = 'file = "deal.csv"\non_fault = "refuse row"\nallow_refused = true\n'


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("", "file-empty", "empty"),
        ("\n\n", "file-empty", "empty"),
        ("id,account,owner\nD1,A1,ana\n", "header-missing", "no column 'currency'"),
        ("id,id,owner\nD1,A1,ana\n", "header-twice", "two columns"),
        (DEAL_HEADER.encode() + b"D\xe91,A1,ana,new,2026-02-10,USD,1.00,\n", "file-encoding", "not utf-8"),
        ((DEAL_HEADER + DEAL_ROWS).encode("utf-16"), "file-encoding", "not utf-8"),
        (DEAL_HEADER + '"D1,A1,ana,new,2026-02-10,USD,1.00,\n', "file-quotes", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_stops_even_where_rows_may_be_refused(
    company: Company, content: str | bytes, code: str, words: str
) -> None:
    company.write("data/deal.toml", ROWWISE)
    company.write("data/deal.csv", content)
    report = company.check()
    [finding] = refused(report)
    assert (finding.code, finding.file) == (code, "deal.csv")
    assert words in finding.reason
    assert finding.remedy
    assert report.stops == ("deal",)
    with pytest.raises(FactsRefused):
        company.view()
    assert company.stored() == []


def test_headers_without_rows_are_an_empty_source_and_said_so(company: Company) -> None:
    company.write("data/deal.csv", DEAL_HEADER)
    report = company.check()
    assert only(report, "no-rows").file == "deal.csv"
    assert report.stops == ()


def test_a_missing_column_names_the_nearest_header(company: Company) -> None:
    company.write("data/deal.toml", 'file = "deal.csv"\n[columns]\nowner = "Owner"\n')
    assert "did you mean 'owner'" in only(company.check(), "header-missing").remedy


def test_a_file_that_is_not_there_is_named(company: Company) -> None:
    company.write("data/deal.toml", 'file = "deals-*.csv"\n')
    assert only(company.check(), "file-missing").file == "deals-*.csv"


def test_a_row_with_more_or_fewer_fields_is_refused_and_the_others_kept(company: Company) -> None:
    company.write("data/deal.toml", ROWWISE)
    company.write("data/deal.csv", DEAL_HEADER + DEAL_ROWS + "D3,A1,ana\n" + "D4" + "," * 9 + "\n")
    report = company.check()
    assert [(each.code, each.row) for each in refused(report)] == [("row-width", 4), ("row-width", 5)]
    counts = report.rows["deal"]
    assert (counts.read, counts.kept, counts.refused) == (4, 2, 2)


def test_rows_are_numbered_as_a_person_counts_them(company: Company) -> None:
    company.write(
        "data/account.csv", 'id,name,starts_on,ends_on\n\nA1,"Acme\nand sons",2025-01-01,\n\nA2,Bad,x,\n'
    )
    assert only(company.check(), "date-unreadable").row == 5


def test_a_quote_inside_a_field_does_not_join_rows(company: Company) -> None:
    company.write(
        "data/account.csv", 'id,name,starts_on,ends_on\nA1,5" pipe,2025-01-01,\nA2,6" pipe,2025-01-01,\n'
    )
    assert [each["name"] for each in company.view().snapshot.rows("account")] == ['5" pipe', '6" pipe']


def test_encoding_delimiter_and_header_row_are_as_the_mapping_says(company: Company) -> None:
    company.write(
        "data/account.toml",
        'file = "account.csv"\n[read]\nencoding = "windows-1252"\ndelimiter = ";"\nheader_row = 3\n',
    )
    text = "Export\n\nid;name;starts_on;ends_on\nA1;Café;2025-01-01;\n"
    company.write("data/account.csv", text.encode("windows-1252"))
    assert [each["name"] for each in company.view().snapshot.rows("account")] == ["Café"]


def test_several_files_make_one_source_and_each_row_names_its_own(company: Company) -> None:
    company.write("data/account.toml", 'file = "account-*.csv"\n')
    company.write("data/account-1.csv", "id,name,starts_on,ends_on\nA1,Acme,2025-01-01,\n")
    company.write("data/account-2.csv", "id,name,starts_on,ends_on\nA2,Beta,2025-02-30,\n")
    finding = only(company.check(), "date-unreadable")
    assert (finding.file, finding.row) == ("account-2.csv", 2)
