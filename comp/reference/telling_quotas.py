"""Quotas and targets in words: their rows, days and parts of a year."""

from __future__ import annotations

from comp.language.calendar import Period
from comp.language.core import PeriodTarget, Proration, Quota, QuotaBasis
from comp.reference.members_time import counted as counted_days
from comp.reference.members_time import every_day
from comp.reference.quotas import QuotaPart
from comp.reference.scope import Scope
from comp.reference.told import TIMES, Tells, exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Undefined
from comp.reference.wording import Style, called, counted, day_text, shown

_UNITS = {
    Proration.CALENDAR_DAYS: "days",
    Proration.WORKING_DAYS: "working days",
    Proration.MONTHS_OF_30_DAYS: "days of 30-day months",
    Proration.STARTED_MONTHS: "months",
}


def quota_step(teller: Tells, expr: Quota, scope: Scope) -> Step:
    """A quota with the rows that it is made of."""
    value = teller.view.quota(expr, scope)
    parts = teller.view.parts_of_quota(expr, scope)
    if (
        scope.payee is None
        or scope.period is None
        or isinstance(value, Undefined)
        or isinstance(parts, Undefined)
    ):
        reason = value.reason if isinstance(value, Undefined) else ""
        sentence = f"quota {called(expr.name)} is not defined: {reason}"
        return Step(StepKind.QUOTA, expr.name, sentence, None, (), expr.span)
    steps = tuple(Step(StepKind.TERM, part.row, _of_days(part), exact(part.value)) for part in parts)
    period = teller.view.longer(expr.cadence, scope.period)
    basis = "" if expr.basis is QuotaBasis.BLENDED else f", {expr.basis.value}"
    of = f"quota {called(expr.name)} of {scope.payee} in {period.name}{basis}: {shown(value)}"
    prorated = f", for {days_text(teller, scope.payee, period)}" if expr.by_days_in_plan else ""
    return Step(StepKind.QUOTA, expr.name, of + prorated, exact(value), steps, expr.span)


def target_step(teller: Tells, expr: PeriodTarget, scope: Scope) -> Step:
    """A clause's target with its shares, or the annual targets that were blended."""
    value = teller.view.period_target(expr, scope)
    if scope.payee is None or scope.period is None or isinstance(value, Undefined):
        reason = value.reason if isinstance(value, Undefined) else ""
        return Step(StepKind.TARGET, "period target", f"no period target: {reason}", None, (), expr.span)
    period = teller.view.longer(expr.cadence, scope.period)
    share = f"{shown(expr.share, Style.PERCENT)} {TIMES} {_part_of_year(teller, period)}"
    if expr.blended:
        sentence = f"period target {shown(value)}: annual targets blended by days {TIMES} {share}"
        return Step(
            StepKind.TARGET, "period target", sentence, exact(value), _spans(teller, expr, scope), expr.span
        )
    sentence = (
        f"period target {shown(value)}: annual target {teller.value(expr.annual, scope)} {TIMES} "
        f"{share} {TIMES} {days_text(teller, scope.payee, period)}"
    )
    steps = teller.tell(expr.annual, scope).steps
    return Step(StepKind.TARGET, "period target", sentence, exact(value), steps, expr.span)


def days_text(teller: Tells, payee: str, period: Period) -> str:
    """The payee's part of a period: `31 of 90 days`."""
    how = teller.view.plan.proration
    inside = counted_days(teller.view.members.days(payee, period), how)
    return f"{inside} of {counted_days(every_day(period), how)} {_UNITS[how]}"


def _part_of_year(teller: Tells, period: Period) -> str:
    if period.cadence.months:
        return f"{period.cadence.months} of 12 months"
    return f"{shown(teller.view.calendar.part_of_year(period))} of the year"


def _spans(teller: Tells, expr: PeriodTarget, scope: Scope) -> tuple[Step, ...]:
    spans = teller.view.spans_of_target(expr, scope)
    if isinstance(spans, Undefined) or scope.period is None:
        return ()
    how = teller.view.plan.proration
    whole = counted_days(every_day(teller.view.longer(expr.cadence, scope.period)), how)
    return tuple(
        Step(
            StepKind.TERM,
            span.first.isoformat(),
            f"{shown(span.annual)} from {day_text(span.first)} through {day_text(span.last)}: "
            f"{span.counted} of {whole} {_UNITS[how]}",
            span.annual,
        )
        for span in spans
    )


def _of_days(part: QuotaPart) -> str:
    days = counted(part.days, "day")
    return f"{shown(part.value)}: {part.days_inside} of {days} of {shown(part.amount)}"
