"""Tables: a band for every value, a straight line between two points, or the average over a stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from comp.language.core import Expr, Key, Outside, Page, Shape, Table, TableRow
from comp.reference.evaluate import evaluate
from comp.reference.scope import Scope, Side, Sight
from comp.reference.values import Amount, Undefined, Value, undefined


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a step that lies in one band: from one value of the counter to another."""

    row: TableRow
    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class Found:
    """Where a table is read: the rows that apply, and its input before and after (twice the same at a point).

    `page` is that of a table of several inputs; `runs` says that the stretch is a credit's step of a counter,
    not the way from zero.
    """

    table: Table
    rows: tuple[TableRow, ...]
    before: Fraction
    after: Fraction
    page: Page | None
    runs: bool

    @property
    def from_zero(self) -> bool:
        """Whether it is the average from nothing to an amount."""
        return self.table.shape is Shape.MARGINAL and self.table.by is not None and not self.runs


def found(table: Table, scope: Scope, runs: bool, as_of: date) -> Found | Undefined:  # noqa: FBT001 - what the plan says of its input
    """Where a table is read for a line; undefined where an input is that a page asks for."""
    page = page_of(table, scope) if table.pages else None
    if isinstance(page, Undefined):
        return page
    rows = page.rows if page else table.rows
    if table.by is None:
        return Found(table, rows, Fraction(0), Fraction(0), page, runs)
    if table.shape is not Shape.MARGINAL:
        point = input_point(table.by, scope)
        return point if isinstance(point, Undefined) else Found(table, rows, point, point, page, runs)
    if not runs:
        point = input_point(table.by, scope)
        return (
            point if isinstance(point, Undefined) else Found(table, rows, Fraction(0), abs(point), page, runs)
        )
    before = input_point(table.by, replace(scope, sight=Sight(as_of, Side.BEFORE)))
    after = input_point(table.by, replace(scope, sight=Sight(as_of, Side.WITH)))
    if isinstance(before, Undefined):
        return before
    return after if isinstance(after, Undefined) else Found(table, rows, before, after, page, runs)


def value_of(read: Found) -> Fraction:
    """What a table gives where it is read."""
    if read.table.by is None:
        return read.rows[0].value
    if read.table.shape is Shape.MARGINAL:
        return average(read.rows, read.before, read.after)
    if read.table.shape is Shape.INTERPOLATED:
        return interpolated(read.rows, read.after, read.table.outside)
    return band_of(read.rows, read.after).value


def input_point(by: Expr, scope: Scope) -> Fraction | Undefined:
    """An input of a table in a scope, as a plain number."""
    return plain_point(evaluate(by, scope))


def plain_point(value: Value) -> Fraction | Undefined:
    """An input of a table as a plain number; money in minor units."""
    match value:
        case Amount():
            return value.minor
        case Fraction() | Undefined():
            return value
        case _:
            raise TypeError(f"a table is read by a number or money, not {value!r}")


# Pages --------------------------------------------------------------------------------------------------


def page_of(table: Table, scope: Scope) -> Page | Undefined:
    """The page for what the further inputs are in a scope."""
    return page_for(table, [evaluate(other, scope) for other in table.others])


def page_for(table: Table, inputs: Sequence[Value]) -> Page | Undefined:
    """The first page whose keys all fit; a page that asks nothing of an input fits a blank too."""
    lowest = [_lowest_bound(table, index) for index in range(len(inputs))]
    for page in table.pages:
        if all(_fits(*each) for each in zip(page.keys, inputs, lowest, strict=True)):
            return page
    unknown = next((value for value in inputs if isinstance(value, Undefined)), None)
    return unknown or undefined("no row of {table} fits", table=table.name)


def _lowest_bound(table: Table, index: int) -> Fraction | None:
    bounds = [bound for page in table.pages if (bound := page.keys[index].bound) is not None]
    return min(bounds, default=None)


def _fits(key: Key, value: Value, lowest: Fraction | None) -> bool:
    """Whether an input is what a key asks for; the lowest band reaches down without end."""
    if key.text is None and key.bound is None:
        return True
    match value:
        case Undefined():
            return False
        case Amount(minor=number) | (Fraction() as number) if key.bound is not None:
            return key.bound == lowest or key.bound < number or (key.bound == number and not key.above)
        case _:
            return key.text is not None and value == key.text


# Steps and points ---------------------------------------------------------------------------------------


def band_of(rows: Sequence[TableRow], value: Fraction) -> TableRow:
    """The row in whose band a value lies; the first band reaches down without end."""
    held = rows[0]
    for row in rows:
        if row.bound < value or (row.bound == value and not row.above):
            held = row
    return held


def neighbours(
    rows: Sequence[TableRow], value: Fraction, outside: Outside | None
) -> tuple[TableRow, TableRow]:
    """The two points between which a value lies; twice the same where the table is flat there.

    A point that says `below` is reached from the left, and left again at once where another has its bound.
    """
    reached = [row for row in rows if row.bound <= value]
    if not reached:
        return _end(rows[0], rows[:2], outside)
    if len(reached) == len(rows):
        last = reached[-1]
        return (last, last) if last.bound == value else _end(last, rows[-2:], outside)
    lower = reached[-1]
    return (lower, lower) if lower.bound == value else (lower, rows[len(reached)])


def _end(last: TableRow, segment: Sequence[TableRow], outside: Outside | None) -> tuple[TableRow, TableRow]:
    """Beyond the points: flat, or on along the end's segment, which a jump does not have."""
    jumps = len(segment) < 2 or segment[0].bound == segment[1].bound or (last is segment[0] and last.below)
    if outside is not Outside.CONTINUED or jumps:
        return last, last
    return segment[0], segment[1]


def interpolated(rows: Sequence[TableRow], value: Fraction, outside: Outside | None) -> Fraction:
    """The value on the straight line between two points."""
    lower, upper = neighbours(rows, value, outside)
    if lower.bound == upper.bound:
        return lower.value
    return lower.value + (upper.value - lower.value) * (value - lower.bound) / (upper.bound - lower.bound)


def stretches(rows: Sequence[TableRow], before: Fraction, after: Fraction) -> list[Stretch]:
    """The parts of a step by band, in rising order of the bands.

    A step down gives the same parts as the step up, each turned round.
    """
    low, high = min(before, after), max(before, after)
    parts: list[Stretch] = []
    for index, row in enumerate(rows):
        start = low if index == 0 else max(low, row.bound)
        end = high if index == len(rows) - 1 else min(high, rows[index + 1].bound)
        if start < end:
            parts.append(Stretch(row, start, end) if before <= after else Stretch(row, end, start))
    return parts


def average(rows: Sequence[TableRow], before: Fraction, after: Fraction) -> Fraction:
    """The average of a table over a stretch; its band's value where the stretch is empty."""
    if before == after:
        return band_of(rows, before).value
    area = sum(
        ((part.end - part.start) * part.row.value for part in stretches(rows, before, after)), Fraction(0)
    )
    return area / (after - before)
