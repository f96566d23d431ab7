"""Averages and their like, everyone's credits, counters per value, state rows on a day, places."""

from dataclasses import replace

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Aggregation, Kind, Reading, Shape
from comp.reference import explain
from tests.reference import build as b

VALUE = b.read("it", Kind.MONEY)


def of_deals(
    how: Aggregation, term: core.Expr | None = b.NEW, reading: Reading = Reading.POSTING
) -> core.Measure:
    """A measure over own deals of the period."""
    return core.Measure("it", core.Aggregate(how, b.OWN, term, Kind.MONEY), Kind.MONEY, reading)


def bonus(measure: core.Measure) -> b.Case:
    """A bonus as high as a measure."""
    value = b.read("it", measure.kind)
    paid = value if measure.kind is Kind.MONEY else b.times(value, b.usd("1.00"))
    return b.Case((core.Pay("bonus", paid, None),), (measure,))


def three(*values: str) -> b.Rows:
    """Deals of January, one a day."""
    return {"deal": [b.deal(f"D{n}", f"01-{n:02}", value) for n, value in enumerate(values, 1)]}


@pytest.mark.parametrize(
    ("how", "paid"),
    [
        (Aggregation.AVERAGE, "33.33"),  # 100 / 3, struck with the line
        (Aggregation.MINIMUM, "20.00"),
        (Aggregation.MAXIMUM, "50.00"),
        (Aggregation.LATEST, "20.00"),
        (Aggregation.TOTAL, "100.00"),
    ],
)
def test_the_terms_of_a_set_become_one_value(how: Aggregation, paid: str) -> None:
    assert bonus(of_deals(how)).earned(three("30.00", "50.00", "20.00"), "03-31") == {
        "ana:2026-Q1": b.cents(paid)
    }


def test_over_nothing_only_totals_counts_and_distinct_values_are_zero() -> None:
    for how in Aggregation:
        measure = of_deals(how, None if how is Aggregation.COUNT else b.NEW)
        if how in {Aggregation.COUNT, Aggregation.DISTINCT}:
            aggregate = replace(measure.value, kind=Kind.NUMBER)
            measure = replace(measure, value=aggregate, kind=Kind.NUMBER)
        nothing = 0 if how in {Aggregation.TOTAL, Aggregation.COUNT, Aggregation.DISTINCT} else None
        assert bonus(measure).earned({}, "03-31") == {"ana:2026-Q1": nothing}


def test_distinct_values_are_counted_and_an_undefined_one_leaves_none() -> None:
    term = b.col("deal.account", Kind.TEXT)
    measure = core.Measure(
        "it", core.Aggregate(Aggregation.DISTINCT, b.OWN, term, Kind.NUMBER), Kind.NUMBER, Reading.POSTING
    )
    deals = [b.deal(f"D{n}", "01-10", "1.00", account=account) for n, account in enumerate(["A", "B", "A"])]

    assert bonus(measure).earned({"deal": deals}, "03-31") == {"ana:2026-Q1": 200}
    assert bonus(measure).earned({"deal": [*deals, b.deal("D9", "01-11", "1.00")]}, "03-31") == {
        "ana:2026-Q1": None
    }


def test_the_latest_is_that_of_the_last_day_and_key() -> None:
    deals = [b.deal("D2", "01-10", "2.00"), b.deal("D10", "01-10", "10.00"), b.deal("D9", "01-09", "9.00")]

    # D10 stands before D2 by code point, so D2 is the last of 10 January.
    by_value = replace(b.credit(), ties=(b.col("deal.value"), b.col("deal.id", Kind.TEXT)))
    for credit in (b.credit(), by_value):
        case = replace(bonus(of_deals(Aggregation.LATEST)), credits=(credit,))
        assert case.earned({"deal": deals}, "03-31") == {"ana:2026-Q1": 200}


def test_a_reading_with_the_credit_is_of_the_credits_so_far() -> None:
    measure = of_deals(Aggregation.AVERAGE, reading=Reading.WITH)
    case = b.Case((core.Pay("commission", VALUE, "new"),), (measure,))

    assert tuple(case.earned(three("30.00", "50.00", "10.00"), "03-31").values()) == (3_000, 4_000, 3_000)


