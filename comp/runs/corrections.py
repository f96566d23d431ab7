"""What a period pays besides its own: what was paid before, as it is known now, less as it was known then.

It is taken line by line and reaches back to the first day of every plan, so a correction of any age is paid
in the period in which it was recorded. A run pays its period from what it knows; this pays what the run
before did not know, and together they come to the value of every line (decision 0035).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

import polars as pl

from comp.errors import CompError, InputFaultsError
from comp.facts import Workspace
from comp.language.calendar import Calendar, Period
from comp.language.core import Plan
from comp.language.money import format_minor
from comp.runs.attribution_chain import Between
from comp.runs.attribution_result import AttributedLine, Attribution, Cause
from comp.runs.attribution_values import amounts_of
from comp.runs.difference import difference
from comp.runs.folder import Run, portable, results_digest
from comp.runs.inputs import Inputs
from comp.runs.kept_plans import KeptPlans
from comp.runs.past_inputs import past_inputs
from comp.runs.payouts import payouts_of
from comp.runs.run import Progress, line_faults, plan_paid, silent, values
from comp.runs.spans import PaidSpan
from comp.runs.unclaimed import no_unclaimed
from comp.runs.verify import verify

Due: TypeAlias = Callable[[Inputs, Inputs], tuple[pl.DataFrame, Cause | None]]
"""From A's and B's inputs, each with its plans through their last payout in A's period: the lines that are to
be paid, with the columns of a run, and the cause of what of them no input of the two moves."""


def corrections(
    workspace: Workspace, a: Run, b: Run, progress: Progress = silent, due: Due | None = None
) -> tuple[Run, Attribution]:
    """What run B's period pays for the time before it: by B's facts and plans less by those of A, paid last.

    The result is a run of B's period whose lines have a `cause`; and every cause with what it moved. Another
    rule for what is `due` can be given.

    Raises:
        CompError: A is not the run before B, one of them cannot be calculated again, or the engines differ.
        InputFaultsError: a line that was paid is a fault now.
    """
    first, last = past_inputs(workspace, a), past_inputs(workspace, b)
    _require_one_after_the_other(first, last)
    first, last = _through(first, first.period), _through(last, first.period)
    _require_same_plans(first, last)
    between = Between(workspace, first, last, progress, spans_through)
    between.walk()
    lines, rest = (due or _differences)(first, last)
    if rest is not None:
        between.come_to(amounts_of(lines), rest)
    found = between.result()
    lines = _with_causes(lines, found)
    _require_engines_agree([first, last], sorted(set(lines["payee"])))
    return _run_of(lines, a, b, last), found


def spans_through(plans: Iterable[Plan], calendar: Calendar, period: Period) -> dict[str, PaidSpan]:
    """All that plans have paid when a period ends: from a plan's first day to its last payout by then."""
    spans: dict[str, PaidSpan] = {}
    for plan in plans:
        payout = plan.calendar(calendar).period_of(period.last_day, plan.payout)
        is_paid = payout.last_day == period.last_day
        last_day = payout.last_day if is_paid else payout.starts_on - timedelta(days=1)
        if plan.statements() and plan.effective_from <= last_day:
            before_on = plan.effective_from - timedelta(days=1)
            after_on = plan.read_on(last_day, calendar)
            spans[plan.name] = PaidSpan(plan.effective_from, last_day, before_on, after_on)
    return spans


def _through(inputs: Inputs, period: Period) -> Inputs:
    spans = spans_through(inputs.program.plans, inputs.calendar, period)
    return replace(inputs, period=period, spans=spans)


def _require_one_after_the_other(first: Inputs, last: Inputs) -> None:
    if last.period.starts_on != first.period.ends_before:
        raise CompError(
            f"A pays {first.period.name} and B pays {last.period.name}, which does not begin where that "
            "ends; corrections go from each run to the next, for what lies between would never be paid"
        )
    if (last.view.recorded_on, last.last_import) < (first.view.recorded_on, first.last_import):
        raise CompError(
            f"A knew the facts of {first.view.recorded_on}, B only those of {last.view.recorded_on}; "
            "run B again with what is known now"
        )


def _require_same_plans(first: Inputs, last: Inputs) -> None:
    """A plan that is gone would take back everything that it ever paid."""
    now = {plan.name: plan.currency for plan, _ in last.plans()}
    for plan, _ in first.plans():
        if plan.name not in now:
            raise CompError(
                f"plan {plan.name} paid before and is no longer among the plans; keep the plans of past years"
            )
        if now[plan.name] != plan.currency:
            raise CompError(
                f"plan {plan.name} paid in {plan.currency} and now says {now[plan.name]}; make it a new plan"
            )


def _differences(first: Inputs, last: Inputs) -> tuple[pl.DataFrame, None]:
    """The lines that are worth something else, with the columns of a run; inputs move all of it."""
    earlier = {plan.name: values(first, plan, span)[1] for plan, span in first.plans()}
    parts: list[pl.DataFrame] = []
    for plan, span in last.plans():
        none, now = values(last, plan, span)
        # No line was born in a span of no day, so only those stand there that changed.
        nothing = replace(span, first=span.last + timedelta(days=1))
        parts.append(difference(earlier.get(plan.name, none), now, nothing))
    lines = portable(pl.concat(parts, how="diagonal").sort("line_id"))
    faults = lines.filter(pl.col("fault").is_not_null())
    if faults.height:
        one = faults.row(0, named=True)
        raise InputFaultsError(
            f"{faults.height:,} lines that were paid are faults now, first {one['line_id']}: {one['fault']}; "
            "mend that first, for nobody knows what they should have paid"
        )
    return lines, None


def _require_engines_agree(ends: Sequence[Inputs], payees: Sequence[str]) -> None:
    """Both engines value every line of those whose past is corrected, as it was known then and is now."""
    for inputs in ends:
        found = verify(inputs, payees)
        if found:
            one = found[0]
            raise CompError(
                f"no corrections: the engines differ on {one.line_id}, {one.what} at {one.date}: the engine "
                f"says {one.engine_minor} minor units, the second engine {one.reference_minor}"
            )


def _with_causes(lines: pl.DataFrame, found: Attribution) -> pl.DataFrame:
    said = {line.line_id: _causes(line, found) for line in found.lines}
    texts = [said.get(line_id) for line_id in lines["line_id"]]
    return lines.with_columns(pl.Series("cause", texts, dtype=pl.String))


def _causes(line: AttributedLine, found: Attribution) -> str:
    """Every cause with what it moved of the earned amount."""
    return "; ".join(
        f"{found.causes[part.cause].text}: {format_minor(part.earned_minor, line.currency)}"
        for part in line.parts
    )


def _run_of(lines: pl.DataFrame, a: Run, b: Run, last: Inputs) -> Run:
    paid = tuple(
        plan_paid(plan, span, mine)
        for plan, span in last.plans()
        if (mine := lines.filter(pl.col("plan") == plan.name)).height
    )
    kept = KeptPlans(last.texts, last.calendar)
    manifest = replace(
        b.manifest,
        plans=paid,
        results_digest=results_digest(lines),
        lines=lines.height,
        faults=0,
        unclaimed=(),
        corrects=a.manifest.results_digest,
    )
    payouts = payouts_of(lines, manifest.period)
    return Run(manifest, lines, payouts, line_faults(lines), b.refused, no_unclaimed(), kept)
