"""Wider measures, as decision 0023 words them."""

from fractions import Fraction

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Aggregation, Kind, Reading, Shape
from tests.engine.world import (
    SALES,
    amounts,
    bonus,
    column,
    compare,
    day,
    deal,
    facts,
    looked_up,
    measure,
    number,
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

FIVE = [
    sold("D1", "01-05", "300", kind="x"),
    sold("D2", "01-06", "100", kind="y"),
    sold("D3", "01-06", "200", kind="x"),
    sold("D4", "02-05", "50", kind="x"),
    sold("D5", "01-07", "1000", "bo", kind="z"),
]
QUARTER = core.Window(cadence=Cadence.QUARTER)


def one_measure(value: core.Expr, reading: Reading = Reading.POSTING, kind: Kind = Kind.NUMBER) -> core.Plan:
    return plan(bonus(usd("1")), measures=[measure("m", value, reading, kind)])


@pytest.mark.parametrize(
    ("how", "january", "march"),
    [
        (Aggregation.TOTAL, 60000, 0),
        (Aggregation.COUNT, 3, 0),
        (Aggregation.AVERAGE, 20000, None),
        (Aggregation.MINIMUM, 10000, None),
        (Aggregation.MAXIMUM, 30000, None),
        (Aggregation.LATEST, 20000, None),  # D2 and D3 are of one day; D3 has the later key
    ],
)
def test_an_aggregate_over_nothing_is_zero_or_undefined(
    how: Aggregation, january: int, march: int | None
) -> None:
    term = None if how is Aggregation.COUNT else SALES
    found = readings(one_measure(total(how=how, term=term)), facts(deal=FIVE), "m")
    assert found["ana 2026-01"] == january
    assert found["ana 2026-03"] == march


def test_different_values_are_counted_once_and_a_blank_makes_the_count_undefined() -> None:
    kinds = one_measure(total(how=Aggregation.DISTINCT, term=deal("kind")))
    found = readings(kinds, facts(deal=FIVE), "m")
    assert (found["ana 2026-01"], found["ana 2026-02"], found["ana 2026-03"]) == (2, 1, 0)
    blank = readings(kinds, facts(deal=[*FIVE, sold("D6", "01-08", "1")]), "m")
    assert blank["ana 2026-01"] is None


def test_an_average_is_an_exact_fraction() -> None:
    deals = [sold(f"D{n}", "01-05", amount) for n, amount in enumerate(("1", "1", "2"), start=1)]
    found = readings(one_measure(total(how=Aggregation.AVERAGE)), facts(deal=deals), "m")
    assert found["ana 2026-01"] == Fraction(400, 3)


@pytest.mark.parametrize(
    ("how", "values"),
    [
        (Aggregation.TOTAL, [300, 400, 600, 650]),
        (Aggregation.AVERAGE, [300, 200, 200, Fraction(650, 4)]),
        (Aggregation.MINIMUM, [300, 100, 100, 50]),
        (Aggregation.MAXIMUM, [300, 300, 300, 300]),
        (Aggregation.LATEST, [300, 100, 200, 50]),
    ],
)
def test_an_aggregate_runs_beside_each_credit(how: Aggregation, values: list[int | Fraction]) -> None:
    one = one_measure(total(QUARTER, how=how), Reading.WITH, Kind.MONEY)
    found = readings(one, facts(deal=FIVE), "m")
    assert [found[f"ana D{n}#1"] for n in (1, 2, 3, 4)] == [100 * value for value in values]


def test_a_measure_before_the_credit_is_read_as_it_says() -> None:
    found = readings(one_measure(total(QUARTER), Reading.BEFORE, Kind.MONEY), facts(deal=FIVE), "m")
    assert [found[f"ana D{n}#1"] for n in (1, 2, 3, 4)] == [0, 30000, 40000, 60000]


def test_different_values_are_counted_beside_each_credit() -> None:
    one = one_measure(total(QUARTER, how=Aggregation.DISTINCT, term=deal("kind")), Reading.WITH)
    found = readings(one, facts(deal=FIVE), "m")
    assert [found[f"ana D{n}#1"] for n in (1, 2, 3, 4)] == [1, 2, 2, 2]


def test_everyones_credits_are_one_total_for_all() -> None:
    one = one_measure(total(everyone=True), kind=Kind.MONEY)
    found = readings(one, facts(deal=FIVE), "m")
    assert (found["ana 2026-01"], found["bo 2026-01"]) == (160000, 160000)
    assert (found["ana 2026-02"], found["bo 2026-02"]) == (5000, 5000)


def test_everyones_credits_may_be_chosen_by_who_asks() -> None:
    # Of the others: ana sees bo's 1,000, bo sees ana's 600.
    others = core.Not(compare(deal("owner"), "is", core.ThisPayee()))
    found = readings(one_measure(total(everyone=True, where=others)), facts(deal=FIVE), "m")
    assert (found["ana 2026-01"], found["bo 2026-01"]) == (100000, 60000)


def test_a_counter_of_all_may_be_chosen_by_who_asks() -> None:
    # Beside her credits ana counts bo's 1,000 of 7 January only with what comes after; bo counts ana's 600.
    others = core.Not(compare(deal("owner"), "is", core.ThisPayee()))
    one = one_measure(total(QUARTER, everyone=True, where=others), Reading.WITH, Kind.MONEY)
    found = readings(one, facts(deal=FIVE), "m")
    assert [found[f"ana D{n}#1"] for n in (1, 2, 3, 4)] == [0, 0, 0, 100000]
    assert found["bo D5#1"] == 60000


def test_a_credit_of_everyone_runs_in_the_order_of_all_credits() -> None:
    # By day, then key: ana's D3 of 6 January stands before bo's D1 of the 7th, then ana sells again.
    deals = [sold("D3", "01-06", "1"), sold("D1", "01-07", "2", "bo"), sold("D2", "01-08", "4")]
    found = readings(one_measure(total(everyone=True), Reading.WITH), facts(deal=deals), "m")
    assert found == {"ana D3#1": 100, "bo D1#1": 300, "ana D2#1": 700}


def test_a_window_may_be_the_whole_plan() -> None:
    found = readings(one_measure(total(core.Window(whole_plan=True))), facts(deal=FIVE), "m")
    assert (found["ana 2026-01"], found["ana 2026-12"]) == (65000, 65000)


NORTH = [
    sold("D1", "01-05", "200000", product="north"),
    sold("D2", "01-06", "200000", product="north"),
    sold("D3", "01-07", "300000", "bo", product="north"),
    sold("D4", "01-08", "300000", "bo", product="south"),
]


def territory(*, everyone: bool) -> core.Plan:
    counter = total(core.Window(cadence=Cadence.YEAR), everyone=everyone, per=deal("product"))
    bands = table("rate", Shape.MARGINAL, read("m", Kind.MONEY), ("0", "2%"), ("500000", "10%"))
    return plan(
        pay(times(SALES, looked_up("rate"))),
        measures=[measure("m", counter, Reading.RUNNING, Kind.MONEY)],
        tables=[bands],
    )


def test_a_counter_is_kept_for_each_territory_whoever_sells() -> None:
    # Bo's deal in the north runs from 400,000 to 700,000: 100,000 at 2 % and 200,000 at 10 % are 22,000.
    found = amounts(territory(everyone=True), facts(deal=NORTH))
    assert list(found.values()) == ["4000.00", "4000.00", "22000.00", "6000.00"]


def test_a_counter_of_ones_own_for_each_territory() -> None:
    # Bo has 300,000 in the north and 300,000 in the south, both below 500,000.
    found = amounts(territory(everyone=False), facts(deal=NORTH))
    assert list(found.values()) == ["4000.00", "4000.00", "6000.00", "6000.00"]


def test_a_counter_per_value_has_no_value_for_a_period() -> None:
    one = plan(
        bonus(read("m", Kind.MONEY)),
        measures=[measure("m", total(per=deal("product")), Reading.POSTING, Kind.MONEY)],
    )
    assert list(amounts(one, facts(deal=NORTH[:1]), "01-31").values()) == [None]


# State rows ------------------------------------------------------------------------------------------------

ACCOUNTS = [
    {"id": "A", "csm": "ana", "seats": 10, "starts_on": day("2025-01-01"), "ends_on": day("01-31")},
    {"id": "A", "csm": "ana", "seats": 15, "starts_on": day("02-01"), "ends_on": None},
    {"id": "B", "csm": "bo", "seats": 7, "starts_on": day("01-10"), "ends_on": None},
]


def test_rows_of_a_state_are_those_valid_on_a_day() -> None:
    mine = compare(column("account", "csm"), "is", core.ThisPayee())
    first = core.RowSet("account", core.Window(), mine, on=core.PeriodEdge(last=False))
    seats = core.Aggregate(Aggregation.TOTAL, first, column("account", "seats"), Kind.NUMBER)
    given = facts(assignment=[{"payee": "ana"}, {"payee": "bo"}], account=ACCOUNTS)
    found = readings(one_measure(seats), given, "m", "02-28")
    assert found == {"ana 2026-01": 10, "ana 2026-02": 15, "bo 2026-01": 0, "bo 2026-02": 7}


def test_rows_of_a_state_without_a_payee_are_counted_once_for_all() -> None:
    last = core.RowSet("account", core.Window(), None, on=core.PeriodEdge(last=True))
    count = core.Aggregate(Aggregation.COUNT, last, None, Kind.NUMBER)
    given = facts(assignment=[{"payee": "ana"}, {"payee": "bo"}], account=ACCOUNTS)
    assert set(readings(one_measure(count), given, "m", "02-28").values()) == {Fraction(2)}


# Places ----------------------------------------------------------------------------------------------------


def placed(*, lowest_first: bool = False) -> core.Plan:
    return plan(
        bonus(times(usd("1"), core.Rank("m", lowest_first))),
        measures=[measure("m", over(total(how=Aggregation.AVERAGE), usd("100")), Reading.CLOSE)],
    )


def test_equal_values_share_the_better_place() -> None:
    # Ana and bo 120 %, cy 90 %; di has no deal and no average: no place, and nobody is behind her.
    deals = [
        sold("D1", "01-05", "120"),
        sold("D2", "01-05", "120", "bo"),
        sold("D3", "01-05", "90", "cy"),
    ]
    people = [{"payee": who} for who in ("ana", "bo", "cy", "di")]
    given = facts(deal=deals, assignment=people)
    assert list(amounts(placed(), given, "01-31").values()) == ["1.00", "1.00", "3.00", None]
    lowest = amounts(placed(lowest_first=True), given, "01-31")
    assert list(lowest.values()) == ["2.00", "2.00", "1.00", None]


def test_who_is_no_member_in_the_period_has_no_place() -> None:
    deals = [sold("D1", "01-05", "120"), sold("D2", "02-05", "90"), sold("D3", "02-05", "120", "bo")]
    people = [{"payee": "ana"}, {"payee": "bo", "starts_on": day("02-01")}]
    found = amounts(placed(), facts(deal=deals, assignment=people), "02-28")
    assert found == {"bonus:ana:2026-01": "1.00", "bonus:ana:2026-02": "2.00", "bonus:bo:2026-02": "1.00"}


def test_who_has_left_has_no_place_and_counts_for_none() -> None:
    # In February bo is gone; ana's 90 stands alone, though bo's average would be undefined anyway.
    high = plan(
        bonus(times(usd("1"), core.Rank("m"))),
        measures=[measure("m", total(core.Window(whole_plan=True)), Reading.CLOSE, Kind.MONEY)],
    )
    deals = [sold("D1", "01-05", "120", "bo"), sold("D2", "01-05", "90")]
    people = [{"payee": "ana"}, {"payee": "bo", "ends_on": day("01-31")}]
    found = amounts(high, facts(deal=deals, assignment=people), "02-28")
    assert found == {"bonus:ana:2026-01": "2.00", "bonus:ana:2026-02": "1.00", "bonus:bo:2026-01": "1.00"}


def test_a_place_is_read_when_its_measure_is() -> None:
    ranked = measure("place", core.Rank("m"), Reading.POSTING)
    one = plan(
        bonus(usd("1")),
        measures=[measure("m", total(), Reading.CLOSE, Kind.MONEY, usd("0")), ranked],
    )
    given = facts(deal=[sold("D1", "01-05", "120")])
    assert readings(one, given, "place", "01-30") == {"ana 2026-01": None}
    assert readings(one, given, "place", "01-31") == {"ana 2026-01": 1}


# What was earned -------------------------------------------------------------------------------------------


# A frozen record may stand as a default.
def summed(whose: core.Whose = core.Whose.OWN, window: core.Window = core.Window()) -> core.Earned:  # noqa: B008
    return core.Earned(("commission",), window, whose)


TEAM = [
    {"payee": "ana", "manager": "mia"},
    {"payee": "bo", "manager": "mia"},
    {"payee": "mia", "manager": None},
]
SALE = pay(times(SALES, number("10%")))


@pytest.mark.parametrize(
    ("whose", "ana", "mia"),
    [
        (core.Whose.OWN, "60.00", "0.00"),
        (core.Whose.EVERYONE, "160.00", "160.00"),
        (core.Whose.REPORTS, "0.00", "160.00"),
    ],
)
def test_what_was_earned_is_ones_own_the_reports_or_everyones(whose: core.Whose, ana: str, mia: str) -> None:
    one = plan(SALE, bonus(summed(whose)))
    found = amounts(one, facts(deal=FIVE, assignment=TEAM), "01-31")
    assert (found["bonus:ana:2026-01"], found["bonus:mia:2026-01"]) == (ana, mia)


def test_what_was_earned_is_as_the_statements_above_have_left_it() -> None:
    # 60.00 doubled is 120.00 when the bonus asks; what follows does not reach it.
    twice = core.Multiply("commission", number("2"))
    one = plan(SALE, twice, bonus(summed()), twice)
    found = amounts(one, facts(deal=FIVE), "01-31")
    assert found["bonus:ana:2026-01"] == "120.00"
    assert found["commission:ana:D1#1"] == "120.00"


def test_what_was_earned_is_summed_in_cents_and_leaves_the_lines_exact() -> None:
    # 10.045 is 10.04 for the bonus; times 1.1 it is 11.0495, 11.05 (not 11.04).
    one = plan(pay(times(SALES, number("10%"))), bonus(summed()), core.Multiply("commission", number("1.1")))
    found = amounts(one, facts(deal=[sold("D1", "01-05", "100.45")]), "01-31")
    assert found == {"commission:ana:D1#1": "11.05", "bonus:ana:2026-01": "10.04"}


def test_what_was_earned_in_a_longer_window_grows_with_its_lines() -> None:
    # January 60, February 5: the February line of the year so far, both months' lines know the whole year.
    one = plan(SALE, bonus(summed(window=core.Window(cadence=Cadence.YEAR))))
    found = amounts(one, facts(deal=FIVE), "02-28")
    assert (found["bonus:ana:2026-01"], found["bonus:ana:2026-02"]) == ("65.00", "65.00")
    before = plan(SALE, bonus(summed(window=core.Window(before=1))))
    assert amounts(before, facts(deal=FIVE), "03-31")["bonus:ana:2026-03"] == "5.00"


def test_lines_of_the_fact_are_added_up_whoever_has_them() -> None:
    # The override of 20 % of what the deal has earned, after bo was given a quarter of it: all of 30.00.
    split = core.Split("commission", (core.GivenPart(number("25%"), None, text("bo")),))
    of_fact = core.Earned(("commission",), core.Window(), of_fact=True)
    one = plan(SALE, split, pay(times(of_fact, number("20%")), "override"))
    found = amounts(one, facts(deal=FIVE[:2]))
    assert (found["override:ana:D1#1"], found["override:ana:D2#1"]) == ("6.00", "2.00")


def test_a_fault_leaves_the_sum_without_a_value() -> None:
    one = plan(pay(times(SALES, over(number("1"), deal("cost")))), bonus(summed()))
    found = amounts(one, facts(deal=FIVE[:1]), "01-31")
    assert found["bonus:ana:2026-01"] is None


def test_a_table_over_what_was_earned_is_looked_up_each_time() -> None:
    # 60.00 is below 100.00: times 2. Then 120.00 are above: times 3.
    steps = table("factor", Shape.RETROACTIVE, summed(), ("0", "2"), ("100", "3"))
    again = core.Multiply("commission", looked_up("factor"))
    found = amounts(plan(SALE, again, again, tables=[steps]), facts(deal=FIVE[:3]))
    assert list(found.values()) == ["180.00", "60.00", "120.00"]
