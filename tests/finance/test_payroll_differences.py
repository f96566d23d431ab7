"""What is paid now, what was paid last, and the parts of the difference, with numbers worked by hand.

    employee  code  last                 now
    ana       COMM  D1 900.00            D3 1,200.00, D2 250.00 released, D1 -80.00 taken back
    bo        COMM  D4 500.00            nothing
    cem       COMM  nothing              D5 300.00

ana gets 1,200.00 + 250.00 - 80.00 = 1,370.00 after 900.00: 470.00 more. bo gets 500.00 less, cem 300.00 more.
All together: last 900.00 + 500.00 = 1,400.00, now 1,370.00 + 300.00 = 1,670.00, so 270.00 more.
"""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from comp.finance import Part, Payroll, PayrollRefusedError, payroll, workbook
from comp.finance.payroll_differences import sentence
from comp.runs import Run
from tests.finance.samples import TERMS, line, run

EARLIER = date(2025, 11, 3)
LAST = [line("ana", "D1", 900_00), line("bo", "D4", 500_00)]
NOW = [
    line("ana", "D3", 1_200_00),
    line("ana", "D2", 250_00, born_on=EARLIER, earned_minor=0, earned_before_minor=250_00),
    line("ana", "D1", -80_00, born_on=EARLIER, earned_before_minor=900_00, payable_before_minor=900_00),
    line("cem", "D5", 300_00),
]


def last_run(lines: list[dict[str, Any]]) -> Run:
    return run(lines, period="2025-Q4", results_digest="1a" * 32)


def made() -> Payroll:
    return payroll(run(NOW), TERMS, last=last_run(LAST))


def test_each_difference_is_its_parts() -> None:
    told = {
        row.employee_id: (
            row.last_minor,
            row.now_minor,
            row.minor,
            {p.part: p.minor for p in row.parts if p.minor},
        )
        for row in made().differences
    }
    assert told == {
        "E-ana": (
            900_00,
            1_370_00,
            470_00,
            {Part.OF_PERIOD: 300_00, Part.RELEASED: 250_00, Part.TAKEN_BACK: -80_00},
        ),
        "E-bo": (500_00, None, -500_00, {Part.OF_PERIOD: -500_00}),
        "E-cem": (None, 300_00, 300_00, {Part.OF_PERIOD: 300_00}),
    }


def test_each_difference_is_said_in_words() -> None:
    assert [sentence(row) for row in made().differences] == [
        (
            "470.00 more: lines of the period 1,200.00 (1 paying line), last 900.00 (1 paying line); "
            "holds released 250.00 (1 paying line), last none; taken back -80.00 (1 paying line), last none"
        ),
        "gone: lines of the period none, last 500.00 (1 paying line)",
        "new: lines of the period 300.00 (1 paying line), last none",
    ]


def test_who_had_a_line_of_zero_is_not_new_and_who_still_has_one_is_not_gone() -> None:
    now = [line("cem", "D5", 300_00), line("bo", "D6", 0, earned_minor=80_00)]
    last = [line("bo", "D4", 500_00), line("cem", "D7", 0, earned_minor=40_00)]

    assert [sentence(row) for row in payroll(run(now), TERMS, last=last_run(last)).differences] == [
        "nothing now: lines of the period none, last 500.00 (1 paying line)",
        "nothing last time: lines of the period 300.00 (1 paying line), last none",
    ]


def test_totals_tie_to_both_runs() -> None:
    told = {check.what: (check.expected_minor, check.found_minor) for check in made().checks[-3:]}

    assert told == {
        "Differences, last, against the lines of 2025-Q4": (1_400_00, 1_400_00),
        "Differences, now, against the run's lines": (1_670_00, 1_670_00),
        "rows of Differences whose parts do not add up": (0, 0),
    }


def test_the_sheet_shows_the_parts_that_there_are_and_a_total() -> None:
    sheet = load_workbook(BytesIO(workbook(made())), data_only=True)["Differences"]
    head, *rows = list(sheet.iter_rows(values_only=True))

    assert head == (
        *("Employee ID", "Payee", "Earning code", "Currency", "Last", "Now", "Difference"),
        *("Lines of the period, now", "Less lines of last time", "Holds released, now", "Taken back, now"),
        *("Left over", "Explained"),
    )
    # 1,500.00 of this period less 1,400.00 of the last one, 250.00 released and 80.00 taken back: 270.00.
    assert rows[0][:2] == ("E-ana", "ana")
    assert rows[-1][:12] == ("all", None, None, "USD", 1400, 1670, 270, 1500, -1400, 250, -80, 0)


def test_corrections_are_a_part_of_their_own() -> None:
    paid = payroll(
        run([line("ana", "D1", 10_00, born_on=EARLIER)], corrects="aa" * 32), TERMS, last=last_run(LAST)
    )

    ana = paid.differences[0]
    assert {p.part: (p.now_minor, p.last_minor) for p in ana.parts if p.now_lines or p.last_lines} == {
        Part.OF_PERIOD: (0, 900_00),
        Part.CORRECTED: (10_00, 0),
    }


def test_another_company_and_the_run_itself_are_refused() -> None:
    with pytest.raises(PayrollRefusedError, match="paid last is of Contoso, and this one of Northwind"):
        payroll(run(NOW), TERMS, last=run(LAST, company="Contoso"))
    with pytest.raises(PayrollRefusedError, match="is this run itself"):
        payroll(run(NOW), TERMS, last=run(NOW))


Drawn = tuple[str, str, tuple[str, str], int, int, bool]
lines_drawn = st.lists(
    st.tuples(
        st.sampled_from(["ana", "bo", "cem"]),
        st.sampled_from(["commission", "spif"]),
        st.sampled_from([("ae", "USD"), ("de", "EUR"), ("jp", "JPY")]),
        st.integers(-(10**9), 10**9),
        st.integers(-(10**9), 10**9),
        st.booleans(),
    ),
    max_size=8,
)


def drawn(rows: list[Drawn]) -> list[dict[str, Any]]:
    return [
        line(
            payee,
            f"D{at}",
            payable,
            pay=pay,
            plan=plan,
            currency=currency,
            earned_minor=earned,
            born_on=EARLIER if earlier else date(2026, 2, 1),
        )
        for at, (payee, pay, (plan, currency), payable, earned, earlier) in enumerate(rows)
    ]


@settings(max_examples=40, deadline=None)
@given(lines_drawn, lines_drawn)
def test_whatever_two_runs_hold_the_parts_add_up_and_every_control_ties(
    now: list[Drawn], last: list[Drawn]
) -> None:
    paid = payroll(run(drawn(now)), TERMS, last=last_run(drawn(last)))

    assert all(check.ties for check in paid.checks)
    assert all(sum(part.minor for part in row.parts) == row.minor for row in paid.differences)
