"""The view model of a summary: every figure that any drawing of it may show, and nothing else.

Payees stand by their ids. `last` amounts are those of the run that it is held against; None where there is
none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from comp.language.money import Money


@dataclass(frozen=True, slots=True)
class Attainment:
    """The measure over a quota that a statement shows first; `is_final` where its period is over."""

    plan: str
    name: str
    value: Fraction
    quota: Money | Fraction
    achieved: Money | Fraction | None
    until: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts of one currency. Of what is payable, `released` was earned before and held until now.

    `adjusted` is what other changes to earlier periods add or take back.
    """

    payees: int
    lines: int
    earned: Money
    payable: Money
    held: Money
    adjusted: Money
    released: Money
    last: Money | None = None

    @property
    def difference(self) -> Money | None:
        """What is payable more than last time."""
        return None if self.last is None else Money(self.payable.minor - self.last.minor, self.last.currency)


@dataclass(frozen=True, slots=True)
class PayeeRow:
    """What one payee gets in one currency; `team` is the payee's manager on the run's last day."""

    payee: str
    team: str
    plans: tuple[str, ...]  # titles
    totals: Totals
    last_lines: int | None
    attainment: Attainment | None
    last_attainment: Attainment | None
    has_left: bool = False  # no assignment holds on the run's last day


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole: a plan, a component of one, a team, a legal entity. `of` is what it belongs to."""

    name: str
    of: str
    totals: Totals


class By(StrEnum):
    """What a breakdown is by."""

    PLAN = "plan"
    COMPONENT = "component"
    TEAM = "team"
    LEGAL_ENTITY = "legal entity"


@dataclass(frozen=True, slots=True)
class AttainmentBand:
    """How many payees reached from `first` up to `end` (None: without end) of their quota."""

    first: Fraction
    end: Fraction | None
    payees: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Distribution:
    """Payees by what they reached; `still_open` of a period that is not over, `without` any quota."""

    bands: tuple[AttainmentBand, ...]
    still_open: int
    without: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A component that differs from last time, with its lines that pay something, now and then."""

    component: str
    difference: Money
    lines: int
    last_lines: int


@dataclass(frozen=True, slots=True)
class Change:
    """A payee whose payable amount differs most from last time, and in which components.

    `capped_last` is how many of their lines met a cap last time.
    """

    row: PayeeRow
    reasons: tuple[Reason, ...]
    capped_last: int = 0


class Sign(StrEnum):
    """Why somebody looks at a statement; the most urgent first."""

    NOT_CALCULATED = "not calculated"
    NEGATIVE = "negative"
    MUCH_MORE = "much more than last"
    ADJUSTED = "large changes to earlier periods"
    NEW = "new"
    MUCH_LESS = "much less than last"
    NOTHING = "nothing paid"
    GONE = "gone"
    NOTHING_LAST = "nothing last time"
    CAPPED = "met a cap"


@dataclass(frozen=True, slots=True)
class Unusual:
    """A statement to look at, and why; `amount` is what the sign is about, `count` of how many lines.

    Of much more or less, `amount` is last time's, `now` this time's of the plans that both runs pay,
    `largest` the line that pays most of a rise, and `count` the lines that met a cap last time.
    """

    sign: Sign
    row: PayeeRow
    amount: Money | None = None
    count: int = 0
    now: Money | None = None
    largest: Money | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A line or fact that could not be calculated; it is in no total."""

    name: str
    payee: str
    why: str


@dataclass(frozen=True, slots=True)
class Check:
    """Two ways to the same total, equal to the minor unit in every summary that is made."""

    what: str
    expected: Money
    found: Money


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is unusual."""

    times: int = 2  # payable, against last time
    adjusted_share: Fraction = Fraction(1, 5)  # changes to earlier periods, of what is payable


@dataclass(frozen=True, slots=True)
class SummaryBasis:
    """What a summary rests on."""

    recorded_on: date
    facts_digest: str
    results_digest: str
    engine: str
    amounts_compared: int
    refused_rows: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A run for those who approve it; `manager` is blank for the whole company.

    `rows` stand by team, the manager's own people first. `statements` counts payees with a line in the run.
    `paid_only_now` and `paid_only_last` are titles of plans that the other run does not pay, and by which
    nobody is held against last time.
    """

    company: str
    manager: str
    period: str
    first_day: date
    last_day: date
    last_period: str
    statements: int
    totals: tuple[Totals, ...]
    rows: tuple[PayeeRow, ...]
    breakdowns: Mapping[By, tuple[Part, ...]]
    distribution: Distribution
    changes: tuple[Change, ...]
    unusual: tuple[Unusual, ...]
    faults: tuple[Fault, ...]
    checks: tuple[Check, ...]
    limits: Limits
    basis: SummaryBasis
    paid_only_now: tuple[str, ...] = ()
    paid_only_last: tuple[str, ...] = ()

    @property
    def to_look_at(self) -> int:
        """How many statements show something unusual."""
        return len({each.row.payee for each in self.unusual if each.sign is not Sign.GONE})
