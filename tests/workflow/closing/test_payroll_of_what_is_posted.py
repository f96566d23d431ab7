# The company is that of tests/runs/tiny.py: January pays ana 60.00 for D1. Then D1 becomes 700.00, which is
# 70.00 for her, and D2 of February has 300.00 below her quota of 1,000.00 and 300.00 above: 30.00 + 60.00.
# So February pays 90.00, and corrections 10.00 beside it. Bo has sold 200.00, a fifth of his quota: 20.00.
import hashlib
import io
import json
import zipfile
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest

from comp.errors import CompError, UnknownNameError
from comp.finance import PayrollRefusedError
from comp.records import Records, StatementAmount, col, select
from comp.workflow import open_books
from comp.workflow.access import AccessRefusedError
from comp.workflow.closing import Chosen, NotPostedError, payroll_of
from statements.documents import open_document
from tests.records.databases import sqlite_url
from tests.runs import tiny
from tests.workflow.closing.closed import FEBRUARY, FINANCE, MARCH, OTHERS, Closed

Paid = dict[tuple[str, str], int]


@pytest.fixture
def url(tmp_path: Path, sqlite_template: Path) -> str:
    return sqlite_url(tmp_path, sqlite_template)


def settled(closed: Closed) -> None:
    """Give every pay its earning code. It is paid on the 15th of the next month, or the Friday before."""
    with (closed.path / "comp.toml").open("a", encoding="utf-8") as file:
        file.write('\n[settlement.earning_codes]\ndefault = "COMM"\n')


