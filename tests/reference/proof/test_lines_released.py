"""The proof of what waits, is paid out in parts, or moves to another payee."""

from fractions import Fraction

from comp.reference.values import Amount
from tests.reference.proof.worked import Rows, d, deal, person, worked

PAY = "pay commission = sales * 10%, for each sales"
NAME = "Commission: commission of "
D1 = "commission:ana:D1#1"
ONE = f"[{NAME}D1#1]"

HOLD = f"""{PAY}
measure sold = total own sales of the period
  read at the close of the period, 0.00 USD until then
hold 40% of commission until sold > 3,500.00 USD
  read at the close of its performance period, then of each of the 1 after it, otherwise lost
  blank is held"""


def test_a_share_waits_until_a_close_at_which_its_condition_holds() -> None:
    # January has 3,000.00, February 4,000.00.
    rows: Rows = {"deal": [deal("D1", "01-10", 3000), deal("D2", "02-10", 4000)]}
    before, after = (worked(HOLD, rows, day, period="month") for day in ("01-31", "02-28"))
    waits = [f"what the hold waits for, at the close of 2026-{month}" for month in ("01", "02")]

    # 300.00 x (1 - 40%) is payable until a close releases the rest.
    assert before.amounts(D1) == (30_000, 18_000)
    assert before.payable(D1)[0] == (
        f"what of it is payable so far = multiply({ONE}, otherwise([{waits[0]}], subtract(1, 40%)))"
    )
    assert after.amounts(D1) == (30_000, 30_000)
    assert after.payable(D1)[0] == (
        f"what of it is payable so far = multiply({ONE}, then(any([{waits[0]}], [{waits[1]}]), 1))"
    )
    assert after.payable(D1)[2].startswith(f"{waits[0]} = >(")


def test_a_share_that_no_close_released_is_lost() -> None:
    one = worked(HOLD, {"deal": [deal("D1", "01-10", 3000)]}, "02-28", period="month")

    # 60 % of 300.00 stay, earned and payable.
    assert one.amounts(D1) == (18_000, 18_000)
    assert one.earned(D1)[0] == (
        f"{NAME}D1#1 after the hold = multiply({ONE}, otherwise(any("
        "[what the hold waits for, at the close of 2026-01], "
        "[what the hold waits for, at the close of 2026-02]), subtract(1, 40%)))"
    )


def test_before_the_first_close_the_share_waits_on_nothing_yet() -> None:
    one = worked(HOLD, {"deal": [deal("D1", "01-10", 3000)]}, "01-20", period="month")

    assert one.amounts(D1) == (30_000, 18_000)
    assert one.payable(D1)[0] == f"what of it is payable so far = multiply({ONE}, subtract(1, 40%))"


def test_a_condition_without_a_value_releases_where_the_hold_says_so() -> None:
    hold = HOLD.replace("sold > 3,500.00 USD", "sold / 0 > 1.00 USD").replace(
        "blank is held", "blank is released"
    )
    one = worked(hold, {"deal": [deal("D1", "01-10", 3000)]}, "01-31", period="month")

    assert one.amounts(D1) == (30_000, 30_000)
    [told] = [step for step in one.payable(D1) if step.startswith("what the hold waits for")]
    assert told.startswith("what the hold waits for, at the close of 2026-01 = any(>(divide(")
    assert "blank(>(divide(" in told


PARTS = f"""{PAY}
pay out commission
  part 50% at once
  part 20% on deal.closed_on
  part the rest for each payment, by payment.amount / deal.value, otherwise lost on 2026-03-15"""
PAID = {"id": "Y1", "deal": "D1", "paid_on": d("02-15"), "amount": 100_000, "currency": "USD"}
SIGNED: Rows = {"deal": [deal("D1", "01-10", 4000, closed_on=d("02-01"))], "payment": [PAID]}
REST = "subtract(1, sum(50%, 20%))"
PAYMENT = "then(is(payment.deal of Y1, deal.id of D1), divide(payment.amount of Y1, deal.value of D1))"


