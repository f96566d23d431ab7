"""What an example expects, in words and in values that are compared as they are written (decision 0030)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from comp.language.core import Expectation, Expected
from comp.language.money import Money, Rounding, strike


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a percentage to the decimals that are written: `91.67%` is 9167 with two decimals."""

    scaled: int
    decimals: int
    percent: bool

    def __str__(self) -> str:
        sign = "-" if self.scaled < 0 else ""
        whole, part = divmod(abs(self.scaled), 10**self.decimals)
        point = f".{part:0{self.decimals}d}" if self.decimals else ""
        return f"{sign}{whole:,}{point}{'%' if self.percent else ''}"


Worth: TypeAlias = Money | Number


def expected_worth(expectation: Expectation, currency: str) -> Worth:
    """What is expected, as it is compared."""
    if expectation.number is not None:
        return worth(expectation, expectation.number, currency)
    return expectation.amount or Money(0, currency)


def worth(expectation: Expectation, value: Fraction, currency: str) -> Worth:
    """A value rounded half even to the decimals that the expectation writes; money to its minor unit."""
    if expectation.number is None:
        return Money(strike(value, Rounding.HALF_EVEN), currency)
    scale = 10**expectation.decimals * (100 if expectation.percent else 1)
    return Number(strike(value * scale, Rounding.HALF_EVEN), expectation.decimals, expectation.percent)


def worth_text(value: Worth | None) -> str:
    """A value in words; what has none is undefined."""
    return "undefined" if value is None else str(value)


def expectation_text(expectation: Expectation) -> str:
    """What is expected, in the plan's own words: `payable commission of D2 for ana on 2026-03-31`."""
    words = ["payable"] if expectation.payable else []
    words.append(_named(expectation))
    if expectation.fact is not None:
        words += ["of", expectation.fact]
    if expectation.payee is not None:
        words += ["for" if expectation.pay else "of", expectation.payee]
    if expectation.period is not None:
        words += ["in", expectation.period]
    if expectation.on is not None and expectation.since is not None:
        words += ["from", expectation.since.isoformat(), "through", expectation.on.isoformat()]
    elif expectation.on is not None:
        words += ["on", expectation.on.isoformat()]
    return " ".join(words)


def _named(expectation: Expectation) -> str:
    name = expectation.pay or "total"
    match expectation.what:
        case Expected.PAY:
            return name
        case Expected.MEASURE:
            return f"measure {name}"
        case Expected.QUOTA:
            return f"quota.{name.removeprefix('quota.')}"
