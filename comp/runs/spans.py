"""Which plans a period pays, over which days, and the two dates at which their lines are valued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from comp.language.calendar import Calendar, Period
from comp.language.core import Plan


@dataclass(frozen=True, slots=True)
class PaidSpan:
    """The days that a run pays under one plan, both included, and the days at whose ends it is valued."""

    first: date
    last: date
    before_on: date
    after_on: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def paid_span(plan: Plan, calendar: Calendar, period: Period) -> PaidSpan | None:
    """The span that the period pays under the plan, or None where it pays nothing of it.

    A plan is paid where the period ends on the last day of one of its payout periods; where the period is
    the shorter one, the whole payout period is paid.
    """
    payout = plan.calendar(calendar).period_of(period.last_day, plan.payout)
    if payout.last_day != period.last_day or plan.effective_from > period.last_day:
        return None
    first = min(period.starts_on, payout.starts_on)
    before_on = plan.read_on(first - timedelta(days=1), calendar)
    after_on = plan.read_on(period.last_day, calendar)
    return None if before_on == after_on else PaidSpan(first, period.last_day, before_on, after_on)


def paid_spans(plans: Iterable[Plan], calendar: Calendar, period: Period) -> dict[str, PaidSpan]:
    """The paid span of every plan of which the period pays something, by the plan's name.

    A plan without a pay (a scorecard, whose examples show measures) is in no run.
    """
    spans = {plan.name: paid_span(plan, calendar, period) for plan in plans if plan.statements()}
    return {name: span for name, span in spans.items() if span is not None}
