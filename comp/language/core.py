"""The small core under the plan language: what both engines and the explanations know, and all they know.

The surface (grammar, words, sugar) is lowered to these frozen values by `comp.language.lower`.
What each node means is fixed in `docs/decisions/`; a docstring here only says what its fields hold.
Money inside an expression is an exact number of minor units; shares, rates and ratios are exact fractions;
a value may be *undefined* (a blank column, a missing row, a division by zero), which every operation passes
on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from comp.language.calendar import Cadence, Calendar
from comp.language.money import Money, Rounding
from comp.language.span import NOWHERE, Span


class Kind(StrEnum):
    """The type of a column or an expression."""

    TEXT = "text"
    PAYEE = "payee"  # the opaque id of a person
    CHOICE = "choice"  # one of a closed list of words
    CURRENCY = "currency"  # an ISO 4217 code
    DATE = "date"
    BOOLEAN = "boolean"
    NUMBER = "number"  # a count, a share, a rate or a ratio
    ROW_MONEY = "money of the row"  # minor units of the row's own currency
    MONEY = "money"  # minor units of the plan's currency, or of a literal's


# Sources ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A typed column of a source.

    Stored in a snapshot as: text, payee, choice, currency: String; date: Date; boolean: Boolean;
    number: Int64 in billionths (0.25 is 250_000_000); money: Int64 minor units of the row's currency.
    """

    name: str
    kind: Kind
    title: str = ""
    may_be_blank: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str | None = None  # the source whose key this column holds
    span: Span = field(default=NOWHERE, compare=False, repr=False)


NUMBER_SCALE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A declared table of facts.

    An *event* source has `dated`: the row counts from that day on, and a row whose date is blank does not
    count yet. A *state* source has `valid_from` and `valid_through` (both days included, a blank end is
    open): several rows of one key follow each other without overlapping. A source with neither always counts.
    `currency` is the column that names the currency of the row's money, or a currency code that all rows
    share.
    """

    name: str
    title: str
    columns: tuple[SourceColumn, ...]
    key: str
    dated: str | None = None
    valid_from: str | None = None
    valid_through: str | None = None
    currency_column: str | None = None
    currency_code: str | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def column(self, name: str) -> SourceColumn | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


# Expressions -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """What every expression and statement has: the place in the plan's text that it came from."""

    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: number (Fraction), money, text, date or truth."""

    value: Fraction | Money | str | date | bool


@dataclass(frozen=True, slots=True)
class Column(Node):
    """A column of the row in scope: the credit's fact, the row being totalled, or the loss being clawed
    back.
    """

    source: str
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Lookup(Node):
    """A column of another source's row, found by its key, as of a day where that source is a state."""

    source: str
    key: Expr
    name: str
    kind: Kind
    as_of: Expr | None


@dataclass(frozen=True, slots=True)
class ThisPayee(Node):
    """The payee of the line."""


@dataclass(frozen=True, slots=True)
class BornOn(Node):
    """The day on which the line was born: its credit's date, or the payee's last day in the period."""


@dataclass(frozen=True, slots=True)
class CreditValue(Node):
    """The value of the credit in scope: plan money, or a number for credits that count units."""

    credit: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Quota(Node):
    """The payee's quota of that name for the performance period, whole or for the payee's days in the
    plan.
    """

    name: str
    kind: Kind
    by_days_in_plan: bool = False


@dataclass(frozen=True, slots=True)
class PeriodTarget(Node):
    """The clause's share of the payee's annual target for the performance period and the payee's days in
    it.
    """

    annual: Expr
    share: Fraction


@dataclass(frozen=True, slots=True)
class MeasureValue(Node):
    """A measure of the plan as it is read for the line, its exceptions applied."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class TableValue(Node):
    """What a table of the plan gives for the line, its exceptions applied."""

    name: str
    kind: Kind


class Operator(StrEnum):
    """Arithmetic on exact values; a division by zero is undefined."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Two exact values and an operator."""

    operator: Operator
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Least(Node):
    """The smallest of its operands, undefined where one is."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Greatest(Node):
    """The largest of its operands, undefined where one is."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class BlankIs(Node):
    """The value, or the other one where it is undefined."""

    value: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class DaysAfter(Node):
    """Number of days from one date to a later one (negative where it is earlier)."""

    later: Expr
    earlier: Expr


