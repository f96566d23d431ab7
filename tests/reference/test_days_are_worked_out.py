"""Days from days, spans in days and months, periods of weeks, and windows of the year and the plan."""

from dataclasses import replace
from datetime import date

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Kind, Reading
from comp.reference import explain
from comp.reference.days import months_from, shifted, thirty_day_weight
from comp.reference.evaluate import evaluate
from comp.reference.facts_index import Facts
from comp.reference.scope import Scope, Sight
from comp.reference.valuation import plan_view
from comp.reference.values import Undefined
from tests.reference import build as b


@pytest.mark.parametrize(
    ("day", "months", "days", "found"),
    [
        ("2026-01-31", 1, 0, "2026-02-28"),
        ("2024-01-31", 1, 0, "2024-02-29"),
        ("2026-03-15", 12, 0, "2027-03-15"),
        ("2026-03-31", -1, 0, "2026-02-28"),
        ("2026-01-31", 1, 1, "2026-03-01"),  # first the month, then the day
        ("2026-12-31", 0, 30, "2027-01-30"),
    ],
)
def test_a_day_is_so_many_months_then_days_after_another(
    day: str, months: int, days: int, found: str
) -> None:
    assert shifted(b.d(day), months, days) == b.d(found)


def test_a_day_that_no_calendar_reaches_is_undefined() -> None:
    assert isinstance(shifted(b.d("2026-01-01"), 12 * 9000, 0), Undefined)
    assert isinstance(shifted(date.max, 0, 1), Undefined)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-02-27", 0),
        ("2026-03-15", "2027-03-14", 11),
        ("2026-03-15", "2027-03-15", 12),
        ("2026-02-28", "2026-01-31", -1),
        ("2026-02-01", "2026-02-01", 0),
    ],
)
def test_months_are_counted_when_they_are_completed(first: str, last: str, months: int) -> None:
    assert months_from(b.d(first), b.d(last)) == months


def test_every_whole_month_has_thirty_days() -> None:
    for month, length in ((1, 31), (2, 28), (4, 30)):
        assert sum(thirty_day_weight(date(2026, month, day)) for day in range(1, length + 1)) == 30
    # A 31st falls together with the 30th.
    assert [thirty_day_weight(b.d(day)) for day in ("01-29", "01-30", "01-31", "02-28")] == [1, 0, 1, 3]


def answer(expr: core.Expr) -> object:
    """What an expression says of ana's line of 10 February, in the first quarter."""
    view = b.Case((b.commission("10%"),))
    rows: b.Rows = {
        "assignment": [
            b.person("ana", ends_on=b.d("02-14")),
            b.person("ana", "CSM", starts_on=b.d("02-15"), ends_on=b.d("05-05")),
            b.person("bo"),
        ],
        "deal": [b.deal("D1", "02-10", "1.00")],
    }
    plan = plan_view(view.program, view.plan, Facts(b.snapshot(rows)), b.CALENDAR, b.d("12-31"))
    period = b.CALENDAR.period_of(b.d("02-10"), Cadence.QUARTER)
    scope = Scope(plan.facts, Sight(b.d("12-31")), {}, "ana", b.d("02-10"), period, None, plan)
    return evaluate(expr, scope)


def test_edges_of_months_and_periods_and_the_payees_last_day() -> None:
    assert answer(core.MonthEdge(core.BornOn(), last=True)) == b.d("02-28")
    assert answer(core.MonthEdge(core.BornOn(), last=False)) == b.d("02-01")
    assert answer(core.PeriodEdge(last=True)) == b.d("03-31")
    assert answer(core.PeriodEdge(last=False)) == b.d("01-01")
    assert answer(core.PayeesLastDay()) == b.d("05-05")
    assert answer(core.PeriodNumber()) == 1


def test_the_last_day_of_who_stays_is_not_defined() -> None:
    case = b.Case(
        (core.Pay("bonus", core.If(core.IsBlank(core.PayeesLastDay()), b.usd("1.00"), b.usd("2.00")), None),)
    )

    assert case.earned({}, "03-31") == {"ana:2026-Q1": 100}
    assert case.earned({"assignment": [b.person("ana", ends_on=b.d("06-30"))]}, "03-31") == {
        "ana:2026-Q1": 200
    }


WEEKS = {"performance": Cadence.TWO_WEEKS, "weeks_from": b.d("01-05")}


