"""Cents allotted among payees, so that the lines of one period pay out whole (decision 0025)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.allotment import allotted
from comp.engine.earned import ALL, Lines, Value
from comp.engine.exact import Exact
from comp.language.money import Rounding, strike


def evened(lines: Lines, mode: Rounding) -> Lines:
    """The lines struck so that those of one period add up to their struck sum; a fault is left out.

    Lines stand by payee, and among equal remainders the first payee by id gets the odd cent.
    """
    values = exact.fractions_of(lines.value.amount)
    of_unit: dict[str, list[int]] = {}
    for place, unit in enumerate(lines.frame.get_column("unit")):
        if values[place] is not None:
            of_unit.setdefault(unit, []).append(place)
    amounts: list[int | None] = [None] * len(values)
    for places in of_unit.values():
        mine = [values[place] or Fraction(0) for place in places]
        for place, cents in zip(places, allotted(mine, strike(sum(mine, Fraction(0)), mode)), strict=True):
            amounts[place] = cents
    return replace(lines, value=Value(Exact(pl.Series(amounts, dtype=pl.Int128)), struck=ALL))
