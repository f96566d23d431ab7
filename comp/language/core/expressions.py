"""Expressions: exact values, days, truths, and what measures add up."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from comp.frozen import frozen
from comp.language.calendar import Cadence
from comp.language.core.kinds import Kind, Node
from comp.language.money import Money, Rounding


@frozen
class Literal(Node):
    """A constant: number (Fraction), money, text, date or truth."""

    value: Fraction | Money | str | date | bool


@frozen
class Column(Node):
    """A column of the row in scope: the credit's fact, the row being totalled, or the loss being clawed
    back.
    """

    source: str
    name: str
    kind: Kind


@frozen
class Lookup(Node):
    """A column of another source's row, found by its key, as of a day where that source is a state."""

    source: str
    key: Expr
    name: str
    kind: Kind
    as_of: Expr | None


@frozen
class ThisPayee(Node):
    """The payee of the line."""


@frozen
class BornOn(Node):
    """The day on which the line was born: its credit's date, or the payee's last day in the period."""


@frozen
class CreditValue(Node):
    """The value of the credit in scope: plan money, or a number for credits that count units."""

    credit: str
    kind: Kind


class QuotaBasis(StrEnum):
    """Which rows of a quota count, where it changes in the middle of a period (decision 0026)."""

    BLENDED = "of the period"  # every row of the window, by the days that they share with it
    CREDIT_DATE = "in force on the credit date"  # the row of that day, for a whole period
    CLOSE = "in force at the close of the period"  # the row of the period's last day, for a whole period
    SPAN = "of its span"  # the row of the credit's day, for the days that it shares with the period


@frozen
class Quota(Node):
    """The payee's quota of that name: for the line's performance period, or for the longer one of `cadence`
    that holds it; whole or for the payee's days in the plan.
    """

    name: str
    kind: Kind
    by_days_in_plan: bool = False
    basis: QuotaBasis = QuotaBasis.BLENDED
    cadence: Cadence | None = None


@frozen
class PeriodTarget(Node):
    """The clause's share of the payee's annual target for the line's unit (a performance period, or the
    longer period of `cadence`) and the payee's days in it. `blended` adds up the targets of each day's
    assignment; else that of the line's birth stands for all (decision 0027).
    """

    annual: Expr
    share: Fraction
    blended: bool = False
    cadence: Cadence | None = None


@frozen
class MeasureValue(Node):
    """A measure of the plan as it is read for the line, its exceptions applied."""

    name: str
    kind: Kind


@frozen
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


@frozen
class Arithmetic(Node):
    """Two exact values and an operator."""

    operator: Operator
    left: Expr
    right: Expr


@frozen
class Least(Node):
    """The smallest of its operands, undefined where one is."""

    operands: tuple[Expr, ...]


@frozen
class Greatest(Node):
    """The largest of its operands, undefined where one is."""

    operands: tuple[Expr, ...]


@frozen
class BlankIs(Node):
    """The value, or the other one where it is undefined."""

    value: Expr
    otherwise: Expr


@frozen
class DaysAfter(Node):
    """Number of days from one date to a later one (negative where it is earlier)."""

    later: Expr
    earlier: Expr


@frozen
class MonthsAfter(Node):
    """Number of whole months completed from one date to a later one (negative where it is earlier)."""

    later: Expr
    earlier: Expr


@frozen
class Shifted(Node):
    """A day so many months, then so many days, after another. A day that a month lacks is its last one."""

    day: Expr
    months: int
    days: int


@frozen
class MonthEdge(Node):
    """The first or the last day of the calendar month that holds a day."""

    day: Expr
    last: bool


@frozen
class PeriodEdge(Node):
    """The first or the last day of the performance period of the line."""

    last: bool


@frozen
class PayeesLastDay(Node):
    """The last day of the payee's last assignment; undefined while it is open."""


@frozen
class PeriodNumber(Node):
    """Which of its year's performance periods the line's is, counted from 1."""


@frozen
class Convert(Node):
    """Money of the row, converted once: times the rate of the day into `currency`, struck to its minor unit.

    Money already in that currency is struck all the same (it may be a fraction of a cent).
    """

    value: Expr
    source: str  # the source of the row whose currency the value is in
    currency: str
    on: Expr
    rounding: Rounding


