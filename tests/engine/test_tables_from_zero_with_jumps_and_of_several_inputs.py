"""Tables, as decision 0024 words them."""

from dataclasses import replace
from fractions import Fraction

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Key, Kind, Outside, Page, Reading, Shape
from tests.engine.world import (
    SALES,
    amounts,
    bonus,
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
    rows,
    sold,
    table,
    times,
    total,
    usd,
)

BANDS = (("0", "5%"), ("1000", "8%"), ("5000", "12%"))


def of_deals(one: core.Table) -> core.Plan:
    return plan(pay(times(SALES, looked_up(one.name))), tables=[one])


def test_a_marginal_table_over_an_amount_pays_each_deal_by_its_own_bands() -> None:
    # 5 % to 1,000, 8 % to 5,000, 12 % above: 10,000 pays 50 + 320 + 600 = 970, its credit note -970; 500 pays
    # 25.
    one = of_deals(table("rate", Shape.MARGINAL, deal("amount"), *BANDS))
    deals = [
        sold("D1", "01-05", "10000"),
        sold("D2", "01-06", "-10000"),
        sold("D3", "01-07", "500"),
        sold("D4", "01-08", "0"),
    ]
    assert list(amounts(one, facts(deal=deals)).values()) == ["970.00", "-970.00", "25.00", "0.00"]


def test_a_marginal_table_over_a_measure_that_is_read_pays_bands_of_the_period() -> None:
    # Attainment 130 % of 1,000: 1,000 * (50 % of 1 % + 50 % of 2 % + 30 % of 3 %) = 5 + 10 + 9 = 24.
    attainment = measure("attainment", over(total(), usd("1000")), Reading.POSTING)
    bands = table("rate", Shape.MARGINAL, read("attainment"), ("0%", "1%"), ("50%", "2%"), ("100%", "3%"))
    one = plan(
        bonus(times(times(usd("1000"), read("attainment")), looked_up("rate"))),
        measures=[attainment],
        tables=[bands],
    )
    deals = [sold("D1", "01-05", "700"), sold("D2", "01-20", "600")]
    assert list(amounts(one, facts(deal=deals), "01-31").values()) == ["24.00"]


@pytest.mark.parametrize(
    ("at", "paid"),
    # From 50 % to 90 % the line rises from 0 to 80 %; at 90 % it jumps to 100 %, and rises to 120 % at 110 %.
    [("40%", "0.00"), ("50%", "0.00"), ("70%", "40.00"), ("89%", "78.00"), ("90%", "100.00"),
     ("100%", "110.00"), ("130%", "120.00")],
)  # fmt: skip
def test_a_line_jumps_where_a_point_says_what_it_reaches_from_the_left(at: str, paid: str) -> None:
    points = (("50%", "0%"), ("<90%", "80%"), ("90%", "100%"), ("110%", "120%"))
    one = table("payout", Shape.INTERPOLATED, number(at), *points, outside=Outside.FLAT)
    assert list(amounts(of_deals(one), facts(deal=[sold("D1", "01-05", "100")])).values()) == [paid]


@pytest.mark.parametrize(
    ("at", "paid"),
    # Below 50 % nothing, flat; at 50 % 30 %, then 1 for 1 to 100 % at 120 %, and on.
    [("49%", "0.00"), ("50%", "30.00"), ("85%", "65.00"), ("120%", "100.00"), ("150%", "130.00")],
)
def test_a_line_may_begin_with_a_jump_and_go_on_beyond_its_last_point(at: str, paid: str) -> None:
    points = (("<50%", "0%"), ("50%", "30%"), ("120%", "100%"))
    one = table("payout", Shape.INTERPOLATED, number(at), *points, outside=Outside.CONTINUED)
    assert list(amounts(of_deals(one), facts(deal=[sold("D1", "01-05", "100")])).values()) == [paid]


def test_a_line_that_ends_with_a_jump_is_flat_from_there() -> None:
    points = (("50%", "0%"), ("<100%", "50%"), ("100%", "80%"))
    one = table("payout", Shape.INTERPOLATED, number("200%"), *points, outside=Outside.CONTINUED)
    assert list(amounts(of_deals(one), facts(deal=[sold("D1", "01-05", "100")])).values()) == ["80.00"]


def page(keys: tuple[Key, ...], *cells: tuple[str, str]) -> Page:
    return Page(keys, rows(*cells))


