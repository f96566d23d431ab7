"""Up to which days a plan has paid, is closed and is valued, for the books of a day (decision 0039)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comp.facts.company import Settlement
from comp.finance.pay_date import pay_date
from comp.language.calendar import Calendar
from comp.language.core import Plan


@dataclass(frozen=True, slots=True)
class AccrualDays:
    """The days at whose ends a plan is valued for the books of `on`; None where nothing was closed or paid.

    `closed_on` ends the plan's last payout period that had ended by `on`, `paid_on` the last one that was
    also paid by then. `pay_on` is the next pay date after `on`.
    """

    on: date
    closed_on: date | None
    paid_on: date | None
    pay_on: date


def accrual_days(plan: Plan, calendar: Calendar, settlement: Settlement, on: date) -> AccrualDays | None:
    """The plan's days for the books of a day; None where the plan is not in effect by then or has no pay."""
    if not plan.statements() or plan.effective_from > on:
        return None
    weeks = plan.calendar(calendar)
    payout = weeks.period_of(on, plan.payout)
    if payout.last_day > on:
        payout = weeks.shift(payout, -1)
    closed_on = payout.last_day
    while payout.last_day >= plan.effective_from and pay_date(settlement, payout.last_day) > on:
        payout = weeks.shift(payout, -1)
    following = weeks.shift(payout, 1).last_day
    return AccrualDays(
        on,
        closed_on if closed_on >= plan.effective_from else None,
        payout.last_day if payout.last_day >= plan.effective_from else None,
        pay_date(settlement, max(following, weeks.period_of(plan.effective_from, plan.payout).last_day)),
    )
