"""The one view model of a statement: every figure that any drawing of it may show, and nothing else.

It arranges amounts that a verified run holds and adds them up in whole minor units. It must not calculate
pay, format anything for a locale, or hold a line of another payee.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from comp.language.money import Money


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure as it stood at the end of the period, as the plan's lines read it.

    `value` is an exact ratio, a number of things (`counted`), or money; `None` where it is undefined. `how`
    says what it was worked out from, blank where that tells of others.
    """

    name: str
    value: Fraction | Money | None
    quota: Money | Fraction | None = None
    achieved: Money | Fraction | None = None
    until: str = ""  # the performance period it belongs to
    counted: bool = False
    how: str = ""


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
    about: tuple[str, ...] = ()  # what the company shows of the fact beside its id
    original: Money | None = None  # the credit in the fact's own currency, where that is another one


@dataclass(frozen=True, slots=True)
class Month:
    """The lines of a clause born in one month, and their sums."""

    first_day: date
    lines: int
    credited: Money | Fraction | None
    earned: Money
    payable: Money


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A corner of a curve; two that stand at the same place are a jump."""

    at: Fraction
    value: Fraction


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a table: from which input on, and what it gives; `reached` where the payee stands in it.

    `above` leaves the bound itself to the row before.
    """

    bound: Fraction | Money
    gives: Fraction | Money
    reached: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True)
class NextBand:
    """The next bound, what it gives, and what is missing to it.

    `missing` is in the input's own unit; `missing_of_quota` in the unit of the quota where the input is a
    share of one. `above` leaves the bound itself to the band before.
    """

    bound: Fraction | Money
    gives: Fraction | Money
    missing: Fraction | Money
    missing_of_quota: Fraction | Money | None = None
    above: bool = False


@dataclass(frozen=True, slots=True)
class PayCurve:
    """What a clause gives along one input, and where the payee stands; a drawing, not an amount.

    `points` are exact: the input as a ratio (or in minor units where `across` is money) and the value as a
    ratio, or in minor units where `up` is a currency. `here` is where the payee stands.
    """

    table: str
    measure: str
    shape: str  # marginal, retroactive or interpolated
    bands: tuple[Band, ...]
    points: tuple[CurvePoint, ...]
    across: str = ""  # the currency of the input, "" for a ratio or a count
    up: str = ""  # the currency of the value, "" for a rate, a factor or a share
    here: CurvePoint | None = None
    target: Fraction | None = None  # where on target is: 1 for a share of a quota
    next_band: NextBand | None = None
    gives: Fraction | Money | None = None  # what the table gives where the payee stands
    is_share: bool = True  # of a quota or another whole: written in per cent
    written: str = "percent"  # what the table gives: percent, multiple, decimals or whole
    by_line: bool = False  # every line has its own input: nobody stands in the table, and nothing is drawn


@dataclass(frozen=True, slots=True)
class ClauseGroup:
    """The lines that one clause makes for this period, and their sums."""

    name: str
    title: str
    summary: str
    lines: tuple[StatementLine, ...]
    earned: Money
    payable: Money
    months: tuple[Month, ...] = ()  # only of a clause with many lines
    curves: tuple[PayCurve, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseNote:
    """A clause that makes no line of its own and acts on those of others: a cap, a claw back, a factor."""

    name: str
    title: str
    summary: str


class ChangeKind(StrEnum):
    """What happened to a line of an earlier period."""

    RELEASED = "released"
    TAKEN_BACK = "taken back"
    LOST = "lost"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A line of an earlier period whose value this run changes, with what caused it."""

    line: StatementLine
    clause: str
    earned_before: Money
    earned_after: Money
    cause: str
    kind: ChangeKind = ChangeKind.OTHER


@dataclass(frozen=True, slots=True)
class Held:
    """A line that is earned and waits: what is not payable yet as of the run's last day."""

    line_id: str
    unit: str
    born_on: date
    clause: str
    amount: Money
    until: str = ""  # what releases it, and by when
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCalculated:
    """A line that could not be valued; it pays nothing until the facts are mended."""

    line_id: str
    unit: str
    clause: str
    fault: str


@dataclass(frozen=True, slots=True)
class NotPaid:
    """A fact that has to do with the payee and pays them nothing in this run, with the reason."""

    fact: str
    source: str
    on: date | None
    reason: str
    about: tuple[str, ...] = ()


class BalanceKind(StrEnum):
    """What a balance is of."""

    HELD = "held"
    CARRIED = "carried"
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Balance:
    """What stood open before the days paid, what was added, what was taken off, and what stands open now."""

    kind: BalanceKind
    name: str
    before: Money
    added: Money
    taken: Money
    after: Money


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
    balances: tuple[Balance, ...] = ()
    rules: tuple[ClauseNote, ...] = ()
    unread: tuple[Figure, ...] = ()  # measures that count as a constant until their period has closed

    @property
    def lines(self) -> Iterator[StatementLine]:
        """Every line that is shown: those of the clauses, and those of earlier periods that changed."""
        for group in self.clauses:
            yield from group.lines
        yield from (each.line for each in self.adjustments)

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
    """All plans of one currency together.

    What this statement pays is `earned - newly_held + released + lapsed`: of lines whose earned and payable
    differ, what waits now, what was earned before and is payable now, and what was lost or taken back while
    it waited, which takes nothing off what is payable.
    """

    earned: Money
    payable: Money
    held: Money
    newly_held: Money
    released: Money
    lapsed: Money


@dataclass(frozen=True, slots=True)
class YearToDate:
    """One currency since the company's year began, as the facts of this run know it (decision 0036).

    `with_this` is what this statement pays. `paid_before` is the sum of the runs that are said to be paid,
    None where none was named; `changed_since` is what is left of `payable` after both, None where nothing is.
    """

    since: date
    earned: Money
    payable: Money
    with_this: Money
    paid_before: Money | None = None
    changed_since: Money | None = None


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
    years: tuple[YearToDate, ...] = ()
    not_paid: tuple[NotPaid, ...] = ()
    paid_on: date | None = None  # the company's pay date of the run's last day
    corrects: bool = False  # it pays corrections of earlier periods, and carries no proof


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the company adds to every statement, from comp.toml; texts are plain, `logo` is a PNG or JPEG."""

    logo: bytes | None = None
    letter: tuple[str, ...] = ()  # paragraphs
    ask: str = ""  # whom to ask, and how


def totals_of(sections: Iterable[PlanSection]) -> tuple[Total, ...]:
    """Add sections up by currency, in the order of the currencies' codes."""
    sums: dict[str, list[int]] = {}
    for section in sections:
        amounts = (section.earned.minor, section.payable.minor, section.held_total.minor)
        bridged = [_bridge(line) for line in section.lines]
        parts = (sum(part) for part in zip(*bridged, strict=True)) if bridged else (0, 0, 0)
        running = sums.setdefault(section.earned.currency, [0] * 6)
        sums[section.earned.currency] = [a + b for a, b in zip(running, (*amounts, *parts), strict=True)]
    return tuple(
        Total(*(Money(minor, currency) for minor in minors)) for currency, minors in sorted(sums.items())
    )


def _bridge(line: StatementLine) -> tuple[int, int, int]:
    """From what a line earns to what it pays, in minor units: newly held, released, lapsed."""
    more = line.payable.minor - line.earned.minor
    lapsed = max(0, min(more, -line.earned.minor))
    return max(0, -more), max(0, more) - lapsed, lapsed
