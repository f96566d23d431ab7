"""Money that moves from a line to another payee: cents, labels, and what later statements do to it."""

from dataclasses import replace

from comp.language import core
from comp.language.core import Kind
from comp.language.money import Rounding
from comp.reference import StepKind, explain, valuate
from tests.reference import build as b

TO_OVERLAY = b.col("deal.overlay", Kind.PAYEE)


def split(*parts: core.GivenPart, pay: str = "commission") -> core.Split:
    """What the commission's lines give away."""
    return core.Split(pay, parts)


def percent(share: str, to: core.Expr = TO_OVERLAY) -> core.GivenPart:
    """A share of a line."""
    return core.GivenPart(b.num(share), None, to)


ROWS: b.Rows = {
    "assignment": [b.person("ana"), b.person("om", "SE")],
    "deal": [b.deal("D1", "01-10", "1,000.00", overlay="om"), b.deal("D2", "01-11", "500.00")],
}


def test_a_share_moves_to_a_line_of_its_own_and_the_rest_stays() -> None:
    case = b.Case((b.commission("10%"), split(percent("20%"))))

    # D2 names nobody, so it moves nothing. Om is no member and is paid all the same.
    assert case.earned(ROWS, "03-31") == {"ana:D1#1": 8_000, "ana:D2#1": 5_000, "om:D1#1.s1": 2_000}


def test_every_amount_is_struck_and_the_rest_carries_the_odd_cent() -> None:
    # Cash 1,275.00: 18.58 % struck down is 236.89 (236.895);
    # 13 % is 165.75, 3 % 38.25, 1.5 % 19.12 (19.125); 13.77 stays.
    cash = b.NEW
    gifts = [core.GivenPart(None, b.times(cash, b.num(share)), core.Literal(to)) for share, to in (
        ("13%", "mia"), ("3%", "vic"), ("1.5%", "zoe"),
    )]  # fmt: skip
    case = b.Case((b.commission("18.58%"), split(*gifts)), rounding=Rounding.DOWN)

    assert case.earned({"deal": [b.deal("D1", "01-10", "1,275.00")]}, "03-31") == {
        "ana:D1#1": b.cents("13.77"),
        "mia:D1#1.s1": b.cents("165.75"),
        "vic:D1#1.s2": b.cents("38.25"),
        "zoe:D1#1.s3": b.cents("19.12"),
    }


def test_a_share_is_struck_by_the_plans_rounding() -> None:
    case = b.Case((b.commission("100%"), split(percent("50%", core.Literal("om")))))

    # Half of 66.67 is 33.335: half even 33.34, and 33.33 stays.
    assert case.earned({"deal": [b.deal("D1", "01-10", "66.67")]}, "03-31") == {
        "ana:D1#1": 3_333,
        "om:D1#1.s1": 3_334,
    }


def test_later_statements_act_on_all_the_lines_and_later_splits_count_on() -> None:
    second = split(percent("50%", core.Literal("zoe")))
    half = core.Multiply("commission", b.num("0.5"))
    case = b.Case((b.commission("10%"), split(percent("20%")), half, second))
    rows = {**ROWS, "deal": ROWS["deal"][:1]}

    # 80 and 20, halved to 40 and 10, then half of each to zoe.
    assert case.earned(rows, "03-31") == {
        "ana:D1#1": 2_000,
        "om:D1#1.s1": 500,
        "zoe:D1#1.s1.s2": 500,
        "zoe:D1#1.s2": 2_000,
    }


def test_a_given_line_reads_its_givers_counters() -> None:
    bands = b.banded("0.00 10%", "1000.00 20%")
    again = core.Multiply("commission", b.table_value("rate"))
    case = replace(bands, statements=(b.commission("100%"), split(percent("50%")), again))

    # D1 fills Ana's first band, for both lines; om has no counter of his own.
    assert case.earned(ROWS, "03-31") == {"ana:D1#1": 5_000, "ana:D2#1": 10_000, "om:D1#1.s1": 5_000}


def test_a_periods_line_names_its_giver() -> None:
    case = b.Case(
        (core.Pay("bonus", b.usd("100.00"), None), split(percent("25%", core.Literal("om")), pay="bonus"))
    )

    assert case.earned({}, "03-31") == {"ana:2026-Q1": 7_500, "om:2026-Q1.s1.ana": 2_500}


def test_an_amount_that_is_not_known_is_a_fault_and_moves_nothing() -> None:
    unknown = core.GivenPart(None, b.assigned("target_incentive", Kind.MONEY), TO_OVERLAY)
    case = b.Case((b.commission("10%"), split(unknown)))

    # Nobody is named on D2, so its amount is not asked for.
    assert case.earned(ROWS, "03-31") == {"ana:D1#1": None, "ana:D2#1": 5_000}


def test_what_is_given_is_as_far_payable_as_what_it_came_from() -> None:
    later = core.PayOut(
        "commission", (core.PayPart(b.num("50%")), core.PayPart(None, on=core.Literal(b.d("06-30"))))
    )
    case = b.Case((b.commission("10%"), later, split(percent("20%"))))

    assert case.payable(ROWS, "03-31") == {"ana:D1#1": 4_000, "ana:D2#1": 2_500, "om:D1#1.s1": 1_000}


def test_a_line_that_is_asked_for_alone_is_the_same() -> None:
    case = b.Case((b.commission("10%"), split(percent("20%"))))
    lines = valuate(case.program, case.plan, b.snapshot(ROWS), b.CALENDAR, b.d("03-31"), ["om"])

    assert [(b.short(line), line.earned_minor, line.part) for line in lines] == [
        ("om:D1#1.s1", 2_000, "1.s1")
    ]


def test_both_sides_say_who_gave_what() -> None:
    given, _, received = b.Case((b.commission("10%"), split(percent("20%")))).lines(ROWS, "03-31")

    assert explain.sentence(given).endswith("= 100.00 USD; gave 20.00 USD (20%) to om = 80.00 USD.")
    assert explain.sentence(received) == (
        "1,000.00 USD of D1 (booked 10 January 2026): 20.00 USD given by ana, 20% of their line."
    )
    [gift] = [step for step in received.trace.inputs if step.kind is StepKind.SPLIT]
    [giver] = gift.inputs  # what the giver's line was worth is the giver's: no statement shows it
    assert (giver.sentence, giver.others) == ("plan.commission:ana:D1#1: 100.00 USD", True)


def test_a_split_on_a_condition_leaves_the_other_lines_alone() -> None:
    only = replace(
        split(percent("20%")), where=b.compare(b.col("deal.id", Kind.TEXT), "is", core.Literal("D9"))
    )

    assert b.Case((b.commission("10%"), only)).earned(ROWS, "03-31") == {
        "ana:D1#1": 10_000,
        "ana:D2#1": 5_000,
    }
