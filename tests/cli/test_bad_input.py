"""Whatever is wrong with what a person hands in: a message, an exit code, and nothing written half."""

import csv
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from comp.runs import load_run
from comp.runs.digests import DIGESTS, write_digests
from tests.runs import tiny

Q1 = ("--period", "2026-Q1")


def comp(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="comp")


def workspace(folder: Path, **facts: str) -> Path:
    """The company of three, with a code for payroll."""
    company = tiny.workspace(folder / "company", **facts)
    with (company / "comp.toml").open("a", encoding="utf-8") as file:
        file.write('[settlement.earning_codes]\ndefault = "COMM"\n')
    return company


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return workspace(tmp_path)


@pytest.fixture
def out(company: Path) -> Path:
    """A run of the company."""
    assert comp("run", company, *Q1, "--out", company / "out").exit_code == 0
    return company / "out"


def refused(folder: Path, *words: str) -> None:
    """`data check` tells the words; a run tells the first and writes nothing; both exit with 1."""
    checked = comp("data", "check", folder)
    assert checked.exit_code == 1, checked.output
    for word in words:
        assert word in checked.output
    stopped = comp("run", folder, *Q1, "--out", folder / "out")
    assert stopped.exit_code == 1, stopped.output
    assert words[0] in stopped.stderr
    assert stopped.stderr.count("\n") == 1
    assert not (folder / "out").exists()
    assert not (folder / ".comp" / "store" / "imports.jsonl").exists()


def used_wrongly(result: Result, *words: str) -> None:
    """One plain line, exit code 2, and no talk of a fault of ours."""
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith(("Error: ", "Usage: "))
    assert "comp itself failed" not in result.stderr
    for word in words:
        assert word in result.stderr


DEALS = tiny.FACTS["deal"]
HEADER = DEALS.splitlines(keepends=True)[0]


@pytest.mark.parametrize(
    ("deals", "words"),
    [
        ("", ["is empty", "export it again"]),
        (HEADER.replace(",value", "") + "D1,ana,2026-01-15,USD\n", ["no column 'value'"]),
        (DEALS + "D9,ana,2026-02-30,USD,1.00\n", ["deal.csv, row 6", "2026-02-30", "YYYY-MM-DD"]),
        (DEALS + 'D9,ana,2026-02-20,USD,"1.234,56"\n', ["deal.csv, row 6", "decimal mark '.'"]),
        (DEALS + 'D9,ana,2026-02-20,USD,"1,234.56"\n', ["deal.csv, row 6", "no thousands mark"]),
        (DEALS + "D9,ana,2026-02-20,USD,1e3\n", ["deal.csv, row 6", "exponent"]),
        (DEALS + "D9,ana,2026-02-20,USD,NaN\n", ["deal.csv, row 6", "not a number"]),
        (DEALS + "D9,ana,2026-02-20,USD,-inf\n", ["deal.csv, row 6", "not a number"]),
        (DEALS + "D9,ana,2026-02-20,USD,1.001\n", ["deal.csv, row 6", "more decimals"]),
        (DEALS + "D9,ana,2026-02-20,JPY,1.5\n", ["deal.csv, row 6", "more decimals"]),
        (DEALS + "D9,ana,2026-02-20,USD,90000000000000.01\n", ["deal.csv, row 6", "too large"]),
        (DEALS + "D9,ana,2026-02-20,USD,\n", ["deal.csv, row 6", "is blank"]),
        (DEALS + "D1,bo,2026-02-20,USD,1.00\n", ["deal.csv, row 2", "row 6", "key (id) of several rows"]),
        (DEALS + "D9,ghost,2026-02-20,USD,1.00\n", ["deal.csv, row 6", "'ghost'", "assignment or people"]),
        (DEALS + "D9,ana,2026-02-20,DEM,1.00\n", ["deal.csv, row 6", "'DEM'", "ISO 4217"]),
        (DEALS + "D9,ana\n", ["deal.csv, row 6", "2 fields, 5 headers"]),
        (DEALS + '"D9,ana,2026-02-20,USD,1.00\n', ["deal.csv, row 6", "quote is not closed"]),
        (DEALS + "D\x1b[31m,ana,2026-02-20,USD,1.00\n", ["deal.csv, row 6", "control character"]),
        (DEALS + "D\x00,ana,2026-02-20,USD,1.00\n", ["holds NUL"]),
    ],
)
def test_a_file_or_a_row_that_cannot_be_read_is_refused(tmp_path: Path, deals: str, words: list[str]) -> None:
    refused(workspace(tmp_path, deal=deals), *words)


