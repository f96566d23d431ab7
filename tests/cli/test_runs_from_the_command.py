import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from tests.runs import tiny


def comp(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="comp")


def said(*words: object) -> Any:  # noqa: ANN401 - whatever a command writes as JSON
    result = comp(*words, "--json")
    assert result.exit_code in {0, 1}, result.output
    return json.loads(result.stdout)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return tiny.workspace(tmp_path / "company")


def test_run_shows_what_each_plan_pays_and_writes_the_folder(company: Path, tmp_path: Path) -> None:
    result = comp("run", company, "--period", "2026-Q1", "--out", tmp_path / "run")

    assert result.exit_code == 0, result.output
    [row] = [line.split() for line in result.stdout.splitlines() if "│ ae_2026" in line]
    assert [word for word in row if word != "│"] == [
        *("ae_2026", "1", "3", "0", "120.00", "120.00", "USD"),
    ]
    assert "2026-Q1 (2026-01-01 to 2026-03-31)" in result.stdout
    assert "Unclaimed: 1 credit of new_business (50.00 USD)" in result.stdout
    assert (tmp_path / "run" / "payouts.csv").read_text().splitlines()[1] == (
        "ana,ae_2026,commission,2026-Q1,USD,120.00,120.00"
    )


def test_run_in_json_names_the_folder_and_the_digests(company: Path, tmp_path: Path) -> None:
    found = said("run", company, "--period", "2026-02", "--out", tmp_path / "run")

    assert found["out"] == str(tmp_path / "run")
    assert len(found["results_digest"]) == len(found["facts_digest"]) == 64
    assert [(plan["plan"], plan["earned_minor"]) for plan in found["plans"]] == [("ae_2026", "8000")]


def test_a_run_with_faults_exits_with_1_and_names_the_first(tmp_path: Path) -> None:
    deals = tiny.FACTS["deal"] + "D5,bo,2026-01-20,USD,100.00\n"
    company = tiny.workspace(tmp_path / "company", deal=deals)

    result = comp("run", company, "--period", "2026-01", "--out", tmp_path / "run")

    assert result.exit_code == 1
    assert "Faults: 1 (faults.csv), the first in ae_2026.commission:bo:D5#1" in result.stdout


def test_refused_rows_exit_with_1_and_write_nothing(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "company", deal=tiny.FACTS["deal"] + "D6,ana,soon,USD,1.00\n")

    result = comp("run", company, "--period", "2026-01", "--out", tmp_path / "run")

    assert result.exit_code == 1
    assert "comp data check" in result.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("period", "reason"), [("2026-13", "write 2026, 2026-H1"), ("2024-01", "did you mean 2026-01")]
)
def test_a_period_that_does_not_exist_exits_with_2(
    company: Path, tmp_path: Path, period: str, reason: str
) -> None:
    result = comp("run", company, "--period", period, "--out", tmp_path / "run")

    assert result.exit_code == 2
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_folder_that_is_no_workspace_exits_with_2(tmp_path: Path) -> None:
    result = comp("run", tmp_path, "--period", "2026-01", "--out", tmp_path / "run")

    assert result.exit_code == 2
    assert "comp init" in result.stderr


def test_run_diff_shows_lines_and_causes(company: Path, tmp_path: Path) -> None:
    comp("run", company, "--period", "2026-01", "--out", tmp_path / "a")
    comp("run", company, "--period", "2026-01", "--out", tmp_path / "b")
    tiny.add(company, "deal", "D0,ana,2026-01-02,USD,100.00")
    comp("run", company, "--period", "2026-01", "--out", tmp_path / "c")

    same, other = (
        comp("run", "diff", tmp_path / "a", tmp_path / "b"),
        comp("run", "diff", tmp_path / "a", tmp_path / "c"),
    )

    assert same.exit_code == 0
    assert "No line differs." in same.stdout
    assert other.exit_code == 1
    assert "The facts changed." in other.stdout
    [line] = said("run", "diff", tmp_path / "a", tmp_path / "c")["lines"]
    assert (line["line_id"], line["earned_a_minor"], line["earned_b_minor"], line["only_in"]) == (
        *("ae_2026.commission:ana:D0#1", "0", "1000", "b"),
    )


