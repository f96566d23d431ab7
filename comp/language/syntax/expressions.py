"""Expressions and conditions as written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.language import core, money
from comp.language.calendar import Cadence
from comp.language.syntax.written import Name, Written

REFUSED = ""  # the name in the place of an expression that was refused; the fault was told


@dataclass(frozen=True, slots=True)
class Constant(Written):
    """A literal: number, percent, `1.5x`, money, date or text."""

    value: Fraction | money.Money | date | str


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
class InCurrency(Written):
    """`assignment.x in INR at the rate of DAY`."""

    path: Path
    currency: Name
    on: Expression


@dataclass(frozen=True, slots=True)
class QuotaOf(Written):
    """`quota.X of the period`, `… of the year`, `… in force …`, `… for the days in the plan`."""

    name: Name
    by_days_in_plan: bool = False
    basis: core.QuotaBasis = core.QuotaBasis.BLENDED
    cadence: Cadence | None = None


@dataclass(frozen=True, slots=True)
class PeriodTarget(Written):
    """`period target`."""


@dataclass(frozen=True, slots=True)
class OfCredits(Written):
    """`total own X of the period`, `count all X …`; `term` where a formula stands in the place of X."""

    how: core.Aggregation
    everyone: bool
    direct_only: bool
    credit: Name | None
    term: Expression | None
    window: core.Window
    per: Path | None


@dataclass(frozen=True, slots=True)
class OfSet(Written):
    """`total TERM`, `average TERM` and the like, over the set of the measure that it stands in."""

    how: core.Aggregation
    term: Expression


@dataclass(frozen=True, slots=True)
class CountOf(Written):
    """`count of MEASURE`: of the set over which that measure is taken."""

    measure: Name


@dataclass(frozen=True, slots=True)
class RankOf(Written):
    """`rank of MEASURE`: the payee's place by it."""

    measure: Name
    lowest_first: bool


@dataclass(frozen=True, slots=True)
class EarnedBy(Written):
    """`earned A and B of the period`, whose, or `… of the fact`."""

    pays: tuple[Name, ...]
    window: core.Window
    whose: core.Whose
    of_fact: bool


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


# Days ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShiftedDay(Written):
    """`30 days after D`, `6 months before D`: `unit` is `days`, `weeks`, `months` or `years`."""

    count: Expression
    unit: str
    before: bool
    day: Expression


@dataclass(frozen=True, slots=True)
class EdgeOfMonth(Written):
    """`the first day of the month of D`."""

    day: Expression
    last: bool


@dataclass(frozen=True, slots=True)
class EdgeOfPeriod(Written):
    """`the last day of the period`."""

    last: bool


@dataclass(frozen=True, slots=True)
class LineDay(Written):
    """`the line's date`."""


@dataclass(frozen=True, slots=True)
class LastDayOfPayee(Written):
    """`the payee's last day`."""


@dataclass(frozen=True, slots=True)
class PayeeItself(Written):
    """`the payee`."""


@dataclass(frozen=True, slots=True)
class NumberOfPeriod(Written):
    """`number of the period in the year`."""


@dataclass(frozen=True, slots=True)
class Elapsed(Written):
    """`days from A to B` or `months from A to B`."""

    months: bool
    first: Expression
    last: Expression


# Conditions ------------------------------------------------------------------------------------------------


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
class Within(Written):
    """`value is A to B days after day`, both ends included; `last` is the second bound with its day."""

    value: Expression
    first: Expression
    last: Expression


@dataclass(frozen=True, slots=True)
class Between(Written):
    """`value is FIRST through LAST`, both days included."""

    value: Expression
    first: Expression
    last: Expression


@dataclass(frozen=True, slots=True)
class OneOf(Written):
    """`value is one of a, b` or `value is not one of a, b`."""

    value: Expression
    choices: tuple[Expression, ...]
    negated: bool


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
    Constant | Reference | Path | InCurrency | QuotaOf | PeriodTarget | OfCredits | OfSet | CountOf | RankOf
    | EarnedBy | Binary | Negative | Extreme | BlankOr | ShiftedDay | EdgeOfMonth | EdgeOfPeriod | LineDay
    | LastDayOfPayee | PayeeItself | NumberOfPeriod | Elapsed | Comparison | BlankTest | Within | Between
    | OneOf | Among | Junction | Negation
)  # fmt: skip
