"""The lines of a plan at a day, which get their ids and texts only where somebody reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from comp.engine.earned import Lines
from comp.engine.exact import AmountTooLargeError
from comp.engine.lines import lines_of_plan
from comp.engine.naming import AMOUNTS, amounts_of, table_of
from comp.engine.plan import PlanAtDay

LINE_SCHEMA: dict[str, pl.DataType] = {
    "line_id": pl.String(),
    "plan": pl.String(),
    "clause": pl.String(),
    "pay": pl.String(),
    "payee": pl.String(),
    "unit": pl.String(),
    "fact": pl.String(),
    "part": pl.String(),
    "credit": pl.String(),
    "born_on": pl.Date(),
    "performance_period": pl.String(),
    "currency": pl.String(),
    "credit_minor": pl.Int64(),
    "struck_minor": pl.Int64(),
    "earned_minor": pl.Int64(),
    "payable_minor": pl.Int64(),
    "fault": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Valuation:
    """Lines of a plan at a day: the columns of `LINE_SCHEMA`, then working columns named after measures and
    tables.

    `struck_minor` is the pay expression alone, struck; `earned_minor` and `payable_minor` are what every
    later statement made of it. A line with a `fault` has no amounts. `exact_way` counts the lines that rest
    on a column which could not be held in 128 bits and was worked out in fractions; a column goes whole, so
    one line takes those of its pay with it.
    """

    lines: pl.DataFrame
    exact_way: int


@dataclass(frozen=True, slots=True)
class Valued:
    """A plan at a day, and the lines of its pays as all statements leave them."""

    plan: PlanAtDay
    pays: Mapping[str, Lines]

    @classmethod
    def at(cls, plan: PlanAtDay) -> Valued:
        """Value a plan at a day.

        Raises:
            AmountTooLargeError: an amount past what columns hold.
        """
        return cls(plan, lines_of_plan(plan) if plan.groups.periods else {})

    def valuation(self) -> Valuation:
        """Every line.

        Raises:
            AmountTooLargeError: an amount beyond 64 bits.
        """
        tables = [self.named(pay) for pay in self.pays]
        if not tables:
            return Valuation(pl.DataFrame(schema=LINE_SCHEMA), 0)
        taken = sum(lines.frame.height for lines in self.pays.values() if lines.exact_way)
        return Valuation(pl.concat(tables, how="diagonal"), taken)

    def named(self, pay: str, rows: pl.Series | None = None) -> pl.DataFrame:
        """The lines of a pay, some or all, with the columns of `Valuation.lines`.

        Raises:
            AmountTooLargeError: an amount beyond 64 bits.
        """
        try:
            return table_of(self.pays[pay], self.plan, rows)
        except AmountTooLargeError as error:
            raise AmountTooLargeError(f"{self.plan.plan.name}.{pay}: {error}") from error

    def amounts(self, pay: str, names: Sequence[str], rows: pl.Series | None = None) -> pl.DataFrame:
        """Some columns of `naming.AMOUNTS`: what tells the lines of a pay apart, some or all, and amounts.

        Raises:
            AmountTooLargeError: an amount beyond 64 bits.
        """
        if pay not in self.pays:
            return pl.DataFrame(schema={name: AMOUNTS[name] for name in names})
        try:
            return amounts_of(self.pays[pay], self.plan, names, rows)
        except AmountTooLargeError as error:
            raise AmountTooLargeError(f"{self.plan.plan.name}.{pay}: {error}") from error