ASSIGNMENT = tiny.FACTS["assignment"]


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        (ASSIGNMENT.replace(",AE,,", ",AEE,,", 1), ["assignment.csv, row 2", "'AEE'", "AE"]),
        (ASSIGNMENT + "ana,2026-02-01,,USD,AE,bo,1000.00\n", ["assignment.csv, row 2", "hold on one day"]),
        (
            ASSIGNMENT.replace("ana,2025-01-01,,USD,AE,,", "ana,2025-01-01,,USD,AE,bo,").replace(
                "bo,2025-01-01,,USD,AE,,", "bo,2025-01-01,,USD,AE,ana,"
            ),
            ["assignment.csv, row 2", "leads back to the payee", "2025-01-01"],
        ),
        (ASSIGNMENT.replace(",AE,,", ",AE,ana,", 1), ["assignment.csv, row 2", "leads back to the payee"]),
        (ASSIGNMENT.replace(",AE,,", ",AE,nobody,", 1), ["assignment.csv, row 2", "'nobody'"]),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(tmp_path: Path, assignment: str, words: list[str]) -> None:
    refused(workspace(tmp_path, assignment=assignment), *words)


def test_a_file_with_only_its_headers_pays_nothing_and_says_so(tmp_path: Path) -> None:
    company = workspace(tmp_path, deal=HEADER, cancellation=HEADER_OF_LOSSES)

    checked = comp("data", "check", company)

    assert checked.exit_code == 0
    assert "deal.csv: suspicious: has headers and no rows" in checked.output
    assert comp("run", company, *Q1, "--out", company / "out").exit_code == 0


HEADER_OF_LOSSES = tiny.FACTS["cancellation"].splitlines(keepends=True)[0]


def test_a_quota_of_zero_is_suspicious_and_stops_nothing(tmp_path: Path) -> None:
    quota = tiny.FACTS["quota"].replace("1000.00", "0.00")
    checked = comp("data", "check", workspace(tmp_path, quota=quota))
    assert checked.exit_code == 0
    assert "quota.csv, row 2, amount: suspicious: '0' is a quota of zero" in checked.output


def test_of_ten_thousand_faults_a_hundred_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    faults = "".join(f"X{number},ana,2026-02-30,USD,1.00\n" for number in range(10_000))
    company = workspace(tmp_path, deal=DEALS + faults)
    started = time.monotonic()

    shown = comp("data", "check", company)

    # It takes a second; ten leave room for a busy machine and none for work that grows with the square.
    assert time.monotonic() - started < 10
    assert shown.exit_code == 1
    assert shown.output.count("deal.csv, row ") == 100
    assert "deal: date-unreadable: these are the first 100 of 10,000." in shown.output


def test_refused_rows_are_kept_counted_and_shown_wherever_the_run_goes(tmp_path: Path) -> None:
    company = workspace(tmp_path, deal=DEALS + "D9,ana,soon,USD,1.00\n")
    (company / "data" / "deal.toml").write_text(
        'file = "deal.csv"\non_fault = "refuse row"\nallow_refused = true\n', encoding="utf-8"
    )

    done = comp("run", company, *Q1, "--out", company / "out")

    assert done.exit_code == 0
    assert "Refused rows: 1 (refused.csv)" in done.stdout
    run = load_run(company / "out")
    assert run.manifest.refused == 1
    assert run.refused.select("file", "row", "column", "value").rows() == [
        ("deal.csv", "6", "booked_on", "soon")
    ]


# Plans --------------------------------------------------------------------------------------------------


def _typo(line: str) -> str:
    return line[:4] + "q" + line[4:] if line.strip() else line


