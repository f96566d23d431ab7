"""The worked examples of the decision records, each with its arithmetic beside it."""

from dataclasses import replace

from comp.language import core
from comp.language.core import Kind, Reading, Shape
from tests.reference import build as b

BANDS = b.Case(
    (b.commission(),),
    (b.attainment_measure(),),
    (
        b.steps(
            "rate", b.read("attainment"), "0% 6%", "50% 10%", "100% 15%", "150% 20%", shape=Shape.MARGINAL
        ),
    ),
)


def test_a_deal_that_crosses_quota_is_split_between_two_bands() -> None:
    rows: b.Rows = {
        "quota": [b.quota("300,000.00")],
        "deal": [b.deal("D1", "02-10", "280,000.00"), b.deal("D2", "03-20", "60,000.00")],
    }

    # D1: 150,000 at 6 % is 9,000, 130,000 at 10 % is 13,000.
    # D2: 20,000 at 10 % is 2,000, 40,000 at 15 % is 6,000.
    assert BANDS.earned(rows, "03-31") == {"ana:D1#1": b.cents("22,000.00"), "ana:D2#1": b.cents("8,000.00")}


def test_a_missing_quota_is_a_fault_of_the_line_and_of_nobody_else() -> None:
    rows: b.Rows = {
        "assignment": [b.person("ana"), b.person("bo")],
        "quota": [b.quota("300,000.00", payee="bo")],
        "deal": [b.deal("D1", "02-10", "100.00"), b.deal("D2", "02-10", "100.00", owner="bo")],
    }

    ana, bo = BANDS.lines(rows, "03-31")

    assert (ana.earned_minor, ana.payable_minor, ana.fault) == (None, None, "no quota new for ana in 2026-Q1")
    assert (bo.earned_minor, bo.fault) == (b.cents("6.00"), None)


def test_the_credits_of_one_deal_are_one_step_of_the_counter() -> None:
    halves = b.credit(b.part("share", "deal.owner", "50%"), b.part("the rest", "deal.overlay"))
    case = replace(b.banded("0.00 5%", "100000.00 10%"), credits=(halves,))
    rows: b.Rows = {"deal": [b.deal("D1", "02-10", "120,000.00", overlay="ana")]}

    # One step from 0 to 120,000: (100,000 at 5 % + 20,000 at 10 %) / 120,000 = 7/120; of 60,000: 3,500.
    assert case.earned(rows, "03-31") == {"ana:D1#1": b.cents("3,500.00"), "ana:D1#2": b.cents("3,500.00")}


LOST = {
    "deal": [b.deal("D1", "01-10", "80,000.00"), b.deal("D2", "02-10", "60,000.00")],
    "cancellation": [b.lost("C1", "D1", "03-01", "80,000.00")],
}


def test_a_loss_as_money_leaves_the_other_lines() -> None:
    bands = b.banded("0.00 5%", "100000.00 10%")
    case = replace(bands, statements=(*bands.statements, b.claw_back()))

    # D2 stays where it was: 20,000 at 5 % and 40,000 at 10 %.
    assert case.earned(LOST, "02-28") == {"ana:D1#1": b.cents("4,000.00"), "ana:D2#1": b.cents("5,000.00")}
    assert case.earned(LOST, "03-31") == {"ana:D1#1": 0, "ana:D2#1": b.cents("5,000.00")}


def test_a_loss_as_credit_recalculates_the_period_without_it() -> None:
    bands = b.banded("0.00 5%", "100000.00 10%")
    case = replace(bands, statements=(*bands.statements, b.claw_back("new", of_credit=True)))

    # D2 is now the first 60,000, all at 5 %.
    assert case.earned(LOST, "03-31") == {"ana:D1#1": 0, "ana:D2#1": b.cents("3,000.00")}


CAP = core.Cap(("commission",), b.usd("10,000.00"), core.CapSpan.PERFORMANCE_PERIOD)
CAPPED: b.Rows = {
    "deal": [b.deal("D1", "01-10", "8,000.00"), b.deal("D2", "02-10", "4,000.00")],
    "cancellation": [b.lost("C1", "D1", "03-01", "8,000.00")],
}


def test_a_cap_takes_from_the_last_lines() -> None:
    case = b.Case((b.commission("100%"), CAP))

    assert case.earned(CAPPED, "03-31") == {"ana:D1#1": b.cents("8,000.00"), "ana:D2#1": b.cents("2,000.00")}


