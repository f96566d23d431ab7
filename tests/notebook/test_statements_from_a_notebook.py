"""A statement from a notebook is the one that the command draws, and only what both engines agree on."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.errors import CompError, UnknownNameError
from comp.facts import Workspace
from comp.language.money import Money
from comp.notebook import OpenedRun, OpenedWorkspace
from comp.runs import load_run
from statements.issue import EnginesDisagreeError


def test_the_view_holds_what_is_worked_out_by_hand(read_quarter: OpenedRun) -> None:
    statement = read_quarter.statement("p-001")

    [section] = statement.view.sections
    # 180,000.00 at 6%; 70,000.00 at 6% and 50,000.00 at 10%: see test_a_runs_tables_are_exact_frames.
    assert [line.earned for clause in section.clauses for line in clause.lines] == [
        Money(1_080_000, "USD"),
        Money(920_000, "USD"),
    ]
    assert repr(statement) == "<statement of p-001 for 2026-Q1: payable 20,000.00 USD>"


def test_the_page_is_one_document_that_a_notebook_shows_in_a_closed_frame(read_quarter: OpenedRun) -> None:
    statement = read_quarter.statement("p-001")
    draw = "_repr_html_"

    shown: str = getattr(statement, draw)()

    assert "9,200.00" in statement.html
    assert statement.html.lstrip().lower().startswith("<!doctype html>")
    assert shown.startswith('<iframe srcdoc="')
    assert 'sandbox=""' in shown
    assert "<html" not in shown


def test_the_pdf_carries_a_proof_that_verifies(
    acme: OpenedWorkspace, quarter: OpenedRun, tmp_path: Path
) -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["key", "make", str(acme.path)]).exit_code == 0
    key = runner.invoke(main, ["key", "show", str(acme.path)]).output.strip()
    quarter.write(tmp_path / "q1")

    drawn = quarter.statement("p-001").pdf(tmp_path / "out" / "p-001.pdf")
    verified = runner.invoke(main, ["verify", "--key", key, str(drawn)])

    assert verified.exit_code == 0, verified.output
    assert "payee p-001" in verified.output


def test_the_pdf_is_the_one_that_the_command_draws(
    acme: OpenedWorkspace, quarter: OpenedRun, tmp_path: Path
) -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["key", "make", str(acme.path)]).exit_code == 0
    folder = quarter.write(tmp_path / "q1")

    drawn = quarter.statement("p-002", locale="de_DE").pdf(tmp_path / "p-002.pdf")
    words = ["statements", str(acme.path), "--run", str(folder), "--payee", "p-002", "--locale", "de_DE"]
    done = runner.invoke(main, [*words, "--out", str(tmp_path / "out"), "--workers", "1"])

    assert done.exit_code == 0, done.output
    assert drawn.read_bytes() == (tmp_path / "out" / "p-002_2026-Q1.pdf").read_bytes()


def test_a_statement_tells_of_the_runs_that_were_paid_before(acme: OpenedWorkspace) -> None:
    january, february = (acme.run(month, recorded="2026-04-01") for month in ("2026-01", "2026-02"))

    [year] = february.statement("p-002", paid=[january]).view.years

    # p-002 had nothing in January; of February's 4,530.00 nothing was paid before.
    assert (year.earned, year.paid_before) == (Money(453_000, "USD"), Money(0, "USD"))
    with pytest.raises(CompError):
        january.statement("p-001", paid=[february])


def test_a_run_without_a_folder_has_no_place_for_its_seal(quarter: OpenedRun, tmp_path: Path) -> None:
    with pytest.raises(CompError, match=r"write the run with run\.write\(folder\)"):
        quarter.statement("p-001").pdf(tmp_path / "p-001.pdf")

    assert not (tmp_path / "p-001.pdf").exists()


def test_no_statement_is_given_where_the_engines_differ(
    acme: OpenedWorkspace, quarter: OpenedRun, tmp_path: Path
) -> None:
    run = load_run(quarter.write(tmp_path / "q1"))
    more = replace(run, lines=run.lines.with_columns(pl.col("earned_minor") + 1))

    with pytest.raises(EnginesDisagreeError, match="no statement for p-001: the engines differ"):
        OpenedRun(Workspace.open(acme.path), more).statement("p-001")


def test_nobody_gets_a_statement_who_has_no_line(read_quarter: OpenedRun) -> None:
    with pytest.raises(UnknownNameError, match=r"there is no payee in this run 'p-01'; did you mean p-001"):
        read_quarter.statement("p-01")


def test_a_plan_that_changed_since_the_run_stops_a_statement(
    acme: OpenedWorkspace, quarter: OpenedRun
) -> None:
    plan = acme.path / "plans" / "ae_2026.plan"
    plan.write_text(plan.read_text(encoding="utf-8").replace("| 6%   |", "| 7%   |"), encoding="utf-8")

    with pytest.raises(CompError, match="ae_2026 changed since this run"):
        quarter.statement("p-001")


@pytest.mark.parametrize(
    ("statement", "unloaded"),
    [
        ("import comp", ["pandas", "polars", "lark", "weasyprint"]),
        ("import comp.notebook", ["weasyprint", "click"]),
    ],
)
def test_loading_loads_no_more_than_is_needed(statement: str, unloaded: list[str]) -> None:
    code = f"import sys; {statement}; print([name for name in {unloaded!r} if name in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=dict(os.environ)
    )

    assert done.stdout.strip() == "[]", done.stdout + done.stderr
