"""The annual targets of a payee's days, where each day has its own assignment's (decision 0027)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from comp.language.calendar import Period
from comp.language.core import Proration
from comp.reference.members_time import counted, counting_days, every_day
from comp.reference.values import Amount, Undefined


@dataclass(frozen=True, slots=True)
class TargetSpan:
    """Days on which one annual target held, and how much they count for."""

    first: date
    last: date
    annual: Amount
    counted: int


def target_spans(
    annual_on: Callable[[date], Amount | Undefined], days: tuple[date, ...], how: Proration
) -> list[TargetSpan] | Undefined:
    """The payee's days by the annual target that held on them."""
    spans: list[TargetSpan] = []
    for day, weight in counting_days(days, how):
        annual = annual_on(day)
        if isinstance(annual, Undefined):
            return annual
        if spans and spans[-1].annual == annual:
            spans[-1] = TargetSpan(spans[-1].first, day, annual, spans[-1].counted + weight)
        else:
            spans.append(TargetSpan(day, day, annual, weight))
    return spans


def blended_annual(spans: list[TargetSpan], period: Period, how: Proration, currency: str) -> Amount:
    """The annual targets of a period's days, each by the part of the period for which it held."""
    whole = counted(every_day(period), how)
    return Amount(sum((span.annual.minor * span.counted for span in spans), Fraction(0)) / whole, currency)