@dataclass(frozen=True, slots=True)
class Convert(Node):
    """Money of the row, converted once: times the rate of the day into `currency`, struck to its minor unit.

    Money already in that currency is struck all the same (it may be a fraction of a cent).
    """

    value: Expr
    source: str  # the source of the row whose currency the value is in
    currency: str
    on: Expr
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Strike(Node):
    """Plan money struck to the minor unit: each term of a total that is money."""

    value: Expr
    rounding: Rounding


class Comparison(StrEnum):
    """Comparisons; undefined where an operand is."""

    IS = "is"
    IS_NOT = "is not"
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """A comparison of two values of one kind."""

    comparison: Comparison
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class All(Node):
    """True where every condition is; three-valued (undefined unless one is false)."""

    conditions: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Node):
    """True where one condition is; three-valued (undefined unless one is true)."""

    conditions: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The opposite; undefined stays undefined."""

    condition: Expr


@dataclass(frozen=True, slots=True)
class IsBlank(Node):
    """True where the value is undefined; itself always defined."""

    value: Expr


@dataclass(frozen=True, slots=True)
class AmongOwn(Node):
    """True where the payee has an own credit whose fact holds the same value in `via`.

    Looks at all credits of that name dated on or before the day of reading, whatever their period.
    """

    column: Expr
    credit: str
    via: str
    direct_only: bool


# What an aggregate runs over -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """This period and `before` periods before it; `cadence` None is the plan's performance period."""

    before: int = 0
    cadence: Cadence | None = None


@dataclass(frozen=True, slots=True)
class CreditSet(Node):
    """The payee's own credits of that name under this plan, dated within the window."""

    credit: str
    window: Window
    where: Expr | None = None
    direct_only: bool = False


@dataclass(frozen=True, slots=True)
class RowSet(Node):
    """Rows of an event source that fulfil the condition, dated (by the source's dating column) within the
    window.
    """

    source: str
    window: Window
    where: Expr | None = None


class Aggregation(StrEnum):
    """How the terms of a set become one value."""

    TOTAL = "total"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """A total of the term (undefined where a term is), or the count of the set (no term)."""

    how: Aggregation
    over: CreditSet | RowSet
    term: Expr | None
    kind: Kind


Expr = (
    Literal
    | Column
    | Lookup
    | ThisPayee
    | BornOn
    | CreditValue
    | Quota
    | PeriodTarget
    | MeasureValue
    | TableValue
    | Arithmetic
    | Least
    | Greatest
    | BlankIs
    | DaysAfter
    | Convert
    | Strike
    | Compare
    | All
    | AnyOf
    | Not
    | IsBlank
    | AmongOwn
    | Aggregate
)


# Statements ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Except(Node):
    """`except label, when condition: name is value`, attached to the measure or table it names."""

    label: str
    when: Expr
    value: Expr


class PartKind(StrEnum):
    """What a part of a credit is."""

    SHARE = "share"
    REST = "the rest"
    ALSO = "also"


@dataclass(frozen=True, slots=True)
class Part(Node):
    """A part of a credit: a share to a payee, the rest, or what managers are credited beside every share.

    For SHARE and REST `to` gives the payee. For ALSO each receiver of a share passes `share` of it to the
    managers `first_level` to `last_level` above, as of the day `as_of`.
    """

    kind: PartKind
    share: Expr | None
    to: Expr | None = None
    first_level: int = 0
    last_level: int = 0
    as_of: Expr | None = None


@dataclass(frozen=True, slots=True)
class Credit(Node):
    """A fan-out from each row of a source to the payees credited for it.

    `value` is an exact amount in the row's currency (ROW_MONEY) or a number; `on` and `ties` order the
    credits.
    """

    name: str
    source: str
    where: Expr | None
    on: Expr
    ties: tuple[Expr, ...]
    value: Expr
    kind: Kind  # ROW_MONEY or NUMBER
    parts: tuple[Part, ...]


class Reading(StrEnum):
    """When a measure is read for a line."""

    RUNNING = "running"  # only through a marginal table: the stretch from before to with the credit
    BEFORE = "before the credit"
    WITH = "with the credit"
    POSTING = "at posting"
    CLOSE = "at the close of the period"


@dataclass(frozen=True, slots=True)
class Measure(Node):
    """A number or an amount per payee and performance period."""

    name: str
    value: Expr
    kind: Kind
    reading: Reading
    until_then: Expr | None = None
    exceptions: tuple[Except, ...] = ()


class Shape(StrEnum):
    """How a table turns its input into its output."""

    MARGINAL = "marginal"
    RETROACTIVE = "retroactive"
    INTERPOLATED = "interpolated"


