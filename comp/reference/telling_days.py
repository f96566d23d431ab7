"""Days and spans of days in words."""

from __future__ import annotations

from comp.language.core import DaysAfter, MonthEdge, MonthsAfter, PeriodEdge, Shifted
from comp.reference.evaluate import evaluate
from comp.reference.scope import Scope
from comp.reference.told import Tells, Told, steps_of
from comp.reference.values import Undefined
from comp.reference.wording import counted, listed, shown


def tell_day(
    teller: Tells, expr: DaysAfter | MonthsAfter | Shifted | MonthEdge | PeriodEdge, scope: Scope
) -> Told:
    """A day that is worked out, or what is counted between two, with the days that it rests on."""
    match expr:
        case DaysAfter() | MonthsAfter():
            unit = "days" if isinstance(expr, DaysAfter) else "months"
            later, earlier = teller.tell(expr.later, scope), teller.tell(expr.earlier, scope)
            text = f"{shown(evaluate(expr, scope))} {unit} from {earlier.text} to {later.text}"
            return Told(text, steps_of([later, earlier]))
        case Shifted():
            inner = teller.tell(expr.day, scope)
            return Told(f"{_day(expr, scope)}, {_span(expr)} {inner.text}", inner.steps)
        case MonthEdge():
            inner = teller.tell(expr.day, scope)
            return Told(
                f"{_day(expr, scope)}, the {_edge(expr)} day of the month of {inner.text}", inner.steps
            )
        case PeriodEdge():
            name = scope.period.name if scope.period else "the period"
            return Told(f"{_day(expr, scope)}, the {_edge(expr)} day of {name}")


def _day(expr: Shifted | MonthEdge | PeriodEdge, scope: Scope) -> str:
    value = evaluate(expr, scope)
    return "no day" if isinstance(value, Undefined) else shown(value)


def _edge(expr: MonthEdge | PeriodEdge) -> str:
    return "last" if expr.last else "first"


def _span(expr: Shifted) -> str:
    """`6 months after`, `1 month and 15 days before`."""
    parts = [(abs(expr.months), "month"), (abs(expr.days), "day")]
    text = listed([counted(number, one) for number, one in parts if number])
    word = "before" if (expr.months or expr.days) < 0 else "after"
    return f"{text} {word}" if text else "that is"