@frozen
class Strike(Node):
    """Plan money struck to the minor unit: each term of a total that is money."""

    value: Expr
    rounding: Rounding


@frozen
class InCurrency(Node):
    """Money of the payee's assignment, as of the line's birth, converted at the rate of a day and struck
    to the minor unit of the plan's currency. It is the one way to read an assignment in another currency.
    """

    value: Expr
    on: Expr
    currency: str
    rounding: Rounding


@frozen
class If(Node):
    """One value where a condition is true, the other where it is not (undefined is not true)."""

    condition: Expr
    then: Expr
    otherwise: Expr


class Comparison(StrEnum):
    """Comparisons; undefined where an operand is."""

    IS = "is"
    IS_NOT = "is not"
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


@frozen
class Compare(Node):
    """A comparison of two values of one kind."""

    comparison: Comparison
    left: Expr
    right: Expr


@frozen
class All(Node):
    """True where every condition is; three-valued (undefined unless one is false)."""

    conditions: tuple[Expr, ...]


@frozen
class AnyOf(Node):
    """True where one condition is; three-valued (undefined unless one is true)."""

    conditions: tuple[Expr, ...]


@frozen
class Not(Node):
    """The opposite; undefined stays undefined."""

    condition: Expr


@frozen
class IsBlank(Node):
    """True where the value is undefined; itself always defined."""

    value: Expr


@frozen
class AmongOwn(Node):
    """True where the payee has an own credit whose fact holds the same value in `via`.

    Looks at all credits of that name dated on or before the day of reading, whatever their period.
    """

    column: Expr
    credit: str
    via: str
    direct_only: bool


# What an aggregate runs over -------------------------------------------------------------------------------


@frozen
class Window:
    """This period and `before` periods before it; `cadence` None is the plan's performance period.

    `whole_plan` is every day of the plan. `quota` names a quota whose row of the credit's day, within the
    period, is the window (only beside a credit).
    """

    before: int = 0
    cadence: Cadence | None = None
    whole_plan: bool = False
    quota: str | None = None


@frozen
class CreditSet(Node):
    """Credits of a name under this plan, dated within the window: the payee's own, or `everyone`'s.

    `per` keeps apart what differs in a value of the credited row; only a measure that runs has it, and
    counts the credits with the same value as the line's.
    """

    credit: str
    window: Window
    where: Expr | None = None
    direct_only: bool = False
    everyone: bool = False
    per: Expr | None = None


@frozen
class RowSet(Node):
    """Rows of a source that fulfil the condition: of an event source those dated (by its dating column)
    within the window, of a state source those valid on the day `on`.
    """

    source: str
    window: Window
    where: Expr | None = None
    on: Expr | None = None


class Aggregation(StrEnum):
    """How the terms of a set become one value; over nothing all but the first three are undefined."""

    TOTAL = "total"
    COUNT = "count"
    DISTINCT = "distinct"  # how many different values the term has
    AVERAGE = "average"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    LATEST = "latest"  # of the last row by day, then by key


@frozen
class Aggregate(Node):
    """One value of the terms of a set (undefined where a term is), or the count of the set (no term)."""

    how: Aggregation
    over: CreditSet | RowSet
    term: Expr | None
    kind: Kind


@frozen
class Rank(Node):
    """The payee's place by a measure among the plan's payees with a day in the period: one more than
    those who stand better. Equal values share the better place.
    """

    measure: str
    lowest_first: bool = False


class Whose(StrEnum):
    """Whose lines are added up."""

    OWN = "own"
    REPORTS = "of direct reports"
    EVERYONE = "of all payees"


@frozen
class Earned(Node):
    """The sum of struck earned lines of pays that stand above, as the statements so far have left them.

    The lines are those of the window that holds the line's performance period; with `of_fact` those of
    the same fact, whatever their period and payee.
    """

    pays: tuple[str, ...]
    window: Window
    whose: Whose = Whose.OWN
    of_fact: bool = False


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
    | MonthsAfter
    | Shifted
    | MonthEdge
    | PeriodEdge
    | PayeesLastDay
    | PeriodNumber
    | Convert
    | InCurrency
    | If
    | Strike
    | Compare
    | All
    | AnyOf
    | Not
    | IsBlank
    | AmongOwn
    | Aggregate
    | Rank
    | Earned
)
