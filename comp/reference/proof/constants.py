"""Whether a piece of a plan's text says a value: 1.5, 5%, 2x, 1,000.00 USD, 2026-01-31, a text or a truth."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from comp.language.money import digits
from comp.reference.values import Amount, Value


def reads_as(text: str, value: Value) -> bool:
    """Whether the text, as it stands, is the value."""
    text = text.strip()
    match value:
        case bool():
            return text == ("true" if value else "false")
        case Amount():
            return _money(text) == value
        case Fraction():
            return _number(text) == value
        case date():
            return text == value.isoformat()
        case str():
            return text in {value, f'"{value}"'}
        case _:
            return False


def _number(text: str) -> Fraction | None:
    percent = text.endswith("%")
    plain = (text.removesuffix("%") if percent else text.removesuffix("x")).replace(",", "").strip()
    if not plain.lstrip("-").replace(".", "", 1).isdigit() or not plain.isascii():
        return None
    return Fraction(plain) / (100 if percent else 1)


def _money(text: str) -> Amount | None:
    figure, _, currency = text.rpartition(" ")
    found = _number(figure)
    return (
        None
        if found is None or figure.endswith(("%", "x"))
        else Amount(found * 10 ** digits(currency), currency)
    )
