"""Striking cents, converting once, holding and losing: the worked examples of their decisions."""

from dataclasses import replace

from comp.language import core
from comp.language.core import Kind, Reading
from tests.reference import build as b

SALE: b.Rows = {"deal": [b.deal("D1", "01-10", "100.45")]}
CAP = core.Cap(("commission",), b.usd("1,000.00"), core.CapSpan.PERFORMANCE_PERIOD)
FACTOR = core.Multiply("commission", b.num("1.10"))


def test_cents_are_struck_half_even_at_the_end() -> None:
    # 10.045 lies between 10.04 and 10.05; the even one is 10.04. With the factor 11.0495 becomes 11.05.
    assert b.Case((b.commission("10%"),)).earned(SALE, "03-31") == {"ana:D1#1": b.cents("10.04")}
    assert b.Case((b.commission("10%"), FACTOR)).earned(SALE, "03-31") == {"ana:D1#1": b.cents("11.05")}


def test_cents_are_struck_at_a_cap_and_again_after_every_factor() -> None:
    # 10.04 at the cap, then 11.044 becomes 11.04.
    assert b.Case((b.commission("10%"), CAP, FACTOR)).earned(SALE, "03-31") == {"ana:D1#1": b.cents("11.04")}


EUROS: b.Rows = {
    "deal": [b.deal("D1", "01-10", "100,000.00", currency="EUR")],
    "cancellation": [b.lost("C1", "D1", "03-01", "100,000.00", currency="EUR")],
    "rate": [
        {
            "id": "1",
            "of_currency": "EUR",
            "into_currency": "USD",
            "quoted_on": b.d("01-02"),
            "rate": b.share("1.10"),
        },
        {
            "id": "2",
            "of_currency": "EUR",
            "into_currency": "USD",
            "quoted_on": b.d("03-01"),
            "rate": b.share("1.20"),
        },
    ],
}


def test_a_full_loss_at_another_rate_leaves_nothing() -> None:
    case = b.Case((b.commission("10%"), b.claw_back()))

    # 100,000 EUR at 1.10 is 110,000 USD.
    assert case.earned(EUROS, "02-28") == {"ana:D1#1": b.cents("11,000.00")}
    assert case.earned(EUROS, "03-31") == {"ana:D1#1": 0}


def test_a_credit_without_a_rate_is_a_fault_of_its_line() -> None:
    (line,) = b.Case((b.commission("10%"),)).lines({**EUROS, "rate": []}, "02-28")

    assert line.fault == "no rate of EUR into USD on or before 2026-01-10"


def test_yen_become_dollars_by_their_minor_units() -> None:
    rows: b.Rows = {
        "deal": [{**b.deal("D1", "01-10", "0.00"), "value": 100_000, "currency": "JPY"}],
        "rate": [
            {
                "id": "1",
                "of_currency": "JPY",
                "into_currency": "USD",
                "quoted_on": b.d("01-02"),
                "rate": b.share("0.0065"),
            }
        ],
    }

    # 100,000 yen at 0.0065 are 650 dollars.
    assert b.Case((b.commission("100%"),)).earned(rows, "02-28") == {"ana:D1#1": b.cents("650.00")}


def held(*, later_periods: int = 2, blank_releases: bool = True) -> b.Case:
    """A commission held until three quarters of what was due in a quarter is kept."""
    value = core.Aggregate(
        core.Aggregation.TOTAL,
        core.RowSet("renewal", core.Window()),
        core.Convert(
            b.col("renewal.kept_value"),
            "renewal",
            "USD",
            b.col("renewal.decided_on", Kind.DATE),
            b.Rounding.HALF_EVEN,
        ),
        Kind.MONEY,
    )
    due = replace(value, term=replace(value.term, value=b.col("renewal.due_value")))  # pyright: ignore[reportArgumentType] - a conversion
    retention = core.Measure("retention", b.over(value, due), Kind.NUMBER, Reading.CLOSE)
    hold = core.Hold(
        "commission", b.compare(b.read("retention"), ">=", b.num("85%")), later_periods, blank_releases
    )
    return b.Case((b.commission("10%"), hold), (retention,))


