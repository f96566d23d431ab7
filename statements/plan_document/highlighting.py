"""A Pygments lexer for plans, which takes its words from the grammar itself.

Each block is read by the parser's own lexer, so a new word of the grammar is coloured at once, and a column
that is called `value` or `rate` is not. What cannot be read is passed over up to the next line and is never
an error, because half-written plans and excerpts are shown too.

It is here and not in the language's room, which rests on the standard library and Lark alone.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from lark.exceptions import UnexpectedInput
from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
)

from comp.language.parsing.blocks import BLOCK_WORDS
from comp.language.parsing.lark_parser import LINE_WORDS, keywords, parser

if TYPE_CHECKING:
    # A kind of token has no public name.
    from pygments.token import _TokenType as Kind  # pyright: ignore[reportPrivateUsage]

Piece: TypeAlias = "tuple[int, Kind, str]"

_KINDS = {
    "NAME": Name,
    "TEXT": String,
    "DATE": Literal.Date,
    "CURRENCY_CODE": Number,
    "COMPARISON": Operator,
    "MAY_BE_BLANK": Keyword.Pseudo,
    **dict.fromkeys(("MONEY", "PERCENT", "MULTIPLE", "NUMBER"), Number),
    **dict.fromkeys(("PLUS", "MINUS", "TIMES", "OVER_SIGN"), Operator),
}
_NAMING = frozenset({*BLOCK_WORDS, "key", "column", "credit", "measure", "table", "pay"})
"""The words after which a name is given to something."""

_BLOCK = re.compile(rf"^(?:{'|'.join(BLOCK_WORDS)})\b", re.MULTILINE)
_FIRST_WORD = re.compile(r"^[ \t]*([^\W\d]\w*)", re.MULTILINE)
_PLAIN = re.compile(
    r'(?P<comment>#[^\n]*)|(?P<text>"[^"\n]*"?)|(?P<date>\d{4}-\d{2}-\d{2}\b)'
    r"|(?P<number>\d[\d,]*(?:\.\d+)?(?:[ \t]*%|x\b|[ \t]+[A-Z]{3}\b)?(?!\w))|(?P<bar>\|)|(?P<blank>\s+)"
    r"|(?P<other>\w+|.)"
)
_PLAIN_KINDS = {
    "comment": Comment.Single,
    "text": String,
    "date": Literal.Date,
    "number": Number,
    "bar": Punctuation,
    "blank": Whitespace,
    "other": Text,
}


class PlanLexer(Lexer):
    """Plans of comp: `pygmentize -l comp-plan`."""

    name = "comp plan"
    aliases: ClassVar[Sequence[str]] = ("comp-plan",)
    filenames: ClassVar[Sequence[str]] = ("*.plan",)
    mimetypes: ClassVar[Sequence[str]] = ()
    url = ""

    def get_tokens_unprocessed(self, text: str) -> Iterator[Piece]:
        """Every piece of the text with its place and kind; together they are the text."""
        bounds = [*((match.start(), match[0]) for match in _BLOCK.finditer(text)), (len(text), "")]
        yield from _excerpt(text, 0, bounds[0][0])
        for (start, word), (end, _) in pairwise(bounds):
            yield from _readable(text, start, end, word, f"{word}_block")


def _excerpt(text: str, start: int, end: int) -> Iterator[Piece]:
    """Lines without the block that they stand in: it is one that has a line of that first word."""
    found = _FIRST_WORD.search(text, start, end)
    fitting = [word for word, lines in LINE_WORDS.items() if found and found[1] in lines]
    if fitting:
        yield from _readable(text, start, end, fitting[0], f"{fitting[0]}_lines")
    else:
        yield from _plain(text, start, end)


def _readable(text: str, start: int, end: int, word: str, rule: str) -> Iterator[Piece]:
    """Read a block by the grammar; after a line that it cannot read, go on with the next."""
    while start < end:
        start = yield from _parsed(text, start, end, rule)
        line_end = text.find("\n", start, end) + 1 or end
        yield from _plain(text, start, line_end)
        start, rule = line_end, f"{word}_lines"
        if not LINE_WORDS.get(word):
            yield from _plain(text, start, end)
            return


def _parsed(text: str, start: int, end: int, rule: str) -> Generator[Piece, None, int]:
    """What the grammar reads, and where it stopped."""
    at, leading, before = start, True, ""
    try:
        for token in parser().parse_interactive(text[start:end], start=rule).iter_parse():
            begin = start + (token.start_pos or 0)
            yield from _plain(text, at, begin)
            leading = not text[text.rfind("\n", 0, begin) + 1 : begin].strip()
            at = begin + len(token)
            if token.type == "ROW":
                yield from _plain(text, begin, at)
            else:
                yield begin, _kind(token.type, str(token), before, leading=leading), str(token)
            before = str(token)
    except UnexpectedInput:
        return at
    yield from _plain(text, at, end)
    return end


def _kind(terminal: str, written: str, before: str, *, leading: bool) -> Kind:
    if terminal == "NAME" and before in _NAMING:
        return Name.Function
    if terminal in _KINDS:
        return _KINDS[terminal]
    if terminal not in keywords():
        return Punctuation
    if leading:
        return Keyword.Declaration if written in BLOCK_WORDS else Keyword
    return Keyword.Pseudo


def _plain(text: str, start: int, end: int) -> Iterator[Piece]:
    """A stretch that the grammar says nothing of: blanks, comments, cells of a row, what cannot be read."""
    for match in _PLAIN.finditer(text, start, end):
        yield match.start(), _PLAIN_KINDS[match.lastgroup or "other"], match[0]
