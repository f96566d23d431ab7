"""What every part of the tree has, and names as they are written."""

from __future__ import annotations

from comp.frozen import frozen
from comp.language.span import Span


@frozen
class Written:
    """What every part of the tree has: its place in the text."""

    span: Span


@frozen
class Name(Written):
    """A name as written, where it names or uses something."""

    text: str
