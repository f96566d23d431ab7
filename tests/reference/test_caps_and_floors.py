"""Caps over several pays and spans, taken from the last or from all, lost or carried; and floors."""

from dataclasses import replace

import pytest

from comp.language import core
from comp.language.core import CapSpan, Excess, Kind
from comp.reference import explain
from tests.reference import build as b

SPIFF = core.Pay("spiff", b.times(b.NEW, b.num("10%")), "new")
TARGET = b.assigned("target_incentive", Kind.MONEY)


def cap(at: core.Expr | str, per: CapSpan = CapSpan.PERFORMANCE_PERIOD, **more: object) -> core.Cap:
    """A cap on the commission."""
    bound = b.usd(at) if isinstance(at, str) else at
    return replace(core.Cap(("commission",), bound, per), **more)


def deals(*values: str) -> b.Rows:
    """A deal on each of the first days of January."""
    return {"deal": [b.deal(f"D{n}", f"01-{n:02}", value) for n, value in enumerate(values, 1)]}


def test_each_line_is_held_against_the_bound_of_its_own_birth() -> None:
    people = [
        b.person("ana", target_incentive=b.cents("1,000.00"), ends_on=b.d("02-28")),
        b.person("ana", target_incentive=b.cents("600.00"), starts_on=b.d("03-01")),
    ]
    rows: b.Rows = {
        "assignment": people,
        "deal": [
            b.deal("D1", "01-10", "800.00"),
            b.deal("D2", "02-10", "400.00"),
            b.deal("D3", "03-10", "100.00"),
        ],
    }

    # 800 and 200 under 1,000. Under the 600 of March nothing is left, and nothing is taken back.
    assert b.Case((b.commission("100%"), cap(TARGET))).earned(rows, "03-31") == {
        "ana:D1#1": 80_000,
        "ana:D2#1": 20_000,
        "ana:D3#1": 0,
    }


def test_a_bound_that_is_not_known_leaves_its_own_line_without_a_value() -> None:
    people = [
        b.person("ana", ends_on=b.d("01-31")),
        b.person("ana", target_incentive=b.cents("1,000.00"), starts_on=b.d("02-01")),
    ]
    rows: b.Rows = {
        "assignment": people,
        "deal": [b.deal("D1", "01-10", "800.00"), b.deal("D2", "02-10", "400.00")],
    }

    # D1 has no bound; D2 stands behind its 800 all the same.
    assert b.Case((b.commission("100%"), cap(TARGET))).earned(rows, "03-31") == {
        "ana:D1#1": None,
        "ana:D2#1": 20_000,
    }


def test_a_cap_over_two_pays_follows_birth_then_the_pays_as_named() -> None:
    both = replace(cap("105.00"), pays=("spiff", "commission"))
    case = b.Case((b.commission("100%"), SPIFF, both))

    # Births 1 and 2 January, each first the spiff: 10, then 95 of 100 are left of 105, and nothing after.
    assert {line.line_id: line.earned_minor for line in case.lines(deals("100.00", "80.00"), "03-31")} == {
        "plan.spiff:ana:D1#1": 1_000,
        "plan.commission:ana:D1#1": 9_500,
        "plan.spiff:ana:D2#1": 0,
        "plan.commission:ana:D2#1": 0,
    }


SPREAD: b.Rows = {
    "deal": [
        b.deal("D1", "01-10", "80.00"),
        b.deal("D2", "05-10", "80.00"),
        b.deal("D3", "2027-01-10", "80.00"),
    ]
}


@pytest.mark.parametrize(
    ("per", "kept"),
    [
        (CapSpan.LINE, (7_000, 7_000, 7_000)),
        (CapSpan.PERFORMANCE_PERIOD, (7_000, 7_000, 7_000)),
        (CapSpan.YEAR, (7_000, 0, 7_000)),
        (CapSpan.PLAN, (7_000, 0, 0)),
    ],
)
def test_a_cap_adds_up_over_its_span(per: CapSpan, kept: tuple[int, ...]) -> None:
    case = b.Case((b.commission("100%"), cap("70.00", per)), options={"effective_through": b.d("2027-12-31")})

    assert tuple(case.earned(SPREAD, "2027-12-31").values()) == kept


def test_a_cap_per_value_adds_up_what_has_the_same() -> None:
    rows: b.Rows = {
        "deal": [
            b.deal("D1", "01-10", "80.00", account="A"),
            b.deal("D2", "01-11", "80.00", account="B"),
            b.deal("D3", "01-12", "80.00", account="A"),
            b.deal("D4", "01-13", "80.00"),
            b.deal("D5", "01-14", "80.00"),
        ]
    }
    per_account = cap("100.00", CapSpan.VALUE, of=(b.col("deal.account", Kind.TEXT),))

    # A: 80 and 20; B: 80; blank is a span of its own: 80 and 20.
    assert tuple(b.Case((b.commission("100%"), per_account)).earned(rows, "03-31").values()) == (
        8_000, 8_000, 2_000, 8_000, 2_000,
    )  # fmt: skip


