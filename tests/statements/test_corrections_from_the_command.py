# D1 is corrected from 600.00 to 700.00 after January was paid: 100.00 more at 10% are 10.00 more to pay
# (worked out in tests/runs/test_corrections_are_paid.py).
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from comp.facts import Workspace
from comp.runs import run, write_run
from tests.runs import tiny
from tests.statements.everybody import call, index


def test_a_corrections_folder_has_statements_without_a_proof_and_an_index_that_ties(tmp_path: Path) -> None:
    company, out = tiny.workspace(tmp_path / "company"), tmp_path / "out"
    write_run(run(Workspace.open(company), "2026-01", None, date(2026, 2, 2)), tmp_path / "a")
    deals = tiny.FACTS["deal"].replace("USD,600.00", "USD,700.00", 1)
    (company / "data" / "deal.csv").write_text(deals, encoding="utf-8")
    write_run(run(Workspace.open(company), "2026-02", None, date(2026, 3, 2)), tmp_path / "b")
    order = ("--workspace", company, "--out", tmp_path / "c")
    assert call("run", "correct", tmp_path / "a", tmp_path / "b", *order).exit_code == 0
    assert call("key", "make", company).exit_code == 0

    drawn = call("statements", company, "--run", tmp_path / "c", "--out", out)
    again = call("statements", company, "--run", tmp_path / "c", "--out", out)
    paid = call("statements", company, "--run", tmp_path / "c", "--out", out, "--paid", tmp_path / "a")

    assert (drawn.exit_code, drawn.output) == (0, f"1 statement written to {out}\n")
    assert again.output == f"0 statements written to {out}; 1 stood there already\n"
    assert (paid.exit_code, "leave --paid out" in paid.output) == (2, True)
    ana = index(out)["ana"]
    assert (ana["earned"], ana["payable"], ana["lines"], ana["state"]) == ("10.00", "10.00", "1", "drawn")
    assert ",USD,10.00,10.00,0.00,1,0,10.00,10.00,1," in (out / "totals.csv").read_text("utf-8")
    reader = PdfReader(out / ana["file"])
    assert not reader.attachments
    assert "10.00" in "".join(page.extract_text() for page in reader.pages)
