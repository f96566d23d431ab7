"""The rows of a table as a reader's bands: the one where the payee stands, and the next one."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from comp.language import core
from comp.language.money import Money
from comp.reference.values import Amount, Value
from statements.view import Band, NextBand


def bands_of(
    table: core.Table, rows: tuple[core.TableRow, ...], here: Fraction | None, currency: str
) -> tuple[Band, ...]:
    """Every row that a reader tells apart, in order; of two points at one bound the one that holds there.

    Between two rows of an interpolated table the payee stands in neither.
    """
    shown = _shown(rows)
    reached = None if here is None else _reached(table, shown, here)
    return tuple(
        Band(
            _bound(table, row.bound, currency),
            _given(table, row.value, currency),
            reached=row is reached,
            above=row.above,
        )
        for row in shown
    )


def next_band(  # noqa: PLR0917 - a table, where the payee stands in it, and the two units
    table: core.Table,
    rows: tuple[core.TableRow, ...],
    here: Fraction,
    gives: Fraction,
    quota: Value | None,
    currency: str,
) -> NextBand | None:
    """The next bound above where the payee stands, unless nothing more is given there.

    `gives` is what the table gives the payee now; `quota` what the input is a share of.
    """
    ahead = [row for row in _shown(rows) if row.bound > here or (row.bound == here and row.above)]
    if not ahead or ahead[0].value < gives:
        return None
    row = ahead[0]
    missing = row.bound - here
    return NextBand(
        bound=_bound(table, row.bound, currency),
        gives=_given(table, row.value, currency),
        missing=_upwards(missing, currency) if table.bound_kind is core.Kind.MONEY else missing,
        missing_of_quota=_of_quota(missing, quota),
        above=row.above,
    )


def _bound(table: core.Table, bound: Fraction, currency: str) -> Fraction | Money:
    """A bound in its unit."""
    return _upwards(bound, currency) if table.bound_kind is core.Kind.MONEY else bound


def _given(table: core.Table, value: Fraction, currency: str) -> Fraction | Money:
    return _upwards(value, currency) if table.value_kind is core.Kind.MONEY else value


def given_here(table: core.Table, value: Fraction, currency: str) -> Fraction | Money:
    """What a table gives where the payee stands, money cut to the minor unit."""
    return Money(floor(value), currency) if table.value_kind is core.Kind.MONEY else value


def _of_quota(missing: Fraction, quota: Value | None) -> Fraction | Money | None:
    match quota:
        case Amount(minor=minor, currency=currency):
            return _upwards(missing * minor, currency)
        case Fraction():
            return missing * quota
        case _:
            return None


def _upwards(minor: Fraction, currency: str) -> Money:
    """Money to the next whole minor unit: what is missing is missed by a cent less."""
    return Money(ceil(minor), currency)


def _shown(rows: tuple[core.TableRow, ...]) -> list[core.TableRow]:
    """The rows without a point that the line only reaches from the left, where another has its bound."""
    held = {row.bound for row in rows if not row.below}
    return [row for row in rows if not (row.below and row.bound in held)]


def _reached(table: core.Table, rows: list[core.TableRow], here: Fraction) -> core.TableRow | None:
    """The band in which the payee stands, the first one reaching down without end; of points, the one there
    alone.
    """
    if table.shape is core.Shape.INTERPOLATED:
        return next((row for row in rows if row.bound == here), None)
    found = rows[0]
    for row in rows:
        if row.bound < here or (row.bound == here and not row.above):
            found = row
    return found
