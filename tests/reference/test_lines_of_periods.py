"""Lines of periods: longer ones, on account, with cents allotted among payees; and what was earned above."""

from dataclasses import replace

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Kind, Reading, Whose, Window
from comp.reference import explain, valuate
from tests.reference import build as b

MONTHS = {"performance": Cadence.MONTH}
TARGET = core.PeriodTarget(
    b.assigned("target_incentive", Kind.MONEY), b.share("100%"), cadence=Cadence.QUARTER
)


def test_a_line_for_a_quarter_of_months_belongs_to_its_last_month() -> None:
    sold = core.Measure("sold", b.TOTAL, Kind.MONEY, Reading.CLOSE)
    pay = core.Pay("bonus", b.read("sold", Kind.MONEY), None, cadence=Cadence.QUARTER)
    deals = [b.deal("D1", "02-10", "1.00"), b.deal("D2", "03-10", "2.00")]
    case = b.Case((pay,), (sold,), options=MONTHS)

    # The measure of the period is that of March.
    assert case.earned({"deal": deals}, "03-30") == {}
    assert case.earned({"deal": deals}, "03-31") == {"ana:2026-Q1": 200}
    assert [line.performance_period for line in case.lines({"deal": deals}, "03-31")] == ["2026-03"]


def test_the_target_of_a_longer_line_is_that_of_the_longer_period() -> None:
    pay = core.Pay("bonus", TARGET, None, cadence=Cadence.QUARTER)
    person = b.person(
        "ana", target_incentive=b.cents("24,000.00"), starts_on=b.d("02-01"), ends_on=b.d("03-10")
    )
    (line,) = b.Case((pay,), options=MONTHS).lines({"assignment": [person]}, "03-31")

    # A quarter of 24,000, for 28 and 10 of 90 days: 6,000 x 38/90.
    assert (line.earned_minor, line.born_on, line.unit) == (b.cents("2,533.33"), b.d("03-10"), "2026-Q1")


def test_a_line_on_account_is_there_from_the_first_day_and_grows() -> None:
    sold = core.Measure("sold", b.TOTAL, Kind.MONEY, Reading.POSTING)
    pay = core.Pay("bonus", b.read("sold", Kind.MONEY), None, on_account=True)
    rows: b.Rows = {
        "assignment": [b.person("ana", starts_on=b.d("01-15"))],
        "deal": [b.deal("D1", "02-10", "1.00"), b.deal("D2", "03-10", "2.00")],
    }
    case = b.Case((pay,), (sold,))

    assert case.earned(rows, "01-14") == {}
    assert case.earned(rows, "01-15") == {"ana:2026-Q1": 0}
    assert case.earned(rows, "02-28") == {"ana:2026-Q1": 100}
    assert case.earned(rows, "03-31") == {"ana:2026-Q1": 300}


def pool(*people: str, value: core.Expr | None = None) -> tuple[b.Case, b.Rows]:
    """100.00 shared by all alike."""
    share = value or core.Literal(b.Money(10_000, "USD"))
    pay = core.Pay("pool", b.over(share, b.num(len(people))), None, evened=True)
    return b.Case((pay,)), {"assignment": [b.person(payee) for payee in people]}


def test_a_pool_pays_out_whole() -> None:
    case, rows = pool("ana", "bo", "cy")

    # 33.33 and a third each; the odd cent goes to the first payee.
    assert case.earned(rows, "03-31") == {"ana:2026-Q1": 3_334, "bo:2026-Q1": 3_333, "cy:2026-Q1": 3_333}


def test_one_payee_of_a_pool_is_paid_the_same_alone() -> None:
    case, rows = pool("ana", "bo", "cy")
    (line,) = valuate(case.program, case.plan, b.snapshot(rows), b.CALENDAR, b.d("03-31"), ["ana"])

    assert line.earned_minor == 3_334
    assert explain.sentence(line).endswith(
        "= 33.333333\u2026 USD, 33.34 USD after the cents of all payees were allotted."
    )


def test_a_fault_is_left_out_of_a_pool() -> None:
    case, rows = pool("ana", "bo", "cy", value=b.times(b.assigned("target_incentive", Kind.MONEY), b.num(1)))
    people = [
        {**person, "target_incentive": None if person["payee"] == "ana" else 10_000}
        for person in rows["assignment"]
    ]

    assert case.earned({"assignment": people}, "03-31") == {
        "ana:2026-Q1": None, "bo:2026-Q1": 3_334, "cy:2026-Q1": 3_333,
    }  # fmt: skip


def earned(*pays: str, **fields: object) -> core.Earned:
    """What was earned by pays of the period."""
    return replace(core.Earned(pays, Window()), **fields)


BOTH: b.Rows = {
    "assignment": [
        b.person("ana", manager="mia"),
        b.person("bo", manager="mia", ends_on=b.d("02-10")),
        b.person("bo", manager="vic", starts_on=b.d("02-11")),
        b.person("mia"),
    ],
    "deal": [
        b.deal("D1", "01-10", "100.05"),
        b.deal("D2", "02-10", "200.00", owner="bo"),
        b.deal("D3", "03-10", "400.00", owner="bo"),
        b.deal("D4", "04-10", "800.00"),
    ],
}


