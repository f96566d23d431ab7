"""Where a payee stands beside a line: what the plan reads of them, and what the line came to."""

from dataclasses import replace
from fractions import Fraction

from comp.language import core
from comp.language.core import Kind, Reading
from comp.reference.position import Position
from comp.reference.values import Amount, Undefined
from tests.reference import build
from tests.reference.build import Case, Rows, read, steps

CASE = Case(
    (build.commission("10%"),),
    (build.attainment_measure(), build.sold_measure(Reading.CLOSE)),
)
ROWS: Rows = {
    "deal": [build.deal("D1", "01-15", "40,000.00"), build.deal("D2", "03-15", "30,000.00")],
    "quota": [build.quota("100,000.00")],
}


def position(case: Case, rows: Rows, as_of: str, line: str = "ana:D1#1") -> Position:
    [found] = [each for each in case.lines(rows, as_of) if build.short(each) == line]
    assert found.position is not None
    return found.position


def test_a_running_measure_is_read_after_every_credit_up_to_the_day() -> None:
    assert position(CASE, ROWS, "01-31").read(read("attainment")) == Fraction(4, 10)
    assert position(CASE, ROWS, "03-31").read(read("attainment")) == Fraction(7, 10)


def test_what_is_credited_in_the_period_leaves_other_periods_out() -> None:
    rows = {**ROWS, "deal": [*ROWS["deal"], build.deal("D3", "04-15", "5,000.00")]}

    credited = position(CASE, rows, "06-30").credited("new", Kind.MONEY, direct_only=False)

    assert credited == Amount(Fraction(7_000_000), "USD")


def test_what_belongs_to_a_single_deal_is_undefined() -> None:
    stands = position(CASE, ROWS, "03-31")

    assert isinstance(stands.read(build.NEW), Undefined)
    assert isinstance(stands.read(build.col("deal.value")), Undefined)


def test_a_measure_of_the_close_is_read_later_until_the_close() -> None:
    sold = read("sold", Kind.MONEY)

    assert position(CASE, ROWS, "03-30").is_read_later(sold)
    assert not position(CASE, ROWS, "03-31").is_read_later(sold)
    assert not position(CASE, ROWS, "03-30").is_read_later(read("attainment"))


def test_an_exception_that_applies_is_told_of_its_table() -> None:
    small = build.compare(build.QUOTA, "<", build.usd("200,000.00"))
    table = replace(
        steps("rate", read("attainment"), "0% 10%"),
        exceptions=(core.Except("small", small, build.num("5%")),),
    )
    large = {**ROWS, "quota": [build.quota("300,000.00")]}

    assert position(CASE, ROWS, "03-31").is_excepted(table)
    assert not position(CASE, large, "03-31").is_excepted(table)


def test_a_line_comes_to_what_its_pay_and_bounds_made_before_a_claw_back() -> None:
    case = replace(CASE, statements=(*CASE.statements, build.claw_back()))
    rows = {**ROWS, "cancellation": [build.lost("C1", "D1", "02-01", "10,000.00")]}

    assert position(case, rows, "03-31").made() == 400_000  # 40,000 at 10%; a quarter was taken back


def test_a_cap_that_acts_after_a_claw_back_leaves_nothing_that_pay_and_bounds_made() -> None:
    cap = core.Cap(("commission",), build.usd("1,000.00"), core.CapSpan.PERFORMANCE_PERIOD)
    case = replace(CASE, statements=(*CASE.statements, build.claw_back(), cap))
    rows = {**ROWS, "cancellation": [build.lost("C1", "D1", "02-01", "10,000.00")]}

    assert position(case, rows, "03-31").made() is None


def test_the_target_of_a_manager_is_another_payee_s() -> None:
    manager = build.assigned("manager", Kind.PAYEE)
    theirs = replace(build.assigned("target_incentive", Kind.MONEY), key=manager)
    rows = {
        **ROWS,
        "assignment": [
            build.person("ana", manager="mia", target_incentive=100),
            build.person("mia", target_incentive=200),
        ],
    }
    stands = position(CASE, rows, "03-31")

    assert stands.is_anothers(theirs)
    assert not stands.is_anothers(build.assigned("target_incentive", Kind.MONEY))
