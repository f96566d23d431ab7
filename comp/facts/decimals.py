"""Reads numbers digit by digit, a column at a time, into whole units: no floating-point number takes part.

Units are 10^-places: cents for an amount in USD (places 2), billionths for a number (places 9).
"""

from __future__ import annotations

import re

import polars as pl

from comp.facts.mapping import MoreDecimals

# Beyond this a cent more or less would not survive a spreadsheet.
MAX_MINOR = 9_000_000_000_000_000
MAX_BILLIONTHS = 9_000_000_000_000_000_000


def read_units(cells: pl.Expr, places: pl.Expr, decimal: str, thousands: str, more: MoreDecimals) -> pl.Expr:
    """A struct: `units` (Int64, null where unreadable), `shaped` (a number), `extra` (with more decimals).

    `places` is a whole number per row. With `refuse`, a value with more decimals gives no units.
    """
    negative = cells.str.contains(r"^-|-$|^\(.*\)$")
    body = (
        pl.when(cells.str.contains(r"^\(.*\)$"))
        .then(cells.str.slice(1, cells.str.len_chars() - 2))
        .when(cells.str.contains(r"^[+-]"))
        .then(cells.str.slice(1))
        .otherwise(cells.str.strip_suffix("-"))
    )
    group = re.escape(thousands)
    whole = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+" if thousands else "[0-9]+"
    pattern = rf"^({whole})(?:{re.escape(decimal)}([0-9]+))?$"
    digits = body.str.extract(pattern, 1)
    digits = digits.str.replace_all(thousands, "", literal=True) if thousands else digits
    decimals = body.str.extract(pattern, 2).fill_null("").str.strip_chars_end("0")
    extra = decimals.str.len_chars().cast(pl.Int64) > places
    kept = decimals.str.pad_end(12, "0").str.slice(0, places)
    # Eighteen digits hold in 64 bits with room for the carry; more are out of any range that is stored.
    joined = (digits + kept).str.strip_chars_start("0")
    units = pl.when(joined.str.len_chars() <= 19).then(("0" + joined).cast(pl.Int64, strict=False))
    units = units + _carry(decimals.str.slice(places), units, more)
    units = pl.when(negative).then(-units).otherwise(units)
    if more is MoreDecimals.REFUSE:
        units = pl.when(~extra).then(units)
    return pl.struct(units.alias("units"), digits.is_not_null().alias("shaped"), extra.alias("extra"))


def _carry(tail: pl.Expr, units: pl.Expr, more: MoreDecimals) -> pl.Expr:
    """One where the cut digits round the absolute value up, else zero."""
    if more in (MoreDecimals.REFUSE, MoreDecimals.DOWN):
        return pl.lit(0, dtype=pl.Int64)
    # Trailing zeros are gone, so exactly a half is written "5" and above a half sorts after it.
    up = tail >= "5" if more is MoreDecimals.HALF_UP else (tail > "5") | ((tail == "5") & (units % 2 == 1))
    return up.cast(pl.Int64)


def why_not(text: str, decimal: str, thousands: str) -> str:
    """Why a text is no number, for its reader."""
    if re.fullmatch(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+", text):
        return "is written with an exponent"
    if re.fullmatch(r"[+-]?(nan|inf|infinity)", text, re.IGNORECASE):
        return "is not a number that an amount can have"
    if re.fullmatch(r"[+-]?[0-9][0-9.,' ]*[+-]?", text):
        marks = f"decimal mark {decimal!r}" + (
            f", thousands mark {thousands!r}" if thousands else ", no thousands mark"
        )
        return f"does not fit the marks of the mapping ({marks})"
    return "is not a number"
