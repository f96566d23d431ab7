"""Caps and floors: what of each line is kept under a bound (decision 0028)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from comp.language.calendar import Cadence, Period
from comp.language.core import Cap, CapSpan, Excess, Floor
from comp.reference.cents import allotted
from comp.reference.credited import OrderKey
from comp.reference.evaluate import evaluate
from comp.reference.lines import Capped, Floored, State, Valued, line_scope, struck_minor, struck_state
from comp.reference.measures import PlanView
from comp.reference.scope import Book
from comp.reference.values import Undefined, undefined


def caps(view: PlanView, cap: Cap, lines: Iterable[Valued], book: Book) -> dict[str, Capped]:
    """What a cap does to each of the lines that it names, by line id."""
    effects: dict[str, Capped] = {}
    for span, members in spans(view, cap, lines):
        capped = _capped(view, cap, span, members, book)
        effects.update(zip((each.line.line_id for each in members), capped, strict=True))
    return effects


def spans(view: PlanView, cap: Cap, lines: Iterable[Valued]) -> list[tuple[object, list[Valued]]]:
    """The lines that a cap adds up together, in order: what each span has in common, and its lines."""
    found: dict[tuple[str, object], list[Valued]] = {}
    for each in sorted(lines, key=lambda each: _order(cap, each)):
        found.setdefault((each.line.payee, _span(view, cap, each)), []).append(each)
    return [(span, members) for (_, span), members in found.items()]


def _order(cap: Cap, each: Valued) -> tuple[object, ...]:
    """Birth, then the pays as named, then credits as they stand; a given line after its giver's."""
    line = each.line
    order: OrderKey = line.credit.of.order if line.credit else ()
    place = (line.credit.of.fact, line.credit.of.place) if line.credit else (line.unit.name, ())
    return line.born_on, cap.pays.index(line.pay), order, place, line.given, line.line_id


def _span(view: PlanView, cap: Cap, each: Valued) -> object:
    """What the lines of one span have in common."""
    line = each.line
    match cap.per:
        case CapSpan.LINE:
            return line.line_id
        case CapSpan.PERFORMANCE_PERIOD if cap.excess is Excess.LOST:
            return line.period.name
        case CapSpan.PERFORMANCE_PERIOD | CapSpan.YEAR:
            return year_of(view, line.period).name
        case CapSpan.PLAN:
            return view.plan.name
        case CapSpan.VALUE:
            value = evaluate(cap.of[cap.pays.index(line.pay)], line_scope(view, line))
            return None if isinstance(value, Undefined) else value


def _capped(view: PlanView, cap: Cap, span: object, members: list[Valued], book: Book) -> list[Capped]:
    """The lines of one span, in order."""
    bounds = [struck_minor(view, evaluate(cap.at, line_scope(view, each.line, book))) for each in members]
    values = [struck_state(view, each.state).value for each in members]
    sums = _running(members, values)
    over = False
    if cap.excess is Excess.CARRIED:
        year = year_of(view, members[0].line.period)
        over = year.last_day <= view.as_of
        room = next((bound for bound in bounds if isinstance(bound, Undefined)), None)
        kept = _carried(sums, values, room or _room(view, year, members, bounds, values))
    elif cap.alike:
        kept = _alike(bounds, values)
    else:
        kept = [_kept(*each) for each in zip(sums, values, bounds, strict=True)]
    name = "" if span is None else str(span)
    return [
        Capped(cap, bound, before, keeps, name, over)
        for bound, before, keeps in zip(bounds, sums, kept, strict=True)
    ]


def _running(members: list[Valued], values: list[Fraction | Undefined]) -> list[Fraction | Undefined]:
    """What the lines before each one come to; a line without a value leaves those after it without one."""
    sums: list[Fraction | Undefined] = []
    before: Fraction | Undefined = Fraction(0)
    for each, value in zip(members, values, strict=True):
        sums.append(before)
        if isinstance(before, Undefined):
            continue
        if isinstance(value, Undefined):
            before = undefined(
                "{line}, which is before it under the cap, has no amount: {reason}",
                line=each.line.line_id,
                reason=value,
            )
        else:
            before += value
    return sums


