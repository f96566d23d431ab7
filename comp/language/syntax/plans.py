"""Plans with their headers, clauses, examples, legal text and amendments, as written; and whole files."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from comp.frozen import frozen
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


@frozen
class AllowLine(Written):
    """`allow CODE because "…"`."""

    code: Name
    because: str


@frozen
class Change(Written):
    """A line of an amendment: what is replaced, added or removed."""

    how: Literal["replace", "add", "remove"]
    what: Literal["clause", "table", "measure"]
    name: Name


@frozen
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


@frozen
class EffectiveLine(Written):
    """`effective DAY through DAY`, and what becomes of later facts."""

    first: date
    last: date
    later_facts: bool | None


@frozen
class CadenceLine(Written):
    """`performance period` or `payout`; weeks are counted `weeks_from` a day."""

    cadence: Cadence
    weeks_from: date | None = None


@frozen
class CurrencyLine(Written):
    """`currency USD, at the rate of the credit date`, or of a fixed day (`rate_on`)."""

    code: str
    rate_day: bool
    rate_on: date | None = None


@frozen
class TargetLine(Written):
    """`target incentive AMOUNT per year`; `blended` None where it is not said whose day's it is."""

    amount: Expression
    blended: bool | None


@frozen
class ProratingLine(Written):
    """`prorating by calendar days` and the like."""

    by: core.Proration


@frozen
class RoundingLine(Written):
    """`rounding half even to 0.01, each line`."""

    mode: money.Rounding
    unit: Constant
    each_line: bool


@frozen
class PayeesLine(Written):
    """`payees CONDITION, as of the line's date`."""

    condition: Expression
    line_day: bool


@frozen
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


@frozen
class GivenLine(Written):
    """`given SOURCE` and its rows, the heads first."""

    source: Name
    rows: tuple[Row, ...]


@frozen
class ExpectedValue(Written):
    """An amount or a number, a percentage among them, with the decimals that are written."""

    value: money.Money | Fraction
    decimals: int
    percent: bool


@frozen
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


@frozen
class ExampleBlock(Written):
    """An `example` block."""

    name: str
    given: tuple[GivenLine, ...]
    expectations: tuple[ExpectLine, ...]


@frozen
class TermsBlock(Written):
    """A `terms` block: a title and legal text."""

    title: str
    text: str


@frozen
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


@frozen
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


@frozen
class Comment(Written):
    """`# …` to the end of the line."""

    text: str


@frozen
class File:
    """Everything that stands in one file."""

    name: str
    text: str
    sources: tuple[SourceBlock, ...] = ()
    shared_clauses: tuple[ClauseBlock, ...] = ()
    plans: tuple[PlanBlock, ...] = ()
    amendments: tuple[AmendBlock, ...] = ()
    comments: tuple[Comment, ...] = ()