def test_periods_of_weeks_are_named_by_their_first_day() -> None:
    case = b.Case((core.Pay("bonus", b.usd("1.00"), None),), options=WEEKS)

    # The plan begins on 1 January, inside the two weeks from 22 December.
    assert list(case.earned({}, "02-01")) == ["ana:2025-12-22+2w", "ana:2026-01-05+2w", "ana:2026-01-19+2w"]


def test_a_week_belongs_to_the_year_of_its_last_day() -> None:
    year = replace(b.OWN, window=core.Window(cadence=Cadence.YEAR))
    sold = core.Measure("sold", replace(b.TOTAL, over=year), Kind.MONEY, Reading.POSTING)
    pay = core.Pay("bonus", b.read("sold", Kind.MONEY), None)
    deals = [
        b.deal("D0", "2025-12-21", "4.00"),
        b.deal("D1", "2025-12-30", "1.00"),
        b.deal("D2", "01-02", "2.00"),
    ]
    rows: b.Rows = {"deal": deals}
    options = {**WEEKS, "effective_from": b.d("2025-12-08")}

    # The two weeks end on 4 January 2026, so both count in 2026; a sale of the weeks before does not.
    earned = b.Case((pay,), (sold,), options=options).earned(rows, "01-04")
    assert earned == {"ana:2025-12-08+2w": 400, "ana:2025-12-22+2w": 300}


def test_a_window_of_the_plan_counts_all_of_it_and_nothing_before() -> None:
    plan = replace(b.OWN, window=core.Window(whole_plan=True))
    sold = core.Measure("sold", replace(b.TOTAL, over=plan), Kind.MONEY, Reading.POSTING)
    pay = core.Pay("bonus", b.read("sold", Kind.MONEY), None)
    deals = [b.deal("D0", "2025-12-31", "8.00"), b.deal("D1", "01-10", "1.00"), b.deal("D2", "05-10", "2.00")]

    earned = b.Case((pay,), (sold,)).earned({"deal": deals}, "06-30")
    assert earned == {"ana:2026-Q1": 300, "ana:2026-Q2": 300}


def test_a_day_says_how_it_was_worked_out() -> None:
    late = b.compare(core.BornOn(), ">", core.Shifted(core.MonthEdge(core.BornOn(), last=False), 0, 5))
    rate = core.If(late, b.num("20%"), b.num("10%"))
    (line,) = b.Case((b.commission(rate),)).lines({"deal": [b.deal("D1", "01-10", "1.00")]}, "03-31")

    assert explain.sentence(line).endswith(
        "times 20% (because the line's date 10 January 2026, after 6 January 2026, "
        "5 days after 1 January 2026, the first day of the month of the line's date 10 January 2026) "
        "= 0.20 USD."
    )


def test_a_plan_with_a_fixed_day_takes_every_rate_from_it() -> None:
    rates = [
        {
            "id": str(n),
            "of_currency": "EUR",
            "into_currency": "USD",
            "quoted_on": b.d(on),
            "rate": b.share(rate),
        }
        for n, (on, rate) in enumerate([("01-01", "1.10"), ("02-01", "1.20")])
    ]
    rows: b.Rows = {"deal": [b.deal("D1", "02-10", "100.00", currency="EUR")], "rate": rates}

    assert b.Case((b.commission("10%"),)).earned(rows, "03-31") == {"ana:D1#1": 1_200}
    assert b.Case((b.commission("10%"),), options={"rate_on": b.d("01-01")}).earned(rows, "03-31") == {
        "ana:D1#1": 1_100
    }


def test_an_assignments_money_in_another_currency_is_converted_at_a_day() -> None:
    rates = [
        {
            "id": "1",
            "of_currency": "INR",
            "into_currency": "USD",
            "quoted_on": b.d("01-01"),
            "rate": b.share("0.012"),
        }
    ]
    rows: b.Rows = {
        "assignment": [b.person("ana", target_incentive=1_234_567, currency="INR")],
        "rate": rates,
    }
    target = b.assigned("target_incentive", Kind.MONEY)
    converted = core.InCurrency(target, core.Literal(b.d("01-01")), "USD", b.Rounding.HALF_EVEN)

    # 12,345.67 rupees at 0.012 are 148.14804 dollars.
    assert b.Case((core.Pay("bonus", converted, None),)).earned(rows, "03-31") == {"ana:2026-Q1": 14_815}
    assert b.Case((core.Pay("bonus", target, None),)).earned(rows, "03-31") == {"ana:2026-Q1": None}
