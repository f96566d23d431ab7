"""A run's lines, brought up to date where facts changed, as `calculate` has them (decision 0046)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from comp.engine import Valued
from comp.engine.changes import changed_keys
from comp.engine.incremental import Asked, Calculated, Tables
from comp.engine.touched import Touched
from comp.language.core import Plan
from comp.runs.difference import paid
from comp.runs.folder import portable
from comp.runs.inputs import Inputs
from comp.runs.run import days_of
from comp.runs.spans import PaidSpan


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run's lines, and what it takes to bring them up to date: a calculation of each plan that is paid."""

    inputs: Inputs
    plans: Mapping[str, Calculated]

    @classmethod
    def of(cls, inputs: Inputs) -> KeptRun:
        """Calculate every line.

        Raises:
            AmountTooLargeError: an amount is too large for a column.
        """
        return cls(
            inputs,
            {
                plan.name: Calculated.of(_asked(inputs, plan, span), inputs.snapshot)
                for plan, span in inputs.plans()
            },
        )

    def lines(self) -> pl.DataFrame:
        """The lines of the run, as `calculate` has them."""
        parts = [table for kept in self.plans.values() for table in kept.tables()]
        return portable(pl.concat(parts, how="diagonal").sort("line_id"))

    def recalculated(
        self, inputs: Inputs, keys: Mapping[str, pl.Series] | None = None
    ) -> tuple[KeptRun, dict[str, Touched]]:
        """The same for other inputs, and by plan whose lines were worked out again for it.

        A plan of which anything but facts is another (its text, a source, a credit, the calendar, the days
        that are paid) is calculated as a whole. `keys` names by source the keys in whose rows the facts
        differ; without it all facts are compared.

        Raises:
            AmountTooLargeError: an amount is too large for a column.
        """
        if keys is None and self.inputs.program.sources == inputs.program.sources:
            keys = changed_keys(self.inputs.snapshot, inputs.snapshot)  # once for all plans
        plans: dict[str, Calculated] = {}
        touched: dict[str, Touched] = {}
        for plan, span in inputs.plans():
            kept = self.plans.get(plan.name)
            if kept is not None and self._same(inputs, plan, span):
                plans[plan.name], touched[plan.name] = kept.recalculated(inputs.snapshot, keys)
            else:
                plans[plan.name] = Calculated.of(_asked(inputs, plan, span), inputs.snapshot)
                touched[plan.name] = Touched(None, ("the plan, or what it pays, is another one",))
        return KeptRun(inputs, plans), touched

    def _same(self, inputs: Inputs, plan: Plan, span: PaidSpan) -> bool:
        """Whether a plan is calculated as it was, but for facts."""
        before, after = self.inputs.program, inputs.program
        return (
            (plan, span) in self.inputs.plans()
            and (before.sources, before.credits) == (after.sources, after.credits)
            and self.inputs.calendar == inputs.calendar
        )


def _asked(inputs: Inputs, plan: Plan, span: PaidSpan) -> Asked:
    days = tuple(days_of(plan, span))
    use = partial(_paid, span=span)
    return Asked(inputs.program, plan, inputs.calendar, days, use, changes_alone=len(days) > 1)


def _paid(valued: list[Valued], span: PaidSpan) -> Tables:
    return (paid(valued, span),)
