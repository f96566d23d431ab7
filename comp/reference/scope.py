"""What an expression can see while it is evaluated: the payee, the line, the rows and the moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from comp.language.calendar import Period
from comp.language.core import (
    Aggregate,
    AmongOwn,
    Earned,
    MeasureValue,
    PeriodTarget,
    Quota,
    Rank,
    TableValue,
)
from comp.reference.credited import OwnCredit
from comp.reference.facts_index import Facts, Row
from comp.reference.values import Reason, Undefined, Value


class Side(StrEnum):
    """Which end of a step of a counter is read."""

    BEFORE = "before"
    WITH = "with"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which facts are seen: those dated up to a day; perhaps only own credits up to the line's fact."""

    limit: date
    side: Side | None = None
    unread: Reason = ""  # why nothing is read yet, blank where it is

    def __bool__(self) -> bool:
        return not self.unread


class PlanReader(Protocol):
    """What belongs to one plan: its measures, tables, quotas, targets and the payees' own credits."""

    currency: str
    rate_on: date | None

    def measure(self, node: MeasureValue, scope: Scope) -> Value:
        """A measure as it is read for the line."""
        ...

    def table(self, node: TableValue, scope: Scope) -> Value:
        """What a table gives for the line."""
        ...

    def aggregate(self, node: Aggregate, scope: Scope) -> Value:
        """A total or a count."""
        ...

    def quota(self, node: Quota, scope: Scope) -> Value:
        """A quota for the scope's period."""
        ...

    def period_target(self, node: PeriodTarget, scope: Scope) -> Value:
        """The clause's part of the annual target for the scope's period."""
        ...

    def among_own(self, node: AmongOwn, scope: Scope) -> Value:
        """Whether the payee has a credit that shares a value with the row."""
        ...

    def rank(self, node: Rank, scope: Scope) -> Value:
        """The payee's place by a measure among those with a day in the scope's period."""
        ...

    def payees_last_day(self, scope: Scope) -> date | Undefined:
        """The last day of the payee's last assignment."""
        ...

    def period_number(self, scope: Scope) -> Value:
        """Which of its year's performance periods the scope's is."""
        ...


class Book(Protocol):
    """The lines of a plan as the statements up to one place of its text have left them."""

    def earned(self, node: Earned, scope: Scope) -> Value:
        """The sum of struck lines that a node asks for."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """The surroundings of an expression. What is not there makes what needs it undefined."""

    facts: Facts
    sight: Sight
    rows: Mapping[str, Row]
    payee: str | None = None
    born_on: date | None = None
    period: Period | None = None
    credit: OwnCredit | None = None
    plan: PlanReader | None = None
    closing: bool = False  # inside a hold: every measure is read at the close of the scope's period
    book: Book | None = None  # what the statements above have made
    any_currency: bool = False  # money of an assignment may be in another currency than the plan's
