"""From lines to control totals, with numbers worked by hand.

The run pays two people in dollars and one in euros:

    line  payee  plan.pay         currency  payable
    D1    ana    ae.commission    USD       1,200.10
    D2    ana    ae.commission    USD         -50.05   taken back
    D3    ana    ae.spif          USD         300.00
    D4    bo     ae.commission    USD          99.95
    D5    bo     ae.commission    USD           0.00   earned 80.00, all of it held
    D6    cem    de.commission    EUR         640.00

Import, by employee and earning code: ana COMM 1,200.10 - 50.05 = 1,150.05, ana SPIF1 300.00, bo COMM 99.95,
cem COMM 640.00. All in dollars: 1,150.05 + 300.00 + 99.95 = 1,550.00; in euros 640.00.
"""

from dataclasses import replace
from datetime import date

from comp.finance import Payroll, payroll
from comp.runs import Run
from tests.finance.samples import TERMS, line, run

LINES = [
    line("ana", "D1", 1_200_10),
    line("ana", "D2", -50_05, earned_before_minor=50_05, payable_before_minor=50_05),
    line("ana", "D3", 300_00, pay="spif", clause="spif"),
    line("bo", "D4", 99_95),
    line("bo", "D5", 0, earned_minor=80_00),
    line("cem", "D6", 640_00, plan="de", currency="EUR"),
]


def entity(payee: str, _day: date) -> str:
    return "Northwind GmbH" if payee == "cem" else "Northwind Inc."


def example() -> Run:
    return run(LINES)


def made() -> Payroll:
    return payroll(example(), replace(TERMS, legal_entity=entity))


def test_lines_add_up_to_import_rows() -> None:
    rows = [(row.key.employee_id, row.key.earning_code, row.key.currency) for row in made().imports]
    assert dict(zip(rows, [row.amount_minor for row in made().imports], strict=True)) == {
        ("E-ana", "COMM", "USD"): 1_150_05,
        ("E-ana", "SPIF1", "USD"): 300_00,
        ("E-bo", "COMM", "USD"): 99_95,
        ("E-cem", "COMM", "EUR"): 640_00,
    }


def test_import_rows_add_up_to_every_control() -> None:
    told = [
        (check.what, check.legal_entity, check.currency, check.expected_minor, check.found_minor, check.count)
        for check in made().checks
    ]
    lines, working = "Import, against the run's lines", "Working, against the run's lines"
    of_entity = "Import of the legal entity, against its lines"
    assert told == [
        (lines, "", "EUR", 640_00, 640_00, 1),
        (working, "", "EUR", 640_00, 640_00, 1),
        (lines, "", "USD", 1_550_00, 1_550_00, 3),
        (working, "", "USD", 1_550_00, 1_550_00, 4),
        (of_entity, "Northwind GmbH", "EUR", 640_00, 640_00, 1),
        (of_entity, "Northwind Inc.", "USD", 1_550_00, 1_550_00, 3),
        ("ae.commission, against payouts.csv", "", "USD", 1_250_00, 1_250_00, 3),
        ("ae.spif, against payouts.csv", "", "USD", 300_00, 300_00, 1),
        ("de.commission, against payouts.csv", "", "EUR", 640_00, 640_00, 1),
        ("ae, against the manifest", "", "USD", 1_550_00, 1_550_00, 4),
        ("de, against the manifest", "", "EUR", 640_00, 640_00, 1),
        ("import rows that differ from the lines behind them", "", "", 0, 0, 4),
        ("lines of the run that pay something, against Working", "", "", 5, 5, 6),
    ]


def test_what_pays_nothing_is_counted_and_not_lost() -> None:
    assert (made().not_paid.of_zero, made().not_paid.faults) == (1, 0)


def test_working_says_what_a_line_was_worth_and_is() -> None:
    taken_back = next(row for row in made().working if row.line_id.endswith("D2"))

    assert (taken_back.payable_before_minor, taken_back.payable_now_minor) == (50_05, 0)
    assert taken_back.payable_minor == -50_05
