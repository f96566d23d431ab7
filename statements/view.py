"""The one view model of a statement: every figure that any drawing of it may show, and nothing else.

It arranges amounts that a verified run holds and adds them up in whole minor units. It must not calculate
pay, format anything for a locale, or hold a line of another payee.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from comp.language.money import Money


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure as it stood at the end of the period, as the plan's lines read it.

    `value` is an exact ratio, a number of things (`counted`), or money; `None` where it is undefined.
    """

    name: str
    value: Fraction | Money | None
    quota: Money | Fraction | None = None
    achieved: Money | Fraction | None = None
    until: str = ""  # the performance period it belongs to
    counted: bool = False


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of the run: what this run adds to what was earned and payable before it."""

    line_id: str
    pay: str
    unit: str  # the fact's id, or the performance period's name
    born_on: date
    performance_period: str
    credited: Money | Fraction | None  # None for a line of a period; a Fraction where units are counted
    earned: Money
    payable: Money
    sentence: str


@dataclass(frozen=True, slots=True)
class ClauseGroup:
    """The lines that one clause makes for this period, and their sums."""

    name: str
    title: str
    summary: str
    lines: tuple[StatementLine, ...]
    earned: Money
    payable: Money


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A line of an earlier period whose value this run changes, with what caused it."""

    line: StatementLine
    clause: str
    earned_before: Money
    earned_after: Money
    cause: str


@dataclass(frozen=True, slots=True)
class Held:
    """A line that is earned and waits: what is not payable yet as of the run's last day."""

    line_id: str
    unit: str
    born_on: date
    clause: str
    amount: Money


@dataclass(frozen=True, slots=True)
class NotCalculated:
    """A line that could not be valued; it pays nothing until the facts are mended."""

    line_id: str
    unit: str
    clause: str
    fault: str


@dataclass(frozen=True, slots=True)
class PlanSection:
    """What one plan gives the payee in this run. `earned` and `payable` are the sums of all its lines."""

    name: str
    title: str
    version: str  # SHA-256 of everything that the plan's document says
    figures: tuple[Figure, ...]
    clauses: tuple[ClauseGroup, ...]
    adjustments: tuple[Adjustment, ...]
    held: tuple[Held, ...]
    not_calculated: tuple[NotCalculated, ...]
    earned: Money
    payable: Money

    @property
    def held_total(self) -> Money:
        """Earned in all, not payable yet."""
        return Money(sum(held.amount.minor for held in self.held), self.earned.currency)

    @property
    def adjusted(self) -> Money:
        """What the adjustments add to what was earned."""
        return Money(sum(each.line.earned.minor for each in self.adjustments), self.earned.currency)

    @property
    def adjusted_payable(self) -> Money:
        """What the adjustments add to what is payable."""
        return Money(sum(each.line.payable.minor for each in self.adjustments), self.earned.currency)


@dataclass(frozen=True, slots=True)
class Total:
    """All plans of one currency together."""

    earned: Money
    payable: Money
    held: Money


@dataclass(frozen=True, slots=True)
class Basis:
    """What the statement rests on, so that anybody can make it again."""

    facts_digest: str
    results_digest: str
    engine_version: str
    recorded_on: date
    amounts_compared: int  # between the two engines, all of them equal
    refused_rows: int = 0  # of the facts, whoever they were about
    uncredited_facts: int = 0  # of the days paid, whoever they would have paid
    key: str = ""  # the public half of the key that signed it, blank where nobody did


@dataclass(frozen=True, slots=True)
class Statement:
    """A payee's statement for one period of one company."""

    company: str
    payee: str
    display_name: str
    period: str
    first_day: date
    last_day: date
    sections: tuple[PlanSection, ...]
    totals: tuple[Total, ...]
    basis: Basis


def totals_of(sections: Iterable[PlanSection]) -> tuple[Total, ...]:
    """Add sections up by currency, in the order of the currencies' codes."""
    sums: dict[str, list[int]] = {}
    for section in sections:
        amounts = (section.earned, section.payable, section.held_total)
        running = sums.setdefault(section.earned.currency, [0, 0, 0])
        sums[section.earned.currency] = [a + b.minor for a, b in zip(running, amounts, strict=True)]
    return tuple(
        Total(Money(earned, currency), Money(payable, currency), Money(held, currency))
        for currency, (earned, payable, held) in sorted(sums.items())
    )
