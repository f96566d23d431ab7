"""What a rep reads beside a line: one sentence, and a tree with every value."""

import json
from dataclasses import replace

import pytest

from comp.language import core
from comp.language.core import Kind, Reading
from comp.reference import explain
from comp.reference.told import TIMES
from tests.reference import build as b
from tests.reference.test_cents_currencies_and_holds import EUROS, held, renewals
from tests.reference.test_credits_are_shared_and_passed_up import PARTS
from tests.reference.test_lines_pay_what_the_decisions_say import BANDS, CAP, CAPPED, late_factor
from tests.reference.test_periods_targets_and_quotas import bonus_between_points
from tests.reference.test_undefined_values_and_exceptions import SALE, excepted, few

QUOTA: b.Rows = {
    "quota": [b.quota("300,000.00")],
    "deal": [b.deal("D1", "02-10", "280,000.00"), b.deal("D2", "03-20", "60,000.00")],
}


def sentence(case: b.Case, rows: b.Rows, day: str, at: int = 0) -> str:
    """The sentence of one line."""
    return explain.sentence(case.lines(rows, day)[at])


def test_a_deal_says_how_it_moved_attainment_and_what_fell_into_each_band() -> None:
    assert sentence(BANDS, QUOTA, "03-31", at=1) == (
        "60,000.00 USD of D2 (booked 20 March 2026) took attainment from 93.33% to 113.33%: "
        "20,000.00 at 10% and 40,000.00 at 15% = 8,000.00 USD."
    )


def test_a_factor_says_what_it_was_read_by_and_until_when_it_holds() -> None:
    assert sentence(late_factor(), SALE, "02-28") == (
        "100.00 USD of D1 (booked 10 January 2026) times 10% = 10.00 USD; "
        "times factor 1.10 (retention 95% until the close of 2026-Q1, in the band from 92%) = 11.00 USD."
    )


@pytest.mark.parametrize(
    ("written", "factor"),
    [
        (core.Writing.PERCENT, "110%"),
        (core.Writing.MULTIPLE, "1.1x"),
        (core.Writing.DECIMALS, "1.10"),
        (core.Writing.WHOLE, "1.1"),
    ],
)
def test_a_tables_value_is_told_as_the_plan_writes_it(written: core.Writing, factor: str) -> None:
    case = late_factor()
    case = replace(case, tables=tuple(replace(table, written=written) for table in case.tables))

    assert f"times factor {factor} (retention 95%" in sentence(case, SALE, "02-28")


def test_a_loss_names_the_cancellation_and_its_share() -> None:
    case = b.Case((b.commission("10%"), b.claw_back()))

    assert sentence(case, CAPPED, "03-31") == (
        "8,000.00 USD of D1 (booked 10 January 2026) times 10% = 800.00 USD; "
        "C1 of 1 March 2026 took back 100%, so 0% is kept = 0.00 USD."
    )


def test_a_cap_says_what_came_before_and_what_it_leaves() -> None:
    assert sentence(b.Case((b.commission("100%"), CAP)), CAPPED, "02-28", at=1) == (
        "4,000.00 USD of D2 (booked 10 February 2026) times 100% = 4,000.00 USD; "
        "the cap of 10,000.00 USD per performance period: the lines of 2026-Q1 before this one came to "
        "8,000.00 USD and left 2,000.00 USD, so 2,000.00 USD is lost = 2,000.00 USD."
    )


def test_a_hold_says_what_is_waited_for_and_until_when() -> None:
    assert sentence(held(), renewals(80, 83), "06-30") == (
        "10,000.00 USD of D1 (booked 10 January 2026) times 10% = 1,000.00 USD; "
        "held until 30 September 2026, otherwise lost on that day (2026-Q1: retention 80%, not at least 85%; "
        "2026-Q2: retention 83%, not at least 85%). Earned 1,000.00 USD, payable 0.00 USD so far."
    )


