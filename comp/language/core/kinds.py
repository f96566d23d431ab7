"""The kinds of values that columns and expressions have, and what every node of the core carries."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from comp.frozen import frozen
from comp.language.span import NOWHERE, Span


@frozen
class Node:
    """What every expression and statement has: the place in the plan's text that it came from."""

    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


class Kind(StrEnum):
    """The type of a column or an expression."""

    TEXT = "text"
    PAYEE = "payee"  # the opaque id of a person
    CHOICE = "choice"  # one of a closed list of words
    CURRENCY = "currency"  # an ISO 4217 code
    DATE = "date"
    BOOLEAN = "boolean"
    NUMBER = "number"  # a count, a share, a rate or a ratio
    ROW_MONEY = "money of the row"  # minor units of the row's own currency
    MONEY = "money"  # minor units of the plan's currency, or of a literal's
