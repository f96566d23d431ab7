"""Conditions on pays and on what acts on their lines, values that a condition chooses, and amendments."""

from dataclasses import replace

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Kind, Shape
from comp.reference import explain
from tests.reference import build as b

KIND = b.col("deal.kind", Kind.TEXT)
IS_NEW = b.compare(KIND, "is", core.Literal("new"))
DEALS: b.Rows = {
    "deal": [
        b.deal("D1", "01-10", "100.00", kind="new"),
        b.deal("D2", "01-11", "200.00", kind="old"),
        b.deal("D3", "01-12", "400.00"),
    ]
}


def test_a_credit_without_the_condition_has_no_line_and_still_counts() -> None:
    bands = b.banded("0.00 10%", "300.00 20%")
    pay = replace(b.commission(), where=core.Not(IS_NEW))

    # D2 runs from 100 to 300 at 10 %: D1 has no line and is counted. A blank kind is neither.
    assert replace(bands, statements=(pay,)).earned(DEALS, "03-31") == {"ana:D2#1": 2_000}


def test_a_factor_acts_on_the_lines_of_its_condition_only() -> None:
    case = b.Case((b.commission("10%"), core.Multiply("commission", b.num("2"), IS_NEW)))

    assert case.earned(DEALS, "03-31") == {"ana:D1#1": 2_000, "ana:D2#1": 2_000, "ana:D3#1": 4_000}


def test_a_condition_chooses_between_two_values_and_an_unknown_one_is_not_true() -> None:
    rate = core.If(IS_NEW, b.num("20%"), b.num("10%"))

    assert b.Case((b.commission(rate),)).earned(DEALS, "03-31") == {
        "ana:D1#1": 2_000,
        "ana:D2#1": 2_000,
        "ana:D3#1": 4_000,
    }


def test_an_amendment_of_july_does_not_reach_into_june() -> None:
    year = core.CreditSet("new", core.Window(cadence=Cadence.YEAR))
    sold = core.Measure("sold", replace(b.TOTAL, over=year), Kind.MONEY, core.Reading.RUNNING)
    before, after = (
        b.steps(name, b.read("sold", Kind.MONEY), f"0.00 {rate}", shape=Shape.MARGINAL, money=True)
        for name, rate in (("rate", "10%"), ("rate_2", "8%"))
    )
    july = b.compare(core.BornOn(), ">=", core.Literal(b.d("07-01")))
    amended = core.If(july, b.times(b.NEW, b.table_value("rate_2")), b.times(b.NEW, b.table_value("rate")))
    pays = (core.Pay("commission", amended, "new"),)
    rows: b.Rows = {"deal": [b.deal("D1", "06-10", "1,000,000.00"), b.deal("D2", "07-10", "100,000.00")]}
    case = b.Case(pays, (sold,), (before, after))

    # 100,000 stays; July adds 8,000 and takes nothing back.
    assert case.earned(rows, "06-30") == {"ana:D1#1": b.cents("100,000.00")}
    assert explain.sentence(case.lines(rows, "07-31")[1]) == (
        "100,000.00 USD of D2 (booked 10 July 2026) took sold from 1,000,000.00 USD to 1,100,000.00 USD: "
        "100,000.00 at 8% (because the line's date 10 July 2026, on or after 1 July 2026) = 8,000.00 USD."
    )
    assert case.earned(rows, "07-31") == {"ana:D1#1": b.cents("100,000.00"), "ana:D2#1": b.cents("8,000.00")}
