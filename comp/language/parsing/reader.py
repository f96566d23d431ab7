"""Reads Lark trees: spans, names, literals. What a literal cannot be is collected as a fault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from lark import Token, Tree

from comp.language import syntax
from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic
from comp.language.money import Money, digits
from comp.language.parsing.places import Places
from comp.language.span import Span

Branch = Token | Tree[Token] | None

# Whole minor units and billionths are kept in 64 bits (docs/decisions/0018).
MAX_DIGITS = 15


class Reader:
    """Turns tokens of one piece of a block into values with spans."""

    def __init__(self, places: Places, offset: int, faults: list[Diagnostic]) -> None:
        """Read positions as offsets in the piece, which stands `offset` into the file."""
        self.places = places
        self.offset = offset
        self.faults = faults

    def span(self, part: Branch) -> Span:
        """Where a token or a tree stands in the file."""
        start, end = (
            (part.start_pos, part.end_pos)
            if isinstance(part, Token)
            else (part.meta.start_pos, part.meta.end_pos)
            if part is not None and not part.meta.empty
            else (0, 0)
        )
        return self.places.span(self.offset + (start or 0), self.offset + (end or 0))

    def name(self, part: Branch) -> syntax.Name:
        """A name token; an id in quotes loses them."""
        return syntax.Name(self.span(part), unquote(str(part)))

    def names(self, parts: Sequence[Branch]) -> tuple[syntax.Name, ...]:
        """Several name tokens."""
        return tuple(self.name(part) for part in parts if part is not None)

    def constant(self, token: Branch) -> syntax.Constant:
        """A literal token."""
        span, text = self.span(token), str(token)
        match token.type if isinstance(token, Token) else "":
            case "PERCENT":
                return syntax.Constant(span, self.number(text.rstrip("% \t"), span) / 100)
            case "MULTIPLE":
                return syntax.Constant(span, self.number(text.removesuffix("x"), span))
            case "MONEY":
                return syntax.Constant(span, self.money(token))
            case "DATE":
                return syntax.Constant(span, self.date(token))
            case "TEXT":
                return syntax.Constant(span, unquote(text))
            case _:
                return syntax.Constant(span, self.number(text, span))

    def number(self, text: str, span: Span) -> Fraction:
        """A plain decimal."""
        if self._has_other_digits(text, span):
            return Fraction(0)
        if text[0] == "0" and text[1:2].isdigit():
            hint = "Only money takes commas between thousands, with its currency; write `1000` for a number."
            self.fault(span, f"`{text}` begins with a 0 that counts for nothing.", hint)
            return Fraction(0)
        if len(text) > MAX_DIGITS:
            self.fault(
                span, f"`{text}` has more than {MAX_DIGITS} digits.", "Write a number that a fact can hold."
            )
            return Fraction(0)
        return Fraction(text)

    def whole(self, token: Branch) -> int:
        """A whole number of a thousand at most, as for levels and periods."""
        span = self.span(token)
        value = self.number(str(token), span)
        if value.denominator != 1 or value > 1000:
            self.fault(
                span, f"`{token}` is not a whole number up to 1000.", "Write a whole number, such as 2."
            )
            return 1
        return value.numerator

    def date(self, token: Branch) -> date:
        """A date token; a day that no calendar has is a fault."""
        if self._has_other_digits(str(token), self.span(token)):
            return date(2000, 1, 1)
        try:
            return date.fromisoformat(str(token))
        except ValueError:
            self.fault(
                self.span(token), f"There is no day {token}.", "Write a day of the calendar as YYYY-MM-DD."
            )
            year, month = int(str(token)[:4]), int(str(token)[5:7])
            return date(min(max(year, 1), 9998), min(max(month, 1), 12), 28)  # near what was meant

    def money(self, token: Branch) -> Money:
        """A money token in minor units of its currency."""
        text = str(token)
        amount, currency = text[:-3].strip(), text[-3:]
        whole, _, decimals = amount.replace(",", "").partition(".")
        places = digits(currency)
        span = self.span(token)
        if self._has_other_digits(text, span):
            return Money(0, currency)
        if decimals and len(decimals) != places:
            said = f"no decimals; write `{whole} {currency}`." if not places else f"{places} decimals."
            self.fault(
                span, f"`{text}` does not fit its currency: {currency} has {places} decimals.", f"Use {said}"
            )
            return Money(0, currency)
        if places and not decimals:
            said = f"Write `{amount}.{'0' * places} {currency}`."
            self.fault(span, f"`{text}` lacks the decimals of its currency.", said)
        if len(whole) > MAX_DIGITS:
            self.fault(
                span, f"`{text}` has more than {MAX_DIGITS} digits.", "Write an amount that a fact can hold."
            )
            return Money(0, currency)
        return Money(int(whole + (decimals or "0" * places)), currency)

    def _has_other_digits(self, text: str, span: Span) -> bool:
        """Digits of other scripts are refused: some look like another digit of ours."""
        if not text.isascii():
            self.fault(span, f"`{text}` is not written in the digits 0 to 9.", "Write it in those.")
        return not text.isascii()

    def fault(self, span: Span, text: str, hint: str, code: str = "P007") -> None:
        """Collect a fault of a literal."""
        self.faults.append(Diagnostic(code, "error", TITLES[code], text, span, hint=hint))


def unquote(text: str) -> str:
    """The inside of a text in quotes, each run of white space as one blank."""
    return " ".join(text[1:-1].split()) if text.startswith('"') else text


def child(tree: Tree[Token], index: int) -> Branch:
    """The child at that index, None where it is not written."""
    return tree.children[index] if index < len(tree.children) else None


def subtree(tree: Tree[Token], index: int) -> Tree[Token] | None:
    """The child at that index where it is a tree."""
    found = child(tree, index)
    return found if isinstance(found, Tree) else None
