"""A fault in the workspace's own files names the file, the line and what to write instead."""

from datetime import date

import pytest

from comp.facts import Workspace, WorkspaceError
from tests.facts.company import COMPANY, DEAL_HEADER, SOURCES, Company, only


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[company]\nname = 'X'\n", "'currency' is missing"),
        (
            COMPANY + "curency = 'EUR'\n",
            "comp.toml:4: company.curency: unknown key 'curency'; did you mean 'currency'",
        ),
        (COMPANY.replace("USD", "DEM"), "comp.toml:3: company.currency: 'DEM' is not an ISO 4217 currency"),
        (COMPANY + 'time_zone = "Mars/Olympus"\n', "not a time zone"),
        (COMPANY + 'locale = "xx_QQ"\n', "not a locale"),
        (COMPANY + 'rounding = "up"\n', "half even"),
        (COMPANY + "allow_refused = 1\n", "expected true or false"),
        (
            COMPANY + "[calendar]\nyear_starts_month = 13\n",
            "comp.toml:5: calendar.year_starts_month: expected a month",
        ),
        (
            COMPANY + '[calendar]\nweeks = "4-4-5"\nyear_ends = "31 january"\n',
            "comp.toml:6: calendar.year_ends: expected 'last saturday of january'",
        ),
        (COMPANY + '[calendar]\nyear_ends = "last saturday of may"\n', "this is for a year of weeks"),
        (COMPANY + "[settlment]\nday = 1\n", "did you mean 'settlement'"),
        (COMPANY + "[settlement]\nday = 40\n", "expected a day from 1 to 31"),
        (
            COMPANY + "[approval]\nbefore_posting = 'yes'\n",
            "comp.toml:5: approval.before_posting: expected true",
        ),
        (COMPANY + "[approval]\nbefore_post = true\n", "did you mean 'before_posting'"),
        ("name = \n", "not TOML"),
    ],
)
def test_a_fault_in_the_company_file_is_told(company: Company, text: str, words: str) -> None:
    company.write("comp.toml", text)
    with pytest.raises(WorkspaceError) as told:
        Workspace.open(company.path)
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected either 'file', or 'sql'"),
        (
            'file = "deal.csv"\nextrakt = "full"\n',
            "data/deal.toml:2: extrakt: unknown key 'extrakt'; did you mean 'extract'",
        ),
        (
            'file = "deal.csv"\n[columns]\nownr = "x"\n',
            "data/deal.toml:3: columns.ownr: unknown key 'ownr'; did you mean 'owner'",
        ),
        ('file = "deal.csv"\nextract = "all"\n', "known are: delta, full"),
        ('file = "../deal.csv"\n', "leads out of the data folder"),
        ('file = "deal.pdf"\n', "expected a name that ends in"),
        ('file = "deal.csv"\nkey = ["nr"]\n', "has no column 'nr'"),
        ('file = "deal.csv"\n[read]\ndecimal = ","\nthousands = ","\n', "is the decimal mark as well"),
        ('file = "deal.csv"\n[read]\ndates = ["DD/MM/YY"]\n', "expected one each of YYYY"),
        ('file = "deal.csv"\n[read]\nencoding = "utf-9"\n', "is not an encoding"),
        ('file = "deal.csv"\n[columns]\nowner = { from = "o", people = "crm" }\n', "has no id 'crm'"),
        ('file = "deal.csv"\n[columns]\nowner = { from = "o", value = "x" }\n', "expected exactly one of"),
        ('file = "deal.csv"\n[columns]\nowner = { lookup = "o", in = "t", by = "b" }\n', "no table 't'"),
        ('sql = "select 1"\n', "needs either 'url' or 'url_env'"),
    ],
)
def test_a_fault_in_a_mapping_is_told(company: Company, text: str, words: str) -> None:
    company.write("data/deal.toml", text)
    with pytest.raises(WorkspaceError) as told:
        company.check()
    assert words in str(told.value)


def test_a_mapping_that_belongs_to_no_source_is_told(company: Company) -> None:
    company.write("data/deals.toml", 'file = "deal.csv"\n')
    with pytest.raises(WorkspaceError, match="no source 'deals'; did you mean 'deal'"):
        company.check()


def test_a_folder_that_is_no_workspace_says_how_to_make_one(company: Company) -> None:
    with pytest.raises(WorkspaceError, match="comp init"):
        Workspace.open(company.path / "data")
    with pytest.raises(WorkspaceError, match="no such folder"):
        Workspace.open(company.path / "nowhere")


def test_a_source_without_a_file_is_empty_and_said_so(company: Company) -> None:
    (company.path / "data" / "quota.csv").unlink()
    assert "data/quota.toml" in only(company.check(), "source-without-data").remedy


def test_a_company_may_count_its_year_in_whole_weeks(company: Company) -> None:
    weeks = '[calendar]\nweeks = "4-5-4"\nyear_ends = "Saturday nearest to the end of January"\n'
    company.write("comp.toml", COMPANY + weeks)
    # The year that stores call 2023 had 53 weeks and ended on 3 February 2024.
    assert Workspace.open(company.path).company.calendar.parse("2024-Q4").last_day == date(2024, 2, 3)


