"""Facts and factors so large that columns of 128 bits cannot hold what is made of them: the lines pay the
same, worked out in fractions and counted, or the run stops and says where.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest

from comp import engine
from comp.engine.exact import AmountTooLargeError, Exact
from comp.engine.shares import allot, over_one_denominator, rest_of
from comp.language import core
from comp.language.core import CapSpan, Kind, Reading
from tests.engine.world import (
    CALENDAR,
    CREDIT,
    SALES,
    SOURCES,
    YEAR_END,
    amounts,
    bonus,
    compare,
    deal,
    facts,
    measure,
    number,
    over,
    pay,
    plan,
    program,
    read,
    sold,
    times,
    total,
    usd,
)

_HUGE = number("999999999999999")
_TWO = [sold("D1", "01-05", "10"), sold("D2", "01-06", "20", "bo")]


def much(value: core.Expr, factors: int = 3) -> core.Expr:
    """A value times some huge numbers: 1,000 cents times three of them is 10^48, past 128 bits."""
    for _ in range(factors):
        value = times(value, _HUGE)
    return value


def little(value: core.Expr, factors: int = 3) -> core.Expr:
    for _ in range(factors):
        value = over(value, _HUGE)
    return value


def counted(one: core.Plan, *, value: core.Expr = CREDIT.value) -> tuple[int, int]:
    """How many of a plan's lines went the exact way, and how many there are."""
    of = core.Program(SOURCES, {"sales": replace(CREDIT, value=value)}, (one,))
    found = engine.valuate(of, one, facts(deal=_TWO), CALENDAR, YEAR_END)
    return found.exact_way, found.lines.height


def test_lines_that_fit_take_no_exact_way() -> None:
    assert counted(plan(pay(times(SALES, number("10%"))))) == (0, 2)


def test_a_product_past_128_bits_pays_what_it_would_in_fractions_and_its_lines_are_counted() -> None:
    large = pay(little(much(times(SALES, number("10%")))))
    small = pay(SALES, "small")
    assert amounts(plan(large, small), facts(deal=_TWO)) == {
        "commission:ana:D1#1": "1.00",
        "commission:bo:D2#1": "2.00",
        "small:ana:D1#1": "10.00",
        "small:bo:D2#1": "20.00",
    }
    assert counted(plan(large, small)) == (2, 4)


@pytest.mark.parametrize(
    "statement",
    [
        core.Multiply("commission", little(much(number("1")))),
        core.Multiply("commission", number("2"), compare(much(SALES), "<", usd("1"))),
        core.Cap(("commission",), little(much(usd("1"), 4), 4), CapSpan.PERFORMANCE_PERIOD),
        core.Floor("commission", little(much(usd("1"), 4), 4)),
    ],
    ids=("a factor", "a condition", "a cap", "a floor"),
)
def test_what_a_statement_works_out_in_fractions_counts_its_lines(statement: core.Statement) -> None:
    # What the statement leaves is struck, and is in columns again: the lines went the exact way all the same.
    assert counted(plan(pay(SALES), pay(SALES, "small"), statement)) == (2, 4)


def test_lines_that_took_the_exact_way_once_stay_counted() -> None:
    # The cap strikes them, so that the factor finds them in columns again.
    cap = core.Cap(("commission",), usd("10"), CapSpan.PERFORMANCE_PERIOD)
    assert counted(plan(pay(little(much(SALES))), cap, core.Multiply("commission", number("2")))) == (2, 2)


def test_a_running_total_that_could_pass_128_bits_is_worked_out_in_fractions() -> None:
    # Each of 3, 3 and 3 * 10^37 fits 128 bits, and so do two of them, but not whatever order three come in.
    rows = [sold(f"D{at}", f"01-0{at}", "300,000") for at in (1, 2, 3)]
    through = measure("m", little(total(term=much(SALES, 2)), 2), Reading.WITH, Kind.MONEY)
    one = plan(pay(read("m", Kind.MONEY)), measures=[through])
    huge = 999_999_999_999_999**2 * 30_000_000
    assert 2 * huge < 2**126 < 3 * huge
    assert list(amounts(one, facts(deal=rows)).values()) == ["300000.00", "600000.00", "900000.00"]
    of = engine.valuate(program(one), one, facts(deal=rows), CALENDAR, YEAR_END)
    assert of.exact_way == 3