def test_run_diff_of_something_else_exits_with_2(tmp_path: Path) -> None:
    result = comp("run", "diff", tmp_path, tmp_path)

    assert result.exit_code == 2
    assert "is not a run's folder" in result.stderr


def test_examples_pass_or_fail_with_the_lines_that_made_them(company: Path) -> None:
    passed = comp("test", company)
    plan = company / "plans" / "ae_2026.plan"
    plan.write_text(tiny.PLAN.replace("= 80.00 USD", "= 81.00 USD"), encoding="utf-8")
    failed = comp("test", plan)

    assert passed.exit_code == 0
    assert "1 example, 2 expectations, both engines: all passed" in passed.stdout
    assert failed.exit_code == 1
    assert "expect commission of D2: expected 81.00 USD, calculated 80.00 USD" in failed.stdout
    assert "ae_2026.commission:ana:D2#1" in failed.stdout
    [found] = said("test", plan)
    assert [one["passed"] for one in found["expectations"]] == [False, True]
    assert found["expectations"][0]["engine"] == "80.00 USD"


def test_a_folder_without_plans_cannot_be_tested(tmp_path: Path) -> None:
    assert comp("test", tmp_path).exit_code == 2


def test_explain_tells_every_line_of_a_payee(company: Path) -> None:
    result = comp("explain", company, "ana", "--period", "2026-Q1")

    assert result.exit_code == 0, result.output
    assert "ae_2026.commission:ana:D1#1  earned 60.00 USD" in result.stdout
    assert "ae_2026.commission:ana:D2#1  earned 40.00 USD" in result.stdout
    assert result.stdout.count("This run: earned") == 3


def test_explain_takes_a_deal_or_a_line_too(company: Path) -> None:
    of_deal = said("explain", company, "D2", "--period", "2026-03")
    of_line = said("explain", company, "ae_2026.commission:ana:D1#1", "--period", "2026-03")

    assert [(line["payee"], line["earned_minor"], line["paid_earned_minor"]) for line in of_deal] == [
        ("ana", "4000", "-4000")
    ]
    # D1 was paid in January; asked for by its id it is explained all the same.
    assert [(line["earned_minor"], line["paid_earned_minor"]) for line in of_line] == [("6000", "0")]
    assert of_deal[0]["trace"]["kind"] == "line"


def test_explain_takes_the_facts_of_a_run(company: Path, tmp_path: Path) -> None:
    comp("run", company, "--period", "2026-02", "--out", tmp_path / "run")

    [line] = said("explain", company, "ana", "--run", tmp_path / "run")

    assert line["paid_earned_minor"] == "8000"
    assert comp("explain", company, "ana", "--run", tmp_path / "run", "--period", "2026-01").exit_code == 2
    assert comp("explain", company, "ana").exit_code == 2


@pytest.mark.parametrize(
    ("what", "near"), [("anna", "ana"), ("ae_2026.commission:ana:D11#1", "ae_2026.commission:ana:D1#1")]
)
def test_explain_suggests_the_nearest_name(company: Path, what: str, near: str) -> None:
    result = comp("explain", company, what, "--period", "2026-Q1")

    assert result.exit_code == 2
    assert f"did you mean {near}" in result.stderr


def test_why_not_says_what_keeps_a_deal_from_paying(company: Path) -> None:
    result = comp("why-not", company, "D4", "zoe", "--as-of", "2026-03-31")
    found = said("why-not", company, "D1", "ana", "--as-of", "2026-03-31")

    assert result.exit_code == 0, result.output
    assert "zoe" in result.stdout
    assert found["cause"] == "pays"
    assert found["lines"]


@pytest.mark.parametrize(("deal", "payee", "near"), [("D11", "ana", "D1"), ("D1", "anna", "ana")])
def test_why_not_suggests_the_nearest_name(company: Path, deal: str, payee: str, near: str) -> None:
    result = comp("why-not", company, deal, payee, "--as-of", "2026-03-31")

    assert result.exit_code == 2
    assert near in result.stderr


def test_the_installed_command_runs_a_period(company: Path, tmp_path: Path) -> None:
    words = ["run", str(company), "--period", "2026-01", "--out", str(tmp_path / "run"), "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "comp", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "COMP_DEBUG": "0"},
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["plans"][0]["earned_minor"] == "6000"
    assert done.stderr == ""