ALL = replace(b.TOTAL, over=replace(b.OWN, everyone=True))
TWO: b.Rows = {
    "assignment": [b.person("ana"), b.person("bo", ends_on=b.d("01-31")), b.person("cy", "CSM")],
    "deal": [
        b.deal("D1", "01-10", "100.00"),
        b.deal("D2", "01-11", "10.00", owner="bo"),
        b.deal("D3", "02-11", "1,000.00", owner="bo"),
        b.deal("D4", "01-12", "10,000.00", owner="cy"),
    ],
}


def test_everyones_credits_are_those_of_members_on_their_days() -> None:
    pool = core.Measure("it", ALL, Kind.MONEY, Reading.POSTING)

    # Bo left before D3, and Cy is under another plan.
    assert bonus(pool).earned(TWO, "03-31") == {"ana:2026-Q1": 11_000, "bo:2026-Q1": 11_000}


def test_a_counter_of_everyone_runs_over_all_credits_in_order() -> None:
    sold = core.Measure("sold", ALL, Kind.MONEY, Reading.RUNNING)
    rate = b.steps(
        "rate", b.read("sold", Kind.MONEY), "0.00 10%", "100.00 20%", shape=Shape.MARGINAL, money=True
    )

    # Ana's 100 at 10 %, then Bo's 10 at 20 %.
    assert b.Case((b.commission(),), (sold,), (rate,)).earned(TWO, "01-31") == {
        "ana:D1#1": 1_000,
        "bo:D2#1": 200,
    }


def test_a_counter_per_value_of_all_payees() -> None:
    per = replace(b.OWN, everyone=True, per=b.col("deal.account", Kind.TEXT))
    sold = core.Measure("sold", replace(b.TOTAL, over=per), Kind.MONEY, Reading.RUNNING)
    rate = b.steps(
        "rate", b.read("sold", Kind.MONEY), "0.00 2%", "500000.00 10%", shape=Shape.MARGINAL, money=True
    )
    rows: b.Rows = {
        "assignment": [b.person("ana"), b.person("bo")],
        "deal": [
            b.deal("D1", "01-10", "200,000.00", account="North"),
            b.deal("D2", "01-11", "200,000.00", account="North"),
            b.deal("D3", "01-12", "200,000.00", account="South"),
            b.deal("D4", "01-13", "300,000.00", owner="bo", account="North"),
            b.deal("D5", "01-14", "400,000.00"),
            b.deal("D6", "01-15", "200,000.00", owner="bo"),
        ],
    }

    # North runs from 400,000 to 700,000 with D4: 100,000 at 2 % and 200,000 at 10 %.
    # Blank is a counter of its own: D6 runs from 400,000 to 600,000.
    assert b.Case((b.commission(),), (sold,), (rate,)).earned(rows, "03-31") == {
        "ana:D1#1": b.cents("4,000.00"),
        "ana:D2#1": b.cents("4,000.00"),
        "ana:D3#1": b.cents("4,000.00"),
        "bo:D4#1": b.cents("22,000.00"),
        "ana:D5#1": b.cents("8,000.00"),
        "bo:D6#1": b.cents("12,000.00"),
    }


def test_a_counter_per_value_is_read_beside_a_credit_only() -> None:
    per = replace(b.OWN, per=b.col("deal.account", Kind.TEXT))
    measure = core.Measure("it", replace(b.TOTAL, over=per), Kind.MONEY, Reading.POSTING)

    (line,) = bonus(measure).lines(three("1.00"), "03-31")
    assert line.fault == "a counter for each value is read beside a credit only"


def test_rows_of_a_state_source_are_those_valid_on_a_day() -> None:
    mine = b.compare(b.col("account.csm", Kind.PAYEE), "is", core.ThisPayee())
    over = core.RowSet("account", core.Window(), mine, core.PeriodEdge(last=False))
    measure = core.Measure("it", b.count(over), Kind.NUMBER, Reading.POSTING)
    accounts = [
        {"id": "A", "csm": "ana", "starts_on": b.d("01-01"), "ends_on": b.d("03-31")},
        {"id": "A", "csm": "bo", "starts_on": b.d("04-01"), "ends_on": None},
        {"id": "B", "csm": "ana", "starts_on": b.d("02-01"), "ends_on": None},
    ]

    # On 1 January A is Ana's; on 1 April only B is.
    assert bonus(measure).earned({"account": accounts}, "06-30") == {"ana:2026-Q1": 100, "ana:2026-Q2": 100}
    assert bonus(replace(measure, value=b.count(replace(over, where=None)))).earned(
        {"account": accounts}, "06-30"
    ) == {"ana:2026-Q1": 100, "ana:2026-Q2": 200}


