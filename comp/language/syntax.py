"""The syntax tree of plan files: what was written, word for word, with the place of every part.

Nothing here is resolved or checked; `comp.language.lower` turns it into `comp.language.core`. Comments
are kept
aside in `File.comments`, since they mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.language import core, money
from comp.language.calendar import Cadence
from comp.language.span import Span


@dataclass(frozen=True, slots=True)
class Written:
    """What every part of the tree has: its place in the text."""

    span: Span


@dataclass(frozen=True, slots=True)
class Name(Written):
    """A name as written, where it names or uses something."""

    text: str


# Expressions -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant(Written):
    """A literal: number, percent, `1.5x`, money, date or text."""

    value: Fraction | money.Money | date | str


REFUSED = ""  # the name in the place of an expression that was refused; the fault was told


@dataclass(frozen=True, slots=True)
class Reference(Written):
    """A bare name: a credit, measure, table, choice, or a column of assignment in `payees`."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Written):
    """`source.column`, with `as of` a day where the source is a state."""

    source: Name
    column: Name
    as_of: Expression | None = None


@dataclass(frozen=True, slots=True)
class QuotaOf(Written):
    """`quota.X of the period` or `quota.X for the days in the plan`."""

    name: Name
    by_days_in_plan: bool


@dataclass(frozen=True, slots=True)
class PeriodTarget(Written):
    """`period target`."""


@dataclass(frozen=True, slots=True)
class OfOwn(Written):
    """`total own X of the period` or `count own X of the period`."""

    how: core.Aggregation
    credit: Name
    window: core.Window
    direct_only: bool


@dataclass(frozen=True, slots=True)
class Total(Written):
    """`total TERM`, over the set of the measure that it stands in."""

    term: Expression


@dataclass(frozen=True, slots=True)
class CountOf(Written):
    """`count of MEASURE`: of the set over which that measure is taken."""

    measure: Name


@dataclass(frozen=True, slots=True)
class Binary(Written):
    """Two operands and `+ - * /`."""

    operator: core.Operator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negative(Written):
    """`-operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Extreme(Written):
    """`min(…)` or `max(…)`."""

    least: bool
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class BlankOr(Written):
    """`value (blank is other)`."""

    value: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Comparison(Written):
    """`left < right`, `left is right` and the like."""

    comparison: core.Comparison
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class BlankTest(Written):
    """`value is blank` or `value is not blank`."""

    value: Expression
    negated: bool


@dataclass(frozen=True, slots=True)
class DaysBetween(Written):
    """`value is A to B days after day`, both ends included."""

    value: Expression
    first: Expression
    last: Expression
    after: Expression


@dataclass(frozen=True, slots=True)
class Among(Written):
    """`value is among own X`."""

    value: Expression
    credit: Name
    direct_only: bool


@dataclass(frozen=True, slots=True)
class Junction(Written):
    """Conditions joined by `and` or by `or`."""

    conjunction: bool
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negation(Written):
    """`not condition`."""

    condition: Expression


Expression: TypeAlias = (
    Constant | Reference | Path | QuotaOf | PeriodTarget | OfOwn | Total | CountOf | Binary | Negative |
    Extreme
    | BlankOr | Comparison | BlankTest | DaysBetween | Among | Junction | Negation
)  # fmt: skip


# Sources ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ColumnType(Written):
    """A column's type: a word, `choice of` words, or `to` a source."""

    word: str  # the type's name, "choice" or "to"
    choices: tuple[Name, ...] = ()
    target: Name | None = None


@dataclass(frozen=True, slots=True)
class ColumnLine(Written):
    """`column name: type`, or the `key` line."""

    name: Name
    type: ColumnType
    may_be_blank: bool
    title: str


@dataclass(frozen=True, slots=True)
class SourceBlock(Written):
    """A `source` block."""

    name: Name
    title: str
    key: ColumnLine | None
    columns: tuple[ColumnLine, ...]
    dated: Name | None
    valid: tuple[Name, Name] | None
    currency: Name | None
    faulty: bool  # a line of it could not be read, so what is missing may stand there


# Clauses ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tie(Written):
    """What orders credits of one day: a column, `as text` where so written."""

    source: Name
    column: Name
    as_text: bool


@dataclass(frozen=True, slots=True)
class OnLine(Written):
    """`on DAY, then TIES`."""

    day: Expression
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class ShareLine(Written):
    """`share S to PAYEE`; `share` is None for the rest."""

    share: Expression | None
    to: Expression


@dataclass(frozen=True, slots=True)
class AlsoLine(Written):
    """`also S of each share to managers, levels A to B, as of DAY`."""

    share: Expression
    first_level: int
    last_level: int
    as_of: Expression


