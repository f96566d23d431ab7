"""Targets of each day's assignment, and the ways to count a payee's part of a period (decision 0027)."""

from dataclasses import replace

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Kind, Proration
from comp.reference import explain
from tests.reference import build as b

ANNUAL = b.assigned("target_incentive", Kind.MONEY)
WHOLE = core.PeriodTarget(ANNUAL, b.share("100%"))
BLENDED = replace(WHOLE, blended=True)


def employed(*spans: tuple[str, str, str]) -> b.Rows:
    """Ana with a target from day to day."""
    return {
        "assignment": [
            b.person("ana", target_incentive=b.cents(target), starts_on=b.d(first), ends_on=b.d(last))
            for target, first, last in spans
        ]
    }


def paid(
    target: core.PeriodTarget, rows: b.Rows, performance: Cadence, how: Proration = Proration.CALENDAR_DAYS
) -> int | None:
    """The bonus of the first period."""
    case = b.Case((core.Pay("bonus", target, None),), options={"performance": performance, "proration": how})
    return next(iter(case.earned(rows, "12-31").values()))


def test_targets_are_blended_by_days() -> None:
    rows = employed(("20,000.00", "01-01", "05-31"), ("24,000.00", "06-01", "12-31"))

    # 20,000 x 151/365 + 24,000 x 214/365 = 22,345.205...; else that of the line's birth, 31 December.
    assert paid(BLENDED, rows, Cadence.YEAR) == b.cents("22,345.21")
    assert paid(WHOLE, rows, Cadence.YEAR) == b.cents("24,000.00")


@pytest.mark.parametrize(
    ("how", "amount"),
    [
        # 5,000 a half year from 1 April, so 10,000 a year.
        (Proration.CALENDAR_DAYS, "2,513.81"),  # 91 of 181
        (Proration.MONTHS_OF_30_DAYS, "2,500.00"),  # 90 of 180
        (Proration.WORKING_DAYS, "2,519.38"),  # 65 of 129
        (Proration.STARTED_MONTHS, "2,500.00"),  # 3 of 6
    ],
)
def test_a_part_of_a_period_is_counted_as_the_plan_says(how: Proration, amount: str) -> None:
    assert paid(WHOLE, employed(("10,000.00", "04-01", "12-31")), Cadence.HALF_YEAR, how) == b.cents(amount)


def test_a_started_month_counts_whole_and_for_the_assignment_of_its_last_day() -> None:
    rows = employed(("12,000.00", "01-31", "02-10"), ("24,000.00", "02-11", "02-20"))

    # January for 12,000, February for 24,000, nothing in March: a third of each of 3,000 and 6,000.
    assert paid(BLENDED, rows, Cadence.QUARTER, Proration.STARTED_MONTHS) == b.cents("3,000.00")


def test_a_quota_for_the_days_in_the_plan_is_counted_alike() -> None:
    quota = core.Quota("new", Kind.MONEY, by_days_in_plan=True)
    rows = {**employed(("1.00", "02-16", "12-31")), "quota": [b.quota("900.00")]}
    case = b.Case((core.Pay("bonus", quota, None),), options={"proration": Proration.MONTHS_OF_30_DAYS})

    # 15 of February's 30 days and March: 45 of 90.
    assert case.earned(rows, "03-31") == {"ana:2026-Q1": b.cents("450.00")}


def test_the_part_of_a_year_of_weeks_is_by_days() -> None:
    options = {"performance": Cadence.TWO_WEEKS, "weeks_from": b.d("01-05"), "effective_from": b.d("01-05")}
    case = b.Case((core.Pay("bonus", WHOLE, None),), options=options)

    # 14 of 365 days of 36,500.
    assert case.earned(employed(("36,500.00", "01-01", "12-31")), "01-18") == {
        "ana:2026-01-05+2w": b.cents("1,400.00")
    }


def test_a_blended_target_says_which_days_had_which() -> None:
    rows = employed(("20,000.00", "01-01", "05-31"), ("24,000.00", "06-01", "12-31"))
    case = b.Case((core.Pay("bonus", BLENDED, None),), options={"performance": Cadence.YEAR})
    (line,) = case.lines(rows, "12-31")

    told = explain.tree(line.trace)
    assert "20,000.00 USD from 1 January 2026 through 31 May 2026: 151 of 365 days" in told
    assert "24,000.00 USD from 1 June 2026 through 31 December 2026: 214 of 365 days" in told
