"""Looks through a whole proof for what is another payee's: amounts in any notation, ids of lines, words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, cast

from comp.reference.wording import Style, shown

_HASH = re.compile(r"[0-9a-f]{32,128}")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:/\d+)?(?!\w)")
_PERCENT = re.compile(r"(?<![\d.,])\d[\d,]*\.\d\d%")


@dataclass(frozen=True)
class Secrets:
    """What is one payee's, each with a word for the message: minor units, exact shares, texts."""

    amounts: dict[Fraction, str] = field(default_factory=dict[Fraction, str])
    shares: dict[Fraction, str] = field(default_factory=dict[Fraction, str])
    words: dict[str, str] = field(default_factory=dict[str, str])

    def but(self, *others: Secrets) -> Secrets:
        """What nobody else's equals by accident: of equal amounts nobody can say whose they are."""
        amounts = {each for other in others for each in other.amounts}
        shares = {percent(each) for other in others for each in other.shares}
        return Secrets(
            {each: what for each, what in self.amounts.items() if each not in amounts},
            {each: what for each, what in self.shares.items() if percent(each) not in shares},
            self.words,
        )


class Shown:
    """All that a document shows, its keys and its page included."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        texts = [text for text in texts_in(document) if not _HASH.fullmatch(text)]
        self.numbers = {number for text in texts for number in numbers_in(text)}
        self.percents = {found for text in texts for found in _PERCENT.findall(text)}
        self.whole = json.dumps(document, ensure_ascii=False)

    def leaks(self, theirs: Secrets) -> set[str]:
        """What of another payee's stands anywhere."""
        numbers = self.numbers
        found = {what for amount, what in theirs.amounts.items() if {amount, amount / 100} & numbers}
        found |= {
            what
            for share, what in theirs.shares.items()
            if {share, share * 100} & numbers or percent(share) in self.percents
        }
        return found | {what for word, what in theirs.words.items() if word in self.whole}


def percent(share: Fraction) -> str:
    """A share as a page writes it."""
    return shown(share, Style.PERCENT)


def texts_in(tree: object) -> Iterator[str]:
    """Every text and number of a document, also where it is a key."""
    match tree:
        case str():
            yield tree
        case bool():
            return
        case int():
            yield str(tree)
        case dict():
            for name, each in cast("dict[str, object]", tree).items():
                yield name
                yield from texts_in(each)
        case list():
            for each in cast("list[object]", tree):
                yield from texts_in(each)
        case _:
            return


def numbers_in(text: str) -> Iterator[Fraction]:
    """The numbers of a text: `1,234.56`, `1234.56`, `7/3`."""
    for found in _NUMBER.findall(text):
        above, _, below = found.replace(",", "").partition("/")
        if not below or int(below):
            yield Fraction(above) / (int(below) if below else 1)
