"""Lines of periods, targets and quotas by days: the worked examples of their decisions."""

from dataclasses import replace

from comp.language import core
from comp.language.core import Kind, Reading, Shape
from tests.reference import build as b

TARGET = core.PeriodTarget(b.assigned("target_incentive", Kind.MONEY), b.share("50%"))
BONUS = b.Case((core.Pay("bonus", TARGET, None),))


def employed(first: str, last: str = "12-31") -> b.Rows:
    """Ana with 24,000 a year for a part of the year."""
    return {
        "assignment": [
            b.person("ana", target_incentive=b.cents("24,000.00"), starts_on=b.d(first), ends_on=b.d(last))
        ]
    }


def test_a_period_target_is_by_months_and_days_in_the_plan() -> None:
    # 24,000, half of it, a quarter of the year, 31 of 90 days: 1,033.33 and a third, struck at the end.
    assert BONUS.earned(employed("03-01"), "03-31") == {"ana:2026-Q1": b.cents("1,033.33")}


def test_nothing_of_a_target_is_rounded_on_the_way() -> None:
    tripled = replace(BONUS, statements=(*BONUS.statements, core.Multiply("bonus", b.num(3))))

    # Three times 1,033.33 and a third is 3,100.00, not 3,099.99.
    assert tripled.earned(employed("03-01"), "03-31") == {"ana:2026-Q1": b.cents("3,100.00")}


def test_a_leaver_is_paid_for_the_time_there_was_at_the_close() -> None:
    rows = employed("01-01", "02-14")

    # 12,000 a year, a quarter, 45 of 90 days: 1,500.
    assert BONUS.earned(rows, "03-30") == {}
    assert BONUS.earned(rows, "06-30") == {"ana:2026-Q1": b.cents("1,500.00")}
    assert [line.born_on for line in BONUS.lines(rows, "03-31")] == [b.d("02-14")]


def test_a_deal_after_the_last_day_gives_no_line() -> None:
    rows = {
        **employed("01-01", "02-14"),
        "deal": [b.deal("D1", "02-14", "100.00"), b.deal("D2", "02-20", "100.00")],
    }

    assert b.Case((b.commission("10%"),)).earned(rows, "03-31") == {"ana:D1#1": b.cents("10.00")}


def quota_bonus(node: core.Quota) -> b.Case:
    """A bonus as high as the quota."""
    return b.Case((core.Pay("bonus", node, None),))


def test_a_quota_that_changes_in_the_period_is_blended_by_days() -> None:
    rows: b.Rows = {
        "quota": [b.quota("300,000.00", last="03-31"), b.quota("-10,000.00", first="02-01", last="02-28")]
    }
    halves: b.Rows = {"quota": [b.quota("365.00", last="12-31")]}

    # Relief of 10,000 in February; 365.00 over the year's 365 days is 90.00 in the first quarter's 90.
    assert quota_bonus(b.QUOTA).earned(rows, "03-31") == {"ana:2026-Q1": b.cents("290,000.00")}
    assert quota_bonus(b.QUOTA).earned(halves, "03-31") == {"ana:2026-Q1": b.cents("90.00")}


def test_a_quota_for_the_days_in_the_plan_counts_member_days() -> None:
    rows = {**employed("03-01"), "quota": [b.quota("900.00")]}

    # 31 of 90 days of 900.
    assert quota_bonus(core.Quota("new", Kind.MONEY, by_days_in_plan=True)).earned(rows, "03-31") == {
        "ana:2026-Q1": b.cents("310.00")
    }


def test_a_quota_in_another_currency_is_a_fault() -> None:
    rows: b.Rows = {"quota": [b.quota("900.00", currency="EUR")]}

    (line,) = quota_bonus(b.QUOTA).lines(rows, "03-31")

    assert line.fault == "quota ana-01-01-900.00 of ana is in EUR, the plan is in USD"


def bonus_between_points() -> b.Case:
    """1,000.00 times a payout on the straight line between what is sold."""
    retention = core.Measure("sold", b.TOTAL, Kind.MONEY, Reading.CLOSE)
    payout = b.steps(
        "payout",
        b.read("sold", Kind.MONEY),
        "80.00 0%",
        "90.00 100%",
        "96.00 130%",
        shape=Shape.INTERPOLATED,
        money=True,
        outside=core.Outside.FLAT,
    )
    pay = core.Pay("bonus", b.times(b.usd("1,000.00"), b.table_value("payout")), None)
    return b.Case((pay,), (retention,), (payout,))


def test_a_table_between_points_pays_on_the_straight_line_and_flat_outside() -> None:
    case = bonus_between_points()

    # 93 lies half way between 90 and 96: 115 %.
    for sold, paid in {"50.00": "0.00", "85.00": "500.00", "93.00": "1,150.00", "99.00": "1,300.00"}.items():
        assert case.earned({"deal": [b.deal("D1", "02-01", sold)]}, "03-31") == {"ana:2026-Q1": b.cents(paid)}


def test_a_plan_that_ignores_later_facts_ends_with_its_last_day() -> None:
    rows: b.Rows = {
        "deal": [b.deal("D1", "12-01", "100.00")],
        "cancellation": [b.lost("C1", "D1", "2027-01-10", "100.00")],
    }
    included = b.Case((b.commission("10%"), b.claw_back()))

    assert included.earned(rows, "2027-01-31") == {"ana:D1#1": 0}
    assert replace(included, later_facts=False).earned(rows, "2027-01-31") == {"ana:D1#1": b.cents("10.00")}


def test_a_deal_outside_the_effective_span_gives_no_line() -> None:
    rows: b.Rows = {"deal": [b.deal("D0", "2025-12-31", "100.00"), b.deal("D1", "01-01", "100.00")]}

    assert b.Case((b.commission("10%"),)).earned(rows, "2027-01-31") == {"ana:D1#1": b.cents("10.00")}


def test_in_a_measure_the_assignment_is_that_of_the_last_day_in_the_plan() -> None:
    goal = core.Measure("goal", b.assigned("target_incentive", Kind.MONEY), Kind.MONEY, Reading.POSTING)
    pay = core.Pay("commission", b.times(b.over(b.NEW, b.read("goal", Kind.MONEY)), b.usd("100.00")), "new")
    first = b.person("ana", target_incentive=b.cents("10.00"), ends_on=b.d("02-28"))
    then = b.person("ana", target_incentive=b.cents("20.00"), starts_on=b.d("03-01"), ends_on=b.d("03-15"))
    rows: b.Rows = {"assignment": [first, then], "deal": [b.deal("D1", "02-01", "10.00")]}

    # 10 of the 20 that hold on 15 March, not of the 10 that held when the deal came in.
    assert b.Case((pay,), (goal,)).earned(rows, "03-31") == {"ana:D1#1": b.cents("50.00")}