def _kept(
    before: Fraction | Undefined, value: Fraction | Undefined, bound: int | Undefined
) -> Fraction | Undefined:
    """What a bound on the running sum leaves of one line."""
    if isinstance(value, Undefined):
        return value
    if isinstance(bound, Undefined):
        return bound
    if isinstance(before, Undefined):
        return before
    return min(before + value, Fraction(bound)) - min(before, Fraction(bound))


def _alike(bounds: list[int | Undefined], values: list[Fraction | Undefined]) -> list[Fraction | Undefined]:
    """The excess taken from all lines of a span: the last line's bound is allotted by their amounts."""
    bound = bounds[-1]
    known = [value for value in values if isinstance(value, Fraction)]
    unknown = next((value for value in (*values, *bounds) if isinstance(value, Undefined)), None)
    if unknown is not None or isinstance(bound, Undefined):
        return [value if isinstance(value, Undefined) else unknown or value for value in values]
    total = sum(known, Fraction(0))
    if total <= bound or total == 0:
        return values
    return [Fraction(minor) for minor in allotted([value * bound / total for value in known], bound)]


def _carried(
    sums: list[Fraction | Undefined], values: list[Fraction | Undefined], room: int | Undefined
) -> list[Fraction | Undefined]:
    """What of each line has found room; without an amount for all of them none has one."""
    unknown = next((value for value in (*values, room) if isinstance(value, Undefined)), None)
    return [
        value if isinstance(value, Undefined) else unknown or _kept(before, value, room)
        for before, value in zip(sums, values, strict=True)
    ]


def _room(
    view: PlanView,
    year: Period,
    members: list[Valued],
    bounds: list[int | Undefined],
    values: list[Fraction | Undefined],
) -> int | Undefined:
    """What of a year's lines has found room by now: each period that has begun adds that of its bound."""
    paid, bound = Fraction(0), None
    for period in view.calendar.periods_between(year.starts_on, year.last_day, view.plan.performance):
        if period.last_day > year.last_day or period.starts_on > view.as_of:
            continue
        first = next((b for each, b in zip(members, bounds, strict=True) if each.line.period == period), None)
        bound = bound if first is None else first
        if bound is None:
            continue
        if isinstance(bound, Undefined):
            return bound
        earned = Fraction(0)
        for each, value in zip(members, values, strict=True):
            if each.line.period.starts_on <= period.starts_on:
                if isinstance(value, Undefined):
                    return undefined("{line} has no amount: {reason}", line=each.line.line_id, reason=value)
                earned += value
        paid = min(paid + bound, earned)
    return int(paid)


def end_of_year(view: PlanView, period: Period) -> date:
    """The last day of the fiscal year of a performance period."""
    return year_of(view, period).last_day


def year_of(view: PlanView, period: Period) -> Period:
    """The fiscal year of a performance period: that which holds its last day."""
    return view.calendar.period_of(period.last_day, Cadence.YEAR)


def capped_state(view: PlanView, state: State, effect: Capped) -> State:
    """The line under a cap."""
    struck = struck_state(view, state)
    if effect.statement.excess is Excess.LOST or isinstance(effect.kept, Undefined):
        return replace(struck, value=effect.kept)
    if effect.year_over:
        lost = struck.lost or effect.kept != struck.value
        return replace(struck, value=effect.kept, lost=lost)
    if isinstance(struck.value, Undefined) or not struck.value:
        return struck
    return replace(struck, released=struck.released * effect.kept / struck.value)


def floored(view: PlanView, floor: Floor, each: Valued, book: Book) -> Floored:
    """A floor's bound for a line."""
    return Floored(floor, struck_minor(view, evaluate(floor.at, line_scope(view, each.line, book))))


def floored_state(view: PlanView, state: State, effect: Floored) -> State:
    """The line lifted to its floor, or lowered to minus as much where it is negative."""
    struck = struck_state(view, state)
    if isinstance(struck.value, Undefined) or struck.value == 0:
        return struck
    if isinstance(effect.at, Undefined):
        return replace(struck, value=effect.at)
    least = Fraction(effect.at)
    value = max(struck.value, least) if struck.value > 0 else min(struck.value, -least)
    return replace(struck, value=value)
