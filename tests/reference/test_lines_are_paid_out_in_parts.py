"""Parts of a line that are payable later, shares that are held, and what of them is lost."""

from dataclasses import replace

import pytest

from comp.language import core
from comp.language.core import Kind
from comp.reference import explain
from tests.reference import build as b
from tests.reference.test_cents_currencies_and_holds import held, renewals

COLLECTED = core.Lookup("account", b.col("deal.account", Kind.TEXT), "starts_on", Kind.DATE, None)
PORTION = b.over(b.col("cancellation.lost_value"), b.col("deal.value"))
CASH = core.Event("cancellation", "deal", None, PORTION)  # a source of rows with amounts stands for payments


def pay_out(*parts: core.PayPart) -> core.PayOut:
    """The commission in parts."""
    return core.PayOut("commission", parts)


def thirds() -> tuple[core.PayPart, ...]:
    """Three equal parts, a month apart, from the deal's day."""
    booked = b.col("deal.booked_on", Kind.DATE)
    return tuple(core.PayPart(b.num("1/3"), on=core.Shifted(booked, months, 0)) for months in range(3))


ONE: b.Rows = {"deal": [b.deal("D1", "01-31", "1,000.00")]}


@pytest.mark.parametrize(
    ("day", "payable"), [("01-31", 3_333), ("02-27", 3_333), ("02-28", 6_667), ("03-31", 10_000)]
)
def test_equal_parts_carry_the_odd_cent_to_the_end(day: str, payable: int) -> None:
    assert b.Case((b.commission("10%"), pay_out(*thirds()))).payable(ONE, day) == {"ana:D1#1": payable}


def cash(*rows: tuple[str, str]) -> b.Rows:
    """Payments of a deal of 1,000.00."""
    paid = [b.lost(f"P{n}", "D1", on, value) for n, (on, value) in enumerate(rows, 1)]
    return {"deal": [b.deal("D1", "01-10", "1,000.00")], "cancellation": paid}


def test_a_part_for_each_payment_releases_its_portion_and_never_more_than_all() -> None:
    case = b.Case((b.commission("10%"), pay_out(core.PayPart(b.num("60%")), core.PayPart(None, event=CASH))))
    rows = cash(("02-10", "500.00"), ("03-10", "700.00"))

    # 60 at once, 40 by cash: half of it, then 120 % held at all.
    assert case.payable(rows, "01-31") == {"ana:D1#1": 6_000}
    assert case.payable(rows, "02-28") == {"ana:D1#1": 8_000}
    assert case.payable(rows, "03-31") == {"ana:D1#1": 10_000}
    assert case.earned(rows, "01-31") == {"ana:D1#1": 10_000}


def test_an_event_without_a_portion_releases_all() -> None:
    case = b.Case((b.commission("10%"), pay_out(core.PayPart(None, event=replace(CASH, portion=None)))))

    assert case.payable(cash(("02-10", "1.00")), "02-28") == {"ana:D1#1": 10_000}
    assert case.payable(cash(("02-10", "1.00")), "02-09") == {"ana:D1#1": 0}


def test_what_is_not_payable_by_its_day_is_lost_and_later_rows_do_not_count() -> None:
    lapse = core.Literal(b.d("03-10"))
    case = b.Case((b.commission("10%"), pay_out(core.PayPart(None, event=CASH, lost_on=lapse))))
    rows = cash(("02-10", "250.00"), ("03-10", "250.00"), ("03-11", "500.00"))

    def states(day: str) -> tuple[int | None, int | None]:
        (line,) = case.lines(rows, day)
        return line.earned_minor, line.payable_minor

    assert states("03-09") == (10_000, 2_500)
    assert states("03-10") == (5_000, 5_000)  # the row of the last day counts, the one after it does not
    assert states("12-31") == (5_000, 5_000)


