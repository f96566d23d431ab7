"""Caps, as decision 0028 words them; amounts are worked out beside each test."""

from comp.language import core
from comp.language.core import CapSpan, Excess, Kind, Operator
from tests.engine.world import (
    SALES,
    amounts,
    bonus,
    compare,
    day,
    deal,
    facts,
    number,
    pay,
    plan,
    sold,
    text,
    times,
    usd,
)

MONTHLY = CapSpan.PERFORMANCE_PERIOD


def cap(at: core.Expr, per: CapSpan = MONTHLY, *pays: str) -> core.Cap:
    return core.Cap(pays or ("commission",), at, per)


def test_a_cap_over_two_pays_takes_lines_by_birth_then_pay() -> None:
    # Bound 250. 5 January: commission 100, extra 50; 9 January: commission 100, extra 50.
    # In order 100, 50, 100 come to 250: the last extra of 50 is cut to 0.
    one = plan(
        pay(times(SALES, number("10%"))),
        pay(times(SALES, number("5%")), "extra"),
        cap(usd("250"), MONTHLY, "commission", "extra"),
    )
    found = amounts(one, facts(deal=[sold("D1", "01-05", "1000"), sold("D2", "01-09", "1000")]))
    assert found == {
        "commission:ana:D1#1": "100.00",
        "commission:ana:D2#1": "100.00",
        "extra:ana:D1#1": "50.00",
        "extra:ana:D2#1": "0.00",
    }


def test_each_line_stands_under_the_bound_of_its_own_birth() -> None:
    # 200 until 14 January, then 120 (lowered later): D1 150 in all 150 of 200; D2 150 in all 300:
    # min(300, 120) - min(150, 120) = 0. Nothing is taken back from D1.
    at = core.If(compare(core.BornOn(), "<", core.Literal(day("01-15"))), usd("200"), usd("120"))
    one = plan(pay(times(SALES, number("10%"))), cap(at))
    found = amounts(one, facts(deal=[sold("D1", "01-05", "1500"), sold("D2", "01-20", "1500")]))
    assert found == {"commission:ana:D1#1": "150.00", "commission:ana:D2#1": "0.00"}


def test_a_bound_that_is_undefined_leaves_only_its_own_line_without_a_value() -> None:
    # No kind, no bound: D2 is a fault. D3 still has 200 - 300 of the sums to 300 and 400: nothing left of
    # 250.
    at = core.If(compare(deal("kind"), "is", text("old")), usd("250"), core.Quota("none", Kind.MONEY))
    one = plan(pay(times(SALES, number("10%"))), cap(at))
    deals = [
        sold("D1", "01-05", "2000", kind="old"),
        sold("D2", "01-06", "1000", kind="new"),
        sold("D3", "01-07", "1000", kind="old"),
    ]
    # S: 200, 300, 400. D1 min(200, 250) = 200; D3 min(400, 250) - min(300, 250) = 0.
    assert amounts(one, facts(deal=deals)) == {
        "commission:ana:D1#1": "200.00",
        "commission:ana:D2#1": None,
        "commission:ana:D3#1": "0.00",
    }


def test_a_cap_over_the_whole_plan_and_one_per_value() -> None:
    deals = [
        sold("D1", "01-05", "1000", product="x"),
        sold("D2", "05-06", "1000", product="y"),
        sold("D3", "12-07", "1000", product="x"),
    ]
    earned = pay(times(SALES, number("10%")))
    # Over the plan 250: 100, 100, 50.
    whole = amounts(plan(earned, cap(usd("250"), CapSpan.PLAN)), facts(deal=deals))
    assert list(whole.values()) == ["100.00", "100.00", "50.00"]
    # Per product 150: x has 100 then 50, y has 100.
    per = core.Cap(("commission",), usd("150"), CapSpan.VALUE, of=(deal("product"),))
    assert list(amounts(plan(earned, per), facts(deal=deals)).values()) == ["100.00", "100.00", "50.00"]


def test_what_a_lost_line_frees_comes_back_to_later_ones_where_the_claw_back_stands_first() -> None:
    # Cap 10,000; D1 8,000, D2 4,000 cut to 2,000. D1 lost: 4,000 if the claw back is first, 2,000 if the cap
    # is.
    earned = pay(times(SALES, number("10%")))
    loss = core.ClawBack(
        "commission", "loss", "deal", None, core.Column("loss", "share", Kind.NUMBER), of_credit=False
    )
    given = facts(
        deal=[sold("D1", "01-05", "80000"), sold("D2", "01-06", "40000")],
        loss=[{"deal": "D1", "lost_on": day("02-01"), "share": 1}],
    )
    bound = cap(usd("10000"))
    assert list(amounts(plan(earned, loss, bound), given).values()) == ["0.00", "4000.00"]
    assert list(amounts(plan(earned, bound, loss), given).values()) == ["0.00", "2000.00"]


