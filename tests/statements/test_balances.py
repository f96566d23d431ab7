"""Balances: what stood open before the days paid, what moved, and what stands open now."""

from dataclasses import replace
from fractions import Fraction

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import CapSpan, Excess, RecoveredFrom
from comp.language.money import Money
from comp.reference import Drawing, Standing
from statements.balances import balances
from statements.view import Balance, BalanceKind
from tests.reference import build as b
from tests.statements import samples

MONTHS = {"performance": Cadence.MONTH}
RECOVERY = core.Recovery(b.num("100%"), RecoveredFrom.EXCESS, None, None, None, forgiven=True)
DRAW = core.Draw("draw", ("commission",), b.usd("2,000.00"), recovery=RECOVERY)
CARRIED = core.Cap(("commission",), b.usd("100.00"), CapSpan.PERFORMANCE_PERIOD, excess=Excess.CARRIED)


def usd(text: str) -> Money:
    return Money(b.cents(text), "USD")


def months(*values: str) -> b.Rows:
    """A deal in each month from January on."""
    return {"deal": [b.deal(f"D{n}", f"{n:02}-10", value) for n, value in enumerate(values, 1)]}


def between(case: b.Case, rows: b.Rows, before: str, after: str) -> tuple[Balance, ...]:
    return balances(case.plan, case.lines(rows, before), case.lines(rows, after))


def moves(balance: Balance) -> tuple[Money, Money, Money, Money]:
    return balance.before, balance.added, balance.taken, balance.after


def test_a_draw_is_owed_until_later_months_recover_it() -> None:
    case = b.Case((b.commission("100%"), DRAW), options=MONTHS)
    rows = months("2,750.00", "3,000.00", "1,500.00", "2,375.00", "3,000.00", "2,750.00")

    # March lacks 500 to the draw of 2,000; April has 375 above it, and May takes the last 125.
    [march] = between(case, rows, "02-28", "03-31")
    [second_quarter] = between(case, rows, "03-31", "06-30")
    [both] = between(case, rows, "02-28", "06-30")

    assert (march.kind, march.name) == (BalanceKind.DRAW, "draw")
    assert moves(march) == (usd("0.00"), usd("500.00"), usd("0.00"), usd("500.00"))
    assert moves(second_quarter) == (usd("500.00"), usd("0.00"), usd("500.00"), usd("0.00"))
    assert moves(both) == (usd("0.00"), usd("500.00"), usd("500.00"), usd("0.00"))


def test_what_is_forgiven_at_the_payees_end_is_taken_off_the_balance() -> None:
    case = b.Case((b.commission("100%"), DRAW), options=MONTHS)
    rows = {
        **months("2,750.00", "1,500.00", "1,600.00"),
        "assignment": [b.person("ana", ends_on=b.d("03-31"))],
    }

    # 500 are owed after February; March lacks 400 more, and is Ana's last month.
    [balance] = between(case, rows, "02-28", "03-31")

    assert moves(balance) == (usd("500.00"), usd("400.00"), usd("900.00"), usd("0.00"))


def test_a_draw_of_which_a_period_is_a_fault_has_no_balance() -> None:
    unknown = replace(DRAW, at=b.assigned("target_incentive", core.Kind.MONEY))
    case = b.Case((b.commission("100%"), unknown), options=MONTHS)

    assert between(case, months("2,750.00"), "01-31", "02-28") == ()


def test_what_a_cap_carries_stands_apart_from_what_is_held() -> None:
    case = b.Case((b.commission("100%"), CARRIED), options=MONTHS)
    rows = months("250.00", "30.00", "20.00")

    # January has room for 100 of 250, February for 200 of 280, March for all 300: D3 never waits.
    [january] = between(case, rows, "2025-12-31", "01-31")
    [february] = between(case, rows, "01-31", "02-28")
    [march] = between(case, rows, "02-28", "03-31")

    assert january.kind is BalanceKind.CARRIED
    assert moves(january) == (usd("0.00"), usd("150.00"), usd("0.00"), usd("150.00"))
    # D1 gets 100 of its 150, and D2 waits with 30.
    assert moves(february) == (usd("150.00"), usd("30.00"), usd("100.00"), usd("80.00"))
    assert moves(march) == (usd("80.00"), usd("0.00"), usd("80.00"), usd("0.00"))


def test_held_pay_is_added_by_one_line_and_released_of_another() -> None:
    rows = [samples.row("X1", 70_00, 0, line_id="x1"), samples.row("X2", 40_00, 0, line_id="x2")]
    released = [samples.row("X1", 70_00, 70_00, line_id="x1"), samples.row("X2", 40_00, 0, line_id="x2")]

    [balance] = balances(samples.plan(), samples.at_end(rows[:1]), samples.at_end(released))

    assert balance.kind is BalanceKind.HELD
    assert moves(balance) == (usd("70.00"), usd("40.00"), usd("70.00"), usd("40.00"))


def test_a_plan_without_anything_open_has_no_balance() -> None:
    rows = samples.at_end([samples.row("D1", 100)])

    assert balances(samples.plan(), rows, rows) == ()


def test_a_balance_that_does_not_close_is_a_fault_of_the_program() -> None:
    plan = b.Case((b.commission("100%"), DRAW), options=MONTHS).plan
    [line] = samples.at_end([samples.row(None, 0, pay="draw")])
    wrong = replace(line, stand=lambda: Standing(drawing=Drawing("draw", 500_00, 0, 400_00)))

    with pytest.raises(ValueError, match="does not close"):
        balances(plan, [], [wrong])


def test_a_line_under_a_hold_and_a_carried_cap_is_parted_without_a_rest() -> None:
    # Of 250 the cap lets 100 through, and half of a line is held: 150 are carried, 50 of the 100 are held.
    half = core.Hold(
        "commission", b.compare(b.num(0), ">", b.num(1)), 3, blank_releases=False, share=b.num("50%")
    )
    case = b.Case((b.commission("100%"), CARRIED, half), options=MONTHS)

    held, carried = between(case, months("250.00"), "2025-12-31", "01-31")

    assert (held.after, carried.after) == (usd("50.00"), usd("150.00"))
    [line] = case.lines(months("250.00"), "01-31")
    assert line.payable_minor == 50_00
    assert Fraction(line.earned_minor or 0) == 250_00
