"""What an expression can see at its place in the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from fractions import Fraction
from typing import Protocol

from comp.frozen import frozen
from comp.language import core, syntax
from comp.language.calendar import Cadence
from comp.language.lowering.types import Type
from comp.language.money import Rounding


class PlanNames(Protocol):
    """What a plan gives its expressions: its money and its measures and tables, lowered when first
    asked for.
    """

    currency: str
    rounding: Rounding
    annual_target: core.Expr | None
    target_blended: bool

    def measure(self, name: str) -> core.Measure | None:
        """The measure of that name, None where it is faulty."""
        ...

    def measure_type(self, name: str) -> Type:
        """The type of a measure that exists."""
        ...

    def count_of(self, name: syntax.Name) -> str | None:
        """The name of the measure that counts the set of another measure."""
        ...

    def rank_of(self, name: syntax.Name, *, lowest_first: bool) -> str | None:
        """The name of the measure that is the payee's place by another measure."""
        ...

    def table(self, name: str) -> core.Table | None:
        """The table of that name, None where it is faulty."""
        ...

    def table_type(self, name: str) -> Type:
        """The type of what a table that exists gives."""
        ...

    def has(self, name: str) -> str:
        """`measure`, `table`, `lost` (its line cannot be read) or nothing."""
        ...

    def names(self) -> list[str]:
        """Every measure and table in reach."""
        ...


@frozen
class Scope:
    """Rows, payee and names in reach."""

    place: str  # how a message calls the place: "a pay", "a credit's value"
    rows: tuple[str, ...] = ()  # sources whose row is at hand
    credit: str | None = None  # the credit whose value is at hand
    money_on: core.Expr | None = None  # the day on which the row's money is converted
    payee: bool = False
    plan: PlanNames | None = None
    measures: bool = False
    tables: bool = False
    aggregates: bool = False
    over: core.CreditSet | core.RowSet | None = None
    over_needed: bool = field(default=False)
    bare_columns_of: str | None = None
    target_share: Fraction | None = None
    cadence: Cadence | None = None  # of the longer period that a line is for
    pay_above: Callable[[syntax.Name], bool] | None = None  # whether a pay stands above; else it is told
    readings: frozenset[core.Reading] = frozenset(
        {core.Reading.BEFORE, core.Reading.WITH, core.Reading.POSTING, core.Reading.CLOSE}
    )
