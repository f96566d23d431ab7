"""Money, rounding and allotment: the three places where an exact value becomes cents.

Every rounding in the product goes through `strike`, every division of an amount among
parts through `allot`. Nothing here accepts a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

# ISO 4217 currencies whose minor unit is not a hundredth. A test holds this table against Babel's data.
_DIGITS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(),
        0,
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}


class Rounding(StrEnum):
    """How a value between two minor units is struck."""

    HALF_EVEN = "half even"
    HALF_UP = "half up"  # a half goes away from zero, so a reversal mirrors its original
    DOWN = "down"  # towards zero


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A whole number of minor units (cents) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return f"{format_minor(self.minor, self.currency)} {self.currency}"


def digits(currency: str) -> int:
    """How many decimals the currency's minor unit has: 2 for USD, 0 for JPY, 3 for KWD."""
    return _DIGITS.get(currency, 2)


def format_minor(minor: int, currency: str) -> str:
    """Write minor units as a decimal with thousands marks: 123456 USD is `1,234.56`."""
    places = digits(currency)
    sign = "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**places)
    return f"{sign}{whole:,}.{part:0{places}d}" if places else f"{sign}{whole:,}"


def strike(value: Fraction | int, mode: Rounding) -> int:
    """Round an exact number of minor units to a whole one.

    The modes are symmetric: `strike(-v) == -strike(v)`. The residue is `value - strike(value, mode)`.
    """
    if isinstance(value, int):
        return value
    sign = -1 if value < 0 else 1
    whole, rest = divmod(abs(value.numerator), value.denominator)
    twice = 2 * rest
    if mode is Rounding.DOWN:
        up = False
    elif mode is Rounding.HALF_UP:
        up = twice >= value.denominator
    else:
        up = twice > value.denominator or (twice == value.denominator and whole % 2 == 1)
    return sign * (whole + up)


def allot(total: int, shares: Sequence[Fraction]) -> list[int]:
    """Divide a whole number of units among shares that add up to one, by largest remainder.

    Works on absolute values, so the allotment of `-total` mirrors that of `total`. Odd units go to the
    largest remainders, among equal ones to the earliest share. Shares must not be negative.

    Raises:
        ValueError: the shares do not add up to one, or one is negative.
    """
    if sum(shares, Fraction(0)) != 1 or any(share < 0 for share in shares):
        raise ValueError(f"shares must be non-negative and add up to 1, not {[str(s) for s in shares]}")
    sign = -1 if total < 0 else 1
    exact = [abs(total) * share for share in shares]
    parts = [value.numerator // value.denominator for value in exact]
    odd = abs(total) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:odd]:
        parts[i] += 1
    return [sign * part for part in parts]
