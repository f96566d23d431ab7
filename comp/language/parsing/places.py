"""Offsets of a file turned into spans, and which stretches of it are text in quotes or a comment."""

from __future__ import annotations

import re
from bisect import bisect_right

from comp.language.span import Span

# A text that is never closed is taken to end with its line, so that it hides no more than that.
QUOTED_OR_COMMENT = re.compile(r'"[^"]*"|"[^\n]*|#[^\n]*')


class Places:
    """A file's text and where its lines start."""

    def __init__(self, file: str, text: str) -> None:
        """Index the lines of a text."""
        self.file = file
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def span(self, start: int, end: int) -> Span:
        """The span of `[start, end)`, held within the text and never empty where there is text."""
        start = min(max(start, 0), len(self.text))
        end = min(max(end, start), len(self.text))
        line = bisect_right(self._starts, start)
        return Span(self.file, start, end, line, start - self._starts[line - 1] + 1)


def plain(text: str) -> str:
    """The text without a byte order mark, each line ended by a line feed."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def masked(text: str) -> str:
    """The text with everything in quotes and every comment blanked out, character for character."""
    return QUOTED_OR_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
