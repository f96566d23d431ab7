"""What is earned and not paid at a day, by hand: the company of tests/runs/tiny.py, paid monthly.

D1 of 15 January earns 60.00, D2 of 10 February 80.00, D3 of 20 March 20.00; on 5 March 40.00 of D2 are taken
back. January is paid on Friday, 13 February (the 15th is a Sunday), February on Friday, 13 March, March on
15 April.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from comp.cli import main
from comp.facts import Workspace
from comp.facts.company import Settlement
from comp.finance.accrual import Account
from comp.finance.accrual_at import AccrualRefusedError, accrual_at
from comp.finance.accrual_controls import checks_of
from comp.finance.accrual_days import AccrualDays, accrual_days
from comp.finance.accrual_lines import AccrualInputs, EnginesDifferError
from comp.finance.accrual_result import Accrual
from comp.finance.accrual_workbook import AccrualBasis, accrual_workbook
from comp.language.calendar import Calendar
from comp.reference import LineValue
from comp.runs import facts_view, load_program
from tests.finance.test_payroll_formulas import converted, needs_libreoffice, without_results
from tests.runs import tiny

TODAY = date(2026, 12, 1)
HELD = """\
  measure sold = total own new_business of the period
    read at the close of the period
  hold commission until sold >= 1,200.00 USD
    read at the close of its performance period, then of each of the 1 after it, otherwise lost
    blank is held

clause losses"""
CLOSED_MULTIPLIER = """\
  measure sold = total own new_business of the period
    read at the close of the period, 0.00 USD until then
  table factor by sold, retroactive
    | from         | factor |
    | 0.00 USD     | 0.50   |
    | 1,000.00 USD | 1.00   |
  multiply commission by factor

