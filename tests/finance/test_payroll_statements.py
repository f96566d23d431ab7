"""Payroll held against the statements of its run: the index, the files beside it, and each payee's amount."""

import hashlib
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.finance import Payroll, PayrollRefusedError, payroll, statements_told
from tests.finance.samples import TERMS, line, run

HEAD = "payee,period,currency,earned,payable,held,lines,pages,file,sha256,state,reason,run,content"
LINES = [line("ana", "D1", 1_200_00), line("ana", "D2", 7_50), line("bo", "D3", 0, earned_minor=40_00)]


def issued(folder: Path, **said: str) -> Path:
    """A folder with a statement for each payee that says so much; "" for one that was refused."""
    rows = [HEAD]
    for payee, payable in said.items():
        if not payable:
            rows.append(f"{payee},2026-Q1,USD,0.00,0.00,,1,,,,refused,engines differ,aa,")
            continue
        name, pdf = f"{payee}_2026-Q1.pdf", f"statement of {payee}".encode()
        (folder / name).write_bytes(pdf)
        digest = hashlib.sha256(pdf).hexdigest()
        rows.append(f"{payee},2026-Q1,USD,0.00,{payable},0.00,1,1,{name},{digest},drawn,,aa,bb")
    (folder / "index.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def tied(folder: Path) -> Payroll:
    return payroll(run(LINES), TERMS, statements=statements_told(folder))


def test_statements_that_say_the_same_are_a_control(tmp_path: Path) -> None:
    made = tied(issued(tmp_path, ana="1207.50", bo="0.00"))

    check = made.checks[-1]  # 1,200.00 + 7.50
    assert (check.what, check.currency) == ("statements, payee by payee, against Working", "USD")
    assert (check.expected_minor, check.found_minor, check.count) == (1_207_50, 1_207_50, 2)


def test_a_statement_that_says_something_else_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        PayrollRefusedError, match=r"statement of ana says 120749 minor units USD .* pays 120750"
    ):
        tied(issued(tmp_path, ana="1207.49", bo="0.00"))


def test_amounts_that_cancel_out_between_payees_do_not_tie(tmp_path: Path) -> None:
    with pytest.raises(PayrollRefusedError, match="statement of ana"):
        tied(issued(tmp_path, ana="1200.00", bo="7.50"))


def test_a_payee_who_is_paid_without_a_statement_is_named(tmp_path: Path) -> None:
    with pytest.raises(PayrollRefusedError, match="there is no statement of ana in USD"):
        tied(issued(tmp_path, ana="", bo="0.00"))


def test_a_payee_without_pay_needs_no_statement(tmp_path: Path) -> None:
    assert tied(issued(tmp_path, ana="1207.50", bo="")).checks[-1].ties


def test_a_statement_that_is_gone_or_changed_is_named(tmp_path: Path) -> None:
    folder = issued(tmp_path, ana="1207.50", bo="0.00")
    (folder / "ana_2026-Q1.pdf").write_bytes(b"another")

    with pytest.raises(PayrollRefusedError, match=r"ana_2026-Q1\.pdf, is missing or was changed"):
        tied(folder)


def test_a_name_that_leads_out_of_the_folder_is_no_statement(tmp_path: Path) -> None:
    inside = tmp_path / "statements"
    inside.mkdir()
    folder = issued(inside, ana="1207.50", bo="0.00")
    (tmp_path / "ana.pdf").write_bytes((folder / "ana_2026-Q1.pdf").read_bytes())
    index = folder / "index.csv"
    index.write_text(
        index.read_text(encoding="utf-8").replace("ana_2026-Q1.pdf", "../ana.pdf"), encoding="utf-8"
    )

    with pytest.raises(PayrollRefusedError, match="statement of ana"):
        tied(folder)


def test_a_folder_without_an_index_is_none(tmp_path: Path) -> None:
    with pytest.raises(CompError, match="name the folder that comp statements wrote"):
        statements_told(tmp_path)
    (tmp_path / "index.csv").write_text("payee,file\nana,x.pdf\n", encoding="utf-8")
    with pytest.raises(CompError, match="has no column period"):
        statements_told(tmp_path)
