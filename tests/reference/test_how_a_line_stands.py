"""How a line stands at a day: what took from it, what it waits for, what released it, what was lost."""

from dataclasses import replace
from fractions import Fraction

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import CapSpan, Event, Excess, Kind, PayOut, PayPart
from comp.reference import Drawing, LineValue, Standing
from comp.reference.values import Amount
from tests.reference import build as b

MONTHS = {"performance": Cadence.MONTH}
SOLD = core.Measure("sold", b.TOTAL, Kind.MONEY, core.Reading.CLOSE)
ENOUGH = b.compare(b.read("sold", Kind.MONEY), ">=", b.usd("500.00"))


def standings(case: b.Case, rows: b.Rows, day: str) -> list[Standing]:
    return [line.standing for line in case.lines(rows, day)]


def only(lines: list[LineValue]) -> LineValue:
    [line] = lines
    return line


def test_a_line_without_any_of_it_stands_plainly() -> None:
    case = b.Case((b.commission("10%"),))

    assert standings(case, {"deal": [b.deal("D1", "02-10", "100.00")]}, "03-31") == [Standing()]


def test_a_hold_says_what_has_to_hold_at_which_close_and_what_was_found() -> None:
    hold = core.Hold("commission", ENOUGH, 2, blank_releases=False)
    case = b.Case((b.commission("10%"), hold), measures=(SOLD,), options=MONTHS)
    rows = {"deal": [b.deal("D1", "01-10", "100.00"), b.deal("D2", "03-10", "700.00")]}

    before = only([line for line in case.lines(rows, "01-30") if line.fact == "D1"]).standing
    first = only(case.lines(rows, "01-31")).standing
    second = only(case.lines(rows, "02-28")).standing
    third = only([line for line in case.lines(rows, "03-31") if line.fact == "D1"]).standing

    wanted = "sold is at least 500.00 USD, as of"
    later, last = "or a later close, otherwise lost on 31 March 2026", "otherwise lost on that day"
    january = "(2026-01: sold 100.00 USD, not at least 500.00 USD)"
    february = "(2026-02: sold 0.00 USD, not at least 500.00 USD)"
    assert before.waits == (f"{wanted} 31 January 2026 {later}",)
    assert first.waits == (f"{wanted} 28 February 2026 {later} {january}",)
    assert second.waits == (f"{wanted} 31 March 2026, {last} {february}",)
    assert third.waits == ()
    assert third.released == ("at the close of 2026-03: sold 700.00 USD, at least 500.00 USD",)


def test_a_hold_that_ran_out_says_at_which_close() -> None:
    hold = core.Hold("commission", ENOUGH, 1, blank_releases=False)
    case = b.Case((b.commission("10%"), hold), measures=(SOLD,), options=MONTHS)

    [line] = standings(case, {"deal": [b.deal("D1", "01-10", "100.00")]}, "02-28")

    assert (line.waits, line.released) == ((), ())
    assert line.lost == ("at the close of 2026-02: sold 0.00 USD, not at least 500.00 USD",)


def test_parts_say_what_they_wait_for_what_released_them_and_what_was_lost() -> None:
    portion = b.over(b.col("cancellation.lost_value"), b.col("deal.value"))
    event = Event("cancellation", "deal", None, portion)  # any source of events does
    parts = (
        PayPart(b.num("40%")),
        PayPart(b.num("60%"), event=event, lost_on=core.Literal(b.d("06-30"))),
    )
    case = b.Case((b.commission("10%"), PayOut("commission", parts)))
    rows = {
        "deal": [b.deal("D1", "01-10", "100.00")],
        "cancellation": [b.lost("P1", "D1", "02-05", "25.00")],
    }

    [early], [paid], [late] = (standings(case, rows, day) for day in ("01-31", "02-28", "06-30"))

    assert early.waits == ("60% waits for a cancellation, otherwise lost on 30 June 2026",)
    assert paid.released == ("by P1 of 5 February 2026: 25% of the 60% that waited",)
    assert paid.waits == (
        "60% by cancellation: P1 of 5 February 2026 released 25% of it, otherwise lost on 30 June 2026",
    )
    # Three quarters of 60% were not released in time.
    assert (late.waits, late.lost) == ((), ("on 30 June 2026: 45% of it was not payable by then",))


