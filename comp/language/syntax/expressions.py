"""Expressions and conditions as written."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.frozen import frozen
from comp.language import core, money
from comp.language.calendar import Cadence
from comp.language.syntax.written import Name, Written

REFUSED = ""  # the name in the place of an expression that was refused; the fault was told


@frozen
class Constant(Written):
    """A literal: number, percent, `1.5x`, money, date or text."""

    value: Fraction | money.Money | date | str


@frozen
class Reference(Written):
    """A bare name: a credit, measure, table, choice, or a column of assignment in `payees`."""

    name: str


@frozen
class Path(Written):
    """`source.column`, with `as of` a day where the source is a state."""

    source: Name
    column: Name
    as_of: Expression | None = None


@frozen
class InCurrency(Written):
    """`assignment.x in INR at the rate of DAY`."""

    path: Path
    currency: Name
    on: Expression


@frozen
class QuotaOf(Written):
    """`quota.X of the period`, `… of the year`, `… in force …`, `… for the days in the plan`."""

    name: Name
    by_days_in_plan: bool = False
    basis: core.QuotaBasis = core.QuotaBasis.BLENDED
    cadence: Cadence | None = None


@frozen
class PeriodTarget(Written):
    """`period target`."""


@frozen
class OfCredits(Written):
    """`total own X of the period`, `count all X …`; `term` where a formula stands in the place of X."""

    how: core.Aggregation
    everyone: bool
    direct_only: bool
    credit: Name | None
    term: Expression | None
    window: core.Window
    per: Path | None


@frozen
class OfSet(Written):
    """`total TERM`, `average TERM` and the like, over the set of the measure that it stands in."""

    how: core.Aggregation
    term: Expression


@frozen
class CountOf(Written):
    """`count of MEASURE`: of the set over which that measure is taken."""

    measure: Name


@frozen
class RankOf(Written):
    """`rank of MEASURE`: the payee's place by it."""

    measure: Name
    lowest_first: bool


@frozen
class EarnedBy(Written):
    """`earned A and B of the period`, whose, or `… of the fact`."""

    pays: tuple[Name, ...]
    window: core.Window
    whose: core.Whose
    of_fact: bool


@frozen
class Binary(Written):
    """Two operands and `+ - * /`."""

    operator: core.Operator
    left: Expression
    right: Expression


@frozen
class Negative(Written):
    """`-operand`."""

    operand: Expression


@frozen
class Extreme(Written):
    """`min(…)` or `max(…)`."""

    least: bool
    operands: tuple[Expression, ...]


@frozen
class BlankOr(Written):
    """`value (blank is other)`."""

    value: Expression
    otherwise: Expression


# Days ------------------------------------------------------------------------------------------------------


@frozen
class ShiftedDay(Written):
    """`30 days after D`, `6 months before D`: `unit` is `days`, `weeks`, `months` or `years`."""

    count: Expression
    unit: str
    before: bool
    day: Expression


@frozen
class EdgeOfMonth(Written):
    """`the first day of the month of D`."""

    day: Expression
    last: bool


@frozen
class EdgeOfPeriod(Written):
    """`the last day of the period`."""

    last: bool


@frozen
class LineDay(Written):
    """`the line's date`."""


@frozen
class LastDayOfPayee(Written):
    """`the payee's last day`."""


@frozen
class PayeeItself(Written):
    """`the payee`."""


@frozen
class NumberOfPeriod(Written):
    """`number of the period in the year`."""


@frozen
class Elapsed(Written):
    """`days from A to B` or `months from A to B`."""

    months: bool
    first: Expression
    last: Expression


# Conditions ------------------------------------------------------------------------------------------------


@frozen
class Comparison(Written):
    """`left < right`, `left is right` and the like."""

    comparison: core.Comparison
    left: Expression
    right: Expression


@frozen
class BlankTest(Written):
    """`value is blank` or `value is not blank`."""

    value: Expression
    negated: bool


@frozen
class Within(Written):
    """`value is A to B days after day`, both ends included; `last` is the second bound with its day."""

    value: Expression
    first: Expression
    last: Expression


@frozen
class Between(Written):
    """`value is FIRST through LAST`, both days included."""

    value: Expression
    first: Expression
    last: Expression


@frozen
class OneOf(Written):
    """`value is one of a, b` or `value is not one of a, b`."""

    value: Expression
    choices: tuple[Expression, ...]
    negated: bool


@frozen
class Among(Written):
    """`value is among own X`."""

    value: Expression
    credit: Name
    direct_only: bool


@frozen
class Junction(Written):
    """Conditions joined by `and` or by `or`."""

    conjunction: bool
    left: Expression
    right: Expression


@frozen
class Negation(Written):
    """`not condition`."""

    condition: Expression


Expression: TypeAlias = (
    Constant | Reference | Path | InCurrency | QuotaOf | PeriodTarget | OfCredits | OfSet | CountOf | RankOf
    | EarnedBy | Binary | Negative | Extreme | BlankOr | ShiftedDay | EdgeOfMonth | EdgeOfPeriod | LineDay
    | LastDayOfPayee | PayeeItself | NumberOfPeriod | Elapsed | Comparison | BlankTest | Within | Between
    | OneOf | Among | Junction | Negation
)  # fmt: skip
