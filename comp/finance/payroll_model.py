"""What a payroll is made of: rows to import, the lines behind them, and controls that tie both to the run.

Amounts are whole minor units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from comp.errors import CompError
from comp.facts.company import Settlement
from comp.runs import Manifest


class PayrollRefusedError(CompError):
    """The run cannot be paid as it stands."""

    exit_code = 1


@dataclass(frozen=True, slots=True, order=True)
class ImportKey:
    """What payroll adds up by."""

    employee_id: str
    earning_code: str
    legal_entity: str
    cost_centre: str
    currency: str
    pay_on: date
    period: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the payroll import; `number` is its place, from 1."""

    number: int
    key: ImportKey
    amount_minor: int


@dataclass(frozen=True, slots=True)
class WorkingRow:
    """A line of the run behind an import row: what it was worth before the days paid, and what it is now.

    `earlier` says that the line was born before the days that the run pays.
    """

    import_row: int
    line_id: str
    payee: str
    plan: str
    clause: str
    pay: str
    unit: str  # the deal, or the performance period
    born_on: date
    currency: str
    earned_before_minor: int
    earned_now_minor: int
    payable_before_minor: int
    payable_now_minor: int
    payable_minor: int
    cause: str  # why a correction is paid; "" in a run of its own period
    earlier: bool

    @property
    def earned_minor(self) -> int:
        """What the line earns in this run."""
        return self.earned_now_minor - self.earned_before_minor


class Summed(StrEnum):
    """What the workbook adds up by itself, beside the figure that was exported."""

    IMPORT = "amounts of Import"
    WORKING = "payable amounts of Working"
    LINES = "lines in Working"
    DIFFERING = "import rows whose lines add up to something else"
    LAST = "amounts of Differences that were paid last"
    NOW = "amounts of Differences that are paid now"
    UNEXPLAINED = "rows of Differences whose parts add up to something else"


@dataclass(frozen=True, slots=True)
class OwnSum:
    """A sum that the workbook makes by a formula, of the rows whose columns hold these texts."""

    what: Summed
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """Two ways to the same total, which are equal to the minor unit in every export that is written.

    A count where `currency` is "".
    """

    what: str
    currency: str
    expected_minor: int
    found_minor: int
    count: int
    legal_entity: str = ""
    own: OwnSum | None = None

    @property
    def ties(self) -> bool:
        """Whether both are equal."""
        return self.expected_minor == self.found_minor


class Part(StrEnum):
    """What a line adds to the difference of two payrolls."""

    OF_PERIOD = "lines of the period"
    RELEASED = "holds released"
    TAKEN_BACK = "taken back"
    OTHER = "other changes to earlier periods"
    CORRECTED = "corrections"


@dataclass(frozen=True, slots=True)
class PartMoved:
    """A part of a difference: its lines and their amount in this run, and in the run paid last."""

    part: Part
    now_lines: int
    now_minor: int
    last_lines: int
    last_minor: int

    @property
    def minor(self) -> int:
        """What the part adds to the difference."""
        return self.now_minor - self.last_minor


@dataclass(frozen=True, slots=True)
class Difference:
    """What an employee gets under an earning code, last and now; None where that run pays no line of it.

    `payee` is the id that the run's own files use. `known_last` and `known_now` say whether the run has any
    line of theirs, be it of zero or under another code.
    """

    employee_id: str
    payee: str
    earning_code: str
    currency: str
    last_minor: int | None
    now_minor: int | None
    parts: tuple[PartMoved, ...]
    known_last: bool
    known_now: bool

    @property
    def minor(self) -> int:
        """Now, less what was paid last."""
        return (self.now_minor or 0) - (self.last_minor or 0)


@dataclass(frozen=True, slots=True)
class NotPaid:
    """The run's lines that stand in no import row, because there is nothing to pay for them."""

    of_zero: int  # payable amount 0: nothing earned, or all of it held
    faults: int


@dataclass(frozen=True, slots=True)
class Payroll:
    """Everything that the workbook shows; `last` is the manifest of the run paid last, where one is named."""

    manifest: Manifest
    imports: tuple[ImportRow, ...]
    working: tuple[WorkingRow, ...]
    not_paid: NotPaid
    checks: tuple[Check, ...]
    last: Manifest | None = None
    differences: tuple[Difference, ...] = ()


def _no_cost_centre(_payee: str, _day: date) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How the company settles: payroll's id of a payee, and who pays them on a day for which cost centre.

    `paid_with` is the last day of the period that a run of corrections is paid with; its lines are of earlier
    ones. None where the plans' own last days say when to pay.
    """

    settlement: Settlement
    employee_id: Callable[[str], str]
    legal_entity: Callable[[str, date], str]
    cost_centre: Callable[[str, date], str] = field(default=_no_cost_centre)
    allow_faults: bool = False
    paid_with: date | None = None
