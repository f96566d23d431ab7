"""Splits a file into blocks before anything is parsed, so that one faulty block never hides another.

A block word stands at the beginning of a line and starts a block; a block ends where the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comp.frozen import frozen
from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic, nearest
from comp.language.parsing.places import Places, masked

BLOCK_WORDS = ("shared", "source", "plan", "clause", "example", "terms", "amend")
_AT_LINE_START = re.compile(r"^[^\W\d]\w*", re.MULTILINE)


@frozen
class Block:
    """A block's word as it was meant, and the stretch `[start, end)` of the file that it takes."""

    word: str
    start: int
    end: int
    written_word: str


def split_blocks(
    places: Places, statement_words: frozenset[str], faults: list[Diagnostic]
) -> tuple[list[Block], int]:
    """The blocks of a file, and where the first one starts.

    A word at the beginning of a line that is nearly a block word is reported and taken for it.
    """
    heads = list(_heads(places, statement_words, faults))
    if not heads:
        return [], len(places.text)
    ends = [start for start, _, _ in heads[1:]] + [len(places.text)]
    blocks = [
        Block(word, start, end, written) for (start, word, written), end in zip(heads, ends, strict=True)
    ]
    return blocks, heads[0][0]


def _heads(
    places: Places, statement_words: frozenset[str], faults: list[Diagnostic]
) -> Iterator[tuple[int, str, str]]:
    hidden = masked(places.text)
    for match in _AT_LINE_START.finditer(places.text):
        written = match[0]
        if written in BLOCK_WORDS:
            yield match.start(), written, written
        elif written not in statement_words and hidden[match.start()] != " ":
            meant = nearest(written, BLOCK_WORDS)
            if meant is not None:
                faults.append(_unknown_word(places, match, meant))
                yield match.start(), meant, written


def _unknown_word(places: Places, match: re.Match[str], meant: str) -> Diagnostic:
    return Diagnostic(
        "P002",
        "error",
        TITLES["P002"],
        f"`{match[0]}` stands at the beginning of a line, where a block word is expected.",
        places.span(*match.span()),
        expected=tuple(f"`{word}`" for word in BLOCK_WORDS),
        hint=f"Did you mean `{meant}`?",
    )