def test_a_part_that_is_payable_from_a_day_says_since_when() -> None:
    parts = (PayPart(b.num("50%")), PayPart(None, on=core.Literal(b.d("04-01"))))
    case = b.Case((b.commission("10%"), PayOut("commission", parts)))
    rows = {"deal": [b.deal("D1", "01-10", "100.00")]}

    [before], [after] = (standings(case, rows, day) for day in ("03-31", "04-01"))

    assert (before.waits, before.released) == (("50% payable from 1 April 2026",), ())
    assert (after.waits, after.released) == ((), ("on 1 April 2026: 50% of it",))


def test_each_loss_is_named_whether_it_takes_money_or_credit() -> None:
    rows = {
        "deal": [b.deal("D1", "02-10", "100.00")],
        "cancellation": [b.lost("X1", "D1", "03-01", "40.00"), b.lost("X2", "D1", "03-05", "0.00")],
    }
    told = ("X1 of 1 March 2026 took back 40%",)

    [money] = standings(b.Case((b.commission("10%"), b.claw_back())), rows, "03-31")
    [credit] = standings(b.Case((b.commission("10%"), b.claw_back("new", of_credit=True))), rows, "03-31")
    [before] = standings(b.Case((b.commission("10%"), b.claw_back())), rows, "02-28")

    assert (money.taken, credit.taken, before.taken) == (told, told, ())


def test_what_a_cap_carries_waits_for_room_and_is_lost_with_the_year() -> None:
    cap = core.Cap(("commission",), b.usd("100.00"), CapSpan.PERFORMANCE_PERIOD, excess=Excess.CARRIED)
    case = b.Case((b.commission("100%"), cap), options={"performance": Cadence.HALF_YEAR})
    rows = {"deal": [b.deal("D1", "02-10", "250.00")]}

    [june], [december] = (standings(case, rows, day) for day in ("06-30", "12-31"))

    # Of 250 the first half has room for 100, the second for 100 more; the last 50 are lost.
    assert june.carried_minor == 150_00
    assert june.waits == ("room under the cap in a later period of 2026, otherwise lost on 31 December 2026",)
    assert (december.carried_minor, december.waits) == (0, ())
    assert december.lost == ("on 31 December 2026: no room was left under the cap",)


def test_a_credit_in_another_currency_is_kept_as_it_was() -> None:
    rows = {
        "deal": [b.deal("D1", "02-10", "1,000.00", currency="EUR")],
        "rate": [
            {
                "id": "R",
                "of_currency": "EUR",
                "into_currency": "USD",
                "quoted_on": b.d("01-01"),
                "rate": Fraction("1.1"),
            }
        ],
    }

    [line] = standings(b.Case((b.commission("10%"),)), rows, "03-31")

    assert line.original == Amount(Fraction(100_000), "EUR")


def test_a_draw_says_what_was_advanced_settled_and_is_owed() -> None:
    recovery = core.Recovery(b.num("100%"), core.RecoveredFrom.EXCESS, None, None, None, forgiven=True)
    draw = core.Draw("draw", ("commission",), b.usd("2,000.00"), recovery=recovery)
    case = b.Case((b.commission("100%"), draw), options=MONTHS)
    rows = {"deal": [b.deal("D1", "01-10", "1,500.00"), b.deal("D2", "02-10", "2,375.00")]}

    found = [line.standing.drawing for line in case.lines(rows, "02-28") if line.pay == "draw"]
    granted = replace(case, statements=(b.commission("100%"), replace(draw, recovery=None)))

    # January lacks 500, February has 375 above the draw.
    assert found == [Drawing("draw", 500_00, 0, 500_00), Drawing("draw", 0, 375_00, 125_00)]
    assert {line.standing.drawing for line in granted.lines(rows, "02-28")} == {None}
