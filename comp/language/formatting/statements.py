"""Reads a file that has no fault as statements: each with its words, and the comments that belong to it.

A statement here is what takes a line of its own in the house's layout: a block's head, a line below it, a
table's row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lark import Token, Tree

from comp.frozen import frozen
from comp.language.parsing.blocks import Block as Stretch
from comp.language.parsing.blocks import split_blocks
from comp.language.parsing.lark_parser import LINE_WORDS, parser
from comp.language.parsing.places import QUOTED_OR_COMMENT, Places

_COMMENT = re.compile(r"#[^\n]*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_WORDS = frozenset(word for words in LINE_WORDS.values() for word in words)


@frozen
class Word:
    """A token as it is written in the house's way; `unary` marks the minus of one operand."""

    text: str
    kind: str
    unary: bool = False


@frozen
class Comment:
    """A comment; `alone` on its line, or after words; `blank_after` where an empty line follows it."""

    text: str
    alone: bool
    blank_after: bool = False


@dataclass(slots=True)
class Statement:
    """What takes a line: `lead` stands above it; comments among `parts` break it, the last one ends it.

    `start` and `end` are offsets in the file; `tree` is the grammar's, or a row's token.
    """

    kind: str
    start: int
    tree: Tree[Token] | Token
    end: int = 0
    lead: list[Comment] = field(default_factory=list[Comment])
    parts: list[Word | Comment] = field(default_factory=list["Word | Comment"])

    @property
    def words(self) -> list[Word]:
        """The words without the comments."""
        return [part for part in self.parts if isinstance(part, Word)]

    @property
    def comments(self) -> list[Comment]:
        """Every comment that belongs to the statement, in their order."""
        return [*self.lead, *(part for part in self.parts if isinstance(part, Comment))]


@dataclass(slots=True)
class Block:
    """A block's statements, the head first, and the indented comments after the last one."""

    word: str
    statements: list[Statement]
    tail: list[Comment] = field(default_factory=list[Comment])

    @property
    def head(self) -> Statement:
        """The line that starts the block."""
        return self.statements[0]


@dataclass(slots=True)
class Blocks:
    """A file: its blocks, and the comments below the last of them."""

    blocks: list[Block]
    tail: list[Comment]


def read_blocks(name: str, text: str) -> Blocks:
    """The statements of a file that `parse_file` has found no fault in."""
    places = Places(name, text)
    stretches, first = split_blocks(places, _WORDS, [])
    above = [_comment(text, match) for match in _COMMENT.finditer(text, 0, first)]
    blocks: list[Block] = []
    for stretch in stretches:
        block, below = _block(text, stretch)
        block.head.lead[:0] = above
        blocks.append(block)
        above = below
    return Blocks(blocks, above)


def _block(text: str, stretch: Stretch) -> tuple[Block, list[Comment]]:
    """A block, and the comments below it that belong to the next one: from the first that is not indented."""
    session = parser().parse_interactive(text[stretch.start : stretch.end], start=f"{stretch.word}_block")
    tokens = list(session.iter_parse())
    tree: Tree[Token] = session.feed_eof()
    starts = dict(_starts(tree, stretch.start))
    unary = set(_unary(tree, stretch.start))
    block = Block(stretch.word, [])
    waiting: list[Comment] = []
    at = stretch.start
    for token in tokens:
        start = stretch.start + (token.start_pos or 0)
        waiting += [_comment(text, match) for match in _COMMENT.finditer(text, at, start)]
        if start in starts:
            kind, part = starts[start]
            _close(block, waiting)
            block.statements.append(Statement(kind, start, part, lead=waiting))
        else:
            block.statements[-1].parts += waiting
        waiting = []
        _add(block.statements[-1], token, text, start, unary=start in unary)
        at = stretch.start + (token.end_pos or 0)
    matches = list(_COMMENT.finditer(text, at, stretch.end))
    flush = next((i for i, match in enumerate(matches) if _starts_line(text, match.start())), len(matches))
    block.tail = [_comment(text, match) for match in matches[:flush]]
    _close(block, block.tail)
    return block, [_comment(text, match) for match in matches[flush:]]


def _close(block: Block, comments: list[Comment]) -> None:
    """Give the statement before the comment that stands behind it on its line."""
    if comments and not comments[0].alone:
        block.statements[-1].parts.append(comments.pop(0))


def _starts(tree: Tree[Token], offset: int) -> Iterator[tuple[int, tuple[str, Tree[Token] | Token]]]:
    """Where a statement starts: each line, each row, and what a loss does, which stands below its portion."""
    # By identity: trees are compared part by part, and there are as many as lines.
    lines = {id(line) for line in tree.children}
    for part in tree.iter_subtrees():
        if id(part) in lines or part.data in ("as_money", "as_credit"):
            yield offset + part.meta.start_pos, (str(part.data), part)
        for child in part.children:
            if isinstance(child, Token) and child.type == "ROW":
                yield offset + (child.start_pos or 0), ("row", child)


def _unary(tree: Tree[Token], offset: int) -> Iterator[int]:
    for part in tree.iter_subtrees():
        sign = part.children[0] if part.data in ("negative", "value") else None
        if isinstance(sign, Token):
            yield offset + (sign.start_pos or 0)


def _add(statement: Statement, token: Token, text: str, start: int, *, unary: bool) -> None:
    """Add a token's words; a row is one token, its comment included."""
    statement.end = start + len(token)
    if token.type != "ROW":
        statement.parts.append(Word(_written(token), token.type, unary))
        return
    comment = next((match for match in QUOTED_OR_COMMENT.finditer(token) if match[0][0] == "#"), None)
    row = str(token) if comment is None else str(token)[: comment.start()]
    statement.end = start + len(row.rstrip())
    statement.parts += [Word(cell, "CELL") for cell in _cells(row.rstrip())]
    if comment is not None:
        gap = _blank_after(text, start + comment.end())
        statement.parts.append(Comment(comment[0].rstrip(), alone=False, blank_after=gap))


def _cells(row: str) -> list[str]:
    hidden = QUOTED_OR_COMMENT.sub(lambda match: "_" * len(match[0]), row)
    bars = [index for index, character in enumerate(hidden) if character == "|"]
    cells = [row[left + 1 : right].strip() for left, right in pairwise(bars)]
    return [_text(cell) if re.fullmatch(r'"[^"]*"', cell) else cell for cell in cells]


def _written(token: Token) -> str:
    match token.type:
        case "TEXT":
            return _text(str(token))
        case "MONEY":
            return f"{token[:-3].strip()} {token[-3:]}"
        case "PERCENT":
            return "".join(token.split())
        case "ALIKE" | "LOWEST_FIRST":
            return " ".join(token.split())
        case "MAY_BE_BLANK":
            return ", may be blank"
        case _:
            return str(token)


def _text(quoted: str) -> str:
    """A text in quotes: each run of white space means one blank."""
    return f'"{" ".join(quoted[1:-1].split())}"'


def _comment(text: str, match: re.Match[str]) -> Comment:
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return Comment(match[0].rstrip(), not line.strip(), _blank_after(text, match.end()))


def _blank_after(text: str, end: int) -> bool:
    return _BLANK_LINE.match(text, end) is not None


def _starts_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"
