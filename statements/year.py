"""The year to date: what a payee's plans come to now, less what they came to before the company's year.

Both engines value it, as they do every line of a statement. Amounts are whole minor units by currency.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import polars as pl

from comp import reference
from comp.language.calendar import Cadence, Period
from comp.language.core import Plan
from comp.language.money import Money
from comp.reference import Facts, LineValue
from comp.runs import Compared, Disagreement, Inputs, PaidSpan, Progress, compare
from comp.runs.corrections import spans_through
from comp.runs.run import values
from statements.view import Total, YearToDate

Sums: TypeAlias = Mapping[str, Mapping[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class YearValues:
    """What the plans of some payees came to before the company's year and at the last payout that ended by
    the run's last day: earned and payable by payee and currency.

    `valued` are the lines that were valued for this alone; the others are the run's own.
    """

    year: Period
    start: Sums
    end: Sums
    valued: tuple[LineValue, ...]
    disagreements: tuple[Disagreement, ...]


def value_year(
    inputs: Inputs, facts: Facts, payees: Collection[str], compared: Compared, progress: Progress
) -> YearValues:
    """Value what the year to date needs besides the run's own two days, on both engines."""
    year = inputs.calendar.period_of(inputs.period.last_day, Cadence.YEAR)
    plans = inputs.program.plans
    starts = spans_through(plans, inputs.calendar, inputs.calendar.shift(year, -1))
    ends = spans_through(plans, inputs.calendar, inputs.period)
    found = _Valuation(inputs, facts, payees, compared)
    for done, plan in enumerate(plans):
        end, start = ends.get(plan.name), starts.get(plan.name)
        if end is not None and (start is None or start.after_on != end.after_on):
            progress(f"{plan.name}, the year", done, len(plans))
            found.end += found.at(plan, end)
            found.start += found.at(plan, start) if start is not None else []
    return YearValues(
        year, _sums(found.start), _sums(found.end), tuple(found.valued), tuple(found.disagreements)
    )


@dataclass(slots=True)
class _Valuation:
    """Lines by plan and day: the run's own where it has valued them, else valued now and compared."""

    inputs: Inputs
    facts: Facts
    payees: Collection[str]
    compared: Compared
    start: list[LineValue] = field(default_factory=list[LineValue])
    end: list[LineValue] = field(default_factory=list[LineValue])
    valued: list[LineValue] = field(default_factory=list[LineValue])
    disagreements: list[Disagreement] = field(default_factory=list[Disagreement])

    def at(self, plan: Plan, span: PaidSpan) -> list[LineValue]:
        """The plan's lines at the end of a span."""
        own, on = self.inputs.spans.get(plan.name), span.after_on
        if own is not None and on in {own.before_on, own.after_on}:
            lines = self.compared.after if on == own.after_on else self.compared.before
            return [line for line in lines if line.plan == plan.name]
        return self._now(plan, span, on)

    def _now(self, plan: Plan, span: PaidSpan, on: date) -> list[LineValue]:
        inputs, chosen = self.inputs, sorted(self.payees)
        theirs = reference.valuate(
            inputs.program, plan, inputs.snapshot, inputs.calendar, on, chosen, facts=self.facts
        )
        ours = values(inputs, plan, span)[1].filter(pl.col("payee").is_in(chosen))
        self.valued += theirs
        self.disagreements += compare(ours, theirs, on)
        return theirs


def years_to_date(
    payee: str,
    values: YearValues,
    paid: Mapping[str, int] | None,
    totals: Sequence[Total],
) -> tuple[YearToDate, ...]:
    """A payee's year in each currency; `paid` is what earlier runs paid of it, None where none was named."""
    end, start = values.end.get(payee, {}), values.start.get(payee, {})
    with_this = {total.payable.currency: total.payable.minor for total in totals}
    found: list[YearToDate] = []
    for currency in sorted(end.keys() | start.keys() | with_this.keys() | (paid or {}).keys()):
        now, then = end.get(currency, (0, 0)), start.get(currency, (0, 0))
        earned, payable = now[0] - then[0], now[1] - then[1]
        before = None if paid is None else paid.get(currency, 0)
        left = 0 if before is None else payable - before - with_this.get(currency, 0)
        found.append(
            YearToDate(
                values.year.starts_on,
                Money(earned, currency),
                Money(payable, currency),
                Money(with_this.get(currency, 0), currency),
                None if before is None else Money(before, currency),
                Money(left, currency) if left else None,
            )
        )
    return tuple(found)


def _sums(lines: Iterable[LineValue]) -> Sums:
    """Earned and payable by payee and currency; a line that is a fault counts nowhere."""
    sums: dict[str, dict[str, tuple[int, int]]] = {}
    for line in lines:
        mine = sums.setdefault(line.payee, {})
        earned, payable = mine.get(line.currency, (0, 0))
        mine[line.currency] = (earned + (line.earned_minor or 0), payable + (line.payable_minor or 0))
    return sums
