"""Tables: a band for every value, a straight line between two points, or the average over a stretch."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from comp.language.core import Outside, Shape, Table, TableRow


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a step that lies in one band: from one value of the counter to another."""

    row: TableRow
    start: Fraction
    end: Fraction


def band_of(table: Table, value: Fraction) -> TableRow:
    """The row in whose band a value lies; the first band reaches down without end."""
    found = table.rows[0]
    for row in table.rows:
        if row.bound < value or (row.bound == value and not row.above):
            found = row
    return found


def looked_up(table: Table, value: Fraction) -> Fraction:
    """The value of a retroactive or interpolated table at a point."""
    return interpolated(table, value) if table.shape is Shape.INTERPOLATED else band_of(table, value).value


def neighbours(table: Table, value: Fraction) -> tuple[TableRow, TableRow]:
    """The two points between which a value lies; twice the same where the table is flat there."""
    rows = table.rows
    if len(rows) == 1:
        return rows[0], rows[0]
    if value < rows[0].bound:
        return (rows[0], rows[0]) if table.outside is not Outside.CONTINUED else (rows[0], rows[1])
    if value > rows[-1].bound:
        return (rows[-1], rows[-1]) if table.outside is not Outside.CONTINUED else (rows[-2], rows[-1])
    lower = max(index for index, row in enumerate(rows) if row.bound <= value)
    lower = min(lower, len(rows) - 2)
    return rows[lower], rows[lower + 1]


def interpolated(table: Table, value: Fraction) -> Fraction:
    """The value on the straight line between two points."""
    lower, upper = neighbours(table, value)
    if lower.bound == upper.bound:
        return lower.value
    return lower.value + (upper.value - lower.value) * (value - lower.bound) / (upper.bound - lower.bound)


def stretches(table: Table, before: Fraction, after: Fraction) -> list[Stretch]:
    """The parts of a step by band, in rising order of the bands.

    A step down gives the same parts as the step up, each turned round.
    """
    low, high = min(before, after), max(before, after)
    parts: list[Stretch] = []
    for index, row in enumerate(table.rows):
        start = low if index == 0 else max(low, row.bound)
        end = high if index == len(table.rows) - 1 else min(high, table.rows[index + 1].bound)
        if start < end:
            parts.append(Stretch(row, start, end) if before <= after else Stretch(row, end, start))
    return parts


def average(table: Table, before: Fraction, after: Fraction) -> Fraction:
    """The average of a table over a stretch; its band's value where the stretch is empty."""
    if before == after:
        return band_of(table, before).value
    area = sum(
        ((part.end - part.start) * part.row.value for part in stretches(table, before, after)), Fraction(0)
    )
    return area / (after - before)
