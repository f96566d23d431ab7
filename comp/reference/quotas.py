"""Quotas and targets of a payee for a performance period: parts of rows and of a year, by days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from comp.language.calendar import Calendar, Period
from comp.language.core import Kind, Operator, Quota
from comp.reference.facts_index import Facts
from comp.reference.values import Amount, Undefined, Value, calculate


@dataclass(frozen=True, slots=True)
class QuotaPart:
    """One quota row's contribution: its amount and the days of it that lie in the period."""

    row: str
    amount: Value
    days_inside: int
    days: int
    value: Value


def quota_parts(facts: Facts, payee: str, node: Quota, period: Period) -> list[QuotaPart]:
    """The rows of that name which overlap the period, by their first day, then key."""
    parts: list[tuple[date, QuotaPart]] = []
    for row in facts.with_value("quota", "payee", payee):
        starts_on, ends_on = row["starts_on"], row["ends_on"]
        if row["name"] != node.name or not isinstance(starts_on, date) or not isinstance(ends_on, date):
            continue
        inside = _overlap(starts_on, ends_on, period)
        if inside > 0:
            amount = facts.cell("quota", row, "units" if node.kind is Kind.NUMBER else "amount")
            days = (ends_on - starts_on).days + 1
            value = calculate(Operator.MULTIPLY, amount, Fraction(inside, days))
            parts.append((starts_on, QuotaPart(facts.key("quota", row), amount, inside, days, value)))
    return [part for _, part in sorted(parts, key=lambda pair: (pair[0], pair[1].row))]


def quota(facts: Facts, payee: str, node: Quota, period: Period, currency: str) -> Value:
    """The payee's quota for the period; money in another currency than the plan's is undefined."""
    parts = quota_parts(facts, payee, node, period)
    if not parts:
        return Undefined(f"no quota {node.name} for {payee} in {period.name}")
    total: Value = parts[0].value
    for part in parts:
        if isinstance(part.amount, Amount) and part.amount.currency != currency:
            return Undefined(
                f"quota {part.row} of {payee} is in {part.amount.currency}, the plan is in {currency}"
            )
    for part in parts[1:]:
        total = calculate(Operator.ADD, total, part.value)
    return total


def part_of_target(calendar: Calendar, period: Period, share: Fraction, member_days: int) -> Fraction:
    """The part of an annual target that a share, the period's months and the payee's days in it make."""
    return share * calendar.part_of_year(period) * Fraction(member_days, period.days)


def _overlap(starts_on: date, ends_on: date, period: Period) -> int:
    return (min(ends_on, period.last_day) - max(starts_on, period.starts_on)).days + 1
