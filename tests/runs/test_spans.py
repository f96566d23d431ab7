from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from comp.language.calendar import Cadence, Calendar
from comp.language.core import Clause, Literal, Pay, Plan
from comp.language.money import Rounding
from comp.runs import PaidSpan, paid_span, paid_spans


def plan(payout: Cadence, *, later_facts: bool = True, first: date = date(2026, 1, 1)) -> Plan:
    return Plan(
        name=f"{payout}_plan",
        title="",
        effective_from=first,
        effective_through=date(2026, 12, 31),
        later_facts=later_facts,
        members=Literal(value=True),
        performance=Cadence.QUARTER,
        payout=payout,
        currency="USD",
        rounding=Rounding.HALF_EVEN,
        annual_target=None,
        clauses=(),
        measures={},
        tables={},
    )


def paying(one: Plan) -> Plan:
    """The plan with one pay."""
    nothing = Literal(value=Fraction(0))
    return replace(one, clauses=(Clause("bonus", "", statements=(Pay("bonus", nothing, each=None),)),))


def span_of(payout: Cadence, period: str) -> PaidSpan | None:
    return paid_span(plan(payout), Calendar(), Calendar().parse(period))


def test_a_monthly_plan_is_paid_for_each_month() -> None:
    assert span_of(Cadence.MONTH, "2026-02") == PaidSpan(
        first=date(2026, 2, 1),
        last=date(2026, 2, 28),
        before_on=date(2026, 1, 31),
        after_on=date(2026, 2, 28),
    )


@pytest.mark.parametrize("period", ["2026-01", "2026-02"])
def test_a_quarterly_plan_pays_nothing_in_the_months_before_the_last(period: str) -> None:
    assert span_of(Cadence.QUARTER, period) is None


def test_a_quarterly_plan_pays_its_whole_quarter_with_the_last_month() -> None:
    assert span_of(Cadence.QUARTER, "2026-03") == PaidSpan(
        first=date(2026, 1, 1),
        last=date(2026, 3, 31),
        before_on=date(2025, 12, 31),
        after_on=date(2026, 3, 31),
    )


def test_a_monthly_plan_is_paid_for_a_whole_quarter_where_the_quarter_is_run() -> None:
    assert span_of(Cadence.MONTH, "2026-Q1") == span_of(Cadence.QUARTER, "2026-03")


def test_a_plan_that_starts_after_the_period_is_not_in_the_run() -> None:
    later = paying(plan(Cadence.MONTH, first=date(2026, 7, 1)))

    assert paid_spans([later], Calendar(), Calendar().parse("2026-Q2")) == {}
    assert list(paid_spans([later], Calendar(), Calendar().parse("2026-07"))) == ["month_plan"]


def test_a_plan_without_a_pay_is_in_no_run() -> None:
    scorecard = plan(Cadence.MONTH)

    assert paid_spans([scorecard], Calendar(), Calendar().parse("2026-07")) == {}
    assert list(paid_spans([paying(scorecard)], Calendar(), Calendar().parse("2026-07"))) == ["month_plan"]


def test_after_its_last_day_a_plan_pays_on_only_where_later_facts_count() -> None:
    january_after = Calendar().parse("2027-01")

    counting = paid_span(plan(Cadence.MONTH), Calendar(), january_after)
    ignoring = paid_span(plan(Cadence.MONTH, later_facts=False), Calendar(), january_after)

    assert counting is not None
    assert counting.before_on == date(2026, 12, 31)
    assert ignoring is None


def test_a_fiscal_quarter_ends_where_the_calendar_says() -> None:
    # The fiscal year starts in February, so its first quarter is February to April.
    fiscal = Calendar(year_starts_month=2)

    assert paid_span(plan(Cadence.QUARTER), fiscal, fiscal.parse("2026-03")) is None
    april = paid_span(plan(Cadence.QUARTER), fiscal, fiscal.parse("2026-04"))
    assert april is not None
    assert april.first == date(2026, 2, 1)
