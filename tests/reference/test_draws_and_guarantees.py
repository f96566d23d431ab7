"""Guarantees, and draws that are owed: what is advanced, recovered, forgiven or due, in cents."""

from dataclasses import replace

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import RecoveredFrom
from comp.reference import explain
from tests.reference import build as b

MONTHS = {"performance": Cadence.MONTH}
RECOVERY = core.Recovery(b.num("100%"), RecoveredFrom.EXCESS, None, None, None, forgiven=True)
DRAW = core.Draw("draw", ("commission",), b.usd("2,000.00"), recovery=RECOVERY)


def months(*values: str) -> b.Rows:
    """A deal in each month from January on."""
    return {"deal": [b.deal(f"D{n}", f"{n:02}-10", value) for n, value in enumerate(values, 1)]}


def lines(draw: core.Draw, rows: b.Rows, day: str) -> list[str]:
    """The draw's lines, month by month, as amounts."""
    case = b.Case((b.commission("100%"), draw), options=MONTHS)
    found = [line for line in case.lines(rows, day) if line.pay == draw.name]
    return ["fault" if line.earned_minor is None else f"{line.earned_minor / 100:.2f}" for line in found]


EARNED = ("2,750.00", "3,000.00", "1,500.00", "2,375.00", "3,000.00", "2,750.00")


def test_a_shortfall_is_advanced_and_recovered_from_what_exceeds_the_draw() -> None:
    # March lacks 500; April has 375 above 2,000, May takes the last 125.
    assert lines(DRAW, months(*EARNED), "06-30") == ["0.00", "0.00", "500.00", "-375.00", "-125.00", "0.00"]


def test_a_recovery_takes_a_share_and_no_more_than_its_most() -> None:
    half = replace(RECOVERY, share=b.num("50%"))
    at_most = replace(RECOVERY, most=b.usd("100.00"))

    # Half of 375 is 187.50, then half of 1,000 would be 500 of the 312.50 left.
    assert lines(replace(DRAW, recovery=half), months(*EARNED), "06-30")[2:] == [
        "500.00",
        "-187.50",
        "-312.50",
        "0.00",
    ]
    assert lines(replace(DRAW, recovery=at_most), months(*EARNED), "06-30")[2:] == [
        "500.00",
        "-100.00",
        "-100.00",
        "-100.00",
    ]


def test_a_month_that_was_brought_up_to_the_draw_recovers_nothing() -> None:
    of_pay = replace(RECOVERY, share=b.num("50%"), of=RecoveredFrom.PAY)
    # March is brought up to 2,000 and stays there; half of April's 2,375 would be more than the 500 owed.
    expected = ["0.00", "0.00", "500.00", "-500.00", "0.00", "0.00"]
    assert lines(replace(DRAW, recovery=of_pay), months(*EARNED), "06-30") == expected


def test_a_recovery_keeps_to_its_days() -> None:
    later = replace(RECOVERY, starts_on=b.d("05-01"), ends_on=b.d("05-31"))

    assert lines(replace(DRAW, recovery=later), months(*EARNED), "06-30")[2:] == [
        "500.00",
        "0.00",
        "-500.00",
        "0.00",
    ]


def test_a_whole_draw_is_advanced_every_month_and_recovered_from_the_pay() -> None:
    whole = replace(DRAW, whole=True, recovery=replace(RECOVERY, of=RecoveredFrom.PAY))

    # 2,000 advanced; 1,500 of it taken from January's pay; February owes 2,500 and pays 2,400.
    assert lines(whole, months("1,500.00", "2,400.00"), "02-28") == ["500.00", "-400.00"]


def leaver(*, forgiven: bool) -> list[str]:
    """A payee who leaves on 10 March with 700 owed."""
    draw = replace(DRAW, recovery=replace(RECOVERY, forgiven=forgiven))
    rows = {
        **months("1,300.00", "2,000.00", "2,000.00"),
        "assignment": [b.person("ana", ends_on=b.d("03-10"))],
    }
    return lines(draw, rows, "06-30")


def test_what_is_left_at_the_payees_end_is_forgiven_or_due() -> None:
    assert leaver(forgiven=True) == ["700.00", "0.00", "0.00"]
    assert leaver(forgiven=False) == ["700.00", "0.00", "-700.00"]


def test_no_draw_where_its_condition_is_not_true() -> None:
    until_march = b.compare(core.BornOn(), "<=", core.Literal(b.d("03-31")))

    # April to June have no draw, so all of the pay exceeds it; April takes the 500 of March.
    assert lines(replace(DRAW, where=until_march), months(*EARNED), "06-30") == [
        "0.00", "0.00", "500.00", "-500.00", "0.00", "0.00",
    ]  # fmt: skip
    # A month below nothing is not brought up to nothing either.
    assert lines(replace(DRAW, where=core.Not(until_march)), months("-100.00"), "01-31") == ["0.00"]


def test_a_guarantee_grants_what_is_missing_by_the_date_of_the_pay() -> None:
    guarantee = replace(DRAW, recovery=None)
    rows = months("1,500.00", "3,000.00", "1,000.00")

    # 500, 0 and 1,000 are granted. A deal of January known in March lowers January's to nothing.
    assert lines(guarantee, rows, "03-31") == ["500.00", "0.00", "1000.00"]
    late = {"deal": [*rows["deal"], b.deal("D9", "01-20", "1,000.00")]}
    assert lines(guarantee, late, "03-31") == ["0.00", "0.00", "1000.00"]


def test_what_is_drawn_against_is_struck_there() -> None:
    case = b.Case((b.commission("10%"), DRAW, core.Multiply("commission", b.num("1.10"))), options=MONTHS)
    line = case.lines({"deal": [b.deal("D1", "01-10", "100.45")]}, "01-31")[0]

    # 10.045 is struck to 10.04 where it is drawn against; 11.044 becomes 11.04, not 11.05.
    assert line.earned_minor == b.cents("11.04")
    assert explain.sentence(line).endswith(
        "times 10% = 10.045 USD; rounded half even to 2 decimals = 10.04 USD; times 1.1 = 11.04 USD."
    )


def test_a_fault_leaves_this_and_every_later_line_of_a_draw_without_a_value() -> None:
    rows = months("2,000.00", "2,000.00", "2,000.00")
    foreign = {**rows["deal"][1], "currency": "EUR"}

    assert lines(DRAW, {"deal": [rows["deal"][0], foreign, rows["deal"][2]]}, "03-31") == [
        "0.00",
        "fault",
        "fault",
    ]
    guarantee = replace(DRAW, recovery=None)
    assert lines(guarantee, {"deal": [rows["deal"][0], foreign, rows["deal"][2]]}, "03-31") == [
        "0.00",
        "fault",
        "0.00",
    ]


def test_a_draw_says_what_it_advanced_and_what_is_still_owed() -> None:
    case = b.Case((b.commission("100%"), DRAW), options=MONTHS)
    _, _, march, april, *_ = [line for line in case.lines(months(*EARNED), "06-30") if line.pay == "draw"]

    assert explain.sentence(march) == (
        "2026-03: commission came to 1,500.00 USD, 500.00 USD less than the draw of 2,000.00 USD, "
        "which is advanced; owed after this period 500.00 USD = 500.00 USD."
    )
    assert explain.sentence(april) == (
        "2026-04: commission came to 2,375.00 USD, not less than the draw of 2,000.00 USD; "
        "375.00 USD of the 500.00 USD owed is taken back from what exceeds the draw; "
        "owed after this period 125.00 USD = -375.00 USD."
    )
