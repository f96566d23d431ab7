"""Exact values in words: what a reader of a statement sees of them.

A value without a short decimal is cut, never rounded up: what is below a bound never reads as the bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

from comp.language.money import Rounding, digits, format_minor, strike
from comp.reference.saying import say
from comp.reference.speech import spoken
from comp.reference.values import Amount, Undefined, Value


class Style(StrEnum):
    """How a number is written."""

    PERCENT = "percent"
    MULTIPLE = "multiple"  # 1.5x
    FACTOR = "factor"  # at least two decimals, as multipliers are written
    PLAIN = "plain"


_EXTRA_DIGITS = 4  # decimals beyond the minor unit that an unstruck amount shows


def shown(value: Value | None, style: Style = Style.PLAIN) -> str:
    """A value in words."""
    match value:
        case Undefined() | None:
            return say("not defined")
        case bool():
            return say("yes") if value else say("no")
        case Amount():
            return f"{bare_money(value)} {value.currency}".rstrip()
        case Fraction():
            return number_text(value, style)
        case date():
            return day_text(value)
        case str():
            return value


def bare_money(value: Amount) -> str:
    """An amount without its currency: 1,234.56, and 1,033.3333… where it is not a whole minor unit."""
    if value.minor.denominator == 1:
        return spoken().figure(format_minor(value.minor.numerator, value.currency))
    sign = spoken().minus if value.minor < 0 else ""
    places = digits(value.currency) + _EXTRA_DIGITS
    exact = abs(value.minor) * 10**_EXTRA_DIGITS
    return sign + _decimal(exact, places, least=digits(value.currency))


def number_text(value: Fraction, style: Style) -> str:
    """A number in a style: 93.33%, 1.10 or 12."""
    sign = spoken().minus if value < 0 else ""
    match style:
        case Style.PERCENT:
            return spoken().percent.format(number=sign + _cut(abs(value) * 100, 2, least=0))
        case Style.MULTIPLE:
            return sign + _cut(abs(value), 4, least=0) + "x"
        case Style.FACTOR:
            return sign + _cut(abs(value), 4, least=2)
        case Style.PLAIN:
            return sign + _cut(abs(value), 4, least=0)


def working_text(value: Value, style: Style) -> str:
    """A value that is calculated with on: to six decimals, and `…` where there are more."""
    if not isinstance(value, Fraction):
        return shown(value, style)
    sign = spoken().minus if value < 0 else ""
    if style is Style.PERCENT:
        return spoken().percent.format(number=sign + _decimal(abs(value) * 10**8, 6, least=0))
    figure = sign + _decimal(abs(value) * 10**6, 6, least=2 if style is Style.FACTOR else 0)
    return figure + "x" if style is Style.MULTIPLE else figure


def day_text(day: date) -> str:
    """A day as 20 March 2026."""
    return spoken().day_text(day)


def dated(name: str, on: date | None) -> str:
    """A fact with its day, where it has one."""
    return say("{name} of {day}", name=name, day=day_text(on)) if on else name


def listed(parts: Sequence[str], word: str = "and") -> str:
    """One, one and two, or one, two and three."""
    if len(parts) < 2:
        return "".join(parts)
    speech = spoken()
    return speech.between.join(parts[:-1]) + speech.last[word] + parts[-1]


def in_turn(parts: Iterable[str]) -> str:
    """What happened one after the other; and again."""
    return spoken().then.join(parts)


def as_sentence(text: str) -> str:
    """A text with its full stop, where it has none."""
    return text if not text or text.endswith((".", "!", "?", "\u3002")) else say("{text}.", text=text)


def called(name: str) -> str:
    """A name of the plan as people say it: `new_business` is new business; `rate@2026-07-01` is amended."""
    own, _, amended = name.partition("@")
    words = own.replace("_", " ")
    return say("{name} as amended from {day}", name=words, day=amended) if amended else words


def _cut(value: Fraction, places: int, *, least: int) -> str:
    """A number that is not negative, cut to some decimals, without the zeros beyond the least."""
    return _decimal(value * 10**places, places, least=least, mark=False)


def _decimal(scaled: Fraction, places: int, *, least: int, mark: bool = True) -> str:
    """Digits of a number that was multiplied by a power of ten; `…` says that there are more."""
    whole, part = divmod(strike(scaled, Rounding.DOWN), 10**places)
    decimals = f"{part:0{places}d}"
    exact = scaled.denominator == 1
    kept = decimals.rstrip("0").ljust(least, "0") if exact else decimals
    figure = spoken().figure(f"{whole:,}" + (f".{kept}" if kept else ""))
    return figure + ("…" if mark and not exact else "")
