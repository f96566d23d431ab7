"""Types of expressions: a kind, and for money whose currency it is in."""

from __future__ import annotations

from comp.frozen import frozen
from comp.language import core
from comp.language.core import Kind


@frozen
class Type:
    """A kind; `of` is the source of row money or the currency of money. `kind` is None after a fault."""

    kind: Kind | None
    of: str = ""
    choices: tuple[str, ...] = ()
    is_zero: bool = False  # a literal 0, which is also no money of any currency
    refers_to: str | None = None

    @property
    def known(self) -> bool:
        """Whether no fault hides the type."""
        return self.kind is not None

    @property
    def is_money(self) -> bool:
        """Money of a row or of a currency."""
        return self.kind in (Kind.MONEY, Kind.ROW_MONEY)

    def __str__(self) -> str:
        match self.kind:
            case Kind.MONEY:
                return f"money in {self.of}"
            case Kind.ROW_MONEY:
                return f"money of a row of {self.of}"
            case Kind.NUMBER:
                return "a number"
            case Kind.DATE:
                return "a date"
            case Kind.BOOLEAN:
                return "a condition"
            case Kind.TEXT:
                return "a text"
            case Kind.PAYEE:
                return "a payee"
            case Kind.CHOICE:
                return "one of " + ", ".join(self.choices)
            case Kind.CURRENCY:
                return "a currency"
            case None:
                return "unknown"


def sentence(kind: Type | str) -> str:
    """A type or a place as the beginning of a sentence."""
    said = str(kind)
    return said[0].upper() + said[1:]


UNKNOWN = Type(None)
NUMBER = Type(Kind.NUMBER)
DATE = Type(Kind.DATE)
TEXT = Type(Kind.TEXT)
CONDITION = Type(Kind.BOOLEAN)


@frozen
class Typed:
    """A lowered expression and its type."""

    expr: core.Expr
    type: Type

    @property
    def kind(self) -> Kind:
        """The kind, a number where a fault hides it."""
        return self.type.kind or Kind.NUMBER
