"""Values as people read them: money with its decimals, ratios as percentages, exact where that is short."""

from __future__ import annotations

from math import gcd

from comp.verifier.quantities import Quantity, minor_digits, shown_quantity

_MOST_DECIMALS = 6
_MOST_BITS = 400


def plain_value(quantity: Quantity) -> str:
    """Tell a value: `1,234.56 USD`, `37.75%`, `about 33.333333% (1/3)`, `2026-03-31`, `true`."""
    n, d, unit = quantity
    if unit in {"undefined", "day", "text", "truth"} or max(n.bit_length(), d.bit_length()) > _MOST_BITS:
        return shown_quantity(quantity)
    divisor = gcd(n, d)
    n, d = n // divisor, d // divisor
    if unit:
        return _plain_money(n, d, unit)
    if d == 1:
        return f"{n:,}"
    if abs(n) < 10 * d:
        return _plain_decimals(n * 100, d, "%", f"{n}/{d}")
    return _plain_decimals(n, d, "", f"{n}/{d}")


def _plain_money(n: int, d: int, currency: str) -> str:
    places = minor_digits(currency)
    if d == 1:
        return shown_quantity((n, 1, currency))
    return _plain_decimals(n, d * 10**places, f" {currency}", f"{n}/{d} smallest units", places)


def _plain_decimals(n: int, d: int, behind: str, exact: str, least: int = 0) -> str:
    """Write n/d with the decimals that it needs, at least `least`; else about, and the exact fraction."""
    for places in range(least, _MOST_DECIMALS + 1):
        if n * 10**places % d == 0:
            return _plain_digits(n * 10**places // d, places) + behind
    nearest = (2 * abs(n) * 10**_MOST_DECIMALS + d) // (2 * d)
    return f"about {_plain_digits(-nearest if n < 0 else nearest, _MOST_DECIMALS)}{behind} ({exact})"


def _plain_digits(figures: int, places: int) -> str:
    whole, part = divmod(abs(figures), 10**places)
    return f"{'-' if figures < 0 else ''}{whole:,}" + (f".{part:0{places}d}" if places else "")
