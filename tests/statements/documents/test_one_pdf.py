"""The PDF of a recorded statement is the one that `comp statements` draws, also when facts have moved on."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.errors import CompError
from comp.runs import load_run
from statements.documents import draw_pdf, run_place
from tests.runs import tiny
from tests.statements.documents.recorders import Recorder


def call(*arguments: object) -> None:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def company(tmp_path: Path, url: str) -> Recorder:
    return Recorder(tiny.workspace(tmp_path / "w"), url)


def test_the_pdf_is_that_of_the_command_and_outlasts_other_plans_and_facts(company: Recorder) -> None:
    call("key", "make", company.path)
    folder = company.runs("2026-01", date(2026, 2, 2))
    kept = run_place(company.path, company.records(folder).manifest)
    out = company.folder("out")

    call("statements", company.path, "--run", folder, "--out", out)

    drawn = sha256((out / "ana_2026-01.pdf").read_bytes())
    assert sha256(draw_pdf(company.path, kept, "ana")) == drawn

    # The plan pays otherwise now, and more is known of the same day.
    plan = company.path / "plans" / "ae_2026.plan"
    plan.write_text(plan.read_text(encoding="utf-8").replace("| 0%   | 10%  |", "| 0%   | 15%  |"))
    tiny.add(company.path, "deal", "D8,ana,2026-01-10,USD,10.00")
    company.runs("2026-01", date(2026, 2, 2), "again")
    assert sha256(draw_pdf(company.path, kept, "ana")) == drawn


def test_who_has_no_line_in_the_run_has_no_pdf(company: Recorder) -> None:
    folder = company.runs("2026-01", date(2026, 2, 2))

    with pytest.raises(CompError, match="no payee in this run 'bo'"):
        draw_pdf(company.path, folder, "bo")


def test_the_pdf_of_corrections_is_that_of_the_command(company: Recorder) -> None:
    january = company.runs("2026-01", date(2026, 2, 2))
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = company.runs("2026-02", date(2026, 3, 2))
    corrections = company.corrects(january, february, by_books=False)
    recorded = company.records(february, corrections).corrections
    assert recorded is not None
    out = company.folder("out")

    call("statements", company.path, "--run", corrections, "--out", out)

    kept = run_place(company.path, load_run(corrections).manifest)
    [pdf] = out.glob("*.pdf")
    assert sha256(draw_pdf(company.path, kept, "ana")) == sha256(pdf.read_bytes())
