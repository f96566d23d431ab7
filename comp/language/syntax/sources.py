"""Declared sources as written."""

from __future__ import annotations

from comp.frozen import frozen
from comp.language.syntax.written import Name, Written


@frozen
class ColumnType(Written):
    """A column's type: a word, `choice of` words, or `to` a source."""

    word: str  # the type's name, "choice" or "to"
    choices: tuple[Name, ...] = ()
    target: Name | None = None


@frozen
class ColumnLine(Written):
    """`column name: type`, or the `key` line."""

    name: Name
    type: ColumnType
    may_be_blank: bool
    title: str


@frozen
class SourceBlock(Written):
    """A `source` block."""

    name: Name
    title: str
    key: ColumnLine | None
    columns: tuple[ColumnLine, ...]
    dated: Name | None
    valid: tuple[Name, Name] | None
    currency: Name | None
    faulty: bool  # a line of it could not be read, so what is missing may stand there