def test_parts_are_released_at_once_from_a_day_on_and_by_events() -> None:
    january, february = (worked(PARTS, SIGNED, day) for day in ("01-31", "02-28"))

    # 400.00: half at once; in February 20 % more, and a quarter of the last 30 %: 77.5 % in all.
    assert january.amounts(D1) == (40_000, 20_000)
    assert february.amounts(D1) == (40_000, 31_000)
    assert january.payable(D1)[0] == (
        f"what of it is payable so far = multiply({ONE}, sum(50%, "
        f"multiply(20%, otherwise(<=(deal.closed_on of D1, 2026-01-31), 0)), multiply({REST}, 0)))"
    )
    assert february.payable(D1)[0] == (
        f"what of it is payable so far = multiply({ONE}, sum(50%, "
        f"multiply(20%, then(<=(deal.closed_on of D1, 2026-02-28), 1)), multiply({REST}, {PAYMENT})))"
    )


def test_what_of_a_part_is_not_released_by_its_last_day_is_lost() -> None:
    one = worked(PARTS, SIGNED, "03-31")

    # 30 % x 75 % are lost: 400.00 x 77.5 % is 310.00, all of it payable.
    assert one.amounts(D1) == (31_000, 31_000)
    left = f"subtract(1, multiply({REST}, then(<=(2026-03-15, 2026-03-31), subtract(1, {PAYMENT}))))"
    assert one.earned(D1)[0] == f"{NAME}D1#1 less what of its parts is lost = multiply({ONE}, {left})"
    assert one.payable(D1)[0].endswith(f", {left}))")


def test_equal_parts_share_the_rest() -> None:
    clause = f"""{PAY}
pay out commission
  part the rest in 3 equal parts, a month apart, from deal.closed_on"""
    one = worked(clause, {"deal": [deal("D1", "01-10", 1000, closed_on=d("01-15"))]}, "02-28")

    # Two thirds of 100.00 are 66.67.
    assert one.amounts(D1) == (10_000, 6_667)
    assert one.payable(D1)[0].startswith("strike(") or "strike(multiply" in one.payable(D1)[0]


SPLIT = f"""{PAY}
split commission
  give 20% of it to deal.overlay
  give sales * 1% to deal.overlay"""
SHARED: Rows = {
    "deal": [deal("D1", "01-10", 4000, overlay="om")],
    "assignment": [person("ana"), person("om")],
}
CREDITED = "then(is(deal.owner of D1, payee), allot(deal.value of D1, 100%; 0))"


def test_a_giver_sees_what_is_given() -> None:
    one = worked(SPLIT, SHARED, "03-31")

    # 400.00 less 80.00 and 40.00
    assert one.amounts(D1) == (28_000, 28_000)
    assert one.earned(D1)[0] == (
        f"{NAME}D1#1 less what is given away = subtract(subtract({ONE}, multiply({ONE}, 20%)), "
        f"multiply({CREDITED}, 1%))"
    )
    assert one.book.sealed == {}


def test_who_receives_a_share_sees_the_gift_and_not_the_givers_line() -> None:
    one = worked(SPLIT, SHARED, "03-31", payee="om")
    first, second = "commission:om:D1#1.s1", "commission:om:D1#1.s2"

    assert one.amounts(first) == (8_000, 8_000)
    assert one.earned(first) == [
        f"{NAME}D1#1.s1 given to this payee = then(is(deal.overlay of D1, payee), sealed sum 8000)"
    ]
    [sealed] = one.book.sealed
    assert (sealed.payee, sealed.value) == ("ana", Amount(Fraction(8_000), "USD"))
    # What is given of the deal itself is calculated from the deal.
    assert one.earned(second)[0] == (
        f"{NAME}D1#1.s2 given to this payee = then(is(deal.overlay of D1, payee), "
        "multiply(allot(deal.value of D1, 100%; 0), 1%))"
    )


def test_a_gift_is_as_far_released_as_the_givers_line() -> None:
    clause = f"""{PAY}
pay out commission
  part 50% at once
  part the rest on deal.closed_on
split commission
  give 20% of it to deal.overlay"""
    one = worked(clause, SHARED, "03-31", payee="om")

    assert one.amounts("commission:om:D1#1.s1") == (8_000, 4_000)
    assert one.payable("commission:om:D1#1.s1")[0] == (
        f"what of it is payable so far = multiply([{NAME}D1#1.s1 given to this payee], sealed sum 1/2)"
    )


def test_who_gives_to_themselves_sees_both_lines() -> None:
    rows: Rows = {"deal": [deal("D1", "01-10", 4000, overlay="ana")]}
    one = worked(SPLIT, rows, "03-31")

    assert one.earned("commission:ana:D1#1.s1")[0] == (
        f"{NAME}D1#1.s1 given to this payee = multiply({ONE}, 20%)"
    )
    assert one.book.sealed == {}
