"""Lowers days that are worked out from others, and spans between days (docs/decisions/0022)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from comp.language import core, syntax
from comp.language.core import Comparison, Kind
from comp.language.lowering.scope import Scope
from comp.language.lowering.types import CONDITION, DATE, NUMBER, UNKNOWN, Typed

if TYPE_CHECKING:
    from comp.language.lowering.expressions import Elaborator

_IN_DAYS = {"days": 1, "weeks": 7}
_IN_MONTHS = {"months": 1, "years": 12}
_MOST = 10_000


def lower_shifted(elaborator: Elaborator, node: syntax.ShiftedDay, scope: Scope) -> Typed:
    """`30 days after D`, `6 months before D`."""
    day = elaborator.of_kind(node.day, scope, {Kind.DATE}, "a date")
    count = _whole(elaborator, node.count)
    return Typed(_shift(day.expr, node, count), DATE)


def _shift(day: core.Expr, node: syntax.ShiftedDay, count: int) -> core.Expr:
    steps = -count if node.before else count
    months, days = steps * _IN_MONTHS.get(node.unit, 0), steps * _IN_DAYS.get(node.unit, 0)
    return core.Shifted(day, months, days, span=node.span)


def _whole(elaborator: Elaborator, node: syntax.Expression) -> int:
    value = node.value if isinstance(node, syntax.Constant) else None
    if isinstance(value, Fraction) and value.denominator == 1 and value <= _MOST:
        return value.numerator
    elaborator.faults.error(
        "T006", node.span, "A day is moved by a whole number of units.", "Write a number, such as `30`."
    )
    return 0


def lower_elapsed(elaborator: Elaborator, node: syntax.Elapsed, scope: Scope) -> Typed:
    """`days from A to B`, `months from A to B`."""
    first = elaborator.of_kind(node.first, scope, {Kind.DATE}, "a date").expr
    last = elaborator.of_kind(node.last, scope, {Kind.DATE}, "a date").expr
    make = core.MonthsAfter if node.months else core.DaysAfter
    return Typed(make(last, first, span=node.span), NUMBER)


def lower_month_edge(elaborator: Elaborator, node: syntax.EdgeOfMonth, scope: Scope) -> Typed:
    """`the first day of the month of D`."""
    day = elaborator.of_kind(node.day, scope, {Kind.DATE}, "a date").expr
    return Typed(core.MonthEdge(day, node.last, span=node.span), DATE)


def lower_within(elaborator: Elaborator, node: syntax.Within, scope: Scope) -> Typed:
    """`X is A to B days after D`, both ends included."""
    last = node.last
    if not isinstance(last, syntax.ShiftedDay):
        elaborator.faults.error(
            "T006",
            node.span,
            "After `is A to B` it must be said of what, and after which day.",
            "Write `is 0 to 30 days after DAY`; for two days write `is DAY through DAY`.",
        )
        return Typed(core.Literal(Fraction(0)), UNKNOWN)
    value = elaborator.of_kind(node.value, scope, {Kind.DATE}, "a date").expr
    day = elaborator.of_kind(last.day, scope, {Kind.DATE}, "a date").expr
    if last.unit in _IN_MONTHS:
        near = _shift(day, last, _whole(elaborator, node.first))
        far = _shift(day, last, _whole(elaborator, last.count))
        return _between(node, value, *((far, near) if last.before else (near, far)))
    counts = [_count(elaborator, count, last.unit, scope) for count in (node.first, last.count)]
    later, earlier = (day, value) if last.before else (value, day)
    return _between(node, core.DaysAfter(later, earlier, span=node.span), *counts)


def _count(elaborator: Elaborator, node: syntax.Expression, unit: str, scope: Scope) -> core.Expr:
    count = elaborator.of_kind(node, scope, {Kind.NUMBER}, "a number of days").expr
    if _IN_DAYS[unit] == 1:
        return count
    days = core.Literal(Fraction(_IN_DAYS[unit]), span=node.span)
    return core.Arithmetic(core.Operator.MULTIPLY, count, days, span=node.span)


def lower_between(elaborator: Elaborator, node: syntax.Between, scope: Scope) -> Typed:
    """`X is FIRST through LAST`, both days included."""
    value, first, last = (
        elaborator.of_kind(part, scope, {Kind.DATE}, "a date").expr
        for part in (node.value, node.first, node.last)
    )
    return _between(node, value, first, last)


def _between(
    node: syntax.Within | syntax.Between, value: core.Expr, first: core.Expr, last: core.Expr
) -> Typed:
    bounds = (
        core.Compare(Comparison.AT_LEAST, value, first, span=node.span),
        core.Compare(Comparison.AT_MOST, value, last, span=node.span),
    )
    return Typed(core.All(bounds, span=node.span), CONDITION)
