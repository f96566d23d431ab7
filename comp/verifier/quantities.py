"""The values of a proof: how they are written, compared and told to people.

A quantity is (n, d, unit): the number n/d with d > 0 where the unit is blank, money in minor units where it
is a currency. A day is (its ordinal, 1, "day"), a text (text, 1, "text"), a truth (True, 1, "truth"), and
what is undefined is `UNDEFINED`. Tuples and whole numbers, since a proof has many nodes; no float may be.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from math import gcd
from typing import Any

Quantity = tuple[Any, int, str]
# `type`, from which a checker of types concludes nothing: what is read is a stranger's JSON.
type_of: Callable[[object], object] = type

UNDEFINED: Quantity = (None, 1, "undefined")
TRUE: Quantity = (True, 1, "truth")
FALSE: Quantity = (False, 1, "truth")
# Longer numbers are refused where a proof is read: no amount needs them, and they would take long.
LONGEST_NUMBER = 4000
_NUMBER_FORM = re.compile(r"-?(?:0|[1-9][0-9]*)(?:/[1-9][0-9]*)?", re.ASCII).fullmatch
_CURRENCY_FORM = re.compile(r"[A-Z]{3}", re.ASCII)
_DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NO_AMOUNTS = frozenset({"day", "text", "truth", "undefined"})
# ISO 4217 currencies whose minor unit is not a hundredth.
_MINOR_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
# What was read once is not looked at again: numbers recur from node to node, currencies and days all
# the time.
_MOST_KEPT = 100_000
_numbers_read: dict[str, tuple[int, int]] = {}
_money_read: dict[tuple[str, str], Quantity] = {}
_currencies_read: set[str] = set()
_days_read: dict[str, int] = {}


class QuantityError(ValueError):
    """Something that is not written as values of a proof are."""


def read_quantity(shown: Any) -> Quantity:
    """Read a value as a proof writes it.

    Raises:
        QuantityError: it is no value.
    """
    form = type_of(shown)
    if form is str:
        n, d = read_fraction(shown)
        return (n, d, "")
    if form is list and len(shown) == 2:
        return _read_money(*shown)
    if shown is True:
        return TRUE
    if shown is False:
        return FALSE
    if form is dict and len(shown) == 1:
        [(kind, what)] = shown.items()
        if isinstance(what, str):
            if kind == "undefined":
                return UNDEFINED
            if kind == "text":
                return (what, 1, "text")
            if kind == "day":
                return (read_day(what), 1, "day")
    raise QuantityError(f"{brief(shown)} is no value of a proof")


def _read_money(amount: Any, currency: Any) -> Quantity:
    known = type(amount) is str and type(currency) is str
    if known and (amount, currency) in _money_read:
        return _money_read[amount, currency]
    n, d = read_fraction(amount)
    money = (n, d, read_currency(currency))
    if len(_money_read) < _MOST_KEPT:
        _money_read[amount, currency] = money
    return money


def read_fraction(text: Any) -> tuple[int, int]:
    """Read an exact fraction in its lowest terms: `-12`, `7/3`."""
    if type(text) is str and text in _numbers_read:
        return _numbers_read[text]
    if type(text) is not str or len(text) > LONGEST_NUMBER or _NUMBER_FORM(text) is None:
        raise QuantityError(f"{brief(text)} is no exact fraction")
    above, slash, below = text.partition("/")
    n, d = int(above), int(below) if slash else 1
    if (n == 0 and text != "0") or (slash and (d == 1 or gcd(n, d) != 1)):
        raise QuantityError(f"{brief(text)} is not in its lowest terms")
    if len(_numbers_read) < _MOST_KEPT:
        _numbers_read[text] = (n, d)
    return (n, d)


def read_currency(code: Any) -> str:
    """Read a currency's code."""
    if type(code) is str:
        if code in _currencies_read:
            return code
        if _CURRENCY_FORM.fullmatch(code) is not None:
            _currencies_read.add(code)
            return code
    raise QuantityError(f"{brief(code)} is no currency")


def read_day(text: Any) -> int:
    """Read a day as its ordinal."""
    if type(text) is str and text in _days_read:
        return _days_read[text]
    if type(text) is str and _DAY_FORM.fullmatch(text) is not None:
        try:
            return _days_read.setdefault(text, date.fromisoformat(text).toordinal())
        except ValueError:
            pass
    raise QuantityError(f"{brief(text)} is no day")


def is_amount(quantity: Quantity) -> bool:
    """Whether it is a number or money."""
    return quantity[2] not in _NO_AMOUNTS


def is_money(quantity: Quantity) -> bool:
    """Whether it is money."""
    return quantity[2] != "" and quantity[2] not in _NO_AMOUNTS


def minor_digits(currency: str) -> int:
    """How many decimals the currency's minor unit has."""
    return _MINOR_DIGITS.get(currency, 2)


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Whether both are the same value; 0 is 0 of any currency."""
    if a[2] in _NO_AMOUNTS or b[2] in _NO_AMOUNTS:
        return a == b
    return a[0] * b[1] == b[0] * a[1] and (a[2] == b[2] or (a[0] == 0 and not (a[2] and b[2])))


def shown_quantity(quantity: Quantity) -> str:
    """Tell a value to people: money with its decimals, and what no decimals can tell as a fraction."""
    n, d, unit = quantity
    if unit == "undefined":
        return "undefined"
    if unit == "day":
        return date.fromordinal(n).isoformat()
    if unit == "text":
        return brief(n)
    if unit == "truth":
        return "true" if n else "false"
    if max(n.bit_length(), d.bit_length()) > 10_000:
        return "a number of more than 3,000 digits"
    divisor = gcd(n, d)
    n, d = n // divisor, d // divisor
    if not unit:
        return _clipped(f"{n}" if d == 1 else f"{n}/{d}")
    places = minor_digits(unit)
    if d != 1:
        return f"{_clipped(f'{n}/{d}')} minor units of {unit}"
    whole, part = divmod(abs(n), 10**places)
    decimals = f".{part:0{places}d}" if places else ""
    return f"{'-' if n < 0 else ''}{whole:,}{decimals} {unit}"


def brief(shown: Any) -> str:
    """Quote something of the proof in a few words."""
    if type(shown) is str:
        return repr(shown if len(shown) <= 60 else shown[:57] + "...")
    return _clipped(repr(shown))


def _clipped(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:50]}... ({len(text)} characters)"
