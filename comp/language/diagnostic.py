"""Faults of a plan as values: what is wrong, where, what was expected, and what to write instead.

A diagnostic is never raised. Its code is stable and stands for one kind of fault; how it is shown is
`comp.language.rendering`'s business.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal, TypeAlias

from comp.frozen import frozen
from comp.language.span import Span

Severity: TypeAlias = Literal["error", "warning"]


@frozen
class Label:
    """A related place in the text and what it has to do with the fault."""

    span: Span
    text: str


@frozen
class Diagnostic:
    """One fault, with one cause and one remedy.

    `title` names the kind of fault, `text` says what is wrong here, `expected` lists what could stand in its
    place, `hint` says how to mend it.
    """

    code: str
    severity: Severity
    title: str
    text: str
    span: Span
    labels: tuple[Label, ...] = ()
    expected: tuple[str, ...] = ()
    hint: str = ""

    @property
    def file(self) -> str:
        """The name of the file that the fault is in."""
        return self.span.file


def order_key(diagnostic: Diagnostic) -> tuple[str, int, str, str]:
    """Sort by file, place, code."""
    return (diagnostic.file, diagnostic.span.start, diagnostic.code, diagnostic.text)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that was most likely meant, or None where nothing is near."""
    candidates = {other.casefold(): other for other in sorted(names, reverse=True)}
    found = difflib.get_close_matches(name.casefold(), candidates, n=1, cutoff=0.6)
    return candidates[found[0]] if found else None
