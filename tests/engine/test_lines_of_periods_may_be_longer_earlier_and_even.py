"""Lines once per longer period, on account, and with allotted cents, as decision 0025 words them."""

from fractions import Fraction

import pytest

from comp import engine
from comp.engine.allotment import allotted
from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Kind, Reading
from tests.engine.world import (
    CALENDAR,
    amounts,
    assigned,
    bonus,
    compare,
    day,
    facts,
    measure,
    number,
    over,
    pay,
    plan,
    program,
    read,
    sold,
    text,
    times,
    total,
    usd,
)

QUARTERLY = {"cadence": Cadence.QUARTER}


def test_a_line_per_quarter_belongs_to_its_last_month_and_is_born_on_the_last_member_day() -> None:
    one = plan(bonus(read("sales", Kind.MONEY), **QUARTERLY), measures=[_month()])
    people = [{"payee": "ana", "ends_on": day("02-14")}]
    given = facts(deal=[sold("D1", "01-05", "10")], assignment=people)
    assert amounts(one, given, "03-30") == {}
    # Its measures are read in March, where nothing was sold.
    assert amounts(one, given, "03-31") == {"bonus:ana:2026-Q1": "0.00"}
    [line] = engine.valuate(program(one), one, given, CALENDAR, day("03-31")).lines.iter_rows(named=True)
    assert (line["born_on"], line["performance_period"]) == (day("02-14"), "2026-03")


def test_a_line_per_quarter_exists_only_for_who_was_a_member_in_it() -> None:
    people = [{"payee": "ana", "starts_on": day("04-01")}, {"payee": "bo", "ends_on": day("01-01")}]
    found = amounts(plan(bonus(usd("1"), **QUARTERLY)), facts(assignment=people), "06-30")
    assert list(found) == ["bonus:ana:2026-Q2", "bonus:bo:2026-Q1"]


def test_the_target_of_a_quarter_is_a_quarter_of_the_year() -> None:
    # 24,000 a year, 31 of the 90 days of the quarter: 6,000 * 31/90 = 2,066.67.
    target = core.PeriodTarget(assigned("salary"), Fraction(1), cadence=Cadence.QUARTER)
    people = [{"payee": "ana", "salary": 24_000_00, "starts_on": day("03-01")}]
    found = amounts(plan(bonus(target, **QUARTERLY)), facts(assignment=people), "03-31")
    assert list(found.values()) == ["2066.67"]


def test_a_plan_that_ends_within_the_quarter_still_closes_it() -> None:
    one = plan(bonus(usd("1"), **QUARTERLY), effective_through=day("02-10"))
    given = facts(assignment=[{"payee": "ana"}])
    found = [amounts(one, given, on) for on in ("02-28", "03-31")]
    assert found == [{}, {"bonus:ana:2026-Q1": "1.00"}]
    lines = engine.valuate(program(one), one, given, CALENDAR, day("03-31")).lines
    assert lines.get_column("performance_period").to_list() == ["2026-03"]


def test_a_line_on_account_grows_from_the_first_member_day() -> None:
    # 10,000 is the target; 3,000 in January and 6,000 in March come as they are known, nothing before the
    # 5th.
    one = plan(
        bonus(times(read("sales", Kind.MONEY), number("100%")), on_account=True),
        measures=[_month()],
        performance=Cadence.QUARTER,
    )
    people = [{"payee": "ana", "starts_on": day("01-05")}]
    given = facts(deal=[sold("D1", "01-20", "3000"), sold("D2", "03-10", "6000")], assignment=people)
    on = ("01-04", "01-05", "01-31", "03-31")
    found = [list(amounts(one, given, when).values()) for when in on]
    assert found == [[], ["0.00"], ["3000.00"], ["9000.00"]]


def test_a_line_on_account_does_not_read_the_close_before_it() -> None:
    close = measure("sales", total(), Reading.CLOSE, Kind.MONEY, usd("1"))
    one = plan(bonus(read("sales", Kind.MONEY), on_account=True), measures=[close])
    given = facts(deal=[sold("D1", "01-20", "3000")])
    assert [list(amounts(one, given, on).values()) for on in ("01-30", "01-31")] == [["1.00"], ["3000.00"]]


