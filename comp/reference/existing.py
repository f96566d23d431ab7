"""Which lines a pay has at a day."""

from __future__ import annotations

from collections.abc import Iterator

from comp.language.calendar import Period
from comp.language.core import Clause, Draw, Pay
from comp.reference.evaluate import holds
from comp.reference.lines import Line, line_scope
from comp.reference.measures import PlanView
from comp.reference.scope import Book


def lines_of(view: PlanView, clause: Clause, pay: Pay, payee: str, book: Book | None = None) -> list[Line]:
    """The lines of one pay and payee that exist at the day, in order; `book` is what stands above the pay."""
    lines = _of_credits(view, clause, pay, payee) if pay.each else _of_periods(view, clause, pay, payee)
    return [line for line in lines if holds(pay.where, line_scope(view, line, book))]


def draw_lines(view: PlanView, clause: Clause, draw: Draw, payee: str) -> list[Line]:
    """A draw's lines of one payee: one for each period with a day in the plan, from its close on."""
    return [
        _of_period(view, clause, draw, payee, period)
        for period in member_periods(view, payee)
        if period.last_day <= view.as_of
    ]


def member_periods(view: PlanView, payee: str) -> list[Period]:
    """The performance periods in which the payee has a day in the plan, in order, future ones too."""
    plan = view.plan
    periods = view.calendar.periods_between(plan.effective_from, plan.effective_through, plan.performance)
    return [period for period in periods if view.members.days(payee, period)]


def _of_credits(view: PlanView, clause: Clause, pay: Pay, payee: str) -> Iterator[Line]:
    for credit in view.own.of(pay.each or "", payee):
        if credit.in_plan:
            period = view.calendar.period_of(credit.of.on, view.plan.performance)
            yield Line(
                view.plan.name, clause, pay.name, payee, credit, credit.of.on, period, period, pay.span
            )


def _of_periods(view: PlanView, clause: Clause, pay: Pay, payee: str) -> Iterator[Line]:
    plan = view.plan
    cadence = pay.cadence or plan.performance
    for unit in view.calendar.periods_between(plan.effective_from, plan.effective_through, cadence):
        days = view.members.days(payee, unit)
        if days and (days[0] if pay.on_account else unit.last_day) <= view.as_of:
            yield _of_period(view, clause, pay, payee, unit)


def _of_period(view: PlanView, clause: Clause, pay: Pay | Draw, payee: str, unit: Period) -> Line:
    """A line of a period: born on the payee's last day in it, of the last performance period in it."""
    born_on = view.members.days(payee, unit)[-1]
    period = view.calendar.period_of(unit.last_day, view.plan.performance)
    if period.last_day > unit.last_day:  # a week that ends in the next month is the next month's
        period = view.calendar.shift(period, -1)
    return Line(view.plan.name, clause, pay.name, payee, None, born_on, period, unit, pay.span)
