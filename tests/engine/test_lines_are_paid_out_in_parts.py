"""Holds of a share, and pay-outs in parts, as decision 0025 words them."""

from fractions import Fraction

import pytest

from comp.facts.snapshot import Snapshot, Value
from comp.language import core
from comp.language.core import Kind, Reading
from tests.engine.world import (
    SALES,
    amounts,
    column,
    compare,
    day,
    deal,
    facts,
    measure,
    number,
    pay,
    plan,
    read,
    sold,
    text,
    times,
    total,
    usd,
)

SALE = pay(times(SALES, number("10%")))
CASH = core.Event(
    "payment",
    "deal",
    None,
    core.Arithmetic(core.Operator.DIVIDE, column("payment", "amount"), deal("amount")),
)


def paid(on: str, amount: str, key: str = "D1") -> dict[str, Value]:
    return {"deal": key, "paid_on": day(on), "amount": int(Fraction(amount) * 100)}


def out(*parts: core.PayPart, where: core.Expr | None = None) -> core.PayOut:
    return core.PayOut("commission", parts, where)


def both(one: core.Plan, given: Snapshot, on: str) -> tuple[str | None, str | None]:
    """Earned and payable of the first line."""
    earned, payable = (next(iter(amounts(one, given, on, payable=which).values())) for which in (False, True))
    return earned, payable


def test_release_by_cash_is_measured_net_of_the_loss() -> None:
    # 10,000 earned, half the cash in, 40 % lost as money: 6,000 earned, 3,000 payable; all cash in: 6,000.
    loss = core.ClawBack("commission", "loss", "deal", None, column("loss", "share"), of_credit=False)
    by_cash = out(core.PayPart(None, event=CASH))
    given = {
        "deal": [sold("D1", "01-05", "100000")],
        "loss": [{"deal": "D1", "lost_on": day("02-01"), "share": Fraction(2, 5)}],
    }
    for statements in ((SALE, loss, by_cash), (SALE, by_cash, loss)):
        one = plan(*statements)
        half = facts(**given, payment=[paid("02-10", "50000")])
        assert both(one, half, "03-31") == ("6000.00", "3000.00")
        whole = facts(**given, payment=[paid("02-10", "50000"), paid("02-11", "50000")])
        assert both(one, whole, "03-31") == ("6000.00", "6000.00")
        over_paid = facts(**given, payment=[paid("02-10", "150000")])
        assert both(one, over_paid, "03-31") == ("6000.00", "6000.00")


def test_three_equal_parts_carry_the_odd_cent_at_the_end() -> None:
    # 100.00: 33.33 from 31 January, 66.67 from 28 February, 100.00 from 31 March.
    third = core.Literal(Fraction(1, 3))
    first = core.MonthEdge(deal("booked_on"), last=True)
    parts = [core.PayPart(third, on=core.Shifted(first, months, 0)) for months in (0, 1, 2)]
    one = plan(SALE, out(*parts))
    given = facts(deal=[sold("D1", "01-05", "1000")])
    found = [both(one, given, on) for on in ("01-30", "01-31", "02-28", "03-31")]
    assert found == [("100.00", amount) for amount in ("0.00", "33.33", "66.67", "100.00")]


def test_a_part_at_once_a_part_on_a_day_and_a_blank_day_waits() -> None:
    one = plan(SALE, out(core.PayPart(number("60%")), core.PayPart(None, on=deal("collected_on"))))
    given = facts(deal=[sold("D1", "01-05", "1000", collected_on=day("02-10"))])
    assert [both(one, given, on)[1] for on in ("02-09", "02-10")] == ["60.00", "100.00"]
    blank = facts(deal=[sold("D1", "01-05", "1000")])
    assert both(one, blank, "12-31") == ("100.00", "60.00")


def test_an_event_without_a_portion_releases_all_at_once() -> None:
    event = core.Event("payment", "deal", compare(column("payment", "id"), "is", text("go")), None)
    one = plan(SALE, out(core.PayPart(number("50%")), core.PayPart(None, event=event)))
    deals = [sold("D1", "01-05", "1000")]
    other = facts(deal=deals, payment=[{**paid("02-01", "1"), "id": "wait"}])
    assert both(one, other, "03-31") == ("100.00", "50.00")
    gone = facts(deal=deals, payment=[{**paid("02-01", "1"), "id": "go"}])
    assert both(one, gone, "01-31") == ("100.00", "50.00")
    assert both(one, gone, "02-01") == ("100.00", "100.00")


def test_what_has_not_come_in_by_the_day_of_lapse_is_lost_for_good() -> None:
    # 100.00; a quarter of the cash by 31 March: 75.00 are lost that day, and cash of April brings nothing.
    part = core.PayPart(None, event=CASH, lost_on=core.Literal(day("03-31")))
    one = plan(SALE, out(part))
    payments = [paid("02-10", "250"), paid("04-10", "750")]
    given = facts(deal=[sold("D1", "01-05", "1000")], payment=payments)
    found = [both(one, given, on) for on in ("03-30", "03-31", "04-30")]
    assert found == [("100.00", "25.00"), ("25.00", "25.00"), ("25.00", "25.00")]


