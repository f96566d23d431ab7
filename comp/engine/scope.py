"""What an expression can see: the rows, payees, days and groups that stand beside each row of a
calculation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

import polars as pl

from comp.engine import exact
from comp.engine.exact import Numbers
from comp.engine.facts import Rows
from comp.engine.taking import taken
from comp.facts.snapshot import Snapshot
from comp.language.core import (
    Aggregate,
    AmongOwn,
    Earned,
    MeasureValue,
    PeriodTarget,
    Quota,
    Rank,
    TableValue,
)


class PlanValues(Protocol):
    """What only a plan can tell an expression; `comp.engine.plan` answers."""

    @property
    def currency(self) -> str:
        """The plan's currency."""
        ...

    @property
    def rate_on(self) -> date | None:
        """The fixed day of the plan's exchange rates; None where each credit has its own."""
        ...

    def period_edge(self, scope: Scope, *, last: bool) -> pl.Series:
        """The first or last day of the performance periods of the scope's rows."""
        ...

    def period_number(self, scope: Scope) -> Numbers:
        """Which of its year's performance periods each row's is."""
        ...

    def rank(self, node: Rank, scope: Scope) -> Numbers:
        """The payees' places by a measure."""
        ...

    def earned(self, node: Earned, scope: Scope) -> Numbers:
        """What lines of pays above have come to so far."""
        ...

    def quota(self, node: Quota, scope: Scope) -> Numbers:
        """Quotas of the scope's groups."""
        ...

    def period_target(self, node: PeriodTarget, scope: Scope) -> Numbers:
        """Period targets of the scope's rows."""
        ...

    def measure(self, node: MeasureValue, scope: Scope) -> Numbers:
        """A measure as it is read for the scope's rows."""
        ...

    def table(self, node: TableValue, scope: Scope) -> Numbers:
        """A table's values for the scope's rows."""
        ...

    def aggregate(self, node: Aggregate, scope: Scope) -> Numbers:
        """A total or count for the scope's rows."""
        ...

    def among_own(self, node: AmongOwn, scope: Scope) -> pl.Series:
        """Whether the value stands in an own credit of the scope's payees."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """`height` rows and what stands beside each; what is None does not exist there.

    `group` is the position of the row's (payee, performance period) among the plan's groups; `limit` the
    last day of which facts are seen. `at_close` has totals read at the close of the group's period, not at
    posting; `running` says which side of each credit's step a running total is taken on. The rows stand
    beside the plan's credits `running_credit`: one for one, or at `place`. `credit_day` is the day of the
    credit where `day` is another; `foreign` lets an assignment's money be in any currency.
    """

    snapshot: Snapshot
    height: int
    rows: Mapping[str, Rows]
    payee: pl.Series | None = None
    day: pl.Series | None = None
    group: pl.Series | None = None
    limit: pl.Series | None = None
    at_close: bool = False
    credits: Mapping[str, Numbers] = field(default_factory=dict[str, Numbers])
    plan: PlanValues | None = None
    running: str | None = None
    running_credit: str | None = None
    place: pl.Series | None = None
    credit_day: pl.Series | None = None
    foreign: bool = False
    memo: dict[str, Numbers] = field(default_factory=dict[str, Numbers])

    def born_on(self) -> pl.Series | None:
        """The day of each row's credit, or line."""
        return self.day if self.credit_day is None else self.credit_day

    def gather(self, index: pl.Series) -> Scope:
        """The scope of some of the rows, in the order of `index`."""

        def known(column: pl.Series | None) -> pl.Series | None:
            return None if column is None else taken(exact.tall(column, self.height), index)

        rows = {
            name: Rows(some.source, some.table, taken(some.positions(), index))
            for name, some in self.rows.items()
        }
        credits = {
            name: exact.gather(exact.spread(value, self.height), index)
            for name, value in self.credits.items()
        }
        place = index.cast(pl.UInt32) if self.place is None else taken(self.place, index)
        return replace(
            self,
            height=len(index),
            rows=rows,
            payee=known(self.payee),
            day=known(self.day),
            group=known(self.group),
            limit=known(self.limit),
            credit_day=known(self.credit_day),
            credits=credits,
            place=place if self.running_credit is not None else None,
            memo={},
        )