SPOILT_PLANS: list[tuple[Callable[[str], bytes], str]] = [
    (lambda text: "\n".join(_typo(line) for line in text.splitlines()).encode(), "P0"),
    (lambda text: text.encode("utf-16"), "not in UTF-8"),
    (lambda _text: b"", "file is empty"),
    (lambda _text: b"\0\0", "NUL byte"),
    (
        lambda text: text.replace("= new_business", "= " + "(" * 10_000 + "new_business").encode(),
        "More than 50 parentheses",
    ),
    (lambda text: text.replace("100% of target", "100% of targt").encode(), "targt"),
]


@pytest.mark.parametrize(("spoil", "word"), SPOILT_PLANS)
def test_a_plan_that_cannot_be_read_exits_with_1_and_nothing_is_written(
    company: Path, spoil: Callable[[str], bytes], word: str
) -> None:
    (company / "plans" / "ae_2026.plan").write_bytes(spoil(tiny.PLAN))

    assert word in comp("check", company).output
    for words in (("check", company), ("test", company), ("data", "check", company)):
        result = comp(*words)
        assert result.exit_code == 1, result.output
        assert "comp itself failed" not in result.output
    stopped = comp("run", company, *Q1, "--out", company / "out")
    assert stopped.exit_code == 1
    assert "ae_2026.plan:" in stopped.stderr
    assert "comp check shows them all" in stopped.stderr
    assert not (company / "out").exists()
    assert not (company / ".comp").exists()


def test_a_plan_that_is_not_there_is_a_wrong_use(company: Path) -> None:
    used_wrongly(comp("check", company / "plans" / "nope.plan"), "does not exist")
    used_wrongly(comp("test", company / "plans" / "nope.plan"), "does not exist")


# Periods, days, commands --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "period", ["2026-13", "2026-Q5", "2026Q1", "", "2026-Q1 ", "9999-Q4", "0000", "9998"]
)
def test_a_period_that_does_not_exist_is_a_wrong_use(company: Path, period: str) -> None:
    used_wrongly(comp("run", company, "--period", period, "--out", company / "out"), "period")
    assert not (company / "out").exists()


def test_a_run_from_before_the_first_import_says_so_and_pays_nobody_nothing(company: Path) -> None:
    words = ("run", company, *Q1, "--out", company / "out", "--recorded", "2026-03-31")

    used_wrongly(comp(*words), "nothing was imported yet", "comp data import")
    comp("data", "import", company, "--recorded", "2026-04-01")
    used_wrongly(comp(*words), "nothing was recorded by 2026-03-31", "2026-04-01")
    assert not (company / "out").exists()


def test_what_is_imported_under_an_earlier_day_does_not_hide_from_the_next_run(company: Path) -> None:
    comp("data", "import", company, "--recorded", "2026-04-20")
    tiny.add(company, "deal", "D9,ana,2026-03-25,USD,100.00")

    imported = comp("data", "import", company, "--recorded", "2026-04-01")

    assert "deal has a later import" in imported.stderr
    assert comp("run", company, *Q1, "--out", company / "out").exit_code == 0
    # 120.00, and D9 at 20%.
    assert (company / "out" / "payouts.csv").read_text().splitlines()[1].endswith(",140.00,140.00")


def test_an_import_of_a_day_to_come_is_told_and_hides_nothing_from_the_next_run(company: Path) -> None:
    imported = comp("data", "import", company, "--recorded", "2200-01-01")
    tiny.add(company, "deal", "D9,ana,2026-03-25,USD,100.00")

    assert "is still to come" in imported.stderr
    assert comp("run", company, *Q1, "--out", company / "out").exit_code == 0
    assert (company / "out" / "payouts.csv").read_text().splitlines()[1].endswith(",140.00,140.00")


def test_a_command_without_what_it_needs_is_a_wrong_use(company: Path) -> None:
    used_wrongly(comp("run"), "--period")
    used_wrongly(comp("rum"), "did you mean run")
    used_wrongly(
        comp("run", company, *Q1, "--out", company / "o", "--recorded", "2026-02-30"), "is not a day"
    )


# Workspaces ---------------------------------------------------------------------------------------------


