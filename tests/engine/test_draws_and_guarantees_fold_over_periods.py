"""Guarantees and draws, as decision 0028 words them."""

from dataclasses import replace
from fractions import Fraction

from comp.language import core
from comp.language.core import RecoveredFrom
from tests.engine.world import (
    SALES,
    amounts,
    assigned,
    bonus,
    compare,
    day,
    facts,
    number,
    pay,
    plan,
    sold,
    text,
    times,
    usd,
)

SALE = pay(times(SALES, number("10%")))


def recovery(
    share: str = "100%",
    of: RecoveredFrom = RecoveredFrom.EXCESS,
    most: core.Expr | None = None,
    starts: str | None = None,
    ends: str | None = None,
    *,
    forgiven: bool = True,
) -> core.Recovery:
    return core.Recovery(
        number(share), of, most, day(starts) if starts else None, day(ends) if ends else None, forgiven
    )


def draw(at: core.Expr, how: core.Recovery | None = None, **more: object) -> core.Draw:
    return replace(core.Draw("draw", ("commission",), at, recovery=how), **more)


def months(found: dict[str, str | None]) -> list[str | None]:
    return [amount for line, amount in found.items() if line.startswith("draw:ana")]


# 10 % of these sales are 2,750, 3,000, 1,500, 2,375, 3,000 and 2,750.
SIX = [
    sold(f"D{month}", f"0{month}-10", amount)
    for month, amount in enumerate(("27500", "30000", "15000", "23750", "30000", "27500"), start=1)
]


def test_a_shortfall_is_advanced_and_recovered_from_what_exceeds_the_draw() -> None:
    # Draw 2,000: 500 short in March; April exceeds by 375, May by 1,000 of which 125 are still owed.
    one = plan(SALE, draw(usd("2000"), recovery()))
    found = months(amounts(one, facts(deal=SIX), "06-30"))
    assert found == ["0.00", "0.00", "500.00", "-375.00", "-125.00", "0.00"]


def test_a_month_that_was_brought_up_to_the_draw_recovers_nothing() -> None:
    # March is brought up to 2,000 and stays there; half of April's 2,375 would be more than the 500 owed.
    one = plan(SALE, draw(usd("2000"), recovery("50%", RecoveredFrom.PAY)))
    found = months(amounts(one, facts(deal=SIX), "06-30"))
    assert found == ["0.00", "0.00", "500.00", "-500.00", "0.00", "0.00"]


def test_a_guarantee_looks_at_each_period_by_date_however_late_a_fact_comes() -> None:
    # 2,000 a month: January 1,500, March 1,000. 500 + 2,000 + 1,000 of guarantee, 6,000 in all; with a
    # January deal of 1,000 known later January has 2,500 and no shortfall: 2,500 + 2,000 + 2,000.
    one = plan(SALE, draw(usd("2000")))
    deals = [sold("D1", "01-10", "15000"), sold("D2", "03-10", "10000")]
    assert months(amounts(one, facts(deal=deals), "03-31")) == ["500.00", "2000.00", "1000.00"]
    late = [*deals, sold("D3", "01-12", "10000")]
    assert months(amounts(one, facts(deal=late), "03-31")) == ["0.00", "2000.00", "1000.00"]


def test_a_guarantee_has_a_line_of_nothing_where_its_condition_is_not_true() -> None:
    first = compare(core.PeriodNumber(), "<=", number("2"))
    one = plan(SALE, draw(usd("2000"), where=first))
    given = facts(deal=[sold("D1", "01-10", "15000")])
    assert months(amounts(one, given, "03-31")) == ["500.00", "2000.00", "0.00"]


def test_a_whole_draw_is_advanced_each_period_and_recovered_from_the_pay() -> None:
    # 1,000 in January and February (afterwards no draw), half of the pay goes to the debt.
    # January: pay 400: debt 1,000, back 200, line 800. February: pay 4,000: debt 1,800, back 1,800, line
    # -800.
    first = compare(core.PeriodNumber(), "<=", number("2"))
    how = recovery("50%", RecoveredFrom.PAY)
    one = plan(SALE, draw(usd("1000"), how, whole=True, where=first))
    deals = [sold("D1", "01-10", "4000"), sold("D2", "02-10", "40000")]
    assert months(amounts(one, facts(deal=deals), "03-31")) == ["800.00", "-800.00", "0.00"]


