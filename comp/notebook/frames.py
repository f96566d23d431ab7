"""Frames from rows: each column is text, a day, a count, a truth, or exact objects; never a float.

Amounts are `decimal.Decimal` objects in the currency's major unit, with the currency's digits. A column of
pandas' own for decimals would rest on Arrow and have one number of decimals, while a run may pay USD, JPY and
KWD in one column. Ratios are `fractions.Fraction` objects, for no decimal says 4/3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal, Inexact
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, TypeAlias

import pandas as pd
import polars as pl

from comp.language.core import NUMBER_SCALE
from comp.language.money import digits


class Holds(StrEnum):
    """What a column holds, by the pandas type that holds it."""

    TEXT = "str"  # blank is NaN
    DAY = "datetime64[s]"  # blank is NaT
    COUNT = "Int64"  # blank is NA
    TRUTH = "boolean"  # blank is NA
    EXACT = "object"  # Decimal for amounts and counted things, Fraction for ratios; blank is None


Columns: TypeAlias = Mapping[str, Holds]
_MINOR: Final = "_minor"
# The digits of a sum of 128 bits and many more; what would be cut after all is an error.
_EXACT: Final = Context(prec=100, traps=[Inexact])
_KINDS: Final[dict[type[pl.DataType], Holds]] = {
    pl.String: Holds.TEXT,
    pl.Date: Holds.DAY,
    pl.Boolean: Holds.TRUTH,
}


def frame(columns: Columns, rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """A frame of these columns; each row has their values in the same order."""
    values = list(zip(*rows, strict=True)) or [() for _ in columns]
    made = {name: column(held, holds) for (name, holds), held in zip(columns.items(), values, strict=True)}
    return pd.DataFrame(made)


def column(values: Sequence[object], holds: Holds) -> pd.Series[Any]:
    """One column."""
    return pd.Series(list(values), dtype=holds.value)


def named_rows(columns: Columns, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A frame of rows whose values are found by the columns' names."""
    return frame(columns, ([row[name] for name in columns] for row in rows))


def lines_frame(lines: pl.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Some columns of a run's lines; `earned_minor` becomes `earned`, in the major unit of `currency`."""
    currencies = lines.get_column("currency").to_list()
    return pd.DataFrame(
        {
            name.removesuffix(_MINOR): _amounts(lines.get_column(name), currencies)
            if name.endswith(_MINOR)
            else column(lines.get_column(name).to_list(), _KINDS[type(lines.schema[name])])
            for name in columns
        }
    )


def _amounts(minor: pl.Series, currencies: Sequence[str]) -> pd.Series[Any]:
    pairs = zip(minor.to_list(), currencies, strict=True)
    return column([amount(each, currency) for each, currency in pairs], Holds.EXACT)


def amount(minor: int | None, currency: str) -> Decimal | None:
    """Minor units in the currency's major unit, exactly and with its digits: 123450 USD is 1234.50."""
    return None if minor is None else Decimal(minor).scaleb(-digits(currency), _EXACT)


def counted(billionths: int | None) -> Decimal | None:
    """A number as facts store it, exactly: 250000000 is 0.25."""
    if billionths is None:
        return None
    whole, rest = divmod(abs(billionths), NUMBER_SCALE)
    sign = "-" if billionths < 0 else ""
    return Decimal(f"{sign}{whole}.{rest:09}".rstrip("0").rstrip("."))


def major(minor: Fraction, currency: str) -> Fraction:
    """Minor units that need not be whole, in the currency's major unit."""
    return minor / 10 ** digits(currency)


def typed(plain: pd.DataFrame) -> pd.DataFrame:
    """A frame of objects with the types of this module, where all values of a column are of one kind."""
    return pd.DataFrame(
        {name: column(plain[name].to_list(), _kind_of(plain[name])) for name in plain.columns}
    )


def _kind_of(values: pd.Series[Any]) -> Holds:
    kinds: set[type[object]] = {type(value) for value in values if value is not None}
    for kind, holds in ((str, Holds.TEXT), (date, Holds.DAY), (int, Holds.COUNT)):
        if kinds == {kind}:
            return holds
    return Holds.EXACT
