"""Splits, as decision 0025 words them."""

from comp.language import core
from comp.language.core import Kind, Reading
from comp.language.money import Rounding
from tests.engine.world import (
    SALES,
    amounts,
    assigned,
    bonus,
    compare,
    day,
    deal,
    facts,
    measure,
    number,
    over,
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


def give(to: core.Expr, share: str | None = None, amount: core.Expr | None = None) -> core.GivenPart:
    return core.GivenPart(None if share is None else number(share), amount, to)


def split(*parts: core.GivenPart, pay_name: str = "commission", where: core.Expr | None = None) -> core.Split:
    return core.Split(pay_name, parts, where)


PARTNER = deal("partner")


def test_shares_and_amounts_move_from_the_struck_line_and_the_rest_stays() -> None:
    # The leg of 18.58 % of 1,275.00, struck down, is 236.89. 13 % of the cash is 165.75, 3 % 38.25, 1.5 %
    # 19.12 (19.125 struck down): 13.77 stays.
    parts = [give(text(who), amount=times(SALES, number(share))) for who, share in (
        ("bo", "13%"), ("cy", "3%"), ("di", "1.5%")
    )]  # fmt: skip
    one = plan(pay(times(SALES, number("18.58%"))), split(*parts), rounding=Rounding.DOWN)
    assert amounts(one, facts(deal=[sold("D1", "01-05", "1275")])) == {
        "commission:ana:D1#1": "13.77",
        "commission:bo:D1#1.s1": "165.75",
        "commission:cy:D1#1.s2": "38.25",
        "commission:di:D1#1.s3": "19.12",
    }


def test_a_blank_payee_moves_nothing_and_an_undefined_amount_is_a_fault() -> None:
    one = plan(SALE, split(give(PARTNER, share="20%")))
    deals = [sold("D1", "01-05", "1000", partner="bo"), sold("D2", "01-06", "1000")]
    assert amounts(one, facts(deal=deals)) == {
        "commission:ana:D1#1": "80.00",
        "commission:ana:D2#1": "100.00",
        "commission:bo:D1#1.s1": "20.00",
    }
    unknown = plan(SALE, split(give(PARTNER, amount=deal("cost")), give(text("cy"), share="10%")))
    assert amounts(unknown, facts(deal=deals[:1])) == {"commission:ana:D1#1": None}


def test_a_line_of_a_period_names_its_giver_in_the_line_given() -> None:
    boss = assigned("manager")
    people = [{"payee": "ana", "manager": "mia"}, {"payee": "bo", "manager": "mia"}]
    members = compare(assigned("manager"), "is", text("mia"))
    one = plan(bonus(usd("100")), split(give(boss, share="25%"), pay_name="bonus"), members=members)
    assert amounts(one, facts(assignment=people), "01-31") == {
        "bonus:ana:2026-01": "75.00",
        "bonus:bo:2026-01": "75.00",
        "bonus:mia:2026-01.s1.ana": "25.00",
        "bonus:mia:2026-01.s1.bo": "25.00",
    }


def test_later_statements_act_on_all_the_lines() -> None:
    # 100 to ana, 20 of it to bo; doubled 160 and 40; a cap of 30 a month on each payee; bo is a manager
    # there.
    cap = core.Cap(("commission",), usd("30"), core.CapSpan.PERFORMANCE_PERIOD)
    given = facts(deal=[sold("D1", "01-05", "1000", partner="bo")])
    doubled = plan(SALE, split(give(PARTNER, share="20%")), core.Multiply("commission", number("2")))
    assert list(amounts(doubled, given).values()) == ["160.00", "40.00"]
    capped = plan(SALE, split(give(PARTNER, share="20%")), cap)
    assert list(amounts(capped, given).values()) == ["30.00", "20.00"]


def test_a_factor_looks_up_the_payee_who_was_given_the_line() -> None:
    # Ana's share is 2, bo's 3, and bo is no member of the plan.
    people = [
        {"payee": "ana", "share": 2, "role": "AE"},
        {"payee": "bo", "share": 3, "role": "SE"},
    ]
    one = plan(
        SALE,
        split(give(PARTNER, share="20%")),
        core.Multiply("commission", assigned("share")),
        members=compare(assigned("role"), "is", text("AE")),
    )
    given = facts(deal=[sold("D1", "01-05", "1000", partner="bo")], assignment=people)
    assert list(amounts(one, given).values()) == ["160.00", "60.00"]


def test_a_loss_reaches_given_lines_by_their_fact() -> None:
    loss = core.ClawBack("commission", "loss", "deal", None, number("50%"), of_credit=False)
    given = facts(
        deal=[sold("D1", "01-05", "1000", partner="bo")], loss=[{"deal": "D1", "lost_on": day("02-01")}]
    )
    one = plan(SALE, split(give(PARTNER, share="20%")), loss)
    assert list(amounts(one, given).values()) == ["40.00", "10.00"]


def test_a_second_split_goes_on_counting_and_shares_what_was_given() -> None:
    # 100: bo gets 20 (s1); then each line gives half to cy (s2): 40 from ana's 80, 10 from bo's 20.
    one = plan(SALE, split(give(text("bo"), share="20%")), split(give(text("cy"), share="50%")))
    assert amounts(one, facts(deal=[sold("D1", "01-05", "1000")])) == {
        "commission:ana:D1#1": "40.00",
        "commission:bo:D1#1.s1": "10.00",
        "commission:cy:D1#1.s2": "40.00",
        "commission:cy:D1#1.s1.s2": "10.00",
    }


def test_what_is_held_stays_held_for_who_is_given_it() -> None:
    waits = core.PayOut(
        "commission", (core.PayPart(number("50%")), core.PayPart(None, on=deal("collected_on")))
    )
    one = plan(SALE, waits, split(give(PARTNER, share="20%")))
    given = facts(deal=[sold("D1", "01-05", "1000", partner="bo")])
    assert list(amounts(one, given).values()) == ["80.00", "20.00"]
    assert list(amounts(one, given, payable=True).values()) == ["40.00", "10.00"]


def test_only_lines_that_fulfil_the_condition_give() -> None:
    one = plan(SALE, split(give(PARTNER, share="20%"), where=compare(deal("kind"), "is", text("x"))))
    deals = [
        sold("D1", "01-05", "1000", partner="bo", kind="x"),
        sold("D2", "01-06", "1000", partner="bo"),
    ]
    assert list(amounts(one, facts(deal=deals)).values()) == ["80.00", "100.00", "20.00"]


def test_a_given_line_stands_beside_its_givers_credit() -> None:
    # D1 has no line but counts: with D2 1,600 are sold, twice 800, for ana's line and for bo's.
    so_far = measure("so_far", total(), Reading.WITH, Kind.MONEY)
    one = plan(
        pay(times(SALES, number("10%")), where=compare(deal("kind"), "is", text("x"))),
        split(give(PARTNER, share="25%")),
        core.Multiply("commission", over(read("so_far", Kind.MONEY), usd("800"))),
        measures=[so_far],
    )
    deals = [sold("D1", "01-05", "800"), sold("D2", "01-06", "800", partner="bo", kind="x")]
    assert amounts(one, facts(deal=deals)) == {
        "commission:ana:D2#1": "120.00",
        "commission:bo:D2#1.s1": "40.00",
    }
