"""How the portal's pages write amounts, days and times: in English words, with the company's own figures.

A statement is written by its payee's locale instead, by the statements room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from comp.language.money import Money
from statements.wording import Wording


def filters(locale: str) -> Mapping[str, Callable[..., str]]:
    """The filters of the templates: `money`, `amount`, `day`, `moment`, `count`.

    Raises:
        CompError: no such locale.
    """
    wording = Wording.of(locale)

    def money(value: Money) -> str:
        return wording.money(value)

    def amount(value: Money) -> str:
        return wording.amount(value)

    def day(value: date) -> str:
        return wording.day(value)

    def moment(value: datetime) -> str:
        at = value.astimezone(UTC)
        return f"{wording.day(at.date())}, {at:%H:%M} UTC"

    def count(value: int) -> str:
        return wording.count(value)

    return {"money": money, "amount": amount, "day": day, "moment": moment, "count": count}
