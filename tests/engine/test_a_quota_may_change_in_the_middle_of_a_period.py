"""Quotas that change, targets and parts of a period, as decisions 0026 and 0027 word them."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from comp.engine.targets import counted
from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Kind, Proration, QuotaBasis, Reading, Shape
from tests.engine.world import (
    SALES,
    YEAR_END,
    amounts,
    assigned,
    bonus,
    compare,
    day,
    facts,
    looked_up,
    measure,
    over,
    pay,
    plan,
    read,
    readings,
    sold,
    table,
    text,
    times,
    total,
    usd,
)

BANDS = (("0%", "6%"), ("50%", "10%"), ("100%", "15%"), ("150%", "20%"))
CHANGED = facts(
    deal=[sold("D1", "01-20", "200000"), sold("D2", "03-10", "10000")],
    # 300,000 a quarter until 28 February, 200,000 from 1 March: 59 and 31 of 90 days of them.
    quota=[
        {
            "payee": "ana", "name": "sales", "starts_on": day("01-01"), "ends_on": day("02-28"),
            "amount": 300_000_00 * 59 // 90,
        },
        {
            "payee": "ana", "name": "sales", "starts_on": day("03-01"), "ends_on": day("03-31"),
            "amount": 200_000_00 * 31 // 90,
        },
    ],
)  # fmt: skip


def quota(basis: QuotaBasis = QuotaBasis.BLENDED, **more: object) -> core.Quota:
    return replace(core.Quota("sales", Kind.MONEY, basis=basis), **more)


def of_attainment(attainment: core.Expr, reading: Reading, shape: Shape) -> core.Plan:
    return plan(
        pay(times(SALES, looked_up("rate"))),
        measures=[measure("attainment", attainment, reading)],
        tables=[table("rate", shape, read("attainment"), *BANDS)],
        performance=Cadence.QUARTER,
    )


CREDIT_DATE, SPAN = quota(QuotaBasis.CREDIT_DATE), quota(QuotaBasis.SPAN)


@pytest.mark.parametrize(
    ("attainment", "paid"),
    [
        # D1 reaches 2/3: 150,000 at 6 % and 50,000 at 10 %, 14,000 each time but when it starts again.
        # Attainment carried: D2 from 66.67 % by 5 % to 71.67 %, all at 10 %.
        (total(term=over(SALES, CREDIT_DATE)), ["14000.00", "1000.00"]),
        # The amount carried: D2 from 200,000 to 210,000 of 200,000, 100 % to 105 %: 15 %.
        (over(total(), CREDIT_DATE), ["14000.00", "1500.00"]),
        # Blended 300,000 * 59/90 + 200,000 * 31/90 = 265,555.56: half is 132,777.78, which pay 6 %, the
        # other 67,222.22 pay 10 % (7,966.67 + 6,722.22 = 14,688.89); D2 at 10 %.
        (over(total(), quota()), ["14688.89", "1000.00"]),
        # Each row its own counter: 200,000 of 196,666.67 pays 5,900 + 9,833.33 + 500 = 16,233.33;
        # 10,000 of 68,888.89 pays 6 %.
        (over(total(core.Window(quota="sales")), SPAN), ["16233.33", "600.00"]),
    ],
)
def test_a_quota_that_changes_pays_by_the_words_that_the_plan_chose(
    attainment: core.Expr, paid: list[str]
) -> None:
    one = of_attainment(attainment, Reading.RUNNING, Shape.MARGINAL)
    found = amounts(one, CHANGED)
    assert list(found.values()) == paid


def test_the_latest_quota_reprices_every_line() -> None:
    # 210,000 of 200,000 in all, 105 %: 100,000 at 6, 100,000 at 10 and 10,000 at 15 % are 17,500.
    one = of_attainment(over(total(), quota(QuotaBasis.CLOSE)), Reading.RUNNING, Shape.MARGINAL)
    assert list(amounts(one, CHANGED).values()) == ["16000.00", "1500.00"]


def test_a_quota_read_at_posting_is_that_of_the_last_member_day() -> None:
    # In all 210,000 of 200,000 on 31 March, 105 %: 15 % of every line.
    one = of_attainment(over(total(), CREDIT_DATE), Reading.POSTING, Shape.RETROACTIVE)
    assert list(amounts(one, CHANGED).values()) == ["30000.00", "1500.00"]


def test_without_a_row_of_its_day_a_credit_has_no_counter_of_a_span() -> None:
    counter = total(core.Window(quota="sales"))
    one = plan(bonus(usd("1")), measures=[measure("m", counter, Reading.WITH)], performance=Cadence.QUARTER)
    assert readings(one, CHANGED, "m") == {"ana D1#1": 20_000_000, "ana D2#1": 1_000_000}
    bare = facts(deal=[sold("D1", "01-20", "200000")])
    assert readings(one, bare, "m") == {"ana D1#1": None}


def test_two_rows_on_one_day_have_no_quota_in_force_but_add_up_when_blended() -> None:
    # 300 for the quarter and a relief of 90 over it.
    span = {"starts_on": day("01-01"), "ends_on": day("03-31"), "payee": "ana", "name": "sales"}
    given = facts(
        assignment=[{"payee": "ana"}], quota=[{**span, "amount": 300_00}, {**span, "amount": -90_00}]
    )
    one = plan(bonus(quota()), bonus(quota(QuotaBasis.CLOSE), "late"), performance=Cadence.QUARTER)
    found = amounts(one, given, "03-31")
    assert found == {"bonus:ana:2026-Q1": "210.00", "late:ana:2026-Q1": None}
    assert readings(one, given, "quota.sales", "03-31") == {"ana 2026-Q1": Fraction(21000)}


def test_the_quota_of_a_longer_period_is_that_which_holds_the_lines() -> None:
    # 300 a quarter seen by a month's line; the month itself has 300 * 31/90 = 103.33.
    span = {"starts_on": day("01-01"), "ends_on": day("03-31"), "payee": "ana", "name": "sales"}
    given = facts(assignment=[{"payee": "ana"}], quota=[{**span, "amount": 300_00}])
    one = plan(bonus(quota(cadence=Cadence.QUARTER)), bonus(quota(), "month"))
    assert list(amounts(one, given, "01-31").values()) == ["300.00", "103.33"]


# Targets ---------------------------------------------------------------------------------------------------


def target(how: Proration, cadence: Cadence = Cadence.HALF_YEAR, *, blended: bool = False) -> core.Plan:
    annual = core.PeriodTarget(assigned("salary"), Fraction(1), blended, cadence)
    return plan(bonus(annual), performance=cadence, proration=how)


@pytest.mark.parametrize(
    ("how", "paid"),
    # 10,000 a year, half a year from 1 April: 90 of 180 days of 30-day months, 91 of 181 calendar days,
    # 65 of 129 working days (1 January 2026 is a Thursday), 3 of 6 months.
    [
        (Proration.MONTHS_OF_30_DAYS, "2500.00"),
        (Proration.CALENDAR_DAYS, "2513.81"),
        (Proration.WORKING_DAYS, "2519.38"),
        (Proration.STARTED_MONTHS, "2500.00"),
    ],
)
def test_a_part_of_a_period_is_counted_as_the_plan_says(how: Proration, paid: str) -> None:
    people = [{"payee": "ana", "salary": 10_000_00, "starts_on": day("04-01")}]
    found = amounts(target(how), facts(assignment=people), "06-30")
    assert list(found.values()) == [paid]


def test_a_started_month_counts_whole() -> None:
    # From 30 April: April, May and June of six months.
    people = [{"payee": "ana", "salary": 10_000_00, "starts_on": day("04-30")}]
    found = amounts(target(Proration.STARTED_MONTHS), facts(assignment=people), "06-30")
    assert list(found.values()) == ["2500.00"]


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ("01-01", "01-31", 30),
        ("01-01", "01-30", 29),  # to the 31st, which is taken as the 30th
        ("01-31", "01-31", 1),
        ("02-01", "02-28", 30),
        ("04-01", "06-30", 90),
    ],
)
def test_a_run_of_30_day_months_goes_to_the_day_after_it(starts: str, ends: str, days: int) -> None:
    assert counted(Proration.MONTHS_OF_30_DAYS, [(day(starts), day(ends))]) == days


def test_parts_of_30_day_months_add_up_to_their_whole() -> None:
    runs = [(day("01-01"), day("01-30")), (day("01-31"), day("02-14")), (day("02-15"), day("02-28"))]
    assert counted(Proration.MONTHS_OF_30_DAYS, runs) == 60


RAISED = [
    {"payee": "ana", "salary": 20_000_00, "role": "AE", "ends_on": day("05-31")},
    {"payee": "ana", "salary": 24_000_00, "role": "AE", "starts_on": day("06-01")},
]


def test_a_target_that_changes_is_that_of_birth_or_blended_by_days() -> None:
    # A year, 20,000 for 151 days and 24,000 for 214: 22,345.21 blended, 24,000 as of the line's date.
    given = facts(assignment=RAISED)
    year = Cadence.YEAR
    assert list(amounts(target(Proration.CALENDAR_DAYS, year), given, YEAR_END).values()) == ["24000.00"]
    blended = target(Proration.CALENDAR_DAYS, year, blended=True)
    assert list(amounts(blended, given, YEAR_END).values()) == ["22345.21"]
    # By months 5 and 7 of 12: 22,333.33.
    months = target(Proration.STARTED_MONTHS, year, blended=True)
    assert list(amounts(months, given, YEAR_END).values()) == ["22333.33"]


def test_a_month_of_two_assignments_counts_for_the_later_one() -> None:
    # 20,000 until 15 May, 24,000 from the 16th: 4 and 8 months of 12.
    people = [
        {**RAISED[0], "ends_on": day("05-15")},
        {**RAISED[1], "starts_on": day("05-16")},
    ]
    months = target(Proration.STARTED_MONTHS, Cadence.YEAR, blended=True)
    assert list(amounts(months, facts(assignment=people), YEAR_END).values()) == ["22666.67"]


def test_a_target_counts_only_days_in_the_plan() -> None:
    # 24,000 a year; an AE from 1 June: 214 of 365 days.
    people = [{**RAISED[0], "role": "SE"}, RAISED[1]]
    for blended in (False, True):
        one = target(Proration.CALENDAR_DAYS, Cadence.YEAR, blended=blended)
        members = compare(assigned("role"), "is", text("AE"))
        found = amounts(replace(one, members=members), facts(assignment=people), YEAR_END)
        assert list(found.values()) == ["14071.23"]


def test_a_target_of_weeks_is_their_days_over_those_of_the_year() -> None:
    # 36,500 a year, seven of 365 days.
    one = plan(
        bonus(core.PeriodTarget(assigned("salary"), Fraction(1))),
        performance=Cadence.WEEK,
        weeks_from=date(2026, 1, 5),
    )
    people = [{"payee": "ana", "salary": 36_500_00, "starts_on": day("01-05")}]
    assert list(amounts(one, facts(assignment=people), "01-11").values()) == ["700.00"]


def test_who_leaves_in_the_middle_is_measured_by_the_words_of_the_plan() -> None:
    # Leaves on 14 February (45 of 90 days) with 150,000 of 300,000; 6 % and from 50 % 10 %: 9,000 with the
    # full quota, 12,000 with 150,000 (75,000 at 6 % and 75,000 at 10 %).
    span = {"starts_on": day("01-01"), "ends_on": day("03-31"), "payee": "ana", "name": "sales"}
    given = facts(
        deal=[sold("D1", "01-20", "150000")],
        assignment=[{"payee": "ana", "ends_on": day("02-14")}],
        quota=[{**span, "amount": 300_000_00}],
    )
    paid: list[str | None] = []
    for prorated in (False, True):
        attainment = over(total(), quota(by_days_in_plan=prorated))
        bands = table("rate", Shape.MARGINAL, read("attainment"), ("0%", "6%"), ("50%", "10%"))
        one = plan(
            pay(times(SALES, looked_up("rate"))),
            measures=[measure("attainment", attainment, Reading.RUNNING)],
            tables=[bands],
            performance=Cadence.QUARTER,
        )
        paid += amounts(one, given).values()
    assert paid == ["9000.00", "12000.00"]