def test_a_fault_says_what_is_missing() -> None:
    assert sentence(BANDS, {**QUOTA, "quota": []}, "03-31") == (
        "280,000.00 USD of D1 (booked 10 February 2026) has no amount: no quota new for ana in 2026-Q1."
    )


def test_an_exception_names_itself() -> None:
    assert sentence(excepted(few("few_deals", 2, "50%")), SALE, "03-31") == (
        "100.00 USD of D1 (booked 10 January 2026) times rate 50% by the exception few deals = 50.00 USD."
    )


def test_a_period_says_what_its_table_was_read_by() -> None:
    assert sentence(bonus_between_points(), {"deal": [b.deal("D1", "02-01", "93.00")]}, "03-31") == (
        f"2026-Q1: 1,000.00 USD {TIMES} payout 115% "
        "(sold 93.00 USD, between 100% at 90.00 USD and 130% at 96.00 USD) = 1,150.00 USD."
    )


def test_a_manager_reads_through_whom_the_credit_came() -> None:
    case = b.Case((b.commission("1%"),), credits=(b.credit(*PARTS),))
    people = [b.person("ana", manager="mia"), b.person("mia")]
    rows: b.Rows = {"assignment": people, "deal": [b.deal("D1", "02-01", "100.00")]}

    assert sentence(case, rows, "03-31", at=1) == (
        "100.00 USD of D1 (booked 1 February 2026), as manager of ana, times 1% = 1.00 USD."
    )


def test_the_tree_holds_the_conversion_and_its_rate() -> None:
    (line,) = b.Case((b.commission("10%"),)).lines(EUROS, "02-28")

    assert explain.tree(line.trace).splitlines() == [
        "line: 110,000.00 USD of D1 (booked 10 January 2026) times 10% = 11,000.00 USD.",
        "  credit: 110,000.00 USD of D1 (booked 10 January 2026)",
        "    term: 100% of deal D1: 100,000.00 EUR",
        "    term: 100,000.00 EUR at the rate 1.1 of 10 January 2026: 110,000.00 USD",
        "  pay: times 10% = 11,000.00 USD",
    ]


def test_the_data_of_a_step_is_exact_and_plain() -> None:
    line = BANDS.lines(QUOTA, "03-31")[1]
    data = explain.as_data(line.trace)

    assert data["value"] == {"kind": "money", "minor": "800000", "currency": "USD"}
    # The average over 1/15 at 10 % and 2/15 at 15 % is 2/15.
    assert '"value": {"kind": "number", "value": "2/15"}' in json.dumps(data)


def test_a_value_in_a_product_is_shown_to_enough_digits_to_multiply_with() -> None:
    per_dollar = core.Measure("per_dollar", b.over(b.usd("1,000.00"), b.QUOTA), Kind.NUMBER, Reading.POSTING)
    doubled = b.times(b.times(b.NEW, b.read("per_dollar")), b.num(2))
    case = b.Case((core.Pay("commission", doubled, "new"),), (per_dollar,))
    rows: b.Rows = {"quota": [b.quota("24,000.00")], "deal": [b.deal("D1", "02-10", "280.00")]}

    # 1,000 of 24,000 is 4.1666...%, not 4.16 %.
    assert sentence(case, rows, "03-31") == (
        "280.00 USD of D1 (booked 10 February 2026): "
        f"(new 280.00 USD {TIMES} per dollar 4.166666\u2026%) {TIMES} 2 = 23.333333\u2026 USD; "
        "rounded half even to 2 decimals = 23.33 USD."
    )


def test_the_smaller_of_two_writes_a_bound_as_what_it_is_held_against() -> None:
    reached = b.attainment_measure(Reading.POSTING)
    paid = b.times(core.Least((b.read("attainment"), b.num("1.5"))), b.usd("100.00"))
    case = b.Case((core.Pay("bonus", paid, None),), (reached,))

    assert sentence(case, {**QUOTA, "quota": [b.quota("100,000.00")]}, "03-31") == (
        f"2026-Q1: the smaller of attainment 340% and 150% {TIMES} 100.00 USD = 150.00 USD."
    )