def test_a_claw_back_before_the_cap_lets_capped_money_come_back() -> None:
    case = b.Case((b.commission("100%"), b.claw_back(), CAP))

    assert case.earned(CAPPED, "03-31") == {"ana:D1#1": 0, "ana:D2#1": b.cents("4,000.00")}


def test_a_claw_back_after_the_cap_does_not() -> None:
    case = b.Case((b.commission("100%"), CAP, b.claw_back()))

    assert case.earned(CAPPED, "03-31") == {"ana:D1#1": 0, "ana:D2#1": b.cents("2,000.00")}


def late_factor() -> b.Case:
    """A factor of 1.10 until the close, then by retention."""
    retention = core.Measure(
        "retention",
        b.over(renewed("kept_value"), renewed("due_value")),
        Kind.NUMBER,
        Reading.CLOSE,
        until_then=b.num("95%"),
    )
    factor = b.steps("factor", b.read("retention"), "0% 0.90", "92% 1.10")
    return b.Case(
        (b.commission("10%"), core.Multiply("commission", b.table_value("factor"))), (retention,), (factor,)
    )


def renewed(column: str) -> core.Aggregate:
    """The total of a column over the renewals of the period."""
    value = core.Convert(
        b.col(f"renewal.{column}"),
        "renewal",
        "USD",
        b.col("renewal.decided_on", Kind.DATE),
        b.Rounding.HALF_EVEN,
    )
    return core.Aggregate(core.Aggregation.TOTAL, core.RowSet("renewal", core.Window()), value, Kind.MONEY)


def test_a_factor_known_at_the_close_trues_up_every_line_on_itself() -> None:
    rows: b.Rows = {
        "deal": [b.deal("D1", "01-10", "1,000.00"), b.deal("D2", "02-10", "1,000.00")],
        "renewal": [
            {"id": "R1", "decided_on": b.d("03-05"), "due_value": 100, "kept_value": 50, "currency": "USD"}
        ],
    }

    # 110 when credited, 90 at the close: 20 less on each line.
    assert late_factor().earned(rows, "02-28") == {
        "ana:D1#1": b.cents("110.00"),
        "ana:D2#1": b.cents("110.00"),
    }
    assert late_factor().earned(rows, "03-31") == {"ana:D1#1": b.cents("90.00"), "ana:D2#1": b.cents("90.00")}


def test_what_happens_after_the_close_is_in_no_closed_reading() -> None:
    kept = {"id": "R1", "decided_on": b.d("03-05"), "due_value": 100, "kept_value": 100, "currency": "USD"}
    gone = {"id": "R2", "decided_on": b.d("04-01"), "due_value": 900, "kept_value": 0, "currency": "USD"}
    late = {"id": "R3", "decided_on": b.d("03-31"), "due_value": 900, "kept_value": 0, "currency": "USD"}
    sold = [b.deal("D1", "01-10", "1,000.00")]

    # 100 of 100 kept at the close is 1.10; one decided on the last day but known later makes it 100 of 1,000.
    assert late_factor().earned({"deal": sold, "renewal": [kept, gone]}, "06-30") == {
        "ana:D1#1": b.cents("110.00")
    }
    assert late_factor().earned({"deal": sold, "renewal": [kept, late]}, "06-30") == {
        "ana:D1#1": b.cents("90.00")
    }


def test_at_posting_a_measure_sees_no_fact_of_the_future() -> None:
    retention = replace(late_factor().measures[0], reading=Reading.POSTING)
    case = replace(late_factor(), measures=(retention,))
    kept = {"id": "R1", "decided_on": b.d("02-05"), "due_value": 100, "kept_value": 100, "currency": "USD"}
    gone = {"id": "R2", "decided_on": b.d("03-05"), "due_value": 100, "kept_value": 0, "currency": "USD"}
    rows: b.Rows = {"deal": [b.deal("D1", "01-10", "1,000.00")], "renewal": [kept, gone]}

    # All of 100 is kept at the end of February, half of 200 a week later.
    assert case.earned(rows, "02-28") == {"ana:D1#1": b.cents("110.00")}
    assert case.earned(rows, "03-05") == {"ana:D1#1": b.cents("90.00")}