def test_what_was_earned_past_128_bits_in_sum_stops_the_run() -> None:
    rows = [sold(f"D{at}", f"01-0{at}", "300,000") for at in (1, 2, 3)]
    earned = core.Earned(("commission",), core.Window())
    one = plan(pay(much(SALES, 2)), bonus(earned))
    with pytest.raises(AmountTooLargeError, match=r"^p\.bonus: what was earned could pass 128 bits"):
        amounts(one, facts(deal=rows))


def test_lines_of_pays_that_share_a_measure_or_credit_are_all_counted() -> None:
    through = measure("m", little(much(total())), Reading.WITH, Kind.MONEY)
    pays = (pay(read("m", Kind.MONEY)), pay(read("m", Kind.MONEY), "same"), pay(SALES, "small"))
    assert counted(plan(*pays, measures=[through])) == (4, 6)
    assert counted(plan(*pays, measures=[through]), value=little(much(deal("amount")))) == (6, 6)


def test_a_measure_that_was_struck_on_the_way_counts_the_lines_of_every_pay_that_reads_it() -> None:
    struck = core.Strike(little(much(total())), plan().rounding)
    pays = (bonus(read("m", Kind.MONEY)), bonus(read("m", Kind.MONEY), "same"))
    one = plan(*pays, measures=[measure("m", struck, Reading.POSTING, Kind.MONEY)])
    assert counted(one) == (48, 48)  # two payees, twelve months, two pays


def test_a_line_past_64_bits_stops_the_run_and_is_named() -> None:
    one = plan(pay(SALES), pay(much(SALES, 2), "bonus"))
    with pytest.raises(
        AmountTooLargeError, match=r"^p\.bonus: line p\.bonus:bo:D2#1: .* minor units; look for"
    ):
        amounts(one, facts(deal=_TWO))


def test_a_line_past_128_bits_stops_the_run_and_its_pay_is_named() -> None:
    with pytest.raises(AmountTooLargeError, match=r"^p\.commission: an amount passes 128 bits; look for"):
        amounts(plan(pay(much(SALES))), facts(deal=_TWO))


def test_a_credit_past_64_bits_stops_the_run_and_is_named() -> None:
    of = core.Program(SOURCES, {"sales": replace(CREDIT, value=much(deal("amount"), 2))}, (plan(pay(SALES)),))
    with pytest.raises(AmountTooLargeError, match=r"^credit sales: .* minor units; look for"):
        engine.credits(of, facts(deal=_TWO), YEAR_END)


def test_a_refused_fact_past_64_bits_stops_nothing() -> None:
    # The date of D1 is blank, so it makes no credit, however large its amount is.
    rows = [{**_TWO[0], "collected_on": None}, {**_TWO[1], "collected_on": YEAR_END, "amount": 1}]
    value = core.If(compare(deal("amount"), ">", usd("1")), much(deal("amount"), 2), deal("amount"))
    credit = replace(CREDIT, value=value, on=deal("collected_on"))
    of = core.Program(SOURCES, {"sales": credit}, (plan(pay(SALES)),))
    found = engine.credits(of, facts(deal=rows), YEAR_END)["sales"]
    assert found.frame.get_column("amount").to_list() == [1]
    assert found.faults.height == 1