def test_a_key_misspelt_in_comp_toml_is_named(company: Path) -> None:
    text = (company / "comp.toml").read_text(encoding="utf-8")
    (company / "comp.toml").write_text(text.replace("currency", "curency"), encoding="utf-8")
    used_wrongly(comp("run", company, *Q1, "--out", company / "out"), "comp.toml", "'curency' (line 3)")


def test_an_empty_comp_toml_says_what_is_missing(company: Path) -> None:
    (company / "comp.toml").write_text("", encoding="utf-8")
    used_wrongly(comp("run", company, *Q1, "--out", company / "out"), "comp.toml:1: the table [company]")


def test_a_person_whose_row_is_cut_is_not_passed_over(company: Path) -> None:
    (company / "data" / "people.toml").write_text('payee = "p"\nname = "n"\nmail = "m"\n', encoding="utf-8")
    (company / "data" / "people.csv").write_text("p,n,m\nana,Ana,a@b\nbo,Bo\n", encoding="utf-8")
    used_wrongly(
        comp("run", company, *Q1, "--out", company / "out"), "data/people.csv:3: the row has 2 fields"
    )


def test_a_workspace_that_was_moved_gives_the_same_run_and_still_draws_from_it(
    company: Path, out: Path, tmp_path: Path
) -> None:
    kept = out.rename(tmp_path / "kept")
    moved = company.rename(tmp_path / "moved")

    used_wrongly(comp("run", company, *Q1, "--out", out), "comp init")
    assert comp("run", moved, *Q1, "--out", tmp_path / "again").exit_code == 0
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (kept / "manifest.json").read_bytes()
    assert comp("payroll", moved, "--run", kept, "--out", tmp_path / "payroll.xlsx").exit_code == 0


def test_a_source_without_facts_is_told_by_the_check(company: Path) -> None:
    (company / "data" / "cancellation.csv").unlink()
    assert "source 'cancellation' has neither a mapping nor a file" in comp("data", "check", company).output


# Where a run is written ---------------------------------------------------------------------------------


def test_a_run_is_never_written_over_something_else(
    company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    for place, word in [
        (tmp_path / "file", "not a folder"),
        (tmp_path / "file" / "below", "cannot be written"),
        (tmp_path / "foreign", "not a run"),
        (Path("/proc/nowhere"), "cannot be written"),
        (Path(), "the folder that you are in"),
    ]:
        used_wrongly(comp("run", company, *Q1, "--out", place), word)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["company", "file", "foreign", "here"]


def test_a_link_to_a_run_stays_a_link_and_the_run_behind_it_is_replaced(
    company: Path, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "latest").symlink_to(out)
    assert comp("run", company, "--period", "2026-02", "--out", tmp_path / "latest").exit_code == 0
    assert (tmp_path / "latest").is_symlink()
    assert load_run(out).manifest.period == "2026-02"


def test_two_runs_into_one_folder_at_once_leave_one_whole_run(company: Path) -> None:
    words = [sys.executable, "-m", "comp", "run", str(company), *Q1, "--out", str(company / "out")]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "ab"]
    told = [each.communicate()[1] for each in both]

    codes = sorted(each.returncode for each in both)
    assert codes in ([0, 0], [0, 2]), told
    assert all(not text or (text.startswith("Error: ") and "itself failed" not in text) for text in told)
    assert load_run(company / "out").manifest.lines == 3
    assert not list(company.glob(".out-*"))


