"""A statement as a list or a decision shows it: its state, its amounts, and what is unusual about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from comp.language.money import Money
from comp.workflow.review.states import State

T = TypeVar("T")


class Sign(StrEnum):
    """Why an approver looks at a statement, the most urgent first; a run's summary has the same names."""

    NOT_CALCULATED = "not calculated"
    NEGATIVE = "negative"
    CHANGED = "changed since it was decided"
    MUCH_MORE = "much more than last"
    ADJUSTED = "large changes to earlier periods"
    NEW = "new"
    MUCH_LESS = "much less than last"
    NOTHING = "nothing paid"
    HELD = "more held than paid"
    CAPPED = "met a cap"


@dataclass(frozen=True, slots=True)
class Unusual:
    """One thing to look at, with its figures in a short sentence."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class ShownAmounts:
    """What a statement comes to in one currency."""

    earned: Money
    payable: Money
    held: Money

    @property
    def currency(self) -> str:
        """The currency of all three."""
        return self.payable.currency


@dataclass(frozen=True, slots=True)
class LastTime:
    """The earlier statement that a statement is held against."""

    period: str
    amounts: tuple[ShownAmounts, ...]

    def payable(self, currency: str) -> Money:
        """What it paid in a currency; 0 where it had none of it."""
        return next((each.payable for each in self.amounts if each.currency == currency), Money(0, currency))


@dataclass(frozen=True, slots=True)
class StatementShown:
    """A statement and how it stands; `decided_by` is an opaque id, blank where nobody decided.

    `corrects` where it pays corrections of earlier periods, `is_current` where its run is its period's
    current one. `may_decide` is whether whoever looks may decide about it now. `last` is None where no
    earlier statement is recorded.
    """

    id: str
    results_digest: str
    payee: str
    period: str
    last_day: date
    corrects: bool
    is_current: bool
    content_digest: str
    state: State
    decided_by: str
    decided_at: datetime | None
    reason: str
    amounts: tuple[ShownAmounts, ...]
    may_decide: bool
    unusual: tuple[Unusual, ...] = ()
    last: LastTime | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list; `next` is what to ask for the part after it with, None at the end."""

    items: tuple[T, ...]
    next: str | None
