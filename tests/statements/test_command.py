"""`comp statements` and `comp payroll` on a run of the demo company, as a person calls them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from pypdf import PdfReader

from comp.cli import main
from comp.runs import load_run

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"


@dataclass(frozen=True)
class Ran:
    """A copy of the demo company and a run of it."""

    workspace: Path
    run: Path
    payee: str


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("demo")
    workspace = folder / "workspace"
    shutil.copytree(DEMO, workspace, ignore=shutil.ignore_patterns(".comp", "*.py"))
    done = call("run", workspace, "--period", "2026-Q1", "--out", folder / "run")
    assert done.exit_code == 0, done.output
    lines = load_run(folder / "run").lines.group_by("payee").len().sort("len", "payee")
    return Ran(workspace, folder / "run", lines["payee"][0])


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_a_payees_statement_shows_the_runs_own_totals(ran: Ran, tmp_path: Path) -> None:
    done = call("statements", ran.workspace, "--run", ran.run, "--payee", ran.payee, "--out", tmp_path)

    assert done.exit_code == 0, done.output
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / f"{ran.payee}_2026-Q1.pdf").pages)
    mine = load_run(ran.run).lines.filter(pl.col("payee") == ran.payee)
    whole, cents = divmod(mine["payable_minor"].sum(), 100)
    assert f"{whole:,}.{cents:02d}" in text
    assert "1 statement written" in done.output


def test_nothing_is_issued_from_a_run_that_was_tampered_with(ran: Ran, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(ran.run, copy)
    lines = pl.read_parquet(copy / "lines.parquet").with_columns(pl.col("payable_minor") + 1)
    lines.write_parquet(copy / "lines.parquet")

    for done in (
        call("statements", ran.workspace, "--run", copy, "--out", tmp_path / "out"),
        call("payroll", ran.workspace, "--run", copy, "--out", tmp_path / "payroll.xlsx"),
    ):
        assert done.exit_code == 2
        assert "changed after the run" in done.output
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "payroll.xlsx").exists()


def test_an_unknown_payee_is_said_plainly(ran: Ran, tmp_path: Path) -> None:
    unknown = call("statements", ran.workspace, "--run", ran.run, "--payee", "p-9", "--out", tmp_path)

    assert unknown.exit_code == 2
    assert "p-9" in unknown.output


def test_payroll_is_written_and_adds_up_to_the_run(ran: Ran, tmp_path: Path) -> None:
    out = tmp_path / "payroll.xlsx"

    done = call("payroll", ran.workspace, "--run", ran.run, "--out", out)

    assert done.exit_code == 0, done.output
    rows = list(load_workbook(out)["Import"].iter_rows(min_row=2, values_only=True))
    told: dict[object, int] = {}
    for row in rows:
        told[row[5]] = told.get(row[5], 0) + round(float(str(row[4])) * 100)
    lines = load_run(ran.run).lines.group_by("currency").agg(pl.col("payable_minor").sum())
    assert told == dict(lines.iter_rows())


def test_payroll_goes_into_a_workbook_only(ran: Ran, tmp_path: Path) -> None:
    done = call("payroll", ran.workspace, "--run", ran.run, "--out", tmp_path / "payroll.csv")

    assert done.exit_code == 2
    assert ".xlsx" in done.output