def with_bo(closed: Closed) -> None:
    tiny.add(closed.path, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    tiny.add(closed.path, "deal", "D5,bo,2026-02-20,USD,200.00")


def in_statements(closed: Closed, digest: str) -> Paid:
    """What the statements say, from the documents themselves."""
    found: Paid = defaultdict(int)
    for key, _ in closed.statements(digest):
        shown = open_document(closed.path, digest, key).statement
        for total in shown.totals:
            found[shown.payee, total.payable.currency] += total.payable.minor
    return {key: minor for key, minor in found.items() if minor}


def in_books(closed: Closed, digest: str) -> Paid:
    found: Paid = defaultdict(int)
    for row in closed.rows():
        if row["results_digest"] == digest:
            found[str(row["payee"]), str(row["currency"])] += int(str(row["payable_minor"]))
    return dict(found)


def in_payroll(closed: Closed, digest: str) -> Paid:
    with open_books(closed.workspace) as records:
        made = payroll_of(records, closed.workspace, digest)
    return {(row.key.employee_id, row.key.currency): row.amount_minor for row in made.imports}


def rows_of(content: bytes, sheet: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return list(book[sheet].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def posted(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> tuple[Closed, tuple[str, str, str]]:
    """The company with January, February and February's corrections posted; a test gets a copy."""
    folder = tmp_path_factory.mktemp("posted")
    made = Closed(tiny.workspace(folder / "w"), sqlite_url(folder, sqlite_template))
    settled(made)
    january = made.approved_and_closed("2026-01", FEBRUARY)
    made.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    with_bo(made)
    february = made.approved_and_closed("2026-02", MARCH, corrections_of=made.folder("2026-01"))
    run, corrections = made.parts(february)
    return made, (january, run, corrections)


@pytest.fixture
def both(closed: Closed, posted: tuple[Closed, tuple[str, str, str]]) -> tuple[str, str, str]:
    """January, February and February's corrections, posted."""
    made, digests = posted
    closed.becomes(made)
    return digests


def test_statements_books_and_payroll_pay_the_same_to_the_cent(
    closed: Closed, both: tuple[str, str, str]
) -> None:
    expected = (
        {("ana", "USD"): 60_00},
        {("ana", "USD"): 90_00, ("bo", "USD"): 20_00},
        {("ana", "USD"): 10_00},
    )
    for digest, paid in zip(both, expected, strict=True):
        assert in_statements(closed, digest) == in_books(closed, digest) == in_payroll(closed, digest) == paid


def test_the_workbook_has_the_differences_from_the_run_paid_before(
    closed: Closed, both: tuple[str, str, str]
) -> None:
    january, february, corrections = (closed.workbook(digest) for digest in both)

    assert "Differences" not in openpyxl.load_workbook(io.BytesIO(january.content)).sheetnames
    for export, last, now in ((february, "60", "90"), (corrections, "60", "10")):
        texts = [[str(cell) for cell in row] for row in rows_of(export.content, "Differences")]
        [ana] = [row for row in texts if row[0] == "ana"]
        assert {last, now} <= {cell.removesuffix(".0") for cell in ana}
    assert february.name == f"payroll_2026-02_{both[1][:12]}.xlsx"
    assert corrections.name == f"payroll_2026-02_corrections_{both[2][:12]}.xlsx"


def test_the_controls_name_the_statements(closed: Closed, both: tuple[str, str, str]) -> None:
    texts = [str(row[0]) for row in rows_of(closed.workbook(both[1]).content, "Controls")]

    assert any("statements, payee by payee" in text for text in texts)


def test_nothing_is_exported_of_a_run_that_is_not_posted(closed: Closed) -> None:
    settled(closed)
    january = closed.recorded("2026-01", FEBRUARY)
    closed.approves(january)

    with pytest.raises(NotPostedError, match="is not posted"):
        closed.workbook(january)
    with pytest.raises(NotPostedError, match="is not posted"):
        closed.layout(january, "generic-csv")
    assert closed.told("payroll.export") == []


def test_nobody_but_finance_takes_payroll(closed: Closed) -> None:
    settled(closed)
    january = closed.approved_and_closed("2026-01", FEBRUARY)

    for actor in OTHERS:
        with pytest.raises(AccessRefusedError):
            closed.workbook(january, actor)
        with pytest.raises(AccessRefusedError):
            closed.layout(january, "generic-csv", actor=actor)
    assert closed.told("payroll.export") == []


def test_each_file_that_is_handed_out_is_in_the_audit_trail(
    closed: Closed, both: tuple[str, str, str]
) -> None:
    book, file = closed.workbook(both[1]), closed.layout(both[1], "generic-csv")

    told = closed.told("payroll.export")
    assert [(each.actor, each.subject) for each in told] == [(FINANCE.user_id, both[1])] * 2
    assert [json.loads(each.details) for each in told] == [
        {
            "period": "2026-02",
            "layout": layout,
            "rows": 2,
            "bytes": len(export.content),
            "sha256": hashlib.sha256(export.content).hexdigest(),
        }
        for layout, export in (("", book), ("generic-csv", file))
    ]


def test_a_layout_is_written_as_the_command_writes_it(closed: Closed, both: tuple[str, str, str]) -> None:
    export = closed.layout(both[1], "generic-csv")

    assert (export.media_type, export.charset, export.name) == ("text/csv", "utf-8", "payroll-2026-02.csv")
    assert export.content.decode().splitlines() == [
        "employee_id,earning_code,legal_entity,cost_centre,amount,currency,pay_date,period",
        "ana,COMM,Tiny,,90.00,USD,2026-03-13,2026-02",
        "bo,COMM,Tiny,,20.00,USD,2026-03-13,2026-02",
    ]


def test_a_layout_of_several_files_comes_as_one_zip(closed: Closed, both: tuple[str, str, str]) -> None:
    (closed.path / "layouts").mkdir()
    (closed.path / "layouts" / "by_entity.toml").write_text(
        'title = "One a currency"\nfile = "pay_{currency}.csv"\nper = ["currency"]\n'
        '[[columns]]\nheader = "Who"\nfrom = "employee_id"\n'
        '[[columns]]\nheader = "Amount"\nfrom = "amount"\n',
        encoding="utf-8",
    )

    export = closed.layout(both[1], "by_entity")

    assert (export.media_type, export.name) == ("application/zip", f"by_entity_2026-02_{both[1][:12]}.zip")
    with zipfile.ZipFile(io.BytesIO(export.content)) as packed:
        assert packed.namelist() == ["pay_USD.csv"]
        assert packed.read("pay_USD.csv").decode().splitlines() == ["Who,Amount", "ana,90.00", "bo,20.00"]
    assert closed.layout(both[1], "by_entity").content == export.content


def test_what_the_run_does_not_pay_is_not_chosen(closed: Closed, both: tuple[str, str, str]) -> None:
    with pytest.raises(UnknownNameError, match="'EUR'"):
        closed.layout(both[1], "generic-csv", Chosen(currency="EUR"))
    with pytest.raises(UnknownNameError, match="'Other'"):
        closed.layout(both[1], "generic-csv", Chosen(legal_entity="Other"))
    with pytest.raises(UnknownNameError, match="no layout"):
        closed.layout(both[1], "../../comp")


def alter(records: Records, sql: str) -> None:
    """What a hand with the database's file can do, and the application cannot."""
    with records.transaction() as session:
        connection = session.connection()
        for name in ("posting_no_update", "statement_amount_no_update"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(sql)


def test_payroll_that_differs_from_the_books_is_not_written(
    closed: Closed, both: tuple[str, str, str]
) -> None:
    with open_books(closed.workspace) as records:
        alter(records, "UPDATE posting SET payable_minor = 2001 WHERE payee = 'bo'")

    said = r"would pay bo 20\.00 USD, and the books hold 20\.01 USD of this run"
    with pytest.raises(PayrollRefusedError, match=said):
        closed.workbook(both[1])
    with pytest.raises(PayrollRefusedError, match=said):
        closed.layout(both[1], "generic-csv")
    assert closed.told("payroll.export") == []


def test_payroll_that_differs_from_a_statement_is_not_written(
    closed: Closed, both: tuple[str, str, str]
) -> None:
    with open_books(closed.workspace) as records:
        alter(records, "UPDATE statement_amount SET payable_minor = 2001 WHERE payee = 'bo'")
        with records.reading() as session:
            asked = select(StatementAmount.payable_minor).where(col(StatementAmount.payee) == "bo")
            assert 2001 in session.exec(asked).all()

    with pytest.raises(PayrollRefusedError, match="statement of bo says 2001 minor units"):
        closed.workbook(both[1])


def test_a_folder_that_is_gone_or_was_changed_pays_nobody(closed: Closed, both: tuple[str, str, str]) -> None:
    runs = closed.path / ".comp" / "runs"
    [folder] = [each for each in runs.iterdir() if both[1][:12] in each.name]
    file = folder / "payouts.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("90.00", "91.00"), encoding="utf-8")
    with pytest.raises(CompError, match=r"payouts\.csv is missing or was changed"):
        closed.workbook(both[1])

    folder.rename(closed.path / "away")
    with pytest.raises(CompError, match="is not there any more"):
        closed.workbook(both[1])


def test_what_is_posted_stays_payable_when_facts_and_plans_move_on(
    closed: Closed, both: tuple[str, str, str]
) -> None:
    # Legal entities by role make payroll read the facts again, as the run saw them.
    toml = closed.path / "comp.toml"
    with toml.open("a", encoding="utf-8") as file:
        file.write('[settlement.legal_entities]\nby = "role"\nnames = { AE = "Sales Inc." }\n')
    before = closed.layout(both[1], "generic-csv").content
    assert b"Sales Inc." in before
    tiny.add(closed.path, "deal", "D6,bo,2026-02-25,USD,100.00")
    closed.runs("2026-02", MARCH, "later")
    plan = closed.path / "plans" / "ae_2026.plan"
    plan.write_text(plan.read_text(encoding="utf-8").replace("| 20%  |", "| 25%  |"), encoding="utf-8")

    assert closed.layout(both[1], "generic-csv").content == before
    assert (
        closed.layout(both[2], "generic-csv")
        .content.decode()
        .splitlines()[1]
        .startswith("ana,COMM,Sales Inc.")
    )