def test_the_text_decides_whether_a_cap_or_a_factor_comes_first() -> None:
    # 100,000, cap 90,000, factor 0.90: capped first 81,000, multiplied first 90,000.
    earned, bound = pay(SALES), cap(usd("90000"))
    factor = core.Multiply("commission", number("0.9"))
    given = facts(deal=[sold("D1", "01-05", "100000")])
    assert list(amounts(plan(earned, bound, factor), given).values()) == ["81000.00"]
    assert list(amounts(plan(earned, factor, bound), given).values()) == ["90000.00"]


def test_a_cap_that_cuts_all_alike_never_pays_a_cent_too_much() -> None:
    # 3 x 33.335 is struck to 33.34 each, 100.02 in all; 100.00 over three equal lines is 33.33 and a third of
    # a cent each: the odd cent goes to the first.
    alike = core.Cap(("commission",), usd("100"), MONTHLY, alike=True)
    deals = [sold(f"D{n}", "01-05", "3333.50") for n in (1, 2, 3)]
    found = amounts(plan(pay(times(SALES, number("1%"))), alike), facts(deal=deals))
    assert list(found.values()) == ["33.34", "33.33", "33.33"]


def test_a_cap_that_carries_its_excess_pays_it_when_a_later_period_has_room() -> None:
    # 100 a month. January earns 250, February nothing, March 30.
    # Payable by the end of January 100, of February 200, of March 250 + 30 = 280 (room 300).
    carried = core.Cap(("commission",), usd("100"), MONTHLY, excess=Excess.CARRIED)
    one = plan(pay(times(SALES, number("10%"))), carried)
    given = facts(deal=[sold("D1", "01-05", "2500"), sold("D2", "03-06", "300")])
    on = {
        month: list(amounts(one, given, month, payable=True).values())
        for month in ("01-31", "02-28", "03-01", "03-31")
    }
    assert on == {
        "01-31": ["100.00"],
        "02-28": ["200.00"],
        "03-01": ["250.00"],
        "03-31": ["250.00", "30.00"],
    }
    assert list(amounts(one, given, "01-31").values()) == ["250.00"]


def test_what_a_carrying_cap_has_no_room_for_is_lost_with_the_year() -> None:
    # November earns 500 of 100 a month: 100 in November, 100 in December, 300 lost on 31 December.
    carried = core.Cap(("commission",), usd("100"), MONTHLY, excess=Excess.CARRIED)
    one = plan(pay(times(SALES, number("10%"))), carried)
    given = facts(deal=[sold("D1", "11-05", "5000")])
    assert list(amounts(one, given, "12-30").values()) == ["500.00"]
    assert list(amounts(one, given, "12-31").values()) == ["200.00"]
    assert list(amounts(one, given, "12-31", payable=True).values()) == ["200.00"]


def test_a_cap_with_a_condition_leaves_other_lines_alone_and_counts_them_not() -> None:
    concerned = compare(deal("kind"), "is", text("old"))
    bound = core.Cap(("commission",), usd("100"), MONTHLY, where=concerned)
    deals = [
        sold("D1", "01-05", "900", kind="old"),
        sold("D2", "01-06", "9000", kind="new"),
        sold("D3", "01-07", "900", kind="old"),
    ]
    # D1 90 and D3 90 stand under 100: 90 and 10. D2 keeps its 900.
    found = amounts(plan(pay(times(SALES, number("10%"))), bound), facts(deal=deals))
    assert list(found.values()) == ["90.00", "900.00", "10.00"]


def test_a_floor_lifts_what_is_above_zero_and_lowers_what_is_below() -> None:
    # 1 % of 1,000 is 10, of -1,000 is -10, of 0 is 0, of 9,000 is 90: at least 25.
    one = plan(pay(times(SALES, number("1%"))), core.Floor("commission", usd("25")))
    deals = [
        sold("D1", "01-05", "1000"),
        sold("D2", "01-06", "-1000"),
        sold("D3", "01-07", "0"),
        sold("D4", "01-08", "9000"),
    ]
    assert list(amounts(one, facts(deal=deals)).values()) == ["25.00", "-25.00", "0.00", "90.00"]


