"""Writes a plan's text with other blanks and line breaks, and the same words and comments."""

import random
import re

WORD = re.compile(
    r'"[^"]*"|#[^\n]*|\|[^\n]*|\d[\d,]*(?:\.\d+)? [A-Z]{3}\b|\w(?:[\w.%\'-]*[\w%\'])?|[<>]=?|[^\w\s]',
    re.DOTALL,
)


def respaced(text: str, seed: int) -> str:
    """The same words and comments. A comment stays behind its words or alone, as it was, and as far from the
    next block as it was: that is where it belongs.
    """
    draw = random.Random(seed)  # noqa: S311 - a fixed seed is the point
    written = ""
    before = ""
    at = 0
    for match in WORD.finditer(text):
        word, gap = match[0], text[at : match.start()]
        at = match.end()
        written += _gap(gap, before, word, draw) + _word(word, draw)
        before = word
    return written + draw.choice(["", "\n", "\n\n  \n"])


def _gap(gap: str, before: str, word: str, draw: random.Random) -> str:
    if not before:
        return draw.choice(["", "\n\n"])
    unindented = gap.endswith("\n")
    if unindented or (word[0] == "#" and "\n" in gap):
        lines = "\n" * draw.randint(2, 4) if "\n\n" in gap else "\n"
        return lines if unindented else lines + draw.choice([" ", "   ", "\t", "       "])
    if word[0] == "#":
        return draw.choice(["", " ", "\t", "     "])
    if before[0] in "#|":
        return "\n" + draw.choice([" ", "    ", "\n  ", "\t"])
    apart = [" ", "   ", "\n ", "\t", "\n\n      "]
    words = before[-1].isalnum() and word[0].isalnum()
    return draw.choice(apart if words else ["", *apart])


def _word(word: str, draw: random.Random) -> str:
    if word[0] == '"':
        return '"' + "".join(draw.choice([" ", "  ", "\n   "]) if c == " " else c for c in word[1:-1]) + '"'
    if word[0] != "|":
        return word
    row, mark, comment = word.partition("#")
    cells = [cell.strip() for cell in row.rstrip()[1:-1].split("|")]
    padded = [" " * draw.randint(0, 3) + cell + " " * draw.randint(0, 9) for cell in cells]
    return f"|{'|'.join(padded)}|{draw.choice(['', '  '])}{mark}{comment}"
