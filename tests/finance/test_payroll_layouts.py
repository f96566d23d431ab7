"""The files of each layout, as another system gets them; written by hand from the layout's description."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from comp.cli.payroll_files import write_layout
from comp.errors import CompError
from comp.finance import (
    Layout,
    LayoutFile,
    Payroll,
    PayrollRefusedError,
    layout_files,
    layout_paths,
    payroll,
    read_layout,
    require_read_back,
)
from comp.finance.payroll_layout import FIELDS
from tests.finance.samples import SETTLEMENT, TERMS, line, run

NOWHERE = Path("/nowhere")
GIVEN = {
    "adp-workforce-now": {"company_code": "NWI", "batch_id": "COMM04"},
    "paychex-flex-spi": {"client_id": {"Northwind Inc.": "12345678"}},
    "datev-lodas": {"consultant": "1234567", "client": "62069", "processing_key": "2"},
    "generic-csv": {},
}
SHIPPED = sorted(GIVEN)
LINES = [line("ana", "D1", 1_150_05), line("ana", "D2", 300_00, pay="spif"), line("bo", "D3", -99_95)]


def made(currency: str = "USD", employee: str | None = None, **codes: str) -> Payroll:
    """ana 1,150.05 and 300.00, bo -99.95; their ids 41 and 42."""

    def employee_id(payee: str) -> str:
        return {"ana": "41", "bo": "42"}[payee] if employee is None else employee

    settlement = replace(SETTLEMENT, earning_codes={"default": "200", "ae.spif": "210", **codes})
    terms = replace(TERMS, settlement=settlement, employee_id=employee_id)
    return payroll(run([each | {"currency": currency} for each in LINES]), terms)


def written(name: str, paid: Payroll) -> LayoutFile:
    (file,) = layout_files(read_layout(NOWHERE, name), paid.imports, GIVEN[name])
    return file


def currency_of(name: str) -> str:
    return "EUR" if name == "datev-lodas" else "USD"


def own(folder: Path, text: str) -> Layout:
    """A layout of the workspace."""
    (folder / "layouts").mkdir(exist_ok=True)
    (folder / "layouts" / "own.toml").write_text(text, encoding="utf-8")
    return read_layout(folder, "own")


def test_the_generic_csv() -> None:
    file = written("generic-csv", made())

    assert (file.name, file.rows, file.totals()) == ("payroll-2026-Q1.csv", 3, {"USD": 1_350_10})
    assert file.content.decode() == (
        "employee_id,earning_code,legal_entity,cost_centre,amount,currency,pay_date,period\r\n"
        "41,200,Northwind Inc.,4100,1150.05,USD,2026-04-15,2026-Q1\r\n"
        "41,210,Northwind Inc.,4100,300.00,USD,2026-04-15,2026-Q1\r\n"
        "42,200,Northwind Inc.,4100,-99.95,USD,2026-04-15,2026-Q1\r\n"
    )


def test_adp_workforce_now() -> None:
    file = written("adp-workforce-now", made())

    assert file.name == "PRNWIEPI.csv"
    assert file.content.decode() == (
        "Co Code,Batch ID,File #,Earnings 3 Code,Earnings 3 Amount\r\n"
        "NWI,COMM04,41,200,1150.05\r\n"
        "NWI,COMM04,41,210,300.00\r\n"
        "NWI,COMM04,42,200,-99.95\r\n"
    )


def test_paychex_flex_has_all_sixteen_columns() -> None:
    head, first, *_ = written("paychex-flex-spi", made()).content.decode().split("\r\n")

    assert len(head.split(",")) == 16
    assert head.startswith(
        "Client ID,Worker ID,Org,Job Number,Pay Component,Rate,Rate Number,Hours,Units,Line Date,"
    )
    assert first == "12345678,41,,,200,,,,,,1150.05,,,,,"


def test_datev_lodas_has_its_sections_and_the_month_of_the_pay_date() -> None:
    file = written("datev-lodas", made("EUR"))

    assert file.name == "lodas-62069-2026-Q1.txt"
    assert file.content.decode("windows-1252").split("\r\n") == [
        "[Allgemein]",
        "Ziel=LODAS",
        "BeraterNr=1234567",
        "MandantenNr=62069",
        "Feldtrennzeichen=;",
        "Zahlenkomma=,",
        "Datumsformat=TT.MM.JJJJ",
        "",
        "[Satzbeschreibung]",
        "1;u_lod_bwd_buchung_standard;pnr#bwd;abrechnung_zeitraum#bwd;la_eigene#bwd;bs_wert_butab#bwd;bs_nr#bwd;",
        "",
        "[Bewegungsdaten]",
        "1;41;01.04.2026;200;1150,05;2;",
        "1;41;01.04.2026;210;300,00;2;",
        "1;42;01.04.2026;200;-99,95;2;",
        "",
    ]


def test_codes_stand_as_columns_where_the_system_wants_that(tmp_path: Path) -> None:
    layout = own(
        tmp_path,
        """
        title = "One row an employee"
        codes = "columns"
        delimiter = ";"
        quote = "always"
        line_end = "lf"
        dates = "MM/DD/YYYY"
        decimal = ","
        columns = [
          { header = "id", from = "employee_id" },
          { header = "commission", from = "amount", code = "200" },
          { header = "spif", from = "amount", code = "210" },
          { header = "paid", from = "pay_date" },
        ]
        """,
    )
    (file,) = layout_files(layout, made().imports, {})

    assert file.content.decode() == (
        '"id";"commission";"spif";"paid"\n'
        '"41";"1150,05";"300,00";"04/15/2026"\n'
        '"42";"-99,95";"";"04/15/2026"\n'
    )
    with pytest.raises(PayrollRefusedError, match="no column for the earning code 'X1' of employee '41'"):
        layout_files(layout, made(**{"ae.spif": "X1"}).imports, {})


def test_fixed_columns_hold_minor_units_with_the_sign_before_the_zeros(tmp_path: Path) -> None:
    layout = own(
        tmp_path,
        """
        title = "Fixed"
        format = "fixed"
        header = false
        amounts = "minor units"
        before = ["H{period}"]
        after = ["T"]
        columns = [
          { from = "employee_id", width = 6 },
          { from = "earning_code", width = 4, values = { "200" = "C", "210" = "S" } },
          { from = "amount", width = 9, align = "right", fill = "0" },
        ]
        """,
    )
    (file,) = layout_files(layout, made().imports, {})

    assert file.content.decode().split("\r\n") == [
        "H2026-Q1",
        "41    C   000115005",
        "41    S   000030000",
        "42    C   -00009995",
        "T",
        "",
    ]


def test_a_file_for_each_legal_entity_and_currency(tmp_path: Path) -> None:
    layout = own(
        tmp_path,
        """
        title = "Each apart"
        file = "{legal_entity}_{currency}.csv"
        per = ["legal_entity", "currency"]
        columns = [{ header = "id", from = "employee_id" }, { header = "amount", from = "amount" }]
        """,
    )
    lines = [line("ana", "D1", 100), line("bo", "D2", 7, currency="EUR", plan="de")]
    files = layout_files(layout, payroll(run(lines), TERMS).imports, {})

    assert [(file.name, file.totals()) for file in files] == [
        ("Northwind-Inc._EUR.csv", {"EUR": 7}),
        ("Northwind-Inc._USD.csv", {"USD": 100}),
    ]


def test_a_name_of_a_file_leads_nowhere_else(tmp_path: Path) -> None:
    layout = own(
        tmp_path,
        """
        title = "x"
        file = "{legal_entity}.csv"
        columns = [{ header = "id", from = "employee_id" }, { header = "amount", from = "amount" }]
        """,
    )

    def entity(*_: object) -> str:
        return "../../etc/passwd"

    paid = payroll(run([line("ana", "D1", 100)]), replace(TERMS, legal_entity=entity))
    assert [file.name for file in layout_files(layout, paid.imports, {})] == ["etc-passwd.csv"]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", "1\n2", "1\x002"])
def test_a_hostile_id_is_refused_by_every_layout_with_employee_and_column(name: str, hostile: str) -> None:
    paid = made(currency_of(name), employee=hostile)

    with pytest.raises(PayrollRefusedError) as refusal:
        written(name, paid)
    column = {"adp-workforce-now": "File #", "paychex-flex-spi": "Worker ID", "datev-lodas": "pnr#bwd"}
    assert f"cannot take {column.get(name, 'employee_id')} of employee {hostile!r}" in str(refusal.value)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_hostile_earning_code_is_refused_by_every_layout(name: str) -> None:
    with pytest.raises(PayrollRefusedError, match="'=2' begins like a formula"):
        written(name, made(currency_of(name), default="=2"))


@pytest.mark.parametrize(
    ("name", "setting"), [("adp-workforce-now", "batch_id"), ("datev-lodas", "consultant")]
)
def test_a_hostile_setting_is_refused(name: str, setting: str) -> None:
    layout = read_layout(NOWHERE, name)

    with pytest.raises(PayrollRefusedError, match="begins like a formula"):
        layout_files(layout, made(currency_of(name)).imports, {**GIVEN[name], setting: "@x"})


def test_what_the_system_does_not_take_is_refused_and_named(tmp_path: Path) -> None:
    base = 'title = "x"\nencoding = "latin-1"\nnegatives = "refused"\n'
    column = 'columns = [{{ header = "id", from = "employee_id"{} }}, {{ header = "sum", from = "amount" }}]'
    paid = made()

    with pytest.raises(PayrollRefusedError, match=r"sum of employee '42': -99\.95 USD is below zero"):
        layout_files(own(tmp_path, base + column.format("")), paid.imports, {})
    cents = own(tmp_path, 'amounts = "minor units"\n' + base + column.format(""))
    owed = payroll(run([line("bo", "D3", -1_513_63)]), TERMS)
    with pytest.raises(PayrollRefusedError, match=r"'E-bo': -1,513\.63 USD is below zero.* generic-csv, or"):
        layout_files(cents, owed.imports, {})
    for rule, employee, why in (
        (", longest = 1", "41", "longer than 1"),
        (', characters = "A-Z"', "41", "does not fit"),
        ("", "", "is blank"),
        ("", "\N{SNOWMAN}", "cannot be written in iso8859-1"),
    ):
        layout = own(tmp_path, base + column.format(rule))
        with pytest.raises(PayrollRefusedError, match=why):
            layout_files(layout, made(employee=employee).imports, {})
    never = own(tmp_path, 'quote = "never"\n' + base + column.format(""))
    with pytest.raises(PayrollRefusedError, match="holds the mark between columns"):
        layout_files(never, made(employee="4,1").imports, {})


def test_a_currency_that_the_system_does_not_take_is_refused_with_what_to_do() -> None:
    with pytest.raises(PayrollRefusedError, match="takes USD, and the run pays EUR as well; --currency USD"):
        written("adp-workforce-now", made("EUR"))


def test_a_setting_that_is_missing_or_unknown_is_named() -> None:
    layout = read_layout(NOWHERE, "adp-workforce-now")

    with pytest.raises(
        PayrollRefusedError, match=r"has no company_code, ADP's company code .*write company_code ="
    ):
        layout_files(layout, made().imports, {"batch_id": "1"})
    with pytest.raises(PayrollRefusedError, match=r"has no company_code, .* for Northwind Inc\."):
        layout_files(layout, made().imports, {"batch_id": "1", "company_code": {"Contoso": "CON"}})
    with pytest.raises(PayrollRefusedError, match=r"has batch, which is no setting of it"):
        layout_files(layout, made().imports, {"batch": "1"})


@pytest.mark.parametrize("name", SHIPPED)
def test_a_file_whose_amount_was_changed_does_not_read_back(name: str) -> None:
    paid = made(currency_of(name))
    layout, file = read_layout(NOWHERE, name), written(name, paid)

    require_read_back(layout, file, file.content)
    for changed in (file.content.replace(b"300", b"301"), file.content.replace(b"41", b"43", 1)):
        with pytest.raises(PayrollRefusedError, match="does not read back"):
            require_read_back(layout, file, changed)


def test_the_layouts_of_the_workspace_win_and_shipped_ones_are_listed(tmp_path: Path) -> None:
    columns = '[{ from = "employee_id" }, { from = "amount" }]'
    own(tmp_path, f'title = "x"\ncolumns = {columns}')
    (tmp_path / "layouts" / "own.toml").rename(tmp_path / "layouts" / "generic-csv.toml")

    paths = layout_paths(tmp_path)
    assert sorted(paths) == SHIPPED
    assert paths["generic-csv"].parent == tmp_path / "layouts"
    with pytest.raises(CompError, match=r"there is no layout .adp.; there are adp-workforce-now"):
        read_layout(tmp_path, "adp")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('title = "x"\nqoute = "never"', r"layouts/own\.toml:2: qoute: unknown key 'qoute'"),
        ('title = "x"\ncolumns = [{ from = "salary" }]', r"'from' is 'salary'; expected one of amount"),
        ('title = "x"\ncolumns = [{ from = "employee_id" }]', "no column is taken from amount"),
        ('title = "x"\ncolumns = [{ from = "amount" }]', "no column is taken from employee_id"),
        ('title = "x"\ndelimiter = ";;"', "expected one character"),
        ('title = "x"\nencoding = "ebcdic-of-mine"', "is not an encoding"),
        ('title = "x"\ndates = "d.m.y"', "expected YYYY, MM and DD"),
        ('title = "x"\nper = ["payee"]', "'payee' is none of legal_entity"),
        (
            'title = "x"\ncolumns = [{ from = "currency", values = { USD = "1" } }]',
            "currency is written as it is",
        ),
        ('title = "x"\ncolumns = [{ from = "amount", pattern = "[" }]', "not a regular expression"),
    ],
)
def test_a_fault_of_a_layout_is_named_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(CompError, match=fault):
        own(tmp_path, text)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "generic-csv"])
def test_each_shipped_layout_says_where_its_facts_are_from_and_what_was_not_verified(name: str) -> None:
    text = layout_paths(NOWHERE)[name].read_text(encoding="utf-8")

    assert "Not verified:" in text
    assert re.search(r"^# - https://", text, re.MULTILINE)
    assert "never imported into" in text
    assert not set(read_layout(NOWHERE, name).settings) & set(FIELDS)


def test_rows_below_zero_are_written_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layout = read_layout(NOWHERE, "generic-csv")

    write_layout(made(), layout, {}, tmp_path / "x.csv", (None, None), as_json=False)
    assert "1 row below zero: 42 -99.95 USD" in capsys.readouterr().out

    write_layout(made(), layout, {}, tmp_path / "x.csv", (None, None), as_json=True)
    assert json.loads(capsys.readouterr().out)["below_zero"] == [
        {"employee_id": "42", "earning_code": "200", "amount": "-99.95", "currency": "USD"}
    ]