def test_a_bonus_on_account_for_a_longer_period_exists_before_its_last_month() -> None:
    one = plan(bonus(usd("1"), on_account=True, **QUARTERLY))
    assert amounts(one, facts(assignment=[{"payee": "ana"}]), "01-01") == {"bonus:ana:2026-Q1": "1.00"}


def test_a_pool_pays_out_whole() -> None:
    # 100.00 among three, 33.33 and a third of a cent each: the odd cent goes to the first by id.
    people = [{"payee": who} for who in ("cy", "ana", "bo")]
    pool = bonus(over(usd("100"), number("3")), evened=True)
    found = amounts(plan(pool), facts(assignment=people), "01-31")
    assert found == {"bonus:ana:2026-01": "33.34", "bonus:bo:2026-01": "33.33", "bonus:cy:2026-01": "33.33"}


def test_a_fault_has_no_part_in_a_pool() -> None:
    # Cy has no share: the two others' 12.345 each are 24.69 in all: 12.35 and 12.34.
    people = [{"payee": "ana", "share": 1}, {"payee": "bo", "share": 1}, {"payee": "cy"}]
    pool = bonus(times(over(usd("24.69"), number("2")), assigned("share")), evened=True)
    found = amounts(plan(pool), facts(assignment=people), "01-31")
    assert list(found.values()) == ["12.35", "12.34", None]


def test_each_period_has_a_pool_of_its_own() -> None:
    people = [{"payee": "ana"}, {"payee": "bo", "starts_on": day("02-01")}]
    pool = bonus(over(usd("0.01"), number("2")), evened=True)
    found = amounts(plan(pool), facts(assignment=people), "02-28")
    # Half a cent alone is struck half even to nothing; two halves are a cent.
    assert found == {"bonus:ana:2026-01": "0.00", "bonus:ana:2026-02": "0.01", "bonus:bo:2026-02": "0.00"}


@pytest.mark.parametrize(
    ("values", "in_all", "parts"),
    [
        (["10.6", "-3.7"], 7, [10, -3]),
        (["10.6", "5.7", "-3.2"], 13, [10, 6, -3]),
        (["10.2", "-3.7", "-3.8"], 3, [10, -3, -4]),
        (["-1/3", "-1/3", "-1/3"], -1, [-1, 0, 0]),
        # 6.7 in all is 7, of which 6 are whole: the missing unit is positive, whatever the last one's rest.
        (["1.4", "2.4", "3.4", "-0.5"], 7, [2, 2, 3, 0]),
    ],
)
def test_what_is_missing_goes_to_lines_of_its_sign(values: list[str], in_all: int, parts: list[int]) -> None:
    assert allotted([Fraction(value) for value in values], in_all) == parts


def test_lines_exist_only_where_a_periods_condition_is_true() -> None:
    people = [{"payee": "ana", "role": "AE"}, {"payee": "bo", "role": "SE"}]
    chosen = bonus(usd("1"), where=compare(assigned("role"), "is", text("AE")))
    assert list(amounts(plan(chosen), facts(assignment=people), "01-31")) == ["bonus:ana:2026-01"]


def test_a_line_left_out_still_counts_in_measures() -> None:
    # D1 of 800 has no line; D2's 800 run from 800 to 1,600: beside it 1,600 are read.
    above = compare(_kind(), "is", text("paid"))
    one = plan(
        pay(over(read("sales", Kind.MONEY), number("16")), where=above),
        measures=[measure("sales", total(), Reading.WITH, Kind.MONEY)],
    )
    deals = [sold("D1", "01-05", "800"), sold("D2", "01-06", "800", kind="paid")]
    assert amounts(one, facts(deal=deals)) == {"commission:ana:D2#1": "100.00"}


def _kind() -> core.Expr:
    return core.Column("deal", "kind", Kind.TEXT)


def _month() -> core.Measure:
    return measure("sales", total(), Reading.POSTING, Kind.MONEY)
