"""Conditions with three answers, and exceptions: when they apply and when two of them collide."""

from dataclasses import replace

import pytest

from comp.language import core
from comp.language.core import Kind, Reading
from comp.reference.evaluate import evaluate
from comp.reference.facts_index import Facts
from comp.reference.scope import Scope, Sight
from comp.reference.values import Undefined
from tests.reference import build as b

YES, NO = core.Literal(True), core.Literal(False)  # noqa: FBT003 - truths of a plan
BLANK = b.compare(b.col("deal.kind", Kind.TEXT), "is", core.Literal("new"))


def answer(condition: core.Expr) -> object:
    """What a condition says of a deal whose kind is blank: yes, no, or None."""
    rows = {"deal": [b.deal("D1", "01-10", "1.00")]}
    facts = Facts(b.snapshot(rows))
    value = evaluate(condition, Scope(facts, Sight(b.d("12-31")), {"deal": facts.rows("deal")[0]}))
    return None if isinstance(value, Undefined) else value


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (core.All((YES, BLANK)), None),
        (core.All((BLANK, NO)), False),
        (core.AnyOf((BLANK, YES)), True),
        (core.AnyOf((NO, BLANK)), None),
        (core.Not(BLANK), None),
        (core.IsBlank(b.col("deal.kind", Kind.TEXT)), True),
        (core.IsBlank(b.col("deal.owner", Kind.TEXT)), False),
        (core.BlankIs(b.col("deal.kind", Kind.TEXT), core.Literal("old")), "old"),
    ],
)
def test_a_blank_is_passed_on_until_a_known_part_decides(condition: core.Expr, expected: object) -> None:
    assert answer(condition) == expected


def test_a_division_by_zero_and_money_of_two_currencies_are_undefined() -> None:
    euro = core.Literal(b.Money(100, "EUR"))

    assert answer(b.over(b.num(1), b.num(0))) is None
    assert answer(b.compare(b.usd("1.00"), "is", euro)) is None
    assert answer(b.over(b.usd("3.00"), b.usd("2.00"))) == b.share("1.5")


FEW = core.CreditSet("new", core.Window())


def excepted(*exceptions: core.Except, reading: Reading = Reading.POSTING) -> b.Case:
    """A rate of 10 %, with exceptions, of a measure that says nothing else."""
    sold = core.Measure("sold", b.TOTAL, Kind.MONEY, reading, until_then=b.usd("0.00"))
    rate = b.steps("rate", b.read("sold", Kind.MONEY), "0.00 10%", money=True, exceptions=exceptions)
    return b.Case((b.commission(),), (sold,), (rate,))


def few(label: str, most: int, rate: str) -> core.Except:
    """An exception for fewer credits than that."""
    return core.Except(label, b.compare(b.count(FEW), "<", b.num(most)), b.num(rate))


SALE: b.Rows = {"deal": [b.deal("D1", "01-10", "100.00")]}


def test_an_exception_gives_the_value_where_its_condition_is_true() -> None:
    assert excepted(few("few", 2, "50%")).earned(SALE, "03-31") == {"ana:D1#1": b.cents("50.00")}
    assert excepted(few("few", 1, "50%")).earned(SALE, "03-31") == {"ana:D1#1": b.cents("10.00")}


def test_two_exceptions_that_both_apply_are_a_fault() -> None:
    (line,) = excepted(few("few", 2, "50%"), few("fewer", 3, "50%")).lines(SALE, "03-31")

    assert line.earned_minor is None
    assert line.fault == "few and fewer both apply to rate and neither is ranked"


def test_a_count_of_a_measure_that_is_not_read_yet_decides_nothing() -> None:
    count = core.Measure("count of sold", b.count(FEW), Kind.NUMBER, Reading.CLOSE)
    exception = core.Except("few", b.compare(b.read("count of sold"), "<", b.num(2)), b.num("50%"))
    plain = excepted(exception, reading=Reading.CLOSE)
    case = replace(plain, measures=(*plain.measures, count))

    assert case.earned(SALE, "02-28") == {"ana:D1#1": b.cents("10.00")}
    assert case.earned(SALE, "03-31") == {"ana:D1#1": b.cents("50.00")}


def test_an_aggregate_written_in_an_exception_is_read_at_posting() -> None:
    case = excepted(few("few", 2, "50%"), reading=Reading.CLOSE)

    assert case.earned(SALE, "02-28") == {"ana:D1#1": b.cents("50.00")}


def test_an_exception_ends_what_is_undefined() -> None:
    no_quota = core.Except("no_quota", core.IsBlank(b.QUOTA), b.num("50%"))
    attainment = replace(b.attainment_measure(Reading.POSTING), exceptions=(no_quota,))
    rate = b.steps("rate", b.read("attainment"), "0% 10%", "50% 20%")

    assert b.Case((b.commission(),), (attainment,), (rate,)).earned(SALE, "03-31") == {
        "ana:D1#1": b.cents("20.00")
    }


def test_measures_before_and_with_the_credit_differ_by_its_step() -> None:
    rows: b.Rows = {"deal": [b.deal("D1", "01-10", "60.00"), b.deal("D2", "01-10", "60.00")]}

    def paid(reading: Reading) -> dict[str, int | None]:
        rate = b.steps("rate", b.read("sold", Kind.MONEY), "0.00 5%", "100.00 10%", money=True)
        return b.Case((b.commission(),), (b.sold_measure(reading),), (rate,)).earned(rows, "03-31")

    # Before: 0 and 60; with: 60 and 120; at posting: 120 for both.
    assert paid(Reading.BEFORE) == {"ana:D1#1": 300, "ana:D2#1": 300}
    assert paid(Reading.WITH) == {"ana:D1#1": 300, "ana:D2#1": 600}
    assert paid(Reading.POSTING) == {"ana:D1#1": 600, "ana:D2#1": 600}


def test_a_running_measure_of_a_deal_and_its_reversal_comes_back_to_nothing() -> None:
    rows: b.Rows = {"deal": [b.deal("D1", "01-10", "120.00"), b.deal("D2", "01-11", "-120.00")]}

    # Up: 100 at 5 % and 20 at 10 % is 7.00; down by the same stretch.
    assert b.banded("0.00 5%", "100.00 10%").earned(rows, "03-31") == {"ana:D1#1": 700, "ana:D2#1": -700}
