"""The tables of a run's folder as a page shows them: the first rows of each, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from comp.language.money import Money
from comp.workflow.recording import RunShown

MOST_ROWS: Final = 50
FAULTS: Final = ("plan", "clause", "payee", "line_id", "source", "fact", "fault")
REFUSED: Final = ("source", "file", "sheet", "row", "column", "value", "code")


@dataclass(frozen=True, slots=True)
class TableShown:
    """The first rows of a table as texts, and how many rows it has."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What could not be paid, and rows that a run went without; `why_not` where its folder cannot be read."""

    faults: TableShown | None = None
    refused: TableShown | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class PlanShown:
    """What a run pays by one plan; both days are paid."""

    name: str
    title: str
    first_day: date
    last_day: date
    payees: int
    lines: int
    faults: int
    earned: Money
    payable: Money


def plans_shown(run: RunShown) -> tuple[PlanShown, ...]:
    """The plans of a run, by name."""
    return tuple(
        PlanShown(
            name=plan.plan,
            title=plan.title,
            first_day=plan.first_day,
            last_day=plan.last_day,
            payees=plan.payees,
            lines=plan.lines,
            faults=plan.faults,
            earned=Money(plan.earned_minor, plan.currency),
            payable=Money(plan.payable_minor, plan.currency),
        )
        for plan in run.manifest.plans
    )


def table_shown(table: pl.DataFrame, columns: tuple[str, ...]) -> TableShown:
    """These columns of a table, but for those that are blank in all of its first rows."""
    first = table.select(columns).head(MOST_ROWS)
    kept = [name for name in columns if first[name].null_count() < first.height]
    rows = first.select(pl.col(name).cast(pl.String).fill_null("") for name in kept).rows()
    return TableShown(tuple(kept), tuple(rows), table.height)
