"""What every line is worth at the end of the last payout that had ended by a run's last day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from comp.facts import Workspace
from comp.ledger.amounts import NOTHING, Amounts, LineKey
from comp.runs import Inputs, Run, past_inputs
from comp.runs.corrections import spans_through
from comp.runs.difference import no_lines
from comp.runs.run import values


@dataclass(frozen=True, slots=True)
class Values:
    """The lines of a run's plans by what they are worth; None is a fault, which nobody knows the worth of.

    `plans` are all that the run knew, those included that have no line yet.
    """

    plans: frozenset[str]
    lines: Mapping[LineKey, Amounts | None]

    def of(self, key: LineKey) -> Amounts | None:
        """A line's worth; one that is not there is worth nothing."""
        return self.lines.get(key, NOTHING)


def values_through(workspace: Workspace, run: Run) -> Values:
    """Value every line as the run's facts and plans know it.

    Raises:
        CompError: the run cannot be calculated again from its folder and the workspace's store.
    """
    inputs = past_inputs(workspace, run)
    lines = lines_through(inputs)
    found = {
        (line, currency): None if fault is not None else Amounts(earned, payable)
        for line, currency, earned, payable, fault in (
            lines.select("line_id", "currency", "earned_minor", "payable_minor", "fault").iter_rows()
        )
    }
    return Values(frozenset(plan.name for plan in inputs.program.plans), found)


def lines_through(inputs: Inputs) -> pl.DataFrame:
    """The valuation of every plan at the end of its last payout that had ended by the period's last day."""
    spans = spans_through(inputs.program.plans, inputs.calendar, inputs.period)
    through = replace(inputs, spans=spans)
    parts = [values(through, plan, span)[1] for plan, span in through.plans()]
    return pl.concat([no_lines(), *parts], how="diagonal")