def test_a_lapsed_part_beside_one_that_waits_is_struck_once() -> None:
    # 100.01: a third lapsed, a third released, a third waits: earned 66.67 (66.6733), payable 33.34
    # (33.3366).
    third = core.Literal(Fraction(1, 3))
    one = plan(
        SALE,
        out(
            core.PayPart(third),
            core.PayPart(third, on=deal("collected_on")),
            core.PayPart(None, on=deal("collected_on"), lost_on=core.Literal(day("02-01"))),
        ),
    )
    given = facts(deal=[sold("D1", "01-05", "1000.10")])
    assert both(one, given, "02-01") == ("66.67", "33.34")


def test_only_a_share_is_held_and_only_it_can_be_lost() -> None:
    # 40 % waits for sales of 5,000 in a month, read at this close or the next; February has 5,000, March has
    # not.
    reached = compare(read("sales_of_month", Kind.MONEY), ">=", usd("5000"))
    hold = core.Hold("commission", reached, 1, blank_releases=False, share=number("40%"))
    one = plan(SALE, hold, measures=[measure("sales_of_month", total(), Reading.CLOSE, Kind.MONEY)])
    january = [sold("D1", "01-05", "1000")]
    released = facts(deal=[*january, sold("D2", "02-05", "5000")])
    assert [both(one, released, on) for on in ("01-31", "02-28")] == [
        ("100.00", "60.00"),
        ("100.00", "100.00"),
    ]
    lost = facts(deal=[*january, sold("D2", "02-05", "4999")])
    assert [both(one, lost, on) for on in ("02-27", "02-28")] == [("100.00", "60.00"), ("60.00", "60.00")]


def test_a_factor_after_a_lapse_acts_on_what_is_left() -> None:
    # Half lapsed of 100.00: 50.00, all of it payable; doubled 100.00 and 100.00.
    one = plan(
        SALE,
        out(core.PayPart(number("50%")), core.PayPart(None, on=deal("collected_on"), lost_on=core.BornOn())),
        core.Multiply("commission", number("2")),
    )
    given = facts(deal=[sold("D1", "01-05", "1000")])
    assert both(one, given, "01-31") == ("100.00", "100.00")


def test_parts_with_a_condition_leave_other_lines_payable() -> None:
    waits = out(core.PayPart(None, on=deal("collected_on")), where=compare(deal("kind"), "is", text("x")))
    deals = [sold("D1", "01-05", "1000", kind="x"), sold("D2", "01-06", "1000")]
    found = amounts(plan(SALE, waits), facts(deal=deals), payable=True)
    assert list(found.values()) == ["0.00", "100.00"]


def test_a_portion_that_is_undefined_leaves_the_line_without_a_value() -> None:
    one = plan(SALE, out(core.PayPart(None, event=CASH)))
    payments = [{"deal": "D1", "paid_on": day("02-01"), "amount": None}]
    given = facts(deal=[sold("D1", "01-05", "1000")], payment=payments)
    assert both(one, given, "03-31") == (None, None)
    assert both(one, given, "01-31") == ("100.00", "0.00")


def test_a_half_that_is_divided_once_more_multiplies() -> None:
    # 50 % at once by the pay-out, of that 60 % by the hold before its close: 30.00 of 100.00.
    hold = core.Hold("commission", core.Literal(value=False), 1, blank_releases=False, share=number("40%"))
    one = plan(SALE, out(core.PayPart(number("50%")), core.PayPart(None, on=deal("collected_on"))), hold)
    given = facts(deal=[sold("D1", "01-05", "1000")])
    assert both(one, given, "01-31") == ("100.00", "30.00")


@pytest.mark.parametrize("shares", [("50%", "40%"), ("50%", "60%")])
def test_shares_that_do_not_make_the_whole_leave_the_line_without_a_value(shares: tuple[str, ...]) -> None:
    one = plan(SALE, out(*(core.PayPart(number(share)) for share in shares)))
    assert both(one, facts(deal=[sold("D1", "01-05", "1000")]), "01-31") == (None, None)


def test_a_share_to_hold_is_kept_between_nothing_and_all() -> None:
    hold = core.Hold("commission", core.Literal(value=False), 1, blank_releases=False, share=number("140%"))
    given = facts(deal=[sold("D1", "01-05", "1000")])
    assert both(plan(SALE, hold), given, "01-31") == ("100.00", "0.00")


def test_a_line_that_is_lost_whole_is_nothing_and_no_fault() -> None:
    hold = core.Hold("commission", core.Literal(value=False), 0, blank_releases=False)
    given = facts(deal=[sold("D1", "01-05", "1000")])
    assert both(plan(SALE, hold), given, "01-31") == ("0.00", "0.00")