def test_recovery_keeps_to_its_days_and_its_most_per_period() -> None:
    # 1,000 short in January. February (before the first day) recovers nothing, then 300 a month.
    how = recovery(most=usd("300"), starts="03-01", ends="04-30")
    one = plan(SALE, draw(usd("1000"), how))
    deals = [sold(f"D{m}", f"0{m}-10", "50000") for m in (2, 3, 4, 5)]
    deals.append(sold("D1", "01-10", "0"))
    found = months(amounts(one, facts(deal=deals), "05-31"))
    assert found == ["1000.00", "0.00", "-300.00", "-300.00", "0.00"]


def test_what_is_left_at_the_payees_end_is_forgiven_or_due() -> None:
    # 1,000 advanced in January, 200 recovered in February, the last month: 800 are left.
    people = [{"payee": "ana", "starts_on": day("01-01"), "ends_on": day("02-15")}]
    deals = [sold("D2", "02-10", "12000")]
    given = facts(deal=deals, assignment=people)
    forgiven = plan(SALE, draw(usd("1000"), recovery()))
    assert months(amounts(forgiven, given)) == ["1000.00", "-200.00"]
    due = plan(SALE, draw(usd("1000"), recovery(forgiven=False)))
    assert months(amounts(due, given)) == ["1000.00", "-1000.00"]
    assert months(amounts(due, given, "01-31")) == ["1000.00"]


def test_a_fault_stops_a_draw_from_its_period_on_but_a_guarantee_only_there() -> None:
    # February's deal has no kind to pay by: its line is a fault.
    known = core.If(compare(core.IsBlank(_kind()), "is", core.Literal(value=True)), _nothing(), number("10%"))
    sale = pay(times(SALES, known))
    deals = [sold(f"D{m}", f"0{m}-10", "5000", kind=None if m == 2 else "x") for m in (1, 2, 3)]
    drawn = plan(sale, draw(usd("1000"), recovery()))
    assert months(amounts(drawn, facts(deal=deals), "03-31")) == ["500.00", None, None]
    granted = plan(sale, draw(usd("1000")))
    assert months(amounts(granted, facts(deal=deals), "03-31")) == ["500.00", None, "500.00"]


def test_later_statements_act_on_a_guarantees_lines() -> None:
    # 2,000 less 500 is 1,500, capped at 1,200, then doubled.
    cap = core.Cap(("draw",), usd("1200"), core.CapSpan.PERFORMANCE_PERIOD)
    one = plan(SALE, draw(usd("2000")), cap, core.Multiply("draw", number("2")))
    given = facts(deal=[sold("D1", "01-10", "5000")])
    assert months(amounts(one, given, "01-31")) == ["2400.00"]


def test_a_guarantee_stands_for_several_pays_and_struck_lines() -> None:
    # 0.1 % of 5,005 is 5.005, struck 5.00 (half even), and a bonus of 10: 15 of 100.
    one = plan(
        pay(times(SALES, number("0.1%"))),
        bonus(usd("10")),
        core.Draw("draw", ("commission", "bonus"), usd("100")),
    )
    given = facts(deal=[sold("D1", "01-10", "5005")])
    assert months(amounts(one, given, "01-31")) == ["85.00"]


def test_the_amount_of_a_guarantee_may_be_the_payees_own() -> None:
    people = [{"payee": "ana", "salary": 120_000, "share": Fraction(1, 2), "currency": "USD"}]
    one = plan(SALE, draw(times(assigned("salary"), assigned("share"))))
    assert months(amounts(one, facts(assignment=people), "01-31")) == ["600.00"]


def _kind() -> core.Expr:
    return core.Column("deal", "kind", core.Kind.TEXT)


def _nothing() -> core.Expr:
    return core.Arithmetic(core.Operator.DIVIDE, number("1"), number("0"))


def test_an_unknown_name_of_a_condition_is_not_true() -> None:
    never = compare(assigned("role"), "is", text("AE"))
    one = plan(SALE, draw(usd("2000"), where=never))
    assert months(amounts(one, facts(deal=[sold("D1", "01-10", "0")]), "01-31")) == ["0.00"]
