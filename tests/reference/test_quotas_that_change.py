"""A quota that changes in the middle of a period: each way to read it pays something else (decision 0026)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Kind, QuotaBasis, Reading, Shape
from comp.reference import explain
from tests.reference import build as b

# The decision has rows of 300,000 x 59/90 until 28 February and 200,000 x 31/90 from 1 March. Nine tenths of
# all are whole cents: 177,000 and 62,000, deals of 180,000 and 9,000; what is paid is scaled back.
ROWS: b.Rows = {
    "quota": [
        b.quota("177,000.00", last="02-28"),
        b.quota("62,000.00", first="03-01", last="03-31"),
    ],
    "deal": [b.deal("D1", "01-10", "180,000.00"), b.deal("D2", "03-10", "9,000.00")],
}
BOUNDS = ("0% 6%", "50% 10%", "100% 15%", "150% 20%")
SCALE = Fraction(100, 90)


def quota(basis: QuotaBasis) -> core.Quota:
    """The quota, read in one way."""
    return core.Quota("new", Kind.MONEY, basis=basis)


def paid(attainment: core.Expr) -> Fraction:
    """What both deals pay, in dollars, in the scale of the decision's example."""
    measure = core.Measure("attainment", attainment, Kind.NUMBER, Reading.RUNNING)
    rate = b.steps("rate", b.read("attainment"), *BOUNDS, shape=Shape.MARGINAL)
    earned = b.Case((b.commission(),), (measure,), (rate,)).earned(ROWS, "03-31")
    return Fraction(sum(value or 0 for value in earned.values())) / 100 * SCALE


CARRIED = replace(b.TOTAL, term=b.over(b.NEW, quota(QuotaBasis.CREDIT_DATE)), kind=Kind.NUMBER)
SPAN = replace(b.TOTAL, over=replace(b.OWN, window=core.Window(quota="new")))


@pytest.mark.parametrize(
    ("attainment", "expected"),
    [
        # 2/3 of the first, then 1/20 of the second: 150,000 at 6 %, 50,000 and 10,000 at 10 %.
        (CARRIED, "15000.00"),
        # 2/3; then 200,000 of 200,000 to 210,000: all at 15 %.
        (b.over(b.TOTAL, quota(QuotaBasis.CREDIT_DATE)), "15500.00"),
        # Blended 265,555.56: 132,777.78 at 6 %, the rest at 10 %.
        (b.over(b.TOTAL, quota(QuotaBasis.BLENDED)), "15688.89"),
        # 196,666.67 and 68,888.89, each from nothing: 98,333.33 at 6 %, 98,333.33 at 10 %, 3,333.33 at 15 %,
        # then 10,000 at 6 %.
        (b.over(SPAN, quota(QuotaBasis.SPAN)), "16833.33"),
        # 200,000 for all: 100,000 at 6, 100,000 at 10, 10,000 at 15 %.
        (b.over(b.TOTAL, quota(QuotaBasis.CLOSE)), "17500.00"),
    ],
)
def test_each_way_to_change_a_quota_pays_its_own_amount(attainment: core.Expr, expected: str) -> None:
    assert abs(paid(attainment) - Fraction(expected)) < Fraction(2, 100)


def test_two_rows_of_one_day_are_not_ranked_and_are_added_up_when_blended() -> None:
    rows: b.Rows = {"quota": [b.quota("900.00"), b.quota("-90.00", first="02-01", last="02-28")]}

    def bonus(basis: QuotaBasis) -> int | None:
        return b.Case((core.Pay("bonus", quota(basis), None),)).earned(rows, "03-31")["ana:2026-Q1"]

    assert bonus(QuotaBasis.BLENDED) == b.cents("810.00")
    # On 31 March only the first holds; in February there are two, which nothing ranks.
    assert bonus(QuotaBasis.CLOSE) == b.cents("900.00")
    pay = core.Pay("commission", quota(QuotaBasis.CREDIT_DATE), "new")
    (line,) = b.Case((pay,)).lines({**rows, "deal": [b.deal("D1", "02-10", "1.00")]}, "03-31")
    assert line.fault == "2 rows of quota new for ana hold on 2026-02-10"


def test_a_quota_of_the_year_is_that_of_the_year_that_holds_the_line() -> None:
    rows: b.Rows = {"quota": [b.quota("100.00"), b.quota("200.00", first="04-01", last="12-31")]}
    pay = core.Pay("bonus", core.Quota("new", Kind.MONEY, cadence=Cadence.YEAR), None)

    assert b.Case((pay,)).earned(rows, "03-31") == {"ana:2026-Q1": b.cents("300.00")}


def test_a_quota_says_how_it_was_read() -> None:
    pay = core.Pay("bonus", quota(QuotaBasis.CLOSE), None)
    (line,) = b.Case((pay,)).lines(ROWS, "03-31")

    assert "quota new of ana in 2026-Q1, in force at the close of the period: 180,000.00 USD" in (
        explain.tree(line.trace)
    )
