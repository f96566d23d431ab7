"""The door of every sentence that explains: an English template is the key, its translation is in a catalog.

Every word that a payee reads passes through `say`, `counted` or `later`, with a template that is a literal
(`template` marks one that stands in a table), so a test finds them all and holds the catalogs against them.
Names of the plan, ids and codes of currencies are put in as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol, TypeAlias

from comp.reference.speech import ENGLISH, spoken


class Speakable(Protocol):
    """A value that is put into words when it is read."""

    def in_words(self) -> str:
        """The words in the language of now."""
        ...


Word: TypeAlias = "str | int | Fraction | date | Speakable"


def say(template: str, /, **words: str | int) -> str:
    """A sentence in the language of now: `say("{measure} of {payee}", measure=..., payee=...)`."""
    return spoken().templates.get(template, template).format(**words)


def template(text: str) -> str:
    """The template itself: marks one that is given to `say` later."""
    return text


def counted(number: int, none: str, one: str, other: str, /, **words: str) -> str:
    """No deals, 1 deal, 2 deals: a template each; `number` is put into each of them."""
    chosen = one if number == 1 else other if number else none
    speech = spoken()
    written = str(number) if speech.language == ENGLISH else speech.figure(f"{number:,}")
    return speech.templates.get(chosen, chosen).format(number=written, **words)


@dataclass(frozen=True, slots=True)
class Later:
    """A sentence whose words are chosen when it is read: a reason is kept long before anybody reads it."""

    template: str
    words: tuple[tuple[str, Word], ...]

    def in_words(self) -> str:
        """The sentence in the language of now."""
        chosen = spoken().templates.get(self.template, self.template)
        return chosen.format(**{name: _inserted(word) for name, word in self.words})


def later(template: str, /, **words: Word) -> Later:
    """A sentence to be said later; its words are put into words then too."""
    return Later(template, tuple(words.items()))


def _inserted(word: Word) -> str:
    """A word of a later sentence; English reasons write a day as the files of facts do."""
    match word:
        case str():
            return word
        case int() | Fraction():
            return str(word)
        case date():
            speech = spoken()
            return word.isoformat() if speech.language == ENGLISH else speech.day_text(word)
        case _:
            return word.in_words()