def override(
    node: core.Earned, of: str = "mia", day: str = "03-31", options: dict[str, object] | None = None
) -> int | None:
    """A bonus as high as what was earned by a tenth, doubled afterwards."""
    statements = (
        b.commission("10%"),
        core.Pay("override", node, None),
        core.Multiply("commission", b.num(2)),
    )
    case = b.Case(statements, options=options or {})
    lines = {line.payee: line for line in case.lines(BOTH, day) if line.pay == "override"}
    return lines[of].earned_minor


def test_what_was_earned_is_the_sum_of_struck_lines_above() -> None:
    # 10.005 is struck half even to 10.00; the factor below the override is not in it.
    assert override(earned("commission"), "ana") == 1_000


def test_a_manager_earns_by_reports_as_of_each_lines_birth() -> None:
    # Ana's 10.00 and Bo's 20.00 of the day before he moved.
    assert override(earned("commission", whose=Whose.REPORTS)) == 3_000
    assert override(earned("commission", whose=Whose.EVERYONE)) == 7_000


def test_earned_of_a_longer_window_takes_its_periods() -> None:
    # The override of the second quarter: half a year is 10.00 and 80.00, the quarter 80.00.
    half_year = earned("commission", window=Window(cadence=Cadence.HALF_YEAR))
    statements = (b.commission("10%"), core.Pay("override", half_year, None))
    lines = b.Case(statements).lines(BOTH, "06-30")

    assert [line.earned_minor for line in lines if line.line_id == "plan.override:ana:2026-Q2"] == [9_000]
    quarter = (b.commission("10%"), core.Pay("override", earned("commission"), None))
    lines = b.Case(quarter).lines(BOTH, "06-30")
    assert [line.earned_minor for line in lines if line.line_id == "plan.override:ana:2026-Q2"] == [8_000]


def test_earned_of_the_plan_takes_all_lines_of_it() -> None:
    whole = earned("bonus", window=Window(whole_plan=True))
    statements = (core.Pay("bonus", b.usd("1.00"), None), core.Pay("override", whole, None))
    case = b.Case(statements, options={"effective_through": b.d("08-10")})

    # The third quarter ends after the plan, and is a line of it all the same.
    assert case.earned({}, "09-30")["ana:2026-Q3"] == 300


def test_earned_of_the_fact_takes_all_lines_of_it() -> None:
    halves = b.credit(b.part("share", "deal.owner", "50%"), b.part("the rest", "deal.overlay"))
    rest = b.over(core.Earned(("commission",), Window(), of_fact=True), b.num(2))
    spiff = core.Pay("spiff", rest, "new")
    rows: b.Rows = {
        "assignment": [b.person("ana"), b.person("bo")],
        "deal": [
            b.deal("D1", "01-10", "100.00", overlay="bo"),
            b.deal("D2", "01-11", "500.00", overlay="bo"),
        ],
    }
    case = b.Case((b.commission("10%"), spiff), credits=(halves,))

    # 5.00 each of D1, so half of 10.00; of D2 half of 50.00.
    lines = {line.line_id: line.earned_minor for line in case.lines(rows, "03-31") if line.pay == "spiff"}
    assert lines == {
        "plan.spiff:ana:D1#1": 500, "plan.spiff:bo:D1#2": 500,
        "plan.spiff:ana:D2#1": 2_500, "plan.spiff:bo:D2#2": 2_500,
    }  # fmt: skip


def test_a_fault_leaves_what_was_earned_unknown() -> None:
    foreign = [{**deal, "currency": "EUR" if deal["id"] == "D2" else "USD"} for deal in BOTH["deal"]]
    statements = (b.commission("10%"), core.Pay("override", earned("commission"), None))
    lines = b.Case(statements).lines({**BOTH, "deal": foreign}, "03-31")

    assert {b.short(line): line.earned_minor for line in lines if line.pay == "override"} == {
        "ana:2026-Q1": 1_000, "bo:2026-Q1": None, "mia:2026-Q1": 0,
    }  # fmt: skip


def test_what_was_earned_is_said_with_its_lines() -> None:
    statements = (b.commission("10%"), core.Pay("override", earned("commission", whose=Whose.REPORTS), None))
    line = next(
        each
        for each in b.Case(statements).lines(BOTH, "03-31")
        if each.line_id == "plan.override:mia:2026-Q1"
    )

    assert (
        explain.sentence(line)
        == "2026-Q1: 30.00 USD earned commission of direct reports in 2026-Q1 = 30.00 USD."
    )
    assert "plan.commission:bo:D2#1: 20.00 USD" in explain.tree(line.trace)


@pytest.mark.parametrize("payees", [["mia"], ["ana", "mia"]])
def test_a_manager_that_is_valued_alone_earns_the_same(payees: list[str]) -> None:
    statements = (b.commission("10%"), core.Pay("override", earned("commission", whose=Whose.REPORTS), None))
    case = b.Case(statements)
    lines = valuate(case.program, case.plan, b.snapshot(BOTH), b.CALENDAR, b.d("03-31"), payees)

    assert [line.earned_minor for line in lines if line.line_id == "plan.override:mia:2026-Q1"] == [3_000]
    assert {line.payee for line in lines} == set(payees)
