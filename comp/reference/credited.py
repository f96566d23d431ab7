"""Credits as values: what a fact credits to a payee, and what that is worth under a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.language.core import NUMBER_SCALE
from comp.language.span import Span
from comp.reference.facts_index import Row
from comp.reference.values import Amount, Undefined, Value

OrderKey: TypeAlias = tuple[tuple[int, Fraction | int | str | date], ...]
"""A credit's place among others: its day, then its ties, each with the rank of its kind."""


@dataclass(frozen=True, slots=True)
class Credited:
    """One credit: a part of a fact's value for a payee.

    `units` counts minor units of `currency`, or billionths where there is no currency.
    `place` orders the credits of one fact in the order of the text.
    """

    credit: str
    source: str
    fact: str
    part: str
    place: tuple[int, ...]
    payee: str
    units: int
    currency: str | None
    on: date
    order: OrderKey
    direct: bool
    share: Fraction
    through: str | None  # whose report's credit this is, for what managers are credited beside the shares
    row: Row

    @property
    def amount(self) -> Amount | Fraction:
        """Money in the row's currency, or a number."""
        if self.currency is None:
            return Fraction(self.units, NUMBER_SCALE)
        return Amount(Fraction(self.units), self.currency)


@dataclass(frozen=True, slots=True)
class FactFault:
    """A fact that should have been credited and could not be."""

    credit: str
    source: str
    fact: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Credits:
    """Every credit of a program's facts at a day, and the facts that are faults."""

    credits: tuple[Credited, ...]
    faults: tuple[FactFault, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """What of a fact was lost: each row of losses with its portion, and the share kept."""

    rows: tuple[tuple[str, date | None, Value], ...]
    kept: Fraction | Undefined


@dataclass(frozen=True, slots=True)
class OwnCredit:
    """A credit of a payee under a plan: converted, and less what was taken back as credit."""

    of: Credited
    converted: Value
    value: Value
    losses: tuple[Loss, ...]
    in_plan: bool  # dated on a day on which the payee is a member, within the plan's effective span