SALES = [
    b.deal("D1", "01-10", "120.00"),
    b.deal("D2", "01-10", "120.00", owner="bo"),
    b.deal("D3", "01-10", "90.00", owner="cy"),
]
PEOPLE = [
    b.person("ana"),
    b.person("bo"),
    b.person("cy"),
    b.person("dee", starts_on=b.d("04-01")),
    b.person("eve", "CSM"),
]


def ranked(**fields: object) -> b.Case:
    """A bonus as high as the place by what was sold."""
    sold = core.Measure("sold", b.TOTAL, Kind.MONEY, Reading.CLOSE)
    place = replace(core.Rank("sold"), **fields)
    return b.Case((core.Pay("bonus", b.times(place, b.usd("1.00")), None),), (sold,))


def test_equal_values_share_the_better_place() -> None:
    rows: b.Rows = {"assignment": PEOPLE, "deal": SALES}

    assert ranked().earned(rows, "03-31") == {"ana:2026-Q1": 100, "bo:2026-Q1": 100, "cy:2026-Q1": 300}
    assert ranked(lowest_first=True).earned(rows, "03-31") == {
        "ana:2026-Q1": 200,
        "bo:2026-Q1": 200,
        "cy:2026-Q1": 100,
    }


def test_who_has_no_value_has_no_place_and_is_not_counted() -> None:
    people = [b.person(payee) for payee in ("ana", "bo", "cy")]
    reached = core.Measure("sold", b.over(b.TOTAL, b.QUOTA), Kind.NUMBER, Reading.CLOSE)
    rows: b.Rows = {
        "assignment": people,
        "deal": SALES,
        "quota": [b.quota("100.00"), b.quota("50.00", payee="cy")],
    }

    # Ana 120 %, Cy 180 %, Bo has no quota.
    assert replace(ranked(), measures=(reached,)).earned(rows, "03-31") == {
        "ana:2026-Q1": 200, "bo:2026-Q1": None, "cy:2026-Q1": 100,
    }  # fmt: skip


def test_a_place_is_not_known_before_its_measure_is_read() -> None:
    on_account = core.Pay("bonus", b.times(core.Rank("sold"), b.usd("1.00")), None, on_account=True)
    case = replace(ranked(), statements=(on_account,))
    rows: b.Rows = {"assignment": [b.person("ana")], "deal": SALES}

    assert case.earned(rows, "02-28") == {"ana:2026-Q1": None}
    assert case.earned(rows, "03-31") == {"ana:2026-Q1": 100}


def test_a_place_says_among_how_many_and_by_what() -> None:
    line = ranked().lines({"assignment": PEOPLE, "deal": SALES}, "03-31")[2]

    assert explain.sentence(line) == "2026-Q1: place 3 of 3 by sold 90.00 USD \u00d7 1.00 USD = 3.00 USD."


def test_an_average_says_so() -> None:
    case = bonus(of_deals(Aggregation.AVERAGE))
    (line,) = case.lines(three("30.00", "50.00", "20.00"), "03-31")

    assert "  measure: it: 33.333333\u2026 USD on average of 3 new credits" in explain.tree(line.trace)
    assert "    average: 33.333333\u2026 USD on average of 3 new credits" in explain.tree(line.trace)
    assert "total: total" not in explain.tree(line.trace)


def test_a_longer_window_is_that_which_holds_the_line() -> None:
    year = replace(b.OWN, window=core.Window(cadence=Cadence.YEAR))
    measure = core.Measure("it", replace(b.TOTAL, over=year), Kind.MONEY, Reading.CLOSE)
    deals = [b.deal("D1", "01-10", "1.00"), b.deal("D2", "05-10", "2.00")]

    assert bonus(measure).earned({"deal": deals}, "06-30") == {"ana:2026-Q1": 100, "ana:2026-Q2": 300}
