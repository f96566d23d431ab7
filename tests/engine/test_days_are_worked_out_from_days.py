"""Days, spans and periods, as decision 0022 words them."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from comp.engine.days import months_completed
from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Kind, Reading, Shape
from comp.language.money import Rounding
from tests.engine.world import (
    SALES,
    amounts,
    assigned,
    bonus,
    compare,
    day,
    deal,
    facts,
    looked_up,
    measure,
    number,
    pay,
    plan,
    read,
    readings,
    sold,
    table,
    times,
    total,
    usd,
)


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ("2026-01-31", "2026-02-28", 1),  # one month after 31 January is 28 February
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-15", "2026-02-14", 0),
        ("2026-01-15", "2027-01-15", 12),
        ("2024-02-29", "2025-02-28", 12),
        ("2026-03-31", "2026-01-31", -2),  # two months from 31 January to 31 March
        ("2026-02-28", "2026-01-31", -1),
    ],
)
def test_months_are_counted_when_they_are_completed(earlier: str, later: str, months: int) -> None:
    found = months_completed(pl.Series([day(later), None]), pl.Series([day(earlier)]))
    assert found.to_list() == [months, None]


def flagged(condition: core.Expr) -> core.Plan:
    """One unit of money where a condition is true, else nothing."""
    return plan(pay(core.If(condition, usd("1"), usd("0"))))


@pytest.mark.parametrize(
    ("expression", "is_day"),
    [
        (core.Shifted(deal("booked_on"), 0, 30), "03-02"),
        (core.Shifted(deal("booked_on"), 1, 0), "02-28"),
        (core.Shifted(deal("booked_on"), -1, -1), "2025-12-30"),
        (core.MonthEdge(deal("booked_on"), last=False), "01-01"),
        (core.MonthEdge(core.Shifted(deal("booked_on"), 1, 0), last=True), "02-28"),
        (core.PeriodEdge(last=False), "01-01"),
        (core.PeriodEdge(last=True), "01-31"),
        (core.BornOn(), "01-31"),
    ],
)
def test_a_day_is_worked_out_from_another(expression: core.Expr, is_day: str) -> None:
    one = flagged(compare(expression, "is", core.Literal(day(is_day))))
    assert list(amounts(one, facts(deal=[sold("D1", "01-31", "1")])).values()) == ["1.00"]


def test_a_day_that_no_calendar_reaches_is_undefined() -> None:
    one = flagged(core.IsBlank(core.Shifted(deal("booked_on"), 12 * 8000, 0)))
    assert list(amounts(one, facts(deal=[sold("D1", "01-31", "1")])).values()) == ["1.00"]


def test_the_payees_last_day_is_that_of_the_last_assignment_and_blank_while_it_is_open() -> None:
    people = [
        {"payee": "ana", "starts_on": day("01-01"), "ends_on": day("02-10")},
        {"payee": "ana", "starts_on": day("02-11"), "ends_on": day("03-31")},
        {"payee": "bo", "starts_on": day("01-01"), "ends_on": day("02-10")},
        {"payee": "bo", "starts_on": day("02-11"), "ends_on": None},
    ]
    deals = [sold("D1", "01-05", "1"), sold("D2", "01-05", "1", "bo")]
    given = facts(deal=deals, assignment=people)
    leaves = flagged(compare(core.PayeesLastDay(), "is", core.Literal(day("03-31"))))
    assert list(amounts(leaves, given).values()) == ["1.00", "0.00"]
    stays = flagged(core.IsBlank(core.PayeesLastDay()))
    assert list(amounts(stays, given).values()) == ["0.00", "1.00"]


def test_periods_are_numbered_in_their_year() -> None:
    one = plan(bonus(times(usd("1"), core.PeriodNumber())))
    people = [{"payee": "ana"}]
    found = list(amounts(one, facts(assignment=people), "03-31").values())
    assert found == ["1.00", "2.00", "3.00"]


def weekly(one: core.Plan) -> core.Plan:
    """The plan by weeks from Monday 5 January."""
    week = Cadence.WEEK
    return replace(one, performance=week, payout=week, weeks_from=date(2026, 1, 5))


def test_a_plan_of_weeks_has_lines_of_weeks() -> None:
    # Weeks from Monday 5 January, counted also before it: the first holds 29 December to 4 January.
    one = weekly(plan(bonus(usd("1"))))
    people = [{"payee": "ana"}]
    found = amounts(one, facts(assignment=people), "01-18")
    assert list(found) == [f"bonus:ana:{week}+1w" for week in ("2025-12-29", "2026-01-05", "2026-01-12")]


def test_counters_of_weeks_start_again_and_a_quarter_holds_the_weeks_that_end_in_it() -> None:
    # A week's counter: 5 % to 1,000, 10 % above. D1 and D2 stand in one week, D3 in the next.
    so_far = measure("so_far", total(), Reading.RUNNING, Kind.MONEY)
    bands = table("rate", Shape.MARGINAL, read("so_far", Kind.MONEY), ("0", "5%"), ("1000", "10%"))
    one = weekly(plan(pay(times(SALES, looked_up("rate"))), measures=[so_far], tables=[bands]))
    deals = [sold("D1", "01-05", "800"), sold("D2", "01-11", "800"), sold("D3", "01-12", "800")]
    assert list(amounts(one, facts(deal=deals)).values()) == ["40.00", "70.00", "40.00"]
    # 30 March lies in the week that ends on 5 April: it counts in the second quarter.
    quarter = measure("quarter", total(core.Window(cadence=Cadence.QUARTER)), Reading.POSTING, Kind.MONEY)
    wide = weekly(plan(bonus(read("quarter", Kind.MONEY)), measures=[quarter]))
    given = facts(deal=[sold("D1", "03-29", "1"), sold("D2", "03-30", "2"), sold("D3", "04-30", "4")])
    found = readings(wide, given, "quarter", "06-30")
    assert found["ana 2026-03-23+1w"] == 100
    assert found["ana 2026-03-30+1w"] == 600
    assert found["ana 2026-06-29+1w"] == 0


def test_half_months_are_periods_too() -> None:
    one = plan(bonus(usd("1")), performance=Cadence.HALF_MONTH)
    found = amounts(one, facts(assignment=[{"payee": "ana"}]), "02-15")
    assert list(found) == [f"bonus:ana:{name}" for name in ("2026-01-a", "2026-01-b", "2026-02-a")]


def test_a_window_of_periods_before_reaches_over_the_new_year() -> None:
    # Payments of the month and the two before it, whoever's: December's 1 counts in January and February.
    rows = core.RowSet("payment", core.Window(before=2))
    paid = core.Aggregate(core.Aggregation.COUNT, rows, None, Kind.NUMBER)
    one = plan(bonus(usd("1")), measures=[measure("paid", paid, Reading.POSTING)])
    payments = [{"paid_on": day(on), "deal": "D1"} for on in ("2025-12-31", "01-31", "03-01")]
    given = facts(assignment=[{"payee": "ana"}], payment=payments)
    found = readings(one, given, "paid", "04-30")
    assert list(found.values()) == [Fraction(n) for n in (2, 2, 2, 1)]


def test_money_of_an_assignment_is_converted_at_the_rate_of_a_day() -> None:
    # 100,000 rupees at 0.0125 are 1,250.00 dollars.
    salary = core.InCurrency(assigned("salary"), core.Literal(day("01-10")), "USD", Rounding.HALF_EVEN)
    one = plan(bonus(times(salary, number("100%"))))
    people = [{"payee": "ana", "salary": 10_000_000, "currency": "INR"}]
    rate = {"of_currency": "INR", "into_currency": "USD", "rate": Fraction(1, 80)}
    rates = [
        {**rate, "quoted_on": day("01-01")},
        {**rate, "quoted_on": day("01-20"), "rate": Fraction(1, 50)},
    ]
    found = amounts(one, facts(assignment=people, rate=rates), "01-31")
    assert list(found.values()) == ["1250.00"]


def test_a_plan_with_a_fixed_day_converts_every_credit_at_its_rate() -> None:
    of_row = core.Convert(deal("amount"), "deal", "USD", deal("booked_on"), Rounding.HALF_EVEN)
    one = plan(pay(SALES), pay(of_row, "extra"), rate_on=day("01-01"))
    rate = {"of_currency": "EUR", "into_currency": "USD"}
    rates = [
        {**rate, "quoted_on": day("01-01"), "rate": Fraction(11, 10)},
        {**rate, "quoted_on": day("02-01"), "rate": Fraction(12, 10)},
    ]
    deals = [sold("D1", "01-05", "100", currency="EUR"), sold("D2", "02-05", "100", currency="EUR")]
    assert set(amounts(one, facts(deal=deals, rate=rates)).values()) == {"110.00"}