clause losses"""


def inputs(company: Path) -> AccrualInputs:
    opened = Workspace.open(company)
    program = load_program(opened)
    view = facts_view(opened, program, None, TODAY)
    return AccrualInputs(
        program, view.snapshot, Calendar(), Settlement(), lambda _payee, _day: "Tiny", lambda _payee, _day: ""
    )


def silent(what: str, done: int, of: int) -> None:
    pass


def made(company: Path, on: date, since: date | None = None) -> Accrual:
    return accrual_at(inputs(company), on, since, silent)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return tiny.workspace(tmp_path / "w")


def with_plan(folder: Path, old: str, new: str) -> Path:
    """The company with another text in its plan; its example goes, for it expects the old amounts."""
    tiny.workspace(folder)
    path = folder / "plans" / "ae_2026.plan"
    text = tiny.PLAN[: tiny.PLAN.index("example ")]
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def parts(accrual: Accrual) -> tuple[int, int, int, int]:
    """Accrued, due later, held, of the open period."""
    rows = [row.accrued for row in accrual.rows]
    return (
        sum(row.accrued_minor for row in rows),
        sum(row.due_minor for row in rows),
        sum(row.held_minor for row in rows),
        sum(row.open_minor for row in rows),
    )


def journal(accrual: Accrual) -> list[tuple[str, str, int]]:
    return [(line.event, line.entry.account.value, line.entry.amount_minor) for line in accrual.journal]


def test_what_is_due_and_what_the_open_period_takes_back_stand_apart(company: Path) -> None:
    # As in decision 0039: earned 60.00 + 80.00 - 40.00, January paid; February closed and paid tomorrow.
    assert parts(made(company, date(2026, 3, 12))) == (40_00, 80_00, 0, -40_00)


def test_on_the_pay_date_the_debt_is_gone(company: Path) -> None:
    assert parts(made(company, date(2026, 3, 13))) == (-40_00, 0, 0, -40_00)


def test_the_open_period_is_in_the_books_before_anything_was_closed(company: Path) -> None:
    assert parts(made(company, date(2026, 1, 20))) == (60_00, 0, 0, 60_00)
    assert parts(made(company, date(2026, 1, 31))) == (60_00, 60_00, 0, 0)


def test_when_all_is_paid_nothing_is_accrued(company: Path) -> None:
    accrual = made(company, date(2026, 4, 15))

    assert accrual.rows == accrual.working == accrual.journal == ()


def test_the_movement_leads_from_the_opening_to_the_closing(company: Path) -> None:
    accrual = made(company, date(2026, 3, 12), since=date(2026, 1, 31))

    [row] = accrual.rows
    assert row.movement is not None
    moved = row.movement
    assert (moved.opening_minor, moved.earned_minor, moved.payable_minor, moved.paid_minor) == (
        60_00,
        40_00,
        80_00,
        60_00,
    )
    assert (moved.no_longer_minor, moved.closing_minor) == (0, 40_00)
    assert journal(accrual) == [
        ("earned", Account.EXPENSE, 40_00),
        ("earned", Account.WAITING, -40_00),
        ("made payable", Account.WAITING, 80_00),
        ("made payable", Account.PAYABLE, -80_00),
        ("paid", Account.PAYABLE, 60_00),
        ("paid", Account.CLEARING, -60_00),
    ]


def test_without_an_earlier_day_the_whole_accrual_is_booked(company: Path) -> None:
    assert journal(made(company, date(2026, 3, 12))) == [
        ("earned", Account.EXPENSE, 40_00),
        ("earned", Account.WAITING, -40_00),
        ("made payable", Account.WAITING, 80_00),
        ("made payable", Account.PAYABLE, -80_00),
    ]


def test_held_pay_is_accrued_until_it_is_released_and_then_paid(tmp_path: Path) -> None:
    company = with_plan(tmp_path / "w", "clause losses", HELD)

    # Through February 60.00 + 80.00 are earned, closed and held; January was paid with nothing.
    assert parts(made(company, date(2026, 2, 28))) == (140_00, 0, 140_00, 0)
    # By 31 March 1,300.00 are sold: all is released, 60.00 + 40.00 + 20.00, and due on 15 April.
    assert parts(made(company, date(2026, 3, 31))) == (120_00, 120_00, 0, 0)
    assert parts(made(company, date(2026, 4, 14))) == (120_00, 120_00, 0, 0)
    assert parts(made(company, date(2026, 4, 15))) == (0, 0, 0, 0)


def test_a_measure_read_at_the_close_counts_until_then_as_the_plan_says(tmp_path: Path) -> None:
    company = with_plan(tmp_path / "w", "clause losses", CLOSED_MULTIPLIER)

    # Nothing is sold "until then", so the factor is 0.50 before the close: half of 60.00.
    assert parts(made(company, date(2026, 1, 20))) == (30_00, 0, 0, 30_00)
    # On 12 March half of 100.00 is earned. January paid 30.00; February is closed at 70.00, so 40.00 are due.
    assert parts(made(company, date(2026, 3, 12))) == (20_00, 40_00, 0, -20_00)
    # At the close the factor is 1.00: 120.00 earned, of which February's payout has paid 70.00.
    assert parts(made(company, date(2026, 3, 31))) == (50_00, 50_00, 0, 0)


def test_without_a_value_until_the_close_a_line_is_in_no_accrual_before_it(tmp_path: Path) -> None:
    multiplied = CLOSED_MULTIPLIER.replace(", 0.00 USD until then", "")
    company = with_plan(tmp_path / "w", "clause losses", multiplied)

    before = made(company, date(2026, 3, 30))
    assert (before.rows, len(before.faults)) == ((), 3)
    # At the close all three are valued: 60.00 + 40.00 + 20.00, and nothing of them was paid.
    assert parts(made(company, date(2026, 3, 31))) == (120_00, 120_00, 0, 0)


def test_a_line_that_cannot_be_valued_is_listed_and_in_no_total(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w")
    tiny.add(company, "deal", "D9,bo,2026-02-12,USD,500.00")  # bo has no quota

    accrual = made(company, date(2026, 3, 12))

    assert parts(accrual) == (40_00, 80_00, 0, -40_00)
    [fault] = accrual.faults
    assert (fault.line_id, fault.paid_minor) == ("ae_2026.commission:bo:D9#1", 0)


def test_what_the_opening_held_of_a_line_that_is_a_fault_now_is_taken_out(tmp_path: Path) -> None:
    # Bo's deal of January earns 50.00; on 20 February a part of it is taken back, and nobody knows which.
    company = tiny.workspace(tmp_path / "w")
    tiny.add(company, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    tiny.add(company, "deal", "D8,bo,2026-01-20,USD,500.00")
    tiny.add(company, "cancellation", "L8,D8,2026-02-20,USD,100.00")
    path = company / "plans" / "ae_2026.plan"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "cancellation.lost_value / deal.value", "cancellation.lost_value / cancellation.of_value"
        ),
        encoding="utf-8",
    )
    shared = company / "plans" / "shared.plan"
    shared.write_text(
        shared.read_text(encoding="utf-8").replace(
            "  column   lost_value: money\n",
            "  column   lost_value: money\n  column   of_value: money, may be blank\n",
        ),
        encoding="utf-8",
    )
    losses = company / "data" / "cancellation.csv"
    losses.write_text(
        "id,deal,effective_on,currency,lost_value,of_value\nL8,D8,2026-02-20,USD,100.00,\n", encoding="utf-8"
    )

    accrual = made(company, date(2026, 2, 28), since=date(2026, 1, 31))

    [fault] = accrual.faults
    # January paid D8 50.00 on 13 February; since 20 February nobody knows what it is worth.
    assert (fault.line_id, fault.paid_minor) == ("ae_2026.commission:bo:D8#1", 50_00)
    moved = {row.key.payee: row.movement for row in accrual.rows}["bo"]
    assert moved is not None
    assert (moved.opening_minor, moved.earned_minor, moved.paid_minor) == (50_00, 0, 0)
    assert (moved.no_longer_minor, moved.closing_minor) == (-50_00, 0)


def test_a_plan_has_its_days_by_payouts_and_pay_dates(company: Path) -> None:
    [plan] = load_program(Workspace.open(company)).plans

    def days(on: date, settlement: Settlement) -> AccrualDays | None:
        return accrual_days(plan, Calendar(), settlement, on)

    on, january, february = date(2026, 3, 12), date(2026, 1, 31), date(2026, 2, 28)
    assert days(on, Settlement()) == AccrualDays(on, february, january, date(2026, 3, 13))
    # Paid three months later, on the 1st: nothing yet, and January on 1 April.
    late = Settlement(months_after=3, day=1)
    assert days(on, late) == AccrualDays(on, february, None, date(2026, 4, 1))
    # Paid on the 31st of the month itself: February on its last day, a Saturday, so on the Friday before.
    soon = Settlement(months_after=0, day=31)
    assert days(february, soon) == AccrualDays(february, february, february, date(2026, 3, 31))
    first = date(2026, 1, 5)
    assert days(first, Settlement()) == AccrualDays(first, None, None, date(2026, 2, 13))
    assert days(date(2025, 12, 31), Settlement()) is None


def test_engines_that_differ_stop_the_books(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from comp.finance import accrual_lines

    right: Callable[..., list[LineValue]] = accrual_lines.reference.valuate

    def wrong(*arguments: object, **named: object) -> list[LineValue]:
        lines = right(*arguments, **named)
        return [replace(line, earned_minor=(line.earned_minor or 0) + 1) for line in lines]

    monkeypatch.setattr(accrual_lines.reference, "valuate", wrong)
    with pytest.raises(EnginesDifferError, match="the engine says"):
        made(company, date(2026, 3, 12))


def test_a_row_that_was_changed_does_not_tie(company: Path) -> None:
    accrual = made(company, date(2026, 3, 12))
    [row] = accrual.rows
    changed = replace(accrual, rows=(replace(row, accrued=replace(row.accrued, held_minor=1)),))

    differing = [check.what for check in checks_of(changed, []) if check.expected_minor != check.found_minor]

    assert "earned less paid, against the sheet Accrual" in differing
    assert "commission accrued, against the sheet Accrual" in differing


def test_books_do_not_move_from_a_later_day(company: Path) -> None:
    with pytest.raises(AccrualRefusedError, match="name an earlier day"):
        made(company, date(2026, 3, 12), since=date(2026, 3, 12))
    with pytest.raises(AccrualRefusedError, match="no plan is in effect by 2025-12-31"):
        made(company, date(2025, 12, 31))


def test_the_workbook_holds_the_same_amounts_and_the_same_bytes(company: Path) -> None:
    accrual = made(company, date(2026, 3, 12), since=date(2026, 1, 31))
    basis = AccrualBasis("Tiny", TODAY, "fa" * 32, "comp 0.1.0")

    content = accrual_workbook(accrual, basis)

    assert content == accrual_workbook(accrual, basis)
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Accrual", "Working", "Journal", "Controls"]
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    title = f"{basis.company}: accrual as of {accrual.on}, as recorded by {basis.recorded_on}"
    head = book["Journal"].oddHeader
    assert head is not None
    assert head.left.text == title
    head, row = ([cell.value for cell in cells] for cells in book["Accrual"].iter_rows(max_row=2))
    assert dict(zip(head, row, strict=True)) == {
        "Legal entity": "Tiny",
        "Cost centre": None,
        "Plan": "ae_2026",
        "Component": "commission",
        "Payee": "ana",
        "Currency": "USD",
        "Accrued": 40,
        "Due on a later pay date": 80,
        "Earned and held": 0,
        "Earned in the open period": -40,
        "Opening": 60,
        "Earned since": 40,
        "Paid since": -60,
        "Not calculated any more": 0,
        "Closing": 40,
    }
    controls = load_workbook(BytesIO(content), data_only=True)["Controls"]
    ties = list(controls.iter_rows(min_row=2, max_row=len(accrual.checks) + 1, values_only=True))
    assert [cells[6] for cells in ties] == ["yes"] * len(ties)
    assert [cells[5] for cells in ties] == [0] * len(ties)
    assert all(cells[4] in (None, cells[3]) for cells in ties)
    assert (
        book["Controls"]["E2"].value
        == '=ROUND(SUMPRODUCT(EXACT(Accrual!$F$2:$F$2,"USD")*Accrual!$G$2:$G$2),2)'
    )
    booked = [(cells[7].value, cells[8].value) for cells in book["Journal"].iter_rows(min_row=2)]
    assert booked == [(40, None), (None, 40), (80, None), (None, 80), (60, None), (None, 60)]


@needs_libreoffice
def test_a_spreadsheet_program_adds_the_accrual_up_to_the_same_figures(company: Path, tmp_path: Path) -> None:
    accrual = made(company, date(2026, 3, 12), since=date(2026, 1, 31))
    content = accrual_workbook(accrual, AccrualBasis("Tiny", TODAY, "fa" * 32, "comp 0.1.0"))
    to_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false,false,false,-1"

    converted(without_results(content), tmp_path, to_csv)

    rows = list(csv.reader((tmp_path / "payroll-Controls.csv").read_text(encoding="utf-8").splitlines()))
    rows = rows[1 : len(accrual.checks) + 1]
    assert {(row[5], row[6]) for row in rows} == {("0", "yes")}
    # Accrued 40.00, of which Working shows all; 60.00 at the opening; the journal balances.
    assert [row[4] for row in rows if row[4]][:4] == ["40", "40", "60", "40"]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_the_command_writes_the_workbook_and_says_what_is_accrued(company: Path, tmp_path: Path) -> None:
    out = tmp_path / "books.xlsx"

    done = call("accrual", company, "--as-of", "2026-03-12", "--out", out)

    assert done.exit_code == 0, done.output
    assert "all tie; both engines agree" in done.output
    assert out.exists()
    told = json.loads(call("accrual", company, "--as-of", "2026-03-12", "--json").output)
    assert [(row["accrued"], row["due_later"], row["open_period"]) for row in told["rows"]] == [
        ("40.00", "80.00", "-40.00")
    ]


def test_faults_are_listed_and_give_exit_code_1(company: Path) -> None:
    tiny.add(company, "deal", "D9,bo,2026-02-12,USD,500.00")

    done = call("accrual", company, "--as-of", "2026-03-12")

    assert done.exit_code == 1
    assert "Not calculated, in no total: ae_2026.commission:bo:D9#1" in done.output


def test_a_workbook_of_another_kind_is_refused(company: Path, tmp_path: Path) -> None:
    done = call("accrual", company, "--as-of", "2026-03-12", "--out", tmp_path / "books.csv")

    assert done.exit_code == 2
    assert "ends in .xlsx" in done.output
