"""Moves some facts onto the bounds that a program names: steps of tables, caps, quotas, edges of periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from comp.facts.snapshot import Value
from comp.fuzz.drawing import LARGEST_MINOR, Drawing
from comp.fuzz.facts import Rows
from comp.fuzz.nodes import walk
from comp.language.calendar import Calendar
from comp.language.core import NUMBER_SCALE, Kind, Literal, Plan, Program, Source, Table
from comp.language.money import Money

_AMOUNT_PERCENT, _NUMBER_PERCENT, _DAY_PERCENT = 12, 5, 8
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a program compares with: minor units of its plans' money, ratios, and days."""

    amounts: tuple[int, ...]
    ratios: tuple[Fraction, ...]
    days: tuple[date, ...]


def bounds_of(program: Program, calendar: Calendar, valued_on: tuple[date, ...]) -> Bounds:
    """Every literal and step of the program's plans and credits, the edges of its periods, and the days on
    which it is valued, each with its neighbours.
    """
    amounts, ratios = {1, 100}, {Fraction(1)}
    days = {day + step * _ONE_DAY for day in valued_on for step in (0, 1)}
    for node in walk((program.plans, tuple(program.credits.values()))):
        match node:
            case Literal(value=Money(minor=minor)):
                amounts |= {minor, -minor}
            case Literal(value=Fraction() as ratio):
                ratios.add(ratio)
            case Literal(value=date() as day):
                days |= {day, day + _ONE_DAY}
            case Table():
                steps = {row.bound for row in node.rows} | {r.bound for p in node.pages for r in p.rows}
                if node.bound_kind is Kind.NUMBER:
                    ratios |= steps
                else:
                    amounts |= {int(step) for step in steps}
            case _:
                pass
    for plan in program.plans:
        days |= set(_edges(plan, calendar))
    return Bounds(tuple(sorted(amounts)), tuple(sorted(ratios)), tuple(sorted(days)))


def _edges(plan: Plan, calendar: Calendar) -> Iterator[date]:
    """The first and last days of the plan and of its periods, and the days beside them."""
    first, last = plan.effective_from, plan.effective_through
    yield from (first - _ONE_DAY, first, last, last + _ONE_DAY)
    for period in plan.calendar(calendar).periods_between(first, last, plan.performance):
        yield from (period.last_day, period.ends_before)


def on_bounds(draw: Drawing, sources: Mapping[str, Source], rows: Rows, bounds: Bounds) -> Rows:
    """The rows, some of whose amounts, numbers and days are drawn from the bounds."""
    quotas = _quotas(rows)
    moved: dict[str, list[Mapping[str, Value]]] = {}
    for name, some in rows.items():
        if name in {"quota", "rate"} or name not in sources:
            moved[name] = [*some]
            continue
        source, sold = sources[name], dict[Value, int]()
        moved[name] = [_moved(draw, source, row, bounds, quotas, sold) for row in some]
    return moved


def _quotas(rows: Rows) -> dict[Value, list[int]]:
    found: dict[Value, list[int]] = {}
    for row in rows.get("quota", ()):
        if isinstance(amount := row.get("amount"), int):
            found.setdefault(row["payee"], []).append(amount)
    return found


def _moved(  # noqa: PLR0917 - a row, and the five things that it is moved by
    draw: Drawing,
    source: Source,
    row: Mapping[str, Value],
    bounds: Bounds,
    quotas: Mapping[Value, list[int]],
    sold: dict[Value, int],
) -> Mapping[str, Value]:
    """One row; `sold` is what the payees it names had before it, so that two rows meet a bound together."""
    moved, spans = dict(row), {source.valid_from, source.valid_through}
    payee = next((row[c.name] for c in source.columns if c.kind is Kind.PAYEE and row.get(c.name)), None)
    for column in source.columns:
        if column.kind is Kind.ROW_MONEY:
            if draw.chance(_AMOUNT_PERCENT):
                moved[column.name] = _amount(draw, bounds, quotas.get(payee, []), sold.get(payee, 0))
            if isinstance(amount := moved.get(column.name), int):
                sold[payee] = sold.get(payee, 0) + amount
        elif column.kind is Kind.NUMBER and draw.chance(_NUMBER_PERCENT):
            moved[column.name] = _stored(draw.pick(bounds.ratios))
        elif column.kind is Kind.DATE and column.name not in spans and draw.chance(_DAY_PERCENT):
            moved[column.name] = draw.pick(bounds.days)
    return moved


def _amount(draw: Drawing, bounds: Bounds, quotas: list[int], sold: int) -> int:
    """An amount on a bound, beside one, or one that brings the payee's sum to a step of a quota."""
    if quotas and draw.chance(60):
        step = draw.pick(bounds.ratios) * draw.pick(quotas)
        exact = int(step) - (sold if draw.chance(50) else 0)
    else:
        exact = draw.pick(bounds.amounts)
    near = exact + draw.pick((0, 0, 0, 0, 1, -1))
    return near if abs(near) <= LARGEST_MINOR else exact % LARGEST_MINOR


def _stored(ratio: Fraction) -> Fraction:
    """The ratio as a column holds it, in whole billionths."""
    return Fraction(int(ratio * NUMBER_SCALE), NUMBER_SCALE)