def test_release_is_measured_net_of_a_loss() -> None:
    lost = core.Multiply("commission", b.num("60%"))
    case = b.Case((b.commission("100%"), lost, pay_out(core.PayPart(None, event=CASH))))
    rows: b.Rows = {
        "deal": [b.deal("D1", "01-10", "10,000.00")],
        "cancellation": [b.lost("P1", "D1", "02-10", "5,000.00"), b.lost("P2", "D1", "03-10", "5,000.00")],
    }

    # 10,000, 40 % lost, half of the cash: 3,000 now and 6,000 in all.
    assert case.payable(rows, "02-28") == {"ana:D1#1": b.cents("3,000.00")}
    assert case.payable(rows, "03-31") == {"ana:D1#1": b.cents("6,000.00")}


def test_shares_that_do_not_make_the_whole_are_a_fault() -> None:
    (line,) = b.Case((b.commission("10%"), pay_out(core.PayPart(b.num("60%"))))).lines(ONE, "03-31")

    assert line.fault == "the parts of commission do not make 100%"


def test_a_blank_day_is_not_yet() -> None:
    part = core.PayPart(None, on=b.col("deal.booked_on", Kind.DATE))
    blank = replace(part, on=b.col("deal.account", Kind.DATE))

    assert b.Case((b.commission("10%"), pay_out(blank))).payable(ONE, "12-31") == {"ana:D1#1": 0}
    assert b.Case((b.commission("10%"), pay_out(part))).payable(ONE, "01-31") == {"ana:D1#1": 10_000}


def test_parts_say_since_when_they_are_payable_and_what_waits() -> None:
    lapse = core.Literal(b.d("06-30"))
    parts = (
        core.PayPart(b.num("50%")),
        core.PayPart(b.num("20%"), on=core.Shifted(b.col("deal.booked_on", Kind.DATE), 6, 0)),
        core.PayPart(None, event=CASH, lost_on=lapse),
    )
    case = b.Case((b.commission("10%"), pay_out(*parts)))
    rows = cash(("02-10", "500.00"))

    assert explain.sentence(case.lines(rows, "02-28")[0]).endswith(
        "paid out in parts: 50% at once; 20% payable from 10 July 2026; "
        "30% by cancellation: P1 of 10 February 2026 released 50% of it, otherwise lost on 30 June 2026. "
        "Earned 100.00 USD, payable 65.00 USD so far."
    )
    assert "50% of it lost on 30 June 2026 = 85.00 USD" in explain.sentence(case.lines(rows, "12-31")[0])


PARTLY = replace(held(), statements=(b.commission("10%"), replace(held().statements[1], share=b.num("40%"))))


@pytest.mark.parametrize(
    ("kept", "day", "earned", "payable"),
    [
        ((80,), "03-31", "1,000.00", "600.00"),
        ((80, 86), "06-30", "1,000.00", "1,000.00"),
        ((80, 83, 84), "09-30", "600.00", "600.00"),
    ],
)
def test_only_the_held_share_waits_and_is_lost(
    kept: tuple[int, ...], day: str, earned: str, payable: str
) -> None:
    (line,) = PARTLY.lines(renewals(*kept), day)

    assert (line.earned_minor, line.payable_minor) == (b.cents(earned), b.cents(payable))


def test_a_held_share_says_how_long_it_may_wait() -> None:
    (line,) = PARTLY.lines(renewals(80), "03-31")

    assert "40% of it held until 30 June 2026 or a later close, otherwise lost on 30 September 2026" in (
        explain.sentence(line)
    )


def test_a_hold_and_parts_multiply() -> None:
    case = replace(PARTLY, statements=(*PARTLY.statements, pay_out(*thirds())))
    rows = {**renewals(80), "deal": ONE["deal"]}

    # 100.00, of which 60 % is not held and a third is due on 31 January: 20.00; all thirds: 60.00.
    assert case.payable(rows, "02-01") == {"ana:D1#1": 2_000}
    commission, hold = PARTLY.statements
    turned = replace(PARTLY, statements=(commission, pay_out(*thirds()), hold))
    assert turned.payable({**rows, "renewal": []}, "02-28") == {"ana:D1#1": 4_000}
    assert case.payable(rows, "03-31") == {"ana:D1#1": 6_000}
