"""Which codes are currencies in use today, from the tables of the Unicode consortium that Babel carries."""

from __future__ import annotations

from functools import cache
from typing import cast

from babel.core import get_global


@cache
def currencies_in_use() -> frozenset[str]:
    """ISO 4217 codes that are legal tender somewhere and have no end date."""
    # Babel's table: territory to (code, start, end, is tender).
    table = cast("dict[str, list[tuple[str, object, object, bool]]]", get_global("territory_currencies"))
    tender = {
        code for spans in table.values() for code, _, end, is_tender in spans if is_tender and end is None
    }
    # Units of account: no banknotes, but contracts are written in them.
    return frozenset(tender | {"CLF", "UYW"})


def is_currency(code: str) -> bool:
    """Whether the code is a currency in use."""
    return code in currencies_in_use()
