"""What stops a workspace from being read at all: faults of its own files, told with file, line and remedy.

Faults of single facts are values (`comp.facts.findings`), never exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from comp.errors import CompError

_LISTED = 12


class WorkspaceError(CompError):
    """The workspace's own files are at fault; the message names the file, the line and what was expected."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that suggests the nearest known word and lists what is known, the first of many."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    listed = (", ".join(names[:_LISTED]) or "none") + more
    return f"did you mean {close[0]!r}? Known are: {listed}" if close else f"known are: {listed}"