def test_columns_are_derived_as_the_mapping_says(company: Company) -> None:
    company.write("comp.toml", COMPANY + "[calendar]\nyear_starts_month = 2\n")
    company.write(
        "data/quota.toml",
        'file = "q.csv"\n[tables.team]\nfile = "team.csv"\nkey = "Seller"\n[read]\ndates = ["M/D/YYYY"]\n'
        '[columns]\nid = { concat = ["Seller", "Day"], with = "/" }\n'
        'payee = { lookup = "Boss", in = "team", by = "Seller" }\nname = { quarter_of = "Day" }\n'
        'starts_on = "Day"\nends_on = "Day"\n'
        'amount = { difference = ["New", "Old"], decimal = ",", thousands = "." }\n',
    )
    company.write("data/team.csv", "Seller,Boss\nana,mia\n")
    # With a fiscal year that starts in February, January 2026 ends the fourth quarter of 2026's year.
    company.write("data/q.csv", 'Seller,Day,New,Old\nana,1/5/2026,"1.500,50","500,25"\n')
    [row] = company.view().snapshot.rows("quota")
    assert row == {
        "id": "ana/1/5/2026",
        "payee": "mia",
        "name": "2026-Q4",
        "starts_on": date(2026, 1, 5),
        "ends_on": date(2026, 1, 5),
        "amount": 100025,
    }
    company.write("data/q.csv", 'Seller,Day,New,Old\nzed,1/5/2026,"1,00","0,50"\n')
    assert "team has the key zed" in only(company.check(), "cell-unreadable").reason


def test_words_blanks_and_rules_of_a_mapping(company: Company) -> None:
    company.write(
        "data/deal.toml",
        'file = "d.csv"\n[columns]\nid = "id"\naccount = { value = "A1" }\nowner = "who"\n'
        'kind = { from = "what", map = { "New Business" = "new" }, fold = ["case", "space"] }\n'
        'booked_on = { from = "on", dates = ["D.M.YYYY", "YYYY-MM-DDThh:mm:ssZ"] }\n'
        'currency = { from = "cur", map = { "$" = "USD" } }\n'
        'value = { from = "much", blank_is = "0", more_decimals = "half even" }\nshare = { blank = true }\n'
        '[[leave_out]]\ncolumn = "stage"\nis = ["lost"]\nreason = "only won"\n[read]\nblank = ["-"]\n',
    )
    company.write("comp.toml", COMPANY + 'time_zone = "America/New_York"\n')
    company.write(
        "data/d.csv",
        "id,who,what,on,cur,much,stage\n"
        "D1,ana,new  BUSINESS,2.3.2026,$,10.125,won\n"
        "D2,ana, Expansion ,2026-03-01T02:00:00Z,$,-,won\n"
        "D3,ana,?,?,?,?,lost\n",
    )
    view = company.view()
    rows = [(each["kind"], each["booked_on"], each["value"]) for each in view.snapshot.rows("deal")]
    # 10.125 is halfway, so it goes to the even cent; two o'clock UTC is still February in New York.
    assert rows == [("new", date(2026, 3, 2), 1012), ("expansion", date(2026, 2, 28), 0)]
    assert {each.code for each in view.report.findings} == {"amount-rounded", "blank-filled", "left-out"}
    assert (view.report.rows["deal"].read, view.report.rows["deal"].left_out) == (3, 1)


def test_a_date_that_two_formats_read_differently_is_refused(company: Company) -> None:
    company.write("data/deal.toml", 'file = "deal.csv"\n[read]\ndates = ["D/M/YYYY", "M/D/YYYY"]\n')
    company.write(
        "data/deal.csv", DEAL_HEADER + "D1,A1,ana,new,3/4/2026,USD,1,\nD2,A1,ana,new,13/4/2026,USD,1,\n"
    )
    assert only(company.check(), "date-unreadable").value == "3/4/2026"


def test_settlement_is_read(company: Company) -> None:
    company.write(
        "comp.toml",
        COMPANY + '[settlement]\nday = 31\n[settlement.earning_codes]\ndefault = "C"\n"p.bonus" = "B"\n'
        '[settlement.legal_entities]\nby = "role"\n[settlement.legal_entities.names]\nAE = "Sales Inc."\n',
    )
    settlement = Workspace.open(company.path).company.settlement
    assert (settlement.earning_code("p", "bonus"), settlement.earning_code("p", "other")) == ("B", "C")
    assert (settlement.legal_entity("AE"), settlement.legal_entity(None)) == ("Sales Inc.", "Example Ltd")


def test_a_view_asks_no_clock(company: Company) -> None:
    with pytest.raises(ValueError, match="clock"):
        Workspace.open(company.path).view(SOURCES)


def test_approvals_are_asked_for_before_posting_where_the_company_says_so(company: Company) -> None:
    assert not Workspace.open(company.path).company.approval.before_posting
    company.write("comp.toml", COMPANY + "[approval]\nbefore_posting = true\n")
    assert Workspace.open(company.path).company.approval.before_posting
