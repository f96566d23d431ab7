"""What every part of the tree has, and names as they are written."""

from __future__ import annotations

from dataclasses import dataclass

from comp.language.span import Span


@dataclass(frozen=True, slots=True)
class Written:
    """What every part of the tree has: its place in the text."""

    span: Span


@dataclass(frozen=True, slots=True)
class Name(Written):
    """A name as written, where it names or uses something."""

    text: str
