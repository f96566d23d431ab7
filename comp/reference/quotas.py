"""A payee's quota: the parts of its rows by days, or the one row that is in force (decisions 0012, 0026)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from comp.language.calendar import Period
from comp.language.core import Kind, Operator, Quota, QuotaBasis
from comp.reference.facts_index import Facts, Row
from comp.reference.values import Amount, Undefined, Value, calculate, undefined


@dataclass(frozen=True, slots=True)
class QuotaPart:
    """One quota row's contribution: its amount, its days, and for how many of them it counts."""

    row: str
    amount: Value
    days_inside: int
    days: int
    value: Value


@dataclass(frozen=True, slots=True)
class QuotaSpan:
    """The first and the last day of a quota row."""

    row: Row
    first: date
    last: date

    def days_in(self, period: Period) -> int:
        """How many of its days lie in a period; not above zero where none does."""
        return (min(self.last, period.last_day) - max(self.first, period.starts_on)).days + 1


def quota_spans(facts: Facts, payee: str, name: str) -> list[QuotaSpan]:
    """The payee's rows of that name, by their first day, then key."""
    spans: list[QuotaSpan] = []
    for row in facts.with_value("quota", "payee", payee):
        starts_on, ends_on = row["starts_on"], row["ends_on"]
        if row["name"] == name and isinstance(starts_on, date) and isinstance(ends_on, date):
            spans.append(QuotaSpan(row, starts_on, ends_on))
    return sorted(spans, key=lambda span: (span.first, facts.key("quota", span.row)))


def span_on(facts: Facts, payee: str, name: str, day: date) -> QuotaSpan | Undefined:
    """The one row of that name valid on the day; nothing ranks two."""
    found = [span for span in quota_spans(facts, payee, name) if span.first <= day <= span.last]
    if len(found) > 1:
        return undefined(
            "{number} rows of quota {name} for {payee} hold on {day}",
            number=len(found), name=name, payee=payee, day=day,
        )  # fmt: skip
    if not found:
        return undefined("no quota {name} for {payee} on {day}", name=name, payee=payee, day=day)
    return found[0]


def quota_parts(
    facts: Facts, payee: str, node: Quota, period: Period, on: date
) -> list[QuotaPart] | Undefined:
    """The rows that make the quota of a period; `on` is the credit's date."""
    if node.basis is QuotaBasis.BLENDED:
        spans = [span for span in quota_spans(facts, payee, node.name) if span.days_in(period) > 0]
        parts = [_part(facts, node, span, span.days_in(period)) for span in spans]
        if not parts:
            return undefined(
                "no quota {name} for {payee} in {period}", name=node.name, payee=payee, period=period.name
            )
        return parts
    span = span_on(facts, payee, node.name, period.last_day if node.basis is QuotaBasis.CLOSE else on)
    if isinstance(span, Undefined):
        return span
    return [_part(facts, node, span, span.days_in(period) if node.basis is QuotaBasis.SPAN else period.days)]


def quota(parts: list[QuotaPart] | Undefined, payee: str, currency: str) -> Value:
    """What the parts come to; money in another currency than the plan's is undefined."""
    if isinstance(parts, Undefined):
        return parts
    for part in parts:
        if isinstance(part.amount, Amount) and part.amount.currency != currency:
            return undefined(
                "quota {row} of {payee} is in {currency}, the plan is in {own}",
                row=part.row, payee=payee, currency=part.amount.currency, own=currency,
            )  # fmt: skip
    total = parts[0].value
    for part in parts[1:]:
        total = calculate(Operator.ADD, total, part.value)
    return total


def _part(facts: Facts, node: Quota, span: QuotaSpan, inside: int) -> QuotaPart:
    amount = facts.cell("quota", span.row, "units" if node.kind is Kind.NUMBER else "amount")
    days = (span.last - span.first).days + 1
    value = calculate(Operator.MULTIPLY, amount, Fraction(inside, days))
    return QuotaPart(facts.key("quota", span.row), amount, inside, days, value)
