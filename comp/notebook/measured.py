"""Measures of a run's payees as a frame, from the second engine."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import pandas as pd

from comp.notebook.frames import Holds, frame, major
from comp.reference import Facts
from comp.reference.standings import Defined, Standing, standings
from comp.reference.values import Amount
from comp.runs import Inputs

_MEASURES: Final = {
    **dict.fromkeys(("plan", "measure", "kind", "payee", "period", "currency"), Holds.TEXT),
    **dict.fromkeys(("value", "quota", "reached"), Holds.EXACT),
    "text": Holds.TEXT,
}


def measured(inputs: Inputs) -> pd.DataFrame:
    """Every measure of every payee at the end of the days paid."""
    return frame(_MEASURES, _rows(inputs))


def _rows(inputs: Inputs) -> Iterator[tuple[object, ...]]:
    facts = Facts(inputs.snapshot)
    for plan, span in inputs.plans():
        found = standings(inputs.program, plan, facts, inputs.calendar, span.after_on, inputs.period)
        for each in sorted(found, key=lambda one: (one.measure, one.payee, one.period)):
            yield (plan.name, each.measure, plan.measures[each.measure].kind.value, *_row(each))


def _row(each: Standing) -> tuple[object, ...]:
    exact = (each.value, each.quota, each.reached)
    currency = next((one.currency for one in exact if isinstance(one, Amount)), None)
    plain = (_plain(one) for one in exact)
    return (each.payee, each.period, currency, *plain, each.text)


def _plain(value: Defined) -> Fraction | None:
    """A number, or money in the major unit.

    Raises:
        TypeError: a measure of another kind, which the checker of plans rules out.
    """
    match value:
        case Amount(minor=minor, currency=currency):
            return major(minor, currency)
        case Fraction() | None:
            return value
        case _:
            raise TypeError(f"a measure is a number or money, not {value!r}")