def test_what_is_given_away_past_128_bits_stops_the_run() -> None:
    # 2^127 - 1 is the most that 128 bits hold. Three parts of 0.9 * 2^126 would come out at a small amount.
    part = times(usd("1"), core.Literal(Fraction(9 * 2**126, 1000)))
    split = core.Split("commission", tuple(core.GivenPart(None, part, deal("owner")) for _ in range(3)))
    with pytest.raises(AmountTooLargeError, match=r"^p\.commission: what lines give away"):
        amounts(plan(pay(SALES), split), facts(deal=_TWO))


def test_working_values_past_64_bits_are_left_blank() -> None:
    # The measure is 10^48 cents, and none of it is paid.
    through = measure("m", much(total()), Reading.WITH, Kind.MONEY)
    one = plan(pay(times(read("m", Kind.MONEY), number("0"))), measures=[through])
    lines = engine.valuate(program(one), one, facts(deal=_TWO), CALENDAR, YEAR_END).lines
    assert lines.select("earned_minor", "m_with_num", "m_with_den").rows() == [(0, None, None)] * 2


def test_lines_leave_the_engine_in_64_bits() -> None:
    # What reads frames beside Polars (pandas, Arrow) knows no columns of 128 bits.
    through = measure("m", total(), Reading.WITH, Kind.MONEY)
    one = plan(pay(read("m", Kind.MONEY)), measures=[through])
    lines = engine.valuate(program(one), one, facts(deal=_TWO), CALENDAR, YEAR_END).lines
    whole = {name: kind for name, kind in lines.schema.items() if kind.is_integer()}
    assert set(whole) == {
        "credit_minor", "struck_minor", "earned_minor", "payable_minor", "m_with_num", "m_with_den"
    }  # fmt: skip
    assert set(whole.values()) == {pl.Int64()}


# Shares of a fact ------------------------------------------------------------------------------------------


def test_shares_over_divisors_that_pass_128_bits_together_are_refused() -> None:
    halves = [
        Exact(pl.Series([1], dtype=pl.Int128), 1, pl.Series([2**63 + at], dtype=pl.Int128)) for at in (1, 3)
    ]
    with pytest.raises(AmountTooLargeError, match="denominators that pass 128 bits"):
        over_one_denominator([*halves, Exact(pl.Series([1], dtype=pl.Int128))])


def test_a_share_that_passes_128_bits_over_the_divisor_of_another_is_refused() -> None:
    large = Exact(pl.Series([2**100], dtype=pl.Int128))
    fine = Exact(pl.Series([1], dtype=pl.Int128), 1, pl.Series([2**40], dtype=pl.Int128))
    with pytest.raises(AmountTooLargeError, match="denominators that pass 128 bits"):
        over_one_denominator([large, fine, Exact(pl.Series([1], dtype=pl.Int128))])


def test_shares_that_pass_128_bits_in_sum_are_refused() -> None:
    most = pl.Series([2**126 - 1], dtype=pl.Int128)
    assert (most + most + most)[0] < 0, "Polars wraps without a word"
    with pytest.raises(AmountTooLargeError, match="pass 128 bits together"):
        rest_of(pl.Series([1], dtype=pl.Int128), [most, most, most])
    with pytest.raises(AmountTooLargeError, match="pass 128 bits together"):
        allot(pl.Series([1], dtype=pl.Int128), [most, most, most])


def test_a_share_of_an_amount_past_128_bits_is_refused() -> None:
    shares = [pl.Series([2**70], dtype=pl.Int128), pl.Series([2**70], dtype=pl.Int128)]
    with pytest.raises(AmountTooLargeError, match="a share of an amount"):
        allot(pl.Series([2**62], dtype=pl.Int128), shares)


def test_shares_that_are_all_zero_allot_nothing_where_polars_divides_by_zero_to_null() -> None:
    zero = pl.Series([0, 1], dtype=pl.Int128)
    assert (pl.Series([5], dtype=pl.Int128) // zero).to_list() == [None, 5]
    assert [part.to_list() for part in allot(pl.Series([5, 5], dtype=pl.Int128), [zero, zero])] == [
        [None, 3],
        [None, 2],
    ]
