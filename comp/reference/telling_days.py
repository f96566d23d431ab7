"""Days and spans of days in words."""

from __future__ import annotations

from comp.language.core import DaysAfter, MonthEdge, MonthsAfter, PeriodEdge, Shifted
from comp.reference.evaluate import evaluate
from comp.reference.saying import counted, say
from comp.reference.scope import Scope
from comp.reference.told import Tells, Told, steps_of
from comp.reference.values import Undefined
from comp.reference.wording import listed, shown


def tell_day(
    teller: Tells, expr: DaysAfter | MonthsAfter | Shifted | MonthEdge | PeriodEdge, scope: Scope
) -> Told:
    """A day that is worked out, or what is counted between two, with the days that it rests on."""
    match expr:
        case DaysAfter() | MonthsAfter():
            later, earlier = teller.tell(expr.later, scope), teller.tell(expr.earlier, scope)
            number = shown(evaluate(expr, scope))
            if isinstance(expr, DaysAfter):
                text = say(
                    "{number} days from {first} to {last}", number=number, first=earlier.text, last=later.text
                )
            else:
                text = say(
                    "{number} months from {first} to {last}",
                    number=number,
                    first=earlier.text,
                    last=later.text,
                )
            return Told(text, steps_of([later, earlier]))
        case Shifted():
            inner = teller.tell(expr.day, scope)
            return Told(_shifted(expr, _day(expr, scope), inner.text), inner.steps)
        case MonthEdge():
            inner = teller.tell(expr.day, scope)
            day = _day(expr, scope)
            if expr.last:
                text = say("{day}, the last day of the month of {other}", day=day, other=inner.text)
            else:
                text = say("{day}, the first day of the month of {other}", day=day, other=inner.text)
            return Told(text, inner.steps)
        case PeriodEdge():
            day, name = _day(expr, scope), scope.period.name if scope.period else say("the period")
            if expr.last:
                return Told(say("{day}, the last day of {period}", day=day, period=name))
            return Told(say("{day}, the first day of {period}", day=day, period=name))


def _day(expr: Shifted | MonthEdge | PeriodEdge, scope: Scope) -> str:
    value = evaluate(expr, scope)
    return say("no day") if isinstance(value, Undefined) else shown(value)


def _shifted(expr: Shifted, day: str, other: str) -> str:
    """`6 months after` another day, `1 month and 15 days before` it."""
    months, days = abs(expr.months), abs(expr.days)
    parts = [counted(months, "no months", "{number} month", "{number} months")] if months else []
    parts += [counted(days, "no days", "{number} day", "{number} days")] if days else []
    if not parts:
        return say("{day}, that is {other}", day=day, other=other)
    if (expr.months or expr.days) < 0:
        return say("{day}, {span} before {other}", day=day, span=listed(parts), other=other)
    return say("{day}, {span} after {other}", day=day, span=listed(parts), other=other)