def test_the_first_page_that_fits_gives_the_rows() -> None:
    # New deals 10 %, renewals above a margin of 50.00 6 %, other renewals 4 %, anything else 1 %.
    pages = (
        page((Key("new"), Key()), ("0", "10%")),
        page((Key("renewal"), Key(bound=Fraction(5000), above=True)), ("0", "6%")),
        page((Key("renewal"), Key(bound=Fraction(0))), ("0", "4%")),
        page((Key(), Key()), ("0", "1%")),
    )
    one = table("rate", Shape.RETROACTIVE, deal("amount"), others=(deal("kind"), deal("cost")), pages=pages)
    deals = [
        sold("D1", "01-05", "1000", kind="new"),
        sold("D2", "01-06", "1000", kind="renewal", cost=5001),
        sold("D3", "01-07", "1000", kind="renewal", cost=5000),
        # The lowest band reaches down without end.
        sold("D4", "01-08", "1000", kind="renewal", cost=-1),
        # A blank fits nothing but `any`.
        sold("D5", "01-09", "1000", kind="renewal"),
        sold("D6", "01-10", "1000"),
    ]
    found = amounts(of_deals(one), facts(deal=deals))
    assert list(found.values()) == ["100.00", "60.00", "40.00", "40.00", "10.00", "10.00"]


def test_without_a_page_for_a_blank_the_line_has_no_value() -> None:
    one = table(
        "rate",
        Shape.RETROACTIVE,
        deal("amount"),
        others=(deal("kind"),),
        pages=(page((Key("new"),), ("0", "10%")),),
    )
    found = amounts(of_deals(one), facts(deal=[sold("D1", "01-05", "1000")]))
    assert found == {"commission:ana:D1#1": None}


def test_a_table_whose_inputs_are_all_texts_has_one_value_a_page() -> None:
    pages = (page((Key("new"), Key("x")), ("0", "7%")), page((Key(), Key()), ("0", "2%")))
    one = table("fee", Shape.RETROACTIVE, None, others=(deal("kind"), deal("product")), pages=pages)
    deals = [sold("D1", "01-05", "1000", kind="new", product="x"), sold("D2", "01-06", "1000", kind="new")]
    assert list(amounts(of_deals(one), facts(deal=deals)).values()) == ["70.00", "20.00"]


def test_pages_may_be_marginal_over_a_measure_that_runs() -> None:
    # New: 5 % to 1,000 and 10 % above; else 1 %. All deals count: 0 to 800 (new), to 1,600 (old), to 2,400
    # (new).
    running = measure("so_far", total(), Reading.RUNNING, Kind.MONEY)
    pages = (
        page((Key("new"),), ("0", "5%"), ("1000", "10%")),
        page((Key(),), ("0", "1%"), ("1000", "1%")),
    )
    one = table("rate", Shape.MARGINAL, read("so_far", Kind.MONEY), others=(deal("kind"),), pages=pages)
    deals = [sold(f"D{n}", f"01-0{n}", "800", kind="old" if n == 2 else "new") for n in (1, 2, 3)]
    found = amounts(
        plan(pay(times(SALES, looked_up("rate"))), tables=[one], measures=[running]), facts(deal=deals)
    )
    assert list(found.values()) == ["40.00", "8.00", "80.00"]


def test_a_retroactive_table_reprices_every_line_of_the_year() -> None:
    # 5 % to 8 % at 100,000; D1 90,000, D2 20,000: 7,200 and 1,600, of which 2,700 are D1's true-up.
    sales = measure("year", total(core.Window(cadence=Cadence.YEAR)), Reading.POSTING, Kind.MONEY)
    steps = table("rate", Shape.RETROACTIVE, read("year", Kind.MONEY), ("0", "5%"), ("100000", "8%"))
    one = plan(pay(times(SALES, looked_up("rate"))), measures=[sales], tables=[steps])
    given = facts(deal=[sold("D1", "01-05", "90000"), sold("D2", "03-06", "20000")])
    assert list(amounts(one, given, "02-28").values()) == ["4500.00"]
    assert list(amounts(one, given, "03-31").values()) == ["7200.00", "1600.00"]


def test_a_rate_that_changes_by_the_day_of_birth_takes_nothing_back() -> None:
    # A counter of the year, 10 % and from July 8 %: 1,000,000 before pay 100,000, July's 100,000 pay 8,000.
    july = core.Compare(core.Comparison.BELOW, core.BornOn(), core.Literal(day("07-01")))
    rate = core.If(july, looked_up("before"), looked_up("after"))
    running = measure("so_far", total(core.Window(cadence=Cadence.YEAR)), Reading.RUNNING, Kind.MONEY)
    by = read("so_far", Kind.MONEY)
    before = table("before", Shape.MARGINAL, by, ("0", "10%"))
    after = replace(before, name="after", rows=rows(("0", "8%")))
    one = plan(pay(times(SALES, rate)), measures=[running], tables=[before, after])
    given = facts(deal=[sold("D1", "03-05", "1000000"), sold("D2", "07-06", "100000")])
    assert list(amounts(one, given).values()) == ["100000.00", "8000.00"]
