"""Takes people's names and mail out of what is to be kept: ids stand in their places.

Sentences and measures name people by id. A name can get in by what the company writes: a column of text that
a statement shows beside a deal, a plan's summary, the reason on a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias, cast

from comp.facts.people import Person

Plain: TypeAlias = Any
_WORD: Final = re.compile(r"\w+")
_UNSAID: Final = "…"  # a name that several people bear
# Ids and codes lead to other rows and files, so they are kept as they are.
_KEPT: Final = frozenset({"at", "company", "currency", "fact", "kind", "line_id", "payee", "unit"})


class KnownNames:
    """The names (of at least two words) and mail of people."""

    def __init__(self, people: Iterable[Person]) -> None:
        ids: dict[str, str] = {}
        for person in people:
            for text in (person.name.strip(), person.mail.strip()):
                if len(_WORD.findall(text)) > 1:
                    ids[text] = person.payee if ids.get(text, person.payee) == person.payee else _UNSAID
        self._ids = ids
        self._by_first: dict[str, list[str]] = {}
        for text in sorted(ids, key=len, reverse=True):
            self._by_first.setdefault(_WORD.findall(text)[0], []).append(text)

    def taken_out(self, text: str) -> str:
        """The text with ids instead of names."""
        pieces: list[str] = []
        at = 0
        for word in _WORD.finditer(text):
            name = self._name_at(text, word) if word.start() >= at else None
            if name is not None:
                pieces += [text[at : word.start()], self._ids[name]]
                at = word.start() + len(name)
        return "".join([*pieces, text[at:]]) if pieces else text

    def out_of(self, value: Plain) -> Plain:
        """JSON values without names; ids and codes stay as they are."""
        match value:
            case str():
                return self.taken_out(value)
            case dict():
                of = cast("Mapping[str, Plain]", value)
                return {name: each if name in _KEPT else self.out_of(each) for name, each in of.items()}
            case list():
                return [self.out_of(each) for each in cast("list[Plain]", value)]
            case _:
                return value

    def _name_at(self, text: str, word: re.Match[str]) -> str | None:
        for name in self._by_first.get(word[0], ()):
            if text.startswith(name, word.start()) and not _goes_on(text, word.start() + len(name)):
                return name
        return None


def _goes_on(text: str, at: int) -> bool:
    """Whether a word goes on at that place."""
    return _WORD.match(text, at) is not None