class Outside(StrEnum):
    """What an interpolated table gives beyond its first and last points."""

    FLAT = "flat outside"
    CONTINUED = "continued"


@dataclass(frozen=True, slots=True)
class TableRow(Node):
    """A lower bound (a step's, or an interpolated table's point) and the value from there.

    Bounds and values that are money are in minor units. `above` leaves the bound itself to the row before.
    """

    bound: Fraction
    value: Fraction
    above: bool = False


@dataclass(frozen=True, slots=True)
class Table(Node):
    """Rows in rising order of their bounds. The first band of a step table reaches down without end."""

    name: str
    shape: Shape
    by: Expr
    rows: tuple[TableRow, ...]
    bound_kind: Kind  # NUMBER or MONEY
    value_kind: Kind
    outside: Outside | None = None
    exceptions: tuple[Except, ...] = ()


@dataclass(frozen=True, slots=True)
class Pay(Node):
    """Lines: one for each own credit (`each`), or one per performance period (`each` is None)."""

    name: str
    value: Expr
    each: str | None


@dataclass(frozen=True, slots=True)
class Multiply(Node):
    """A factor on every line of a pay."""

    pay: str
    factor: Expr


@dataclass(frozen=True, slots=True)
class ClawBack(Node):
    """The share of a fact that was lost, taken from the lines of a pay or from a credit.

    `losses` is an event source whose column `link` holds the key of the credited fact. The portions of all
    losses that fulfil `when` add up, to 100 % at most.
    """

    target: str
    losses: str
    link: str
    when: Expr | None
    portion: Expr
    of_credit: bool  # taken back as credit: the period is recalculated with what is left


class CapSpan(StrEnum):
    """Over which lines a cap adds up."""

    LINE = "line"
    PERFORMANCE_PERIOD = "performance period"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Cap(Node):
    """The most that the lines of a pay come to per span; the excess is lost, from the last lines."""

    pay: str
    at: Expr
    per: CapSpan


@dataclass(frozen=True, slots=True)
class Hold(Node):
    """Lines are payable only from a close at which the condition holds: their own period's, or one of the
    `later_periods` after it; at the last of these they are lost.
    """

    pay: str
    until: Expr
    later_periods: int
    blank_releases: bool


Statement = Pay | Multiply | ClawBack | Cap | Hold


@dataclass(frozen=True, slots=True)
class Clause(Node):
    """A clause of a plan: what it is called, what it says, and its share of the target incentive."""

    name: str
    title: str
    summary: str = ""
    target_share: Fraction | None = None
    statements: tuple[Statement, ...] = ()
    credits: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation(Node):
    """What an example expects: lines of one fact, or of a payee, in one state on a day."""

    amount: Money
    pay: str | None  # None: every pay of the plan
    fact: str | None
    payee: str | None
    payable: bool  # else earned
    on: date | None  # None: the day after which nothing of the plan is read any more


@dataclass(frozen=True, slots=True)
class Example(Node):
    """Given rows, as written (column name to text), and what they must pay."""

    name: str
    given: tuple[tuple[str, tuple[dict[str, str], ...]], ...]
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Plan(Node):
    """A plan, lowered: every name it uses is in `measures`, `tables` or the program's credits and sources."""

    name: str
    title: str
    effective_from: date
    effective_through: date
    later_facts: bool
    members: Expr  # a condition over Lookup("assignment", ThisPayee, …, BornOn)
    performance: Cadence
    payout: Cadence
    currency: str
    rounding: Rounding
    annual_target: Expr | None
    clauses: tuple[Clause, ...]
    measures: dict[str, Measure]
    tables: dict[str, Table]
    examples: tuple[Example, ...] = ()
    text_digest: str = ""  # SHA-256 of everything that the plan's document says
    result_digest: str = ""  # SHA-256 of what changes results

    def read_on(self, day: date, calendar: Calendar) -> date:
        """As of which day the plan is read: its last close at the latest, where later facts are ignored."""
        if self.later_facts:
            return day
        return min(day, calendar.period_of(self.effective_through, self.performance).last_day)

    def statements(self) -> list[tuple[Clause, Statement]]:
        """Every statement of the plan with its clause, in the order of the text."""
        return [(clause, statement) for clause in self.clauses for statement in clause.statements]


@dataclass(frozen=True, slots=True)
class Program:
    """Everything a workspace's plan files say, checked and lowered."""

    sources: dict[str, Source]
    credits: dict[str, Credit]
    plans: tuple[Plan, ...]
