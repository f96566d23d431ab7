"""Cells of the people's sheets: text to value and back, exactly. No number passes through a float."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Final

from babel import Locale, UnknownLocaleError

from comp.facts.currencies import is_currency
from comp.language.money import digits
from comp.records.column_types import LARGEST

_NUMBER: Final = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
MARK: Final = "'"
"""What stands in a CSV before a text that begins like a formula (decision 0021)."""
_PLAIN_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_RATIO: Final = re.compile(r"-?[0-9]+/0*[1-9][0-9]*")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)


class CellFault(ValueError):  # noqa: N818 - it becomes a refused row and is never shown as an error of ours
    """A cell that cannot be taken; `expected` says what could be, and never the value."""

    def __init__(self, column: str, expected: str) -> None:
        super().__init__(expected)
        self.column, self.expected = column, expected


def needs_mark(text: str) -> bool:
    """Whether a spreadsheet would take a text of a CSV for a formula, or for one that is marked."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r", MARK)) and not _PLAIN_NUMBER.fullmatch(text)


def without_mark(text: str) -> str:
    """The text that was marked; a name such as 't Hooft, which somebody wrote by hand, stays as it is."""
    return text[1:] if text.startswith(MARK) and needs_mark(text[1:]) else text


def needed(column: str, text: str) -> str:
    """A text that may not be blank."""
    if not text:
        raise CellFault(column, "a value; the cell is blank")
    return plain(column, text)


def plain(column: str, text: str) -> str:
    """A text without characters that no cell should hold."""
    if any(letter < " " and letter not in "\t\n\r" for letter in text):
        raise CellFault(column, "a text without control characters")
    return text


def locale(column: str, text: str) -> str:
    """A locale's name as Babel writes it, or a blank."""
    try:
        return str(Locale.parse(text.replace("-", "_"))) if text else ""
    except (UnknownLocaleError, ValueError):
        raise CellFault(column, "a locale such as de_DE, or a blank") from None


def day(column: str, text: str) -> date:
    """A day such as 2026-03-31."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise CellFault(column, "a day such as 2026-03-31") from None
    if not _EARLIEST <= found <= _LATEST or len(text) != 10:
        raise CellFault(column, "a day such as 2026-03-31, between 1900 and 2200")
    return found


def last_day(column: str, text: str, first: date) -> date | None:
    """The last day of a span, or None for a blank."""
    if not text:
        return None
    found = day(column, text)
    if found < first:
        raise CellFault(column, f"a day on or after {first}, the first day")
    return found


def currency(column: str, text: str) -> str:
    """A currency in use."""
    if not is_currency(text):
        raise CellFault(column, "an ISO 4217 currency such as USD")
    return text


def amount(column: str, text: str, of: str) -> int:
    """Minor units of a decimal amount: `96,000.00` in USD is 9600000."""
    found, places = _NUMBER.fullmatch(text), digits(of)
    if found is None:
        raise CellFault(column, "an amount such as 96000.00")
    decimals = (found[3] or "").rstrip("0")
    if len(decimals) > places:
        raise CellFault(column, f"an amount with at most {places} decimals, as {of} has")
    minor = int(found[1] + found[2].replace(",", "") + decimals.ljust(places, "0"))
    if abs(minor) > LARGEST:
        raise CellFault(column, "an amount that fits 64 bits in minor units")
    return minor


def units(column: str, text: str) -> Fraction:
    """A number of units, exactly: `12.5` or `25/2`."""
    if _NUMBER.fullmatch(text) or _RATIO.fullmatch(text):
        return Fraction(text.replace(",", ""))
    raise CellFault(column, "a number such as 40 or 12.5")


def amount_text(minor: int, of: str) -> str:
    """The amount as digits, without thousands marks."""
    places, sign = digits(of), "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**places)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def units_text(value: Fraction) -> str:
    """A decimal where there is one, for a spreadsheet takes `25/2` for a day; else the ratio."""
    places = next((count for count in range(40) if not 10**count % value.denominator), None)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    scaled, sign = abs(value.numerator) * (10**places // value.denominator), "-" if value < 0 else ""
    whole, part = divmod(scaled, 10**places)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def day_text(value: date | None) -> str:
    """The day, or nothing."""
    return value.isoformat() if value is not None else ""
