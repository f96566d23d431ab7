"""One run of a period: value every plan at two dates, take the difference, and sum it up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from importlib.metadata import version
from typing import TypeAlias

import polars as pl

from comp import engine
from comp.engine import CreditTable, valued_in_batches
from comp.facts import Workspace
from comp.language.calendar import Period
from comp.language.core import Plan
from comp.runs.by_workers import differences_by_workers, is_for_workers
from comp.runs.difference import no_lines, paid
from comp.runs.folder import Run, portable, results_digest
from comp.runs.inputs import Inputs, prepare
from comp.runs.kept_plans import KeptPlans
from comp.runs.manifest import Manifest, PlanPaid
from comp.runs.payouts import payouts_of
from comp.runs.spans import PaidSpan
from comp.runs.unclaimed import (
    count_unclaimed,
    fact_faults,
    no_fact_faults,
    no_unclaimed,
    unclaimed_credits,
)

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told before each step: what is being done, how many steps are done, and how many there are."""
Runner: TypeAlias = Callable[[Inputs, Plan, PaidSpan], Iterable[pl.DataFrame]]
"""Gives what a span pays of a plan, in parts, as `differences` does."""


def silent(what: str, done: int, of: int) -> None:
    """Progress that nobody watches."""


def run(
    workspace: Workspace,
    period_name: str,
    recorded: date | None,
    today: date,
    progress: Progress = silent,
    *,
    runner: Runner | None = None,
) -> Run:
    """Calculate what the period pays under every plan of the workspace, by default in this process.

    Raises:
        CompError: see `comp.runs.inputs.prepare`.
    """
    return calculate(prepare(workspace, period_name, recorded, today), progress, runner=runner)


def calculate(inputs: Inputs, progress: Progress = silent, *, runner: Runner | None = None) -> Run:
    """Calculate a run from its inputs; the same inputs give the same run."""
    plans = inputs.plans()
    parts: list[pl.DataFrame] = []
    for done, (plan, span) in enumerate(plans):
        progress(plan.name, done, len(plans))
        parts += (runner or differences)(inputs, plan, span)
    progress("adding up", len(plans), len(plans))
    lines = portable(pl.concat(parts, how="diagonal").sort("line_id"))
    unused = engine.unclaimed(inputs.program, inputs.snapshot, inputs.calendar, inputs.period.last_day)
    faults = pl.concat([line_faults(lines), _fact_faults(inputs, unused)], how="diagonal")
    unclaimed = _unclaimed(inputs.period, unused)
    report = inputs.view.report
    kept = KeptPlans(inputs.texts, inputs.calendar)
    manifest = Manifest(
        company=inputs.company,
        period=inputs.period.name,
        recorded_on=inputs.view.recorded_on,
        plans=tuple(plan_paid(plan, span, lines.filter(pl.col("plan") == plan.name)) for plan, span in plans),
        facts_digest=inputs.snapshot.digest,
        engine=engine_version(),
        results_digest=results_digest(lines),
        lines=lines.height,
        faults=faults.height,
        refused=sum(rows.refused for rows in report.rows.values()),
        unclaimed=count_unclaimed(unclaimed),
        plans_digest=kept.digest,
        last_import=inputs.last_import,
    )
    payouts = payouts_of(lines, inputs.period.name)
    return Run(manifest, lines, payouts, faults, report.refused, unclaimed, kept)


def engine_version() -> str:
    """What a manifest calls the engine that calculates now."""
    return f"comp {version('comp')}"


def values(inputs: Inputs, plan: Plan, span: PaidSpan) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The engine's lines of a plan before the span and at its end."""
    before, after = zip(*in_batches(inputs, plan, span), strict=True)
    return pl.concat(before, how="diagonal"), pl.concat(after, how="diagonal")


def differences(inputs: Inputs, plan: Plan, span: PaidSpan) -> Iterator[pl.DataFrame]:
    """What the span pays of a plan, batch by batch of payees: lines born in it, and those that changed."""
    days = days_of(plan, span)
    if is_for_workers(inputs, plan):
        return differences_by_workers(inputs, plan, span, days)
    of_batch = partial(paid, span=span)
    return valued_in_batches(
        inputs.program, plan, inputs.snapshot, inputs.calendar, days, of_batch, changes_alone=len(days) > 1
    )


def days_of(plan: Plan, span: PaidSpan) -> list[date]:
    """The days on which a plan is valued for a span: before it, where there was a plan, and at its end."""
    return [span.after_on] if span.before_on < plan.effective_from else [span.before_on, span.after_on]


def in_batches(inputs: Inputs, plan: Plan, span: PaidSpan) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """The same batch by batch of payees."""
    days = days_of(plan, span)
    for valued in engine.valuate_in_batches(inputs.program, plan, inputs.snapshot, inputs.calendar, days):
        *before, after = (each.lines for each in valued)
        yield before[0] if before else no_lines(), after


_FAULT_COLUMNS = ("plan", "clause", "pay", "payee", "line_id", "source", "fact", "credit", "fault")


def line_faults(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines that are faults, as a run's table of faults holds them."""
    found = lines.filter(pl.col("fault").is_not_null())
    return found.with_columns(source=pl.lit(None, pl.String)).select(_FAULT_COLUMNS)


def _fact_faults(inputs: Inputs, tables: Mapping[str, CreditTable]) -> pl.DataFrame:
    """Facts of the days paid that could not be credited; one without a date is shown with every run."""
    first = min(span.first for span in inputs.spans.values())
    found = pl.concat([no_fact_faults(), *(fact_faults(table) for table in tables.values())])
    return found.filter(pl.col("dated").is_null() | (pl.col("dated") >= first)).drop("dated")


def _unclaimed(period: Period, tables: Mapping[str, CreditTable]) -> pl.DataFrame:
    """Credits dated in the period that no plan of their payee uses."""
    found = pl.concat([no_unclaimed(), *(unclaimed_credits(table) for table in tables.values())])
    return found.filter(pl.col("on").is_between(period.starts_on, period.last_day))


def plan_paid(plan: Plan, span: PaidSpan, lines: pl.DataFrame) -> PlanPaid:
    """What a manifest says of a plan, from its lines."""
    totals = lines.select(pl.col("earned_minor", "payable_minor").cast(pl.Int128).sum())
    return PlanPaid(
        plan=plan.name,
        title=plan.title,
        currency=plan.currency,
        first_day=span.first,
        last_day=span.last,
        before_on=span.before_on,
        after_on=span.after_on,
        text_digest=plan.text_digest,
        result_digest=plan.result_digest,
        payees=lines["payee"].n_unique(),
        lines=lines.height,
        faults=lines["fault"].count(),
        earned_minor=totals["earned_minor"][0],
        payable_minor=totals["payable_minor"][0],
    )
