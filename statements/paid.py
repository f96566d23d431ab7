"""The runs that were paid before in the company's year, and what each payee got of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from comp.errors import CompError
from comp.language.calendar import Cadence, Calendar, Period
from comp.runs import Run


def require_paid_before(run: Run, paid: Sequence[Run], calendar: Calendar) -> None:
    """Let the runs pass that can have been paid before this one in its year.

    Raises:
        CompError: one is of another company or year, of a later period, is this run, or pays days that
            this run or another of them pays.
    """
    period = calendar.parse(run.manifest.period)
    year = calendar.period_of(period.last_day, Cadence.YEAR)
    seen: list[Run] = [run]
    for each in paid:
        _require_of_year(run, each, calendar.parse(each.manifest.period), period, year)
        for other in seen:
            _require_apart(each, other, is_this_run=other is run)
        seen.append(each)


def paid_to(payee: str, paid: Sequence[Run]) -> dict[str, int]:
    """What the runs paid one payee, in minor units by currency."""
    sums: dict[str, int] = {}
    for run in paid:
        mine = run.lines.filter(pl.col("payee") == payee)
        for currency, minor in mine.select("currency", "payable_minor").iter_rows():
            sums[currency] = sums.get(currency, 0) + (minor or 0)
    return sums


def _require_of_year(run: Run, each: Run, of: Period, period: Period, year: Period) -> None:
    told = each.manifest
    if told.company != run.manifest.company:
        raise CompError(
            f"the run of {told.period} that is said to be paid is of {told.company}, and this one of "
            f"{run.manifest.company}; name runs of the same company"
        )
    if of.last_day not in year:
        raise CompError(
            f"the run of {told.period} that is said to be paid is not of the year {year.name}, which holds "
            f"{run.manifest.period}; name the runs of that year alone"
        )
    if of.last_day > period.last_day:
        raise CompError(
            f"the run of {told.period} ends after {run.manifest.period}, so it was not paid before it; "
            "leave it out"
        )


def _require_apart(each: Run, other: Run, *, is_this_run: bool) -> None:
    """Two runs pay different days of every plan; corrections are of days that others paid."""
    one, two = each.manifest, other.manifest
    if (one.period, one.results_digest, one.corrects) == (two.period, two.results_digest, two.corrects):
        which = "is this run itself" if is_this_run else "is named twice"
        raise CompError(f"the run of {one.period} that is said to be paid {which}; leave it out")
    if one.corrects or two.corrects:
        return
    spans = {plan.plan: plan for plan in two.plans}
    for plan in one.plans:
        also = spans.get(plan.plan)
        if also is not None and plan.first_day <= also.last_day and also.first_day <= plan.last_day:
            raise CompError(
                f"the runs of {one.period} and {two.period} both pay {plan.plan} for days up to "
                f"{min(plan.last_day, also.last_day)}; name only those that were paid"
            )
