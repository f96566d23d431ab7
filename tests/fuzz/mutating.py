"""Changes a plan's text as its structure suggests: blocks, statements and words, seldom single letters."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from comp.language.parsing.blocks import BLOCK_WORDS
from comp.language.parsing.lark_parser import LINE_WORDS, keywords
from tests.fuzz.examine import NEXT_FILE
from tests.language.spacing import WORD

_BLOCK = re.compile(rf"^(?={'|'.join(BLOCK_WORDS)})", re.MULTILINE)
_STARTS = sorted({word for words in LINE_WORDS.values() for word in words})
_STATEMENT = re.compile(rf"^(?=[ \t]+(?:{'|'.join(_STARTS)})\b)|^(?=[ \t]*\|)", re.MULTILINE)

LITERALS = (
    *"0 1 2 0.5 100 100,200 1000 999999999999999 0.000000000000001 1e5 1_000 .5 5. 00".split(),
    *"0% 100% 33.3% 1x 1.5x 0x 2026-01-01 2026-02-30 0000-00-00 9999-12-31 0001-01-01 -1 --1".split(),
    *("0.00 USD", "1,000.00 USD", "1 JPY", "1.234 KWD", "5.00 EUR", "33 %", "- 1"),
    *('""', '"a"', '"a\nb"', '"|"', '"#"', "\u0663", "\uff11\uff10\uff10%"),
)
NASTY = (
    *"\ufeff \u202e \u200b \0 \r \r\n \t \v \f \x1b[31m \u2028 \ud800 \U0001f600 e\u0301 \xe9".split(" "),
    *"\u6570 \u017f \ufb00 \u0130 \U0001d7d9 \xb2".split(" "),
    *'" # | ( ) , . : \\ ` {'.split(" "),
)
_DEPTHS = (1, 1, 1, 2, 8, 49, 51, 170)

Draw = random.Random


def mutated(text: str, draw: Draw, donors: Sequence[str]) -> str:
    """The text after one to four changes; donors give blocks and statements of other plans."""
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        files = text.split(NEXT_FILE)
        number = 0 if draw.random() < 0.8 else draw.randrange(len(files))
        files[number] = draw.choice(_CHANGES)(files[number], draw, donors)
        text = NEXT_FILE.join(files)
    return text


def _pieces(pattern: re.Pattern[str], text: str) -> list[str]:
    starts = sorted({0, *(match.start() for match in pattern.finditer(text))})
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _of_pieces(pattern: re.Pattern[str]) -> Callable[[str, Draw, Sequence[str]], str]:
    """Leave out, repeat, swap or bring in whole blocks or statements."""

    def change(text: str, draw: Draw, donors: Sequence[str]) -> str:
        pieces = _pieces(pattern, text)
        at, other = draw.randrange(len(pieces)), draw.randrange(len(pieces))
        match draw.randrange(5):
            case 0:
                del pieces[at]
            case 1:
                pieces.insert(at, pieces[other])
            case 2:
                pieces[at], pieces[other] = pieces[other], pieces[at]
            case 3:
                pieces.insert(other, pieces.pop(at))
            case _:
                pieces.insert(at, draw.choice(_pieces(pattern, draw.choice(donors))))
        return "".join(pieces)

    return change


def _words(text: str, draw: Draw, donors: Sequence[str]) -> str:
    """Put another word of the same kind, or any word, in the place of one."""
    words = list(WORD.finditer(text))
    if not words:
        return text + draw.choice(LITERALS)
    word = draw.choice(words)
    like = [other[0] for other in words if other[0][0].isalpha() == word[0][0].isalpha()]
    new = draw.choice(
        (
            draw.choice(like),
            draw.choice(like),
            draw.choice(words)[0],
            draw.choice(LITERALS),
            draw.choice(sorted(keywords().values())),
            "",
            f"{word[0]} {word[0]}",
        )
    )
    return text[: word.start()] + new + text[word.end() :]


def _numbers(text: str, draw: Draw, donors: Sequence[str]) -> str:
    """Another number, amount, date or text in the place of one."""
    found = list(re.finditer(r'\d[\d,.-]*(?: ?%|x| [A-Z]{3}\b)?|"[^"]*"', text))
    if not found:
        return text
    place = draw.choice(found)
    alike = [other[0] for other in found if _kind(other[0]) == _kind(place[0])]
    new = draw.choice((draw.choice(alike or [place[0]]), draw.choice(found)[0], draw.choice(LITERALS)))
    return text[: place.start()] + new + text[place.end() :]


def _kind(literal: str) -> str:
    return re.sub(r"[0-9]+", "0", literal) if literal[0] != '"' else '"'


def _nested(text: str, draw: Draw, donors: Sequence[str]) -> str:
    """Put a word that may be a value into something that takes values, once or far too often."""
    values = list(re.finditer(r"(?<![\w\"])(?:[a-z_]+\.[a-z_]+|[a-z_]+|\d[\d.]*%?)(?![\w\"])", text))
    if not values:
        return text
    value = draw.choice(values)
    left, right = draw.choice(
        (
            *(("(", ")"), ("min(1, ", ")"), ("max(", ", 0)"), ("-", ""), ("not ", ""), ("total ", "")),
            *(("", " (blank is 0)"), ("total (", ")"), ("1 + ", ""), ("", " and x is y"), ("count of ", "")),
            *(("(", f" * {value[0]})"), ("total own ", " of the period"), ("quota.", " of the period")),
        )
    )
    times = draw.choice(_DEPTHS)
    return text[: value.start()] + left * times + value[0] + right * times + text[value.end() :]


def _letters(text: str, draw: Draw, donors: Sequence[str]) -> str:
    """Leave out, repeat or bring in a few letters."""
    start = draw.randint(0, len(text))
    end = min(start + draw.choice((0, 0, 1, 5, 60)), len(text))
    new = draw.choice(
        ("", draw.choice(NASTY), draw.choice(NASTY), text[start:end] * 2, draw.choice(LITERALS))
    )
    return text[:start] + new + text[end:]


def _other_names(text: str, draw: Draw, donors: Sequence[str]) -> str:
    """One name takes another's place everywhere, so that two things have one name."""
    names = sorted(set(re.findall(r"\b[a-z]\w*_\w+\b|(?<=measure )\w+|(?<=table )\w+|(?<=pay )\w+", text)))
    if len(names) < 2:
        return text
    one, other = draw.sample(names, 2)
    return re.sub(rf"\b{re.escape(one)}\b", other, text, count=draw.choice((0, 0, 1)))


_BLOCKS, _STATEMENTS = _of_pieces(_BLOCK), _of_pieces(_STATEMENT)
_CHANGES = (
    *(_BLOCKS, _STATEMENTS, _STATEMENTS, _STATEMENTS, _words, _words, _numbers, _numbers, _numbers),
    *(_nested, _nested, _letters, _other_names),
)