@dataclass(frozen=True, slots=True)
class CreditStatement(Written):
    """`credit X from each SOURCE` and its lines."""

    name: Name
    source: Name
    where: Expression | None
    on: OnLine | None
    value: Expression | None
    parts: tuple[ShareLine | AlsoLine, ...]


@dataclass(frozen=True, slots=True)
class OverRows(Written):
    """`over each SOURCE WINDOW, where C`."""

    source: Name
    window: core.Window
    where: Expression | None


@dataclass(frozen=True, slots=True)
class OverOwn(Written):
    """`over own CREDIT WINDOW, where C`."""

    credit: Name
    window: core.Window
    where: Expression | None
    direct_only: bool


@dataclass(frozen=True, slots=True)
class ReadLine(Written):
    """`read …`: when a measure is read."""

    reading: core.Reading
    until_then: Expression | None


@dataclass(frozen=True, slots=True)
class MeasureStatement(Written):
    """`measure X = …` with `over` and `read`."""

    name: Name
    value: Expression
    over: OverRows | OverOwn | None
    read: ReadLine | None


@dataclass(frozen=True, slots=True)
class Cell(Written):
    """A cell of a table's row, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Row(Written):
    """A line `| … | … |`."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableStatement(Written):
    """`table X by INPUT, SHAPE` with its rows, the heads first."""

    name: Name
    by: Expression
    shape: core.Shape | None
    outside: core.Outside | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ExceptStatement(Written):
    """`except label, when C: NAME is V`."""

    label: Name
    when: Expression
    target: Name
    value: Expression


@dataclass(frozen=True, slots=True)
class PayStatement(Written):
    """`pay X = …, for each CREDIT` (or once per performance period, where `each` is None)."""

    name: Name
    value: Expression
    each: Name | None


@dataclass(frozen=True, slots=True)
class MultiplyStatement(Written):
    """`multiply PAY by FACTOR`."""

    pay: Name
    factor: Expression


@dataclass(frozen=True, slots=True)
class PortionLine(Written):
    """`portion S, at most 100% of a X in total`, and what the loss does."""

    share: Expression
    at_most: Constant
    of: Name
    of_credit: bool | None


@dataclass(frozen=True, slots=True)
class ClawBackStatement(Written):
    """`claw back X for each LOSS, when C` and its portion."""

    target: Name
    losses: Name
    when: Expression | None
    portion: PortionLine | None


@dataclass(frozen=True, slots=True)
class CapStatement(Written):
    """`cap PAY at AMOUNT per SPAN, the excess is lost`."""

    pay: Name
    at: Expression
    per: core.CapSpan
    excess_lost: bool


@dataclass(frozen=True, slots=True)
class HoldStatement(Written):
    """`hold PAY until C`, at which closes it is read, and what a blank does."""

    pay: Name
    until: Expression
    later_periods: int | None
    blank_releases: bool | None


Statement: TypeAlias = (
    CreditStatement | MeasureStatement | TableStatement | ExceptStatement | PayStatement | MultiplyStatement
    | ClawBackStatement | CapStatement | HoldStatement
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClauseBlock(Written):
    """A `clause` block."""

    name: Name
    title: str
    target_share: Constant | None
    summary: str
    statements: tuple[Statement, ...]
    lost_names: frozenset[str]  # names that a line introduces which could not be read
    faulty: bool


# Plans -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EffectiveLine(Written):
    """`effective DAY through DAY`, and what becomes of later facts."""

    first: date
    last: date
    later_facts: bool | None


@dataclass(frozen=True, slots=True)
class CadenceLine(Written):
    """`performance period` or `payout`."""

    cadence: Cadence


@dataclass(frozen=True, slots=True)
class CurrencyLine(Written):
    """`currency USD, at the rate of the credit date`."""

    code: str
    rate_day: bool


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
    target: Expression | None = None
    data: tuple[Name, ...] | None = None


# Examples --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GivenLine(Written):
    """`given SOURCE` and its rows, the heads first."""

    source: Name
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ExpectLine(Written):
    """`expect …`: `pay` is None for `total of PAYEE`."""

    pay: Name | None
    fact: Name | None
    payee: Name | None
    payable: bool
    on: date | None
    amount: money.Money
    amount_span: Span


@dataclass(frozen=True, slots=True)
class ExampleBlock(Written):
    """An `example` block."""

    name: str
    given: tuple[GivenLine, ...]
    expectations: tuple[ExpectLine, ...]


# Files -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanBlock(Written):
    """A `plan` block with the clauses and examples below it."""

    name: Name
    title: str
    header: Header
    clauses: tuple[ClauseBlock, ...]
    examples: tuple[ExampleBlock, ...]
    spans: tuple[Span, ...]  # of the plan block and all blocks that belong to it
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
    comments: tuple[Comment, ...] = ()
