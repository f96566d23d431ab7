"""An amount in JSON: a decimal text and its currency, never a number that a reader might round."""

from __future__ import annotations

from msgspec import Struct

from comp.language.money import Money
from comp.runs import decimal_text


class Amount(Struct, frozen=True):
    """An exact amount of money; `amount` has as many decimals as the currency."""

    amount: str
    currency: str


def amount_of(money: Money) -> Amount:
    """Money as the JSON API writes it."""
    return Amount(decimal_text(money.minor, money.currency), money.currency)
