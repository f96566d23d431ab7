"""An accrual as values: rows by what they are booked to, the journal, and the controls (decision 0039).

Amounts are whole minor units of the row's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comp.finance.accrual import Entry
from comp.finance.accrual_lines import AccrualFault, AccrualLine, PlanAccrual


@dataclass(frozen=True, slots=True, order=True)
class AccrualKey:
    """What an accrual is summed by."""

    legal_entity: str
    cost_centre: str
    plan: str
    clause: str
    payee: str
    currency: str


@dataclass(frozen=True, slots=True)
class Accrued:
    """Earned, paid, and what lies between, in its three parts."""

    earned_minor: int = 0
    paid_minor: int = 0
    held_minor: int = 0
    due_minor: int = 0
    open_minor: int = 0

    @property
    def accrued_minor(self) -> int:
        """Earned and not paid."""
        return self.held_minor + self.due_minor + self.open_minor

    def plus(self, line: AccrualLine) -> Accrued:
        """With one more line."""
        return Accrued(
            self.earned_minor + line.earned_minor,
            self.paid_minor + line.paid_minor,
            self.held_minor + line.held_minor,
            self.due_minor + line.due_minor,
            self.open_minor + line.open_minor,
        )


@dataclass(frozen=True, slots=True)
class Movement:
    """From the books of an earlier day to those of this one.

    `payable_minor` became payable meanwhile; `no_longer_minor` takes out what the opening held of lines that
    cannot be valued now.
    """

    opening_minor: int
    earned_minor: int
    payable_minor: int
    paid_minor: int
    no_longer_minor: int
    closing_minor: int


@dataclass(frozen=True, slots=True)
class AccrualRow:
    """What is accrued under one key; `movement` where an earlier day is given."""

    key: AccrualKey
    accrued: Accrued
    movement: Movement | None = None


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One side of a booking, summed by what books are kept by; a debit is positive."""

    legal_entity: str
    cost_centre: str
    plan: str
    currency: str
    event: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class AccrualSum:
    """What the workbook adds up by itself: columns of a sheet, in the rows whose columns hold these texts."""

    sheet: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    where: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AccrualCheck:
    """Two ways to the same total; `own` is the workbook's way to what was found, where it shows all of it."""

    what: str
    currency: str
    expected_minor: int
    found_minor: int
    own: AccrualSum | None = None


@dataclass(frozen=True, slots=True)
class Accrual:
    """The books of a day; `since` is the earlier day that the movement starts from."""

    on: date
    since: date | None
    plans: tuple[PlanAccrual, ...]
    rows: tuple[AccrualRow, ...]
    working: tuple[AccrualLine, ...]
    faults: tuple[AccrualFault, ...]
    journal: tuple[JournalLine, ...]
    checks: tuple[AccrualCheck, ...]
