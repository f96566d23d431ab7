"""Plans with their headers, clauses, examples, legal text and amendments, as written; and whole files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from comp.language import core, money
from comp.language.calendar import Cadence
from comp.language.span import Span
from comp.language.syntax.expressions import Constant, Expression
from comp.language.syntax.measuring import (
    CreditStatement,
    ExceptStatement,
    MeasureStatement,
    Row,
    TableStatement,
)
from comp.language.syntax.paying import (
    CapStatement,
    ClawBackStatement,
    DrawStatement,
    FloorStatement,
    GuaranteeStatement,
    HoldStatement,
    MultiplyStatement,
    PayOutStatement,
    PayStatement,
    SplitStatement,
)
from comp.language.syntax.sources import SourceBlock
from comp.language.syntax.written import Name, Written

Statement: TypeAlias = (
    CreditStatement | MeasureStatement | TableStatement | ExceptStatement | PayStatement | MultiplyStatement
    | ClawBackStatement | CapStatement | FloorStatement | HoldStatement | PayOutStatement | SplitStatement
    | GuaranteeStatement | DrawStatement
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AllowLine(Written):
    """`allow CODE because "…"`."""

    code: Name
    because: str


@dataclass(frozen=True, slots=True)
class Change(Written):
    """A line of an amendment: what is replaced, added or removed."""

    how: Literal["replace", "add", "remove"]
    what: Literal["clause", "table", "measure"]
    name: Name


@dataclass(frozen=True, slots=True)
class ClauseBlock(Written):
    """A `clause` block."""

    name: Name
    title: str
    target_share: Constant | None
    summary: str
    statements: tuple[Statement, ...]
    allowances: tuple[AllowLine, ...]
    lost_names: frozenset[str]  # names that a line introduces which could not be read
    faulty: bool


@dataclass(frozen=True, slots=True)
class EffectiveLine(Written):
    """`effective DAY through DAY`, and what becomes of later facts."""

    first: date
    last: date
    later_facts: bool | None


@dataclass(frozen=True, slots=True)
class CadenceLine(Written):
    """`performance period` or `payout`; weeks are counted `weeks_from` a day."""

    cadence: Cadence
    weeks_from: date | None = None


@dataclass(frozen=True, slots=True)
class CurrencyLine(Written):
    """`currency USD, at the rate of the credit date`, or of a fixed day (`rate_on`)."""

    code: str
    rate_day: bool
    rate_on: date | None = None


@dataclass(frozen=True, slots=True)
class TargetLine(Written):
    """`target incentive AMOUNT per year`; `blended` None where it is not said whose day's it is."""

    amount: Expression
    blended: bool | None


@dataclass(frozen=True, slots=True)
class ProratingLine(Written):
    """`prorating by calendar days` and the like."""

    by: core.Proration


@dataclass(frozen=True, slots=True)
class RoundingLine(Written):
    """`rounding half even to 0.01, each line`."""

    mode: money.Rounding
    unit: Constant
    each_line: bool


@dataclass(frozen=True, slots=True)
class PayeesLine(Written):
    """`payees CONDITION, as of the line's date`."""

    condition: Expression
    line_day: bool


@dataclass(frozen=True, slots=True)
class Header:
    """The header lines of a plan; None where one is missing."""

    effective: EffectiveLine | None = None
    payees: PayeesLine | None = None
    performance: CadenceLine | None = None
    payout: CadenceLine | None = None
    currency: CurrencyLine | None = None
    rounding: RoundingLine | None = None
    prorating: ProratingLine | None = None
    target: TargetLine | None = None
    data: tuple[Name, ...] | None = None
    allowances: tuple[AllowLine, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenLine(Written):
    """`given SOURCE` and its rows, the heads first."""

    source: Name
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ExpectedValue(Written):
    """An amount or a number, a percentage among them, with the decimals that are written."""

    value: money.Money | Fraction
    decimals: int
    percent: bool


@dataclass(frozen=True, slots=True)
class ExpectLine(Written):
    """`expect …`: `pay` is None for `total of PAYEE`; a measure's or quota's name stands there too."""

    pay: Name | None
    fact: Name | None
    payee: Name | None
    payable: bool
    on: date | None
    value: ExpectedValue
    since: date | None = None
    period: Name | None = None
    what: core.Expected = core.Expected.PAY


@dataclass(frozen=True, slots=True)
class ExampleBlock(Written):
    """An `example` block."""

    name: str
    given: tuple[GivenLine, ...]
    expectations: tuple[ExpectLine, ...]


@dataclass(frozen=True, slots=True)
class TermsBlock(Written):
    """A `terms` block: a title and legal text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanBlock(Written):
    """A `plan` block with the clauses and examples below it."""

    name: Name
    title: str
    header: Header
    clauses: tuple[ClauseBlock, ...]
    examples: tuple[ExampleBlock, ...]
    terms: tuple[TermsBlock, ...]
    spans: tuple[Span, ...]  # of the plan block and all blocks that belong to it
    faulty: bool


@dataclass(frozen=True, slots=True)
class AmendBlock(Written):
    """An `amend` block: what it replaces, adds and removes, and the clauses below it."""

    plan: Name
    starts_on: date
    payee: Name | None
    title: str
    changes: tuple[Change, ...]
    declarations: tuple[MeasureStatement | TableStatement | ExceptStatement, ...]
    clauses: tuple[ClauseBlock, ...]
    examples: tuple[ExampleBlock, ...]
    spans: tuple[Span, ...]
    faulty: bool


@dataclass(frozen=True, slots=True)
class Comment(Written):
    """`# …` to the end of the line."""

    text: str


@dataclass(frozen=True, slots=True)
class File:
    """Everything that stands in one file."""

    name: str
    text: str
    sources: tuple[SourceBlock, ...] = ()
    shared_clauses: tuple[ClauseBlock, ...] = ()
    plans: tuple[PlanBlock, ...] = ()
    amendments: tuple[AmendBlock, ...] = ()
    comments: tuple[Comment, ...] = ()