def test_ctrl_c_leaves_no_folder_and_says_that_it_stopped(company: Path) -> None:
    code = (
        "import os, signal\n"
        "import comp.runs.folder as folder\n"
        "def interrupted(run, place):\n"
        "    (place / 'lines.csv').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "folder._write_files = interrupted\n"
        "from comp.cli import main\n"
        f"main(['run', {str(company)!r}, '--period', '2026-Q1', '--out', {str(company / 'out')!r}])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 128 + signal.SIGINT
    assert done.stderr == "Error: stopped\n"
    assert not (company / "out").exists()
    assert not list(company.glob(".out-*"))


# From a run to statements and payroll -------------------------------------------------------------------


def issued(company: Path, run: Path) -> tuple[Result, Result]:
    return (
        comp("statements", company, "--run", run, "--out", company / "statements"),
        comp("payroll", company, "--run", run, "--out", company / "payroll.xlsx"),
    )


def _add_a_cent(run: Path) -> None:
    lines = pl.read_parquet(run / "lines.parquet")
    lines.with_columns(pl.col("earned_minor") + 1).write_parquet(run / "lines.parquet")


def _more(name: str) -> Callable[[Path], object]:
    """One more at the end of the first amount of 120.00 in a file."""

    def spoil(run: Path) -> None:
        text = (run / name).read_text("utf-8")
        amount = "12000" if name == "manifest.json" else "120.00"
        assert amount in text
        (run / name).write_text(text.replace(amount, amount[:-1] + "1", 1), "utf-8")

    return spoil


def _with_new_digests(spoil: Callable[[Path], object]) -> Callable[[Path], object]:
    """What is spoilt with care: the list of digests tells nothing."""

    def careful(run: Path) -> None:
        spoil(run)
        (run / DIGESTS).unlink()
        write_digests(run)

    return careful


SPOILT_RUNS: list[tuple[Callable[[Path], object], str]] = [
    (_add_a_cent, "lines.parquet is missing or was changed after the run"),
    (_with_new_digests(_add_a_cent), "the lines in "),
    (lambda run: (run / "lines.parquet").write_bytes(b""), "lines.parquet is missing or was changed"),
    (lambda run: (run / "lines.parquet").unlink(), "lines.parquet is missing or was changed"),
    (
        _with_new_digests(lambda run: pl.DataFrame({"a": [1]}).write_parquet(run / "lines.parquet")),
        "these are no lines of a run",
    ),
    (lambda run: (run / "payouts.csv").write_bytes(b""), "payouts.csv is missing or was changed"),
    (_more("payouts.csv"), "payouts.csv is missing or was changed"),
    (_with_new_digests(_more("payouts.csv")), "payouts.csv in "),
    (_more("manifest.json"), "manifest.json is missing or was changed"),
    (_with_new_digests(_more("manifest.json")), "does not tell the sum of its lines"),
    (lambda run: (run / "payouts.csv").unlink(), "payouts.csv is missing or was changed"),
    (lambda run: (run / "manifest.json").write_bytes(b"\xff"), "manifest.json cannot be read"),
    (lambda run: (run / "manifest.json").write_bytes(b"[]"), "manifest.json cannot be read"),
    (lambda run: (run / "manifest.json").unlink(), "is not a run's folder"),
]


@pytest.mark.parametrize(("spoil", "word"), SPOILT_RUNS)
def test_nothing_is_issued_from_a_folder_that_was_altered(
    company: Path, out: Path, spoil: Callable[[Path], object], word: str
) -> None:
    spoil(out)
    for result in issued(company, out):
        used_wrongly(result, word)
    assert not (company / "statements").exists()
    assert not (company / "payroll.xlsx").exists()


def test_a_statement_rests_on_the_facts_of_its_run_although_the_store_has_moved_on(company: Path) -> None:
    comp("data", "import", company, "--recorded", "2026-04-01")
    run = company / "out"
    assert comp("run", company, *Q1, "--recorded", "2026-04-01", "--out", run).exit_code == 0
    tiny.add(company, "deal", "D9,ana,2026-03-25,USD,100.00")
    comp("data", "import", company, "--recorded", "2026-04-20")

    drawn, _ = issued(company, run)

    assert drawn.exit_code == 0, drawn.output
    comp("data", "import", company, "--recorded", "2026-04-01")
    tiny.add(company, "deal", "D8,ana,2026-03-26,USD,100.00")
    comp("data", "import", company, "--recorded", "2026-04-01")
    used_wrongly(
        comp("statements", company, "--run", run, "--out", company / "late"),
        "the facts recorded by 2026-04-01 changed since this run",
    )
    assert not (company / "late").exists()


def test_a_payee_who_has_no_line_gets_no_folder_either(company: Path, out: Path) -> None:
    words = ("--run", out, "--payee", "annna", "--out", company / "statements")
    used_wrongly(comp("statements", company, *words), "did you mean ana")
    assert not (company / "statements").exists()


def test_no_payroll_goes_out_from_a_run_with_faults(tmp_path: Path) -> None:
    company = workspace(tmp_path, deal=DEALS + "D5,bo,2026-01-20,USD,100.00\n")
    assert comp("run", company, *Q1, "--out", company / "out").exit_code == 1

    _, paid = issued(company, company / "out")

    assert paid.exit_code == 1
    assert "1 lines of this run could not be calculated (faults.csv)" in paid.stderr
    assert not (company / "payroll.xlsx").exists()


# Amounts near the limit ---------------------------------------------------------------------------------


def test_sums_past_64_bits_are_exact(tmp_path: Path) -> None:
    # 1,100 deals of 9e15 minor units are 9.9e18, more than 2**63 - 1 = 9.22e18; bo's quota is as large.
    largest = "90000000000000.00"
    rows = "".join(f"B{number},bo,2026-02-10,USD,{largest}\n" for number in range(1_100))
    quota = tiny.FACTS["quota"] + f"Q2,bo,new_business,2026-01-01,2026-03-31,USD,{largest},,\n"
    company = workspace(tmp_path, deal=DEALS + rows, quota=quota)

    checked = comp("data", "check", company)
    done = comp("run", company, *Q1, "--out", company / "out")

    assert checked.exit_code == 0
    assert "near the largest amount" in checked.output
    assert done.exit_code == 0, done.output
    # The first deal fills the quota at 10%; 1,099 follow at 20%: 9e13 * (0.1 + 219.8) = 19,791e12.
    assert (
        "bo,ae_2026,commission,2026-Q1,USD,19791000000000000.00,19791000000000000.00"
        in (company / "out" / "payouts.csv").read_text().splitlines()
    )
    payroll = comp("payroll", company, "--run", company / "out", "--out", company / "p.xlsx")
    assert payroll.exit_code == 1
    assert "more than the 15 figures that a sheet keeps" in payroll.stderr
    assert not (company / "p.xlsx").exists()


def test_a_line_past_64_bits_stops_the_run_and_nothing_is_written(tmp_path: Path) -> None:
    # 9e15 minor units at 10% and a hundred thousand fold are 9e19.
    company = workspace(tmp_path, deal=DEALS + "B1,bo,2026-02-10,USD,90000000000000.00\n")
    quota = tiny.FACTS["quota"] + "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,\n"
    (company / "data" / "quota.csv").write_text(quota, encoding="utf-8")
    plan = tiny.PLAN.replace("new_business * rate,", "new_business * rate * 100000,")
    (company / "plans" / "ae_2026.plan").write_text(plan, encoding="utf-8")

    used_wrongly(comp("run", company, *Q1, "--out", company / "out"), "beyond 9,223,372,036,854,775,807")
    assert not (company / "out").exists()


# Texts from outside -------------------------------------------------------------------------------------

HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "x" * 10_000,
    "\u202eevil\u202c \u05d0\u05d1",
    "\U0001f642 deal",
    "+1+1",
    "-2-2",
    "@SUM(A1)",
    "'quoted",
    "two\nlines",
    'with "quotes", and commas',
    "[bold red]x[/]",
    "../../x",
    "-7",
]


def test_a_text_from_outside_stays_text_in_every_file_of_a_run(company: Path) -> None:
    with (company / "data" / "deal.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([text, "ana", "2026-03-25", "USD", "100.00"] for text in HOSTILE)
        csv.writer(file).writerows([text + "!", "ana", text, "USD", "100.00"] for text in HOSTILE)
    (company / "data" / "deal.toml").write_text(
        'file = "deal.csv"\non_fault = "refuse row"\nallow_refused = true\n', encoding="utf-8"
    )
    assert comp("run", company, *Q1, "--out", company / "out").exit_code == 0

    run = load_run(company / "out")
    assert set(HOSTILE) <= set(run.lines["fact"])
    assert set(run.refused["value"]) == set(HOSTILE)
    for name in ("lines", "payouts", "refused", "faults", "unclaimed"):
        with (company / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        begun = {cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))}
        assert all(cell[1:].replace(".", "", 1).isdigit() for cell in begun), begun
    assert comp("payroll", company, "--run", company / "out", "--out", company / "p.xlsx").exit_code == 0
    for text in HOSTILE:
        assert comp("explain", "--run", company / "out", "--", company, text).exit_code == 0
