"""Caps whose excess waits for later periods of the year (decision 0028): a fold over a payee's periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from comp.language.calendar import Cadence, Calendar, Period


@dataclass(frozen=True, slots=True)
class CappedLine:
    """A struck line of one payee and year, in order: its performance period, amount and bound."""

    period: Period
    earned: int | None
    bound: int | None


def shares_payable(
    lines: Sequence[CappedLine], calendar: Calendar, as_of: date
) -> tuple[list[Fraction | None], bool]:
    """Which share of each line is payable at a day, and whether the rest is lost by then.

    A line or a bound without a value leaves all lines of the year without one.
    """
    year = calendar.period_of(lines[0].period.last_day, Cadence.YEAR)
    closed = as_of >= year.last_day
    if any(line.earned is None or line.bound is None for line in lines):
        return [None] * len(lines), closed
    reached = _reached(lines, _begun(lines[0].period, year, calendar, as_of))
    shares: list[Fraction | None] = []
    before = 0
    for line in lines:
        earned = line.earned or 0
        after = before + earned
        payable = min(after, reached) - min(before, reached)
        shares.append(Fraction(payable, earned) if earned else Fraction(1))
        before = after
    return shares, closed


def _begun(one: Period, year: Period, calendar: Calendar, as_of: date) -> list[Period]:
    """The performance periods of the year that have begun."""
    periods = calendar.periods_between(year.starts_on, year.last_day, one.cadence)
    return [period for period in periods if period.last_day in year and period.starts_on <= as_of]


def _reached(lines: Sequence[CappedLine], periods: Sequence[Period]) -> int:
    """What may be payable in all, once the last of the periods has begun."""
    reached = total = bound = 0
    for period in periods:
        own = [line for line in lines if line.period == period]
        if own:
            bound = own[0].bound or 0
            total += sum(line.earned or 0 for line in own)
        reached = min(reached + bound, total)
    return reached
