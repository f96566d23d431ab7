"""`comp payroll` as a person calls it: workbook, layouts, JSON, and what is refused."""

import csv
import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from comp.cli import main
from tests.runs import tiny

SETTLEMENT = """
[settlement.earning_codes]
default = "COMM"
[settlement.layouts.adp-workforce-now]
company_code = "NWI"
batch_id = "Q1"
"""


def comp(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="comp")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company of three with its first quarter run, in the folder `run`."""
    made = tiny.workspace(tmp_path_factory.mktemp("tiny") / "company")
    with (made / "comp.toml").open("a", encoding="utf-8") as file:
        file.write(SETTLEMENT)
    done = comp("run", made, "--period", "2026-Q1", "--out", made / "run")
    assert done.exit_code == 0, done.output
    return made


def payable(company: Path) -> dict[str, str]:
    with (company / "run" / "payouts.csv").open(encoding="utf-8", newline="") as file:
        return {row["payee"]: row["payable"] for row in csv.DictReader(file)}


def test_json_tells_every_control(company: Path, tmp_path: Path) -> None:
    done = comp("payroll", company, "--run", company / "run", "--out", tmp_path / "p.xlsx", "--json")

    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["import_rows"] == load_workbook(tmp_path / "p.xlsx")["Import"].max_row - 1
    assert all(control["ties"] and control["expected"] == control["exported"] for control in told["controls"])
    assert told["lines"] + told["lines_of_zero"] + told["faults"] == told["controls"][-1]["rows"]


def test_a_layout_is_written_to_a_file_and_tells_its_totals(company: Path, tmp_path: Path) -> None:
    out = tmp_path / "import.csv"
    words = ("--run", company / "run", "--layout", "generic-csv", "--out", out)

    done = comp("payroll", company, *words, "--json")

    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    [file] = told["files"]
    assert file["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (file["totals"], told["left_out"]["rows"]) == (told["run"], 0)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    paid = {payee: amount for payee, amount in payable(company).items() if float(amount)}
    assert {row["employee_id"]: row["amount"] for row in rows} == paid
    assert "1 file read back" in comp("payroll", company, *words).output


def test_a_layout_with_a_file_each_goes_into_a_folder_that_holds_nothing_else(
    company: Path, tmp_path: Path
) -> None:
    words = ("--run", company / "run", "--layout", "adp-workforce-now", "--out", tmp_path / "adp")

    first = comp("payroll", company, *words)
    assert (first.exit_code, "adp is a folder" in " ".join(first.output.split())) == (0, True), first.output
    assert [path.name for path in (tmp_path / "adp").iterdir()] == ["PRNWIEPI.csv"]
    assert comp("payroll", company, *words).exit_code == 0  # its own files are replaced
    (tmp_path / "adp" / "mine.txt").write_text("kept", encoding="utf-8")
    done = comp("payroll", company, *words)
    assert (done.exit_code, "holds mine.txt" in done.stderr) == (2, True)
    assert (tmp_path / "adp" / "mine.txt").read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--legal-entity", "Nobody Ltd"), "called 'Nobody Ltd'; there are Tiny"),
        (("--legal-entity", "Tny"), "called 'Tny'; did you mean Tiny?"),
        (("--currency", "CHF"), "called 'CHF'; there are USD"),
    ],
)
def test_what_the_run_does_not_pay_is_told_with_what_there_is(
    company: Path, tmp_path: Path, words: tuple[str, str], said: str
) -> None:
    out = ("--layout", "generic-csv", "--out", tmp_path / "x.csv")

    done = comp("payroll", company, "--run", company / "run", *out, *words)

    assert (done.exit_code, said in " ".join(done.stderr.split())) == (2, True), done.stderr
    assert not (tmp_path / "x.csv").exists()


def test_a_bad_layout_is_named_and_hides_no_other(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "company")
    (company / "layouts").mkdir()
    (company / "layouts" / "bad.toml").write_text("titel = 5", encoding="utf-8")

    done = comp("payroll", company, "--layouts", "--json")

    assert (done.exit_code, len(json.loads(done.stdout))) == (1, 4)
    assert "layouts/bad.toml" in done.stderr


def test_layouts_are_listed(company: Path) -> None:
    listed = json.loads(comp("payroll", company, "--layouts", "--json").stdout)

    assert [each["layout"] for each in listed] == [
        *("adp-workforce-now", "datev-lodas", "generic-csv", "paychex-flex-spi"),
    ]
    assert "company_code" in comp("payroll", company, "--layouts").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "p.xlsx"), "--run and --out are needed"),
        (
            ("--run", "run", "--out", "p.csv"),
            "the workbook's name ends in .xlsx; for another file name a --layout",
        ),
        (("--run", "run", "--out", "p.xlsx", "--currency", "USD"), "choose what a --layout writes"),
        (("--run", "run", "--out", "p.xlsx", "--layout", "generic-csv"), "a --layout is no workbook"),
        (("--run", "run", "--out", "p.csv", "--layout", "adp"), "there is no layout 'adp'"),
        (("--run", "run", "--out", "p.xlsx", "--last", "run"), "is this run itself"),
        (
            ("--run", "run", "--out", "p.xlsx", "--statements", "run"),
            "name the folder that comp statements wrote",
        ),
    ],
)
def test_a_wrong_call_says_what_was_expected(
    company: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(company)

    done = comp("payroll", ".", *words)

    assert done.exit_code in (1, 2)
    assert said in " ".join(done.stderr.split())
    assert not list(company.glob("p.*"))


def test_a_run_of_another_company_is_refused_and_both_are_named(company: Path, tmp_path: Path) -> None:
    other = tiny.workspace(tmp_path / "other")
    text = (other / "comp.toml").read_text(encoding="utf-8")
    (other / "comp.toml").write_text(text.replace('"Tiny"', '"Contoso"'), encoding="utf-8")

    done = comp("payroll", other, "--run", company / "run", "--out", tmp_path / "p.xlsx")

    assert done.exit_code == 1
    assert "the run is of Tiny" in done.stderr
    assert "is of Contoso" in done.stderr
    assert not (tmp_path / "p.xlsx").exists()


@pytest.mark.parametrize("period", ["2026-Q2", "2026-03"])
def test_the_run_paid_last_ends_before_this_one(company: Path, tmp_path: Path, period: str) -> None:
    assert comp("run", company, "--period", period, "--out", tmp_path / "other").exit_code == 0
    out = tmp_path / "p.xlsx"

    done = comp("payroll", company, "--run", company / "run", "--last", tmp_path / "other", "--out", out)

    assert (done.exit_code, out.exists()) == (1, False)
    assert f"is of {period}, which does not end before 2026-Q1" in " ".join(done.stderr.split())


def test_cost_centres_and_settings_of_layouts_are_read_and_misspelt_keys_named(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "company")
    text = (company / "comp.toml").read_text(encoding="utf-8")
    for added, said in (
        ('[settlement.cost_centres]\nbyy = "role"\n', "did you mean 'by'"),
        ('[settlement.cost_centres.names]\nAE = "1"\n', "'by' is missing"),
        ("[settlement.layouts.x]\ncode = 5\n", "expected a text in quotes, not 5"),
        ('[settlement.layouts]\nx = "y"\n', "expected a table"),
    ):
        (company / "comp.toml").write_text(text + added, encoding="utf-8")
        done = comp("payroll", company, "--run", company, "--out", tmp_path / "p.xlsx")
        assert said in done.stderr, done.stderr


def test_corrections_are_paid_with_their_period_and_by_the_assignments_that_they_knew(tmp_path: Path) -> None:
    acme, q1, april, found = (tmp_path / name for name in ("acme", "q1", "april", "corrections"))
    assert comp("init", acme).exit_code == 0
    with (acme / "comp.toml").open("a", encoding="utf-8") as file:
        file.write('[settlement.cost_centres]\nby = "role"\ndefault = "4900"\nnames = { AE = "4100" }\n')
    assert comp("data", "import", acme, "--recorded", "2026-04-01").exit_code == 0
    for words in (
        ("run", acme, "--period", "2026-Q1", "--recorded", "2026-04-01", "--out", q1),
        ("payroll", acme, "--run", q1, "--out", tmp_path / "q1.xlsx"),
    ):
        assert comp(*words).exit_code == 0
    deals = acme / "data" / "deals.csv"
    deals.write_text(
        deals.read_text(encoding="utf-8").replace('"180,000.00"', '"190,000.00"'), encoding="utf-8"
    )
    for words in (
        ("data", "import", acme, "--recorded", "2026-05-02"),
        ("run", acme, "--period", "2026-04", "--recorded", "2026-05-02", "--out", april),
        ("run", "correct", q1, april, "--workspace", acme, "--out", found),
        ("payroll", acme, "--run", found, "--layout", "generic-csv", "--out", tmp_path / "x.csv"),
        ("payroll", acme, "--run", found, "--last", april, "--out", tmp_path / "beside.xlsx"),
        ("payroll", acme, "--run", found, "--last", q1, "--out", tmp_path / "x.xlsx"),
    ):
        done = comp(*words)
        assert done.exit_code == 0, done.output

    text = (acme / "comp.toml").read_text(encoding="utf-8")
    (acme / "comp.toml").write_text(text.replace('name = "', 'name = "Not ', 1), encoding="utf-8")
    done = comp("payroll", acme, "--run", found, "--out", tmp_path / "y.xlsx")
    assert (done.exit_code, "no payroll: the run is of " in done.stderr) == (1, True)

    # April is paid on 15 May, and p-001 is an AE. 10,000.00 more at 6 %: 600.00; as much of March's at 10 %
    # instead of 6: 400.00.
    assert (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "p-001,COMM,Example Ltd,4100,1000.00,USD,2026-05-15,2026-04"
    ]
    sheet = load_workbook(tmp_path / "x.xlsx", data_only=True)["Differences"]
    assert [row[5] for row in sheet.iter_rows(min_row=2, values_only=True)] == [1000, 0, None, 1000]


def test_a_run_of_several_payouts_says_that_it_pays_them_at_once(company: Path, tmp_path: Path) -> None:
    # Tiny pays monthly, on the 15th of the next month, which is what is meant where comp.toml says nothing.
    said = "ae_2026 pays monthly, and this run pays 3 of its payouts, all on 2026-04-15"
    ran = comp("run", company, "--period", "2026-Q1", "--out", tmp_path / "q1")
    paid = comp("payroll", company, "--run", tmp_path / "q1", "--out", tmp_path / "p.xlsx")
    month = comp("run", company, "--period", "2026-01", "--out", tmp_path / "january")

    assert (ran.exit_code, said in ran.output, said in paid.output) == (0, True, True), ran.output
    assert (month.exit_code, "Paid at once" in month.output) == (0, False)