def test_a_pay_of_periods_stands_under_a_cap_with_a_pay_of_credits() -> None:
    # Commission 80 born 5 January, bonus 50 born 31 January: 100 in all leaves the bonus 20.
    one = plan(
        bonus(usd("50")),
        pay(times(SALES, number("10%"))),
        cap(usd("100"), MONTHLY, "bonus", "commission"),
    )
    given = facts(deal=[sold("D1", "01-05", "800")])
    found = amounts(one, given, "01-31")
    assert found == {"bonus:ana:2026-01": "20.00", "commission:ana:D1#1": "80.00"}


def test_a_statement_acts_only_on_the_lines_where_its_condition_is_true() -> None:
    concerned = compare(deal("kind"), "is", text("old"))
    one = plan(
        pay(times(SALES, number("10%")), where=compare(deal("amount"), ">", core.Literal(usd("10").value))),
        core.Multiply("commission", number("2"), concerned),
    )
    deals = [
        sold("D1", "01-05", "1000", kind="old"),
        sold("D2", "01-06", "1000", kind="new"),
        sold("D3", "01-07", "1000"),
        sold("D4", "01-08", "10", kind="old"),
    ]
    # D4 is not above 10.00 and has no line; a kind that is blank is not old.
    assert amounts(one, facts(deal=deals)) == {
        "commission:ana:D1#1": "200.00",
        "commission:ana:D2#1": "100.00",
        "commission:ana:D3#1": "100.00",
    }


def test_a_loss_taken_back_under_a_condition_leaves_the_other_lines() -> None:
    loss = core.ClawBack(
        "commission", "loss", "deal", None, core.Column("loss", "share", Kind.NUMBER), of_credit=False,
        where=compare(deal("kind"), "is", text("old")),
    )  # fmt: skip
    deals = [sold("D1", "01-05", "1000", kind="old"), sold("D2", "01-06", "1000", kind="new")]
    losses = [{"deal": key, "lost_on": day("02-01"), "share": 1} for key in ("D1", "D2")]
    found = amounts(plan(pay(times(SALES, number("10%"))), loss), facts(deal=deals, loss=losses))
    assert list(found.values()) == ["0.00", "100.00"]


def test_a_sum_of_rates_uses_plus() -> None:
    # 10 % for all and 2 % more for the new: 100 and 120.
    more = core.If(compare(deal("kind"), "is", text("new")), number("2%"), number("0%"))
    rate = core.Arithmetic(Operator.ADD, number("10%"), more)
    deals = [sold("D1", "01-05", "1000", kind="old"), sold("D2", "01-06", "1000", kind="new")]
    assert list(amounts(plan(pay(times(SALES, rate))), facts(deal=deals)).values()) == ["100.00", "120.00"]


def test_lines_cut_alike_that_come_to_nothing_are_left_alone() -> None:
    # 10 and -10 are nothing in all, which no share of a bound below zero can be given to.
    alike = core.Cap(("commission",), usd("-5"), MONTHLY, alike=True)
    deals = [sold("D1", "01-05", "100"), sold("D2", "01-06", "-100")]
    found = amounts(plan(pay(times(SALES, number("10%"))), alike), facts(deal=deals))
    assert list(found.values()) == ["10.00", "-10.00"]


def test_one_bound_that_is_undefined_leaves_lines_cut_alike_without_a_value() -> None:
    at = core.If(compare(deal("kind"), "is", text("old")), core.Quota("none", Kind.MONEY), usd("250"))
    alike = core.Cap(("commission",), at, MONTHLY, alike=True)
    deals = [sold("D1", "01-05", "100", kind="old"), sold("D2", "01-06", "100")]
    found = amounts(plan(pay(times(SALES, number("10%"))), alike), facts(deal=deals))
    assert list(found.values()) == [None, None]


def test_what_is_taken_back_as_credit_may_be_that_of_some_days_alone() -> None:
    # Both deals are lost, but only those from 6 January on are taken back as credit.
    later = compare(core.BornOn(), ">=", core.Literal(day("01-06")))
    share = core.Column("loss", "share", Kind.NUMBER)
    loss = core.ClawBack("sales", "loss", "deal", None, share, of_credit=True, where=later)
    deals = [sold("D1", "01-05", "1000"), sold("D2", "01-06", "1000")]
    losses = [{"deal": key, "lost_on": day("02-01"), "share": 1} for key in ("D1", "D2")]
    found = amounts(plan(pay(times(SALES, number("10%"))), loss), facts(deal=deals, loss=losses))
    assert list(found.values()) == ["100.00", "0.00"]
