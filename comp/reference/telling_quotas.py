"""Quotas and targets in words: their rows, days and parts of a year."""

from __future__ import annotations

from comp.language.calendar import Period
from comp.language.core import PeriodTarget, Proration, Quota, QuotaBasis
from comp.reference.members_time import counted as counted_days
from comp.reference.members_time import every_day
from comp.reference.quotas import QuotaPart
from comp.reference.saying import counted, say, template
from comp.reference.scope import Scope
from comp.reference.told import TIMES, Tells, exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Undefined
from comp.reference.wording import Style, called, day_text, shown

_DAYS = {
    Proration.CALENDAR_DAYS: template("{inside} of {whole} days"),
    Proration.WORKING_DAYS: template("{inside} of {whole} working days"),
    Proration.MONTHS_OF_30_DAYS: template("{inside} of {whole} days of 30-day months"),
    Proration.STARTED_MONTHS: template("{inside} of {whole} months"),
}
_QUOTA = {
    QuotaBasis.BLENDED: template("quota {name} of {payee} in {period}: {value}"),
    QuotaBasis.CREDIT_DATE: template(
        "quota {name} of {payee} in {period}, in force on the credit date: {value}"
    ),
    QuotaBasis.CLOSE: template(
        "quota {name} of {payee} in {period}, in force at the close of the period: {value}"
    ),
    QuotaBasis.SPAN: template("quota {name} of {payee} in {period}, of its span: {value}"),
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
        sentence = say("quota {name} is not defined: {reason}", name=called(expr.name), reason=reason)
        return Step(StepKind.QUOTA, expr.name, sentence, None, (), expr.span)
    steps = tuple(Step(StepKind.TERM, part.row, _of_days(part), exact(part.value)) for part in parts)
    period = teller.view.longer(expr.cadence, scope.period)
    text = say(
        _QUOTA[expr.basis],
        name=called(expr.name), payee=scope.payee, period=period.name, value=shown(value),
    )  # fmt: skip
    if expr.by_days_in_plan:
        text = say("{quota}, for {days}", quota=text, days=days_text(teller, scope.payee, period))
    return Step(StepKind.QUOTA, expr.name, text, exact(value), steps, expr.span)


def target_step(teller: Tells, expr: PeriodTarget, scope: Scope) -> Step:
    """A clause's target with its shares, or the annual targets that were blended."""
    value = teller.view.period_target(expr, scope)
    if scope.payee is None or scope.period is None or isinstance(value, Undefined):
        reason = value.reason if isinstance(value, Undefined) else ""
        sentence = say("no period target: {reason}", reason=reason)
        return Step(StepKind.TARGET, "period target", sentence, None, (), expr.span)
    period = teller.view.longer(expr.cadence, scope.period)
    share = f"{shown(expr.share, Style.PERCENT)} {TIMES} {_part_of_year(teller, period)}"
    if expr.blended:
        sentence = say(
            "period target {value}: annual targets blended by days {times} {share}",
            value=shown(value), times=TIMES, share=share,
        )  # fmt: skip
        return Step(
            StepKind.TARGET, "period target", sentence, exact(value), _spans(teller, expr, scope), expr.span
        )
    sentence = say(
        "period target {value}: annual target {annual} {times} {share} {times} {days}",
        value=shown(value),
        annual=teller.value(expr.annual, scope),
        times=TIMES,
        share=share,
        days=days_text(teller, scope.payee, period),
    )
    steps = teller.tell(expr.annual, scope).steps
    return Step(StepKind.TARGET, "period target", sentence, exact(value), steps, expr.span)


def days_text(teller: Tells, payee: str, period: Period) -> str:
    """The payee's part of a period: `31 of 90 days`."""
    how = teller.view.plan.proration
    inside = counted_days(teller.view.members.days(payee, period), how)
    return say(_DAYS[how], inside=inside, whole=counted_days(every_day(period), how))


def _part_of_year(teller: Tells, period: Period) -> str:
    if period.cadence.months:
        return say("{months} of 12 months", months=period.cadence.months)
    return say("{part} of the year", part=shown(teller.view.calendar.part_of_year(period)))


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
            say(
                "{amount} from {first} through {last}: {days}",
                amount=shown(span.annual),
                first=day_text(span.first),
                last=day_text(span.last),
                days=say(_DAYS[how], inside=span.counted, whole=whole),
            ),
            span.annual,
        )
        for span in spans
    )


def _of_days(part: QuotaPart) -> str:
    return counted(
        part.days,
        "{value}: {inside} of no days of {amount}",
        "{value}: {inside} of {number} day of {amount}",
        "{value}: {inside} of {number} days of {amount}",
        value=shown(part.value),
        inside=str(part.days_inside),
        amount=shown(part.amount),
    )
