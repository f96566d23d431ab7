"""The values of facts in words, as a plan writes them: `600.00 USD`, `0.25`, `2026-03-05`, `blank`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from comp.language.core import NUMBER_SCALE, Kind, Source, SourceColumn
from comp.language.money import format_minor

BLANK: Final = "blank"


def row_texts(source: Source, row: Mapping[str, object]) -> dict[str, str]:
    """The values of a row, as stored, in words; in the order of the source's columns."""
    return {column.name: _value_text(source, column, row) for column in source.columns if column.name in row}


def _value_text(source: Source, column: SourceColumn, row: Mapping[str, object]) -> str:
    """A stored value as it is written in a plan."""
    value = row[column.name]
    match column.kind, value:
        case _, None:
            return BLANK
        case Kind.ROW_MONEY, int():
            by_row = source.currency_column
            currency = source.currency_code if by_row is None else row[by_row]
            return f"{format_minor(value, str(currency))} {currency}"
        case Kind.NUMBER, int():
            return _decimal(value)
        case Kind.BOOLEAN, _:
            return "true" if value else "false"
        case _:
            return str(value)


def _decimal(billionths: int) -> str:
    number = Fraction(abs(billionths), NUMBER_SCALE)
    whole, rest = divmod(number.numerator * NUMBER_SCALE // number.denominator, NUMBER_SCALE)
    digits = f"{rest:09}".rstrip("0")
    return ("-" if billionths < 0 else "") + f"{whole:,}" + (f".{digits}" if digits else "")
