"""What a period pays from given inputs, line by line; nothing is valued twice whose inputs are the same."""

from __future__ import annotations

from typing import Final

import polars as pl

from comp.language.calendar import Calendar
from comp.language.core import Plan, Program
from comp.language.lowering.reads import reads_of
from comp.language.lowering.world import World
from comp.runs.difference import difference
from comp.runs.folder import portable
from comp.runs.inputs import Inputs
from comp.runs.run import values
from comp.runs.spans import PaidSpan

LINE: Final = ("line_id", "currency")
"""What tells a line: a plan whose currency was changed pays other lines."""
MEASURED: Final = ("earned_minor", "payable_minor", "faults")
"""What is compared of a line: its amounts, and whether it is a fault (1 or 0)."""
TOLD: Final = ("plan", "clause", "payee", "fact")


def amounts_of(lines: pl.DataFrame) -> pl.DataFrame:
    """Identity and amounts of a run's lines; a fault pays nothing, so its amounts are 0."""
    amounts = (pl.when(pl.col("fault").is_null()).then(pl.col(name)).otherwise(0) for name in MEASURED[:2])
    return lines.select(
        *LINE,
        *TOLD,
        *(amount.alias(name) for name, amount in zip(MEASURED, amounts, strict=False)),
        pl.col("fault").is_not_null().cast(pl.Int64).alias("faults"),
    )


def reads(program: Program, plan: Plan) -> frozenset[str]:
    """Every source that can decide what a plan pays, those included that its sources refer to."""
    found = reads_of(plan, World(program.sources, program.credits))
    names = set(found.sources | found.mentioned)
    ahead = list(names)
    while ahead:
        source = program.sources.get(ahead.pop())
        referred = (
            {column.refers_to for column in source.columns if column.refers_to} if source else set[str]()
        )
        ahead += referred - names
        names |= referred
    return frozenset(names & program.sources.keys())


class Valuer:
    """Values inputs one after another, and remembers each plan's lines by all that they depend on."""

    def __init__(self) -> None:
        self._known: dict[object, tuple[pl.DataFrame, object]] = {}

    def lines(self, inputs: Inputs) -> pl.DataFrame:
        """The amounts of every line that the period pays (see `amounts_of`)."""
        parts = [self._of_plan(inputs, plan, span) for plan, span in inputs.plans()]
        return pl.concat(parts) if parts else _none()

    def _of_plan(self, inputs: Inputs, plan: Plan, span: PaidSpan) -> pl.DataFrame:
        tables = [inputs.snapshot.tables[name] for name in sorted(reads(inputs.program, plan))]
        # Tables are never changed, and kept beside the lines, so that what an id names stays what it was.
        key = _key(inputs.calendar, plan, span, tables)
        if key not in self._known:
            before, after = values(inputs, plan, span)
            self._known[key] = amounts_of(portable(difference(before, after, span))), tables
        return self._known[key][0]


def _key(calendar: Calendar, plan: Plan, span: PaidSpan, tables: list[pl.DataFrame]) -> object:
    return calendar, plan.name, plan.result_digest, span, tuple(id(table) for table in tables)


def _none() -> pl.DataFrame:
    texts = {name: pl.String() for name in (*LINE, *TOLD)}
    return pl.DataFrame(schema={**texts, **{name: pl.Int64() for name in MEASURED}})
