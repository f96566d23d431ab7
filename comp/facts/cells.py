"""Cells as text: what a file wrote stays as it was written; what a file already typed carries a mark.

A typed value starts with NUL, which no text file may hold, and a letter: `d` a day, `n` a number in plain
decimal digits, `b` a truth, `x` something that cannot be read (with what it is). So every source gives
frames of strings, and one reader per kind of column serves them all.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl

DAY, NUMBER, TRUTH, UNREADABLE = "\0d", "\0n", "\0b", "\0x"


def plain_number(value: float | Decimal) -> str:
    """The shortest decimal that gives the same number, without an exponent: 0.1 is `0.1`."""
    return format(Decimal(repr(value)) if isinstance(value, float) else value, "f")


def cell(value: object, zone: ZoneInfo) -> str | None:
    """A typed value of a sheet or a database; a moment with an offset becomes the day in that zone."""
    match value:
        case None:
            return None
        case str():
            return value if "\0" not in value else UNREADABLE + "text with a NUL character"
        case bool():
            return TRUTH + str(value).lower()
        case int():
            return NUMBER + str(value)
        case float() | Decimal():
            return NUMBER + plain_number(value)
        case datetime():
            return DAY + (value.astimezone(zone) if value.tzinfo else value).date().isoformat()
        case date():
            return DAY + value.isoformat()
        case _:
            return f"{UNREADABLE}a value of type {type(value).__name__}"


def shown(text: str) -> str:
    """A cell as a person sees it."""
    return text[2:] if text.startswith("\0") else text


def marked(column: pl.Expr, mark: str) -> pl.Expr:
    """Whether cells carry the mark."""
    return column.str.starts_with(mark)


def unmarked(column: pl.Expr) -> pl.Expr:
    """Cells without their marks."""
    return pl.when(column.str.starts_with("\0")).then(column.str.slice(2)).otherwise(column)
