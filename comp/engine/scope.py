"""What an expression can see: the rows, payees, days and groups that stand beside each row of a
calculation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from comp.engine.exact import Numbers
from comp.engine.facts import Rows
from comp.facts.snapshot import Snapshot
from comp.language.core import Aggregate, AmongOwn, MeasureValue, PeriodTarget, Quota, TableValue


class PlanValues(Protocol):
    """What only a plan can tell an expression; `comp.engine.plan` answers."""

    @property
    def currency(self) -> str:
        """The plan's currency."""
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
    posting; `running` says which side of each credit's step a running total is taken on.
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
    memo: dict[str, Numbers] = field(default_factory=dict[str, Numbers])
