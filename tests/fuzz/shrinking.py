"""Makes a failing text small: leaves out blocks, lines, words and letters while it fails in the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.fuzz.examine import failure_of

_UNITS = (r"(?m)^(?=\w)", r"(?<=\n)", r"(?<=\s)(?=\S)|(?<=\S)(?=\s)|\b", r"")
_MOST_TRIES = 3_000


def shrunk(text: str, failure: Callable[[str], str] = failure_of) -> str:
    """A smaller text with the same failure, found greedily; the text itself where it does not fail."""
    wanted = failure(text)
    if not wanted:
        return text
    tries = 0
    for unit in _UNITS:
        smaller = True
        while smaller:
            smaller = False
            for candidate in _without(text, unit):
                tries += 1
                if tries > _MOST_TRIES:
                    return text
                if failure(candidate) == wanted:
                    text, smaller = candidate, True
                    break
    return text


def _without(text: str, unit: str) -> Iterator[str]:
    """The text without a half of its units, then without a quarter, and so on to each single one."""
    starts = sorted({0, *(match.start() for match in re.finditer(unit, text)), len(text)})
    size = max((len(starts) - 1) // 2, 1)
    while True:
        for first in range(0, len(starts) - 1, size):
            yield text[: starts[first]] + text[starts[min(first + size, len(starts) - 1)] :]
        if size == 1:
            return
        size //= 2