def test_an_excess_taken_from_all_alike_is_allotted_to_the_cent() -> None:
    alike = b.Case((b.commission("100%"), cap("100.00", alike=True)))

    # 3 x 33.335 is struck to 33.34 each, 100.02 in all: 33.34, 33.33, 33.33 is 100.00, never 100.01.
    third = b.deal("D1", "01-01", "66.67")
    rows: b.Rows = {"deal": [{**third, "id": f"D{n}"} for n in (1, 2, 3)]}
    halves = replace(alike, statements=(b.commission("50%"), cap("100.00", alike=True)))
    assert halves.earned(rows, "03-31") == {"ana:D1#1": 3_334, "ana:D2#1": 3_333, "ana:D3#1": 3_333}
    # 1,000, 2,000 and 3,001 cents under 5,000: 833.19, 1,666.39 and 2,500.42; the odd one to the last.
    halved = replace(alike, statements=(b.commission("100%"), cap("50.00", alike=True)))
    assert tuple(halved.earned(deals("10.00", "20.00", "30.01"), "03-31").values()) == (833, 1_666, 2_501)
    # 60 of 120 and 60 of 120 of 100.
    assert alike.earned(deals("60.00", "60.00"), "03-31") == {"ana:D1#1": 5_000, "ana:D2#1": 5_000}


CARRIED = cap("100.00", excess=Excess.CARRIED)
CARRIES: b.Rows = {
    "deal": [b.deal("D1", "02-10", "250.00"), b.deal("D2", "05-10", "30.00"), b.deal("D3", "12-10", "400.00")]
}


@pytest.mark.parametrize(
    ("day", "earned", "payable"),
    [
        ("03-31", [25_000], [10_000]),
        ("04-01", [25_000], [20_000]),  # the second quarter has begun
        ("06-30", [25_000, 3_000], [20_000, 0]),
        ("09-30", [25_000, 3_000], [25_000, 3_000]),  # room for 300, 280 earned
        ("12-30", [25_000, 3_000, 40_000], [25_000, 3_000, 10_000]),
        ("12-31", [25_000, 3_000, 10_000], [25_000, 3_000, 10_000]),  # 300 found no room in the year
    ],
)
def test_an_excess_that_is_carried_finds_room_in_later_periods_of_the_year(
    day: str, earned: list[int], payable: list[int]
) -> None:
    case = b.Case((b.commission("100%"), CARRIED))

    # After three quarters 280 is paid, all that is earned; the fourth adds 100 of room.
    assert list(case.earned(CARRIES, day).values()) == earned
    assert list(case.payable(CARRIES, day).values()) == payable


def test_a_carried_excess_says_until_when_it_may_find_room() -> None:
    (line,) = b.Case((b.commission("100%"), CARRIED)).lines(CARRIES, "03-31")

    assert explain.sentence(line).endswith(
        "the cap of 100.00 USD per performance period: the lines of 2026 before this one came to 0.00 USD, "
        "so 150.00 USD waits for room in a later period of 2026 and is lost if there is none by "
        "31 December 2026. Earned 250.00 USD, payable 100.00 USD so far."
    )


def test_a_line_without_a_value_leaves_a_carried_year_without_one() -> None:
    foreign = {**CARRIES["deal"][1], "currency": "EUR"}
    rows: b.Rows = {"deal": [CARRIES["deal"][0], foreign]}

    assert b.Case((b.commission("100%"), CARRIED)).earned(rows, "06-30") == {
        "ana:D1#1": None,
        "ana:D2#1": None,
    }


def test_a_bound_that_is_not_known_leaves_a_carried_year_without_a_value() -> None:
    people = [
        b.person("ana", target_incentive=b.cents("100.00"), ends_on=b.d("02-10")),
        b.person("ana", starts_on=b.d("02-11")),
    ]
    rows: b.Rows = {"assignment": people, "deal": [*CARRIES["deal"][:1], b.deal("D2", "02-20", "1.00")]}
    by_target = b.Case((b.commission("100%"), cap(TARGET, excess=Excess.CARRIED)))

    assert by_target.earned(rows, "03-31") == {"ana:D1#1": None, "ana:D2#1": None}


def test_a_cap_and_a_factor_follow_the_text() -> None:
    first = b.Case((b.commission("100%"), cap("90,000.00"), core.Multiply("commission", b.num("0.90"))))
    last = b.Case((b.commission("100%"), core.Multiply("commission", b.num("0.90")), cap("90,000.00")))

    # 100,000: capped to 90,000, times 0.90; or 90,000, which is within.
    assert first.earned(deals("100,000.00"), "03-31") == {"ana:D1#1": b.cents("81,000.00")}
    assert last.earned(deals("100,000.00"), "03-31") == {"ana:D1#1": b.cents("90,000.00")}


def test_a_cap_on_some_lines_does_not_count_the_others() -> None:
    only_new = cap("100.00", where=b.compare(b.col("deal.kind", Kind.TEXT), "is", core.Literal("new")))
    rows: b.Rows = {
        "deal": [
            b.deal("D1", "01-10", "80.00", kind="old"),
            b.deal("D2", "01-11", "80.00", kind="new"),
            b.deal("D3", "01-12", "80.00", kind="new"),
        ]
    }

    assert tuple(b.Case((b.commission("100%"), only_new)).earned(rows, "03-31").values()) == (
        8_000,
        8_000,
        2_000,
    )


FLOOR = core.Floor("commission", b.usd("50.00"))


def test_a_floor_lifts_a_line_and_its_reversal_alike() -> None:
    rows = deals("20.00", "-20.00", "0.00", "80.00")

    assert tuple(b.Case((b.commission("100%"), FLOOR)).earned(rows, "03-31").values()) == (
        5_000,
        -5_000,
        0,
        8_000,
    )


def test_a_floor_says_what_it_lifted() -> None:
    (line,) = b.Case((b.commission("100%"), FLOOR)).lines(deals("20.00"), "03-31")

    assert explain.sentence(line).endswith(
        "times 100% = 20.00 USD; the floor of 50.00 USD per line lifts it from 20.00 USD = 50.00 USD."
    )