def renewals(*kept: int) -> b.Rows:
    """A renewal of 100 in the middle of each quarter, so much of it kept; and a sale in the first."""
    days = ["02-15", "05-15", "08-15", "11-15"]
    rows = [
        {"id": f"R{n}", "decided_on": b.d(day), "due_value": 100, "kept_value": value, "currency": "USD"}
        for n, (day, value) in enumerate(zip(days, kept, strict=False))
    ]
    return {"deal": [b.deal("D1", "01-10", "10,000.00")], "renewal": rows}


def states(rows: b.Rows, day: str, case: b.Case) -> tuple[int | None, int | None]:
    """What the line has earned and what of it is payable."""
    (line,) = case.lines(rows, day)
    return line.earned_minor, line.payable_minor


def test_a_held_line_is_payable_from_the_close_at_which_the_condition_holds() -> None:
    rows = renewals(80, 83, 86)

    assert states(rows, "06-30", held()) == (b.cents("1,000.00"), 0)
    assert states(rows, "09-29", held()) == (b.cents("1,000.00"), 0)
    assert states(rows, "09-30", held()) == (b.cents("1,000.00"), b.cents("1,000.00"))


def test_a_held_line_is_lost_at_the_last_close() -> None:
    rows = renewals(80, 83, 84, 90)

    assert states(rows, "09-29", held()) == (b.cents("1,000.00"), 0)
    assert states(rows, "09-30", held()) == (0, 0)
    assert states(rows, "12-31", held()) == (0, 0)


def test_a_blank_condition_counts_by_its_word() -> None:
    assert states(renewals(), "03-31", held()) == (b.cents("1,000.00"), b.cents("1,000.00"))
    assert states(renewals(), "03-31", held(blank_releases=False)) == (b.cents("1,000.00"), 0)


def test_later_factors_act_on_both_amounts() -> None:
    case = held()
    halved = replace(case, statements=(*case.statements, core.Multiply("commission", b.num("0.5"))))

    assert states(renewals(90), "03-31", halved) == (b.cents("500.00"), b.cents("500.00"))


def test_a_negative_line_gives_room_under_the_cap_to_itself_and_to_later_lines() -> None:
    deals = [
        b.deal("D1", "01-10", "800.00"),
        b.deal("D2", "01-11", "400.00"),
        b.deal("D3", "01-12", "-300.00"),
    ]
    rows: b.Rows = {"deal": [*deals, b.deal("D4", "01-13", "200.00")]}

    # Running sums 800, 1,200, 900, 1,100 under 1,000: 800, 200, -100, 100.
    assert b.Case((b.commission("100%"), CAP)).earned(rows, "03-31") == {
        "ana:D1#1": 80_000,
        "ana:D2#1": 20_000,
        "ana:D3#1": -10_000,
        "ana:D4#1": 10_000,
    }


def test_every_factor_after_a_cap_strikes_again() -> None:
    # 10.04, 11.044 becomes 11.04, 12.144 becomes 12.14; struck once at the end it would be 12.15.
    case = b.Case((b.commission("10%"), CAP, FACTOR, FACTOR))

    assert case.earned(SALE, "03-31") == {"ana:D1#1": b.cents("12.14")}


def test_a_line_without_a_value_leaves_the_lines_after_it_without_one() -> None:
    unknown = b.deal("D2", "01-11", "500.00", currency="EUR")
    deals = [b.deal("D1", "01-10", "800.00"), unknown, b.deal("D3", "01-12", "300.00")]

    # Whether D3 still has room cannot be known while D2 has no rate.
    assert b.Case((b.commission("100%"), CAP)).earned({"deal": deals}, "03-31") == {
        "ana:D1#1": 80_000,
        "ana:D2#1": None,
        "ana:D3#1": None,
    }
