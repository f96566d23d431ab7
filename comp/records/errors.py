"""What the database refuses, said in one line."""

from __future__ import annotations

from sqlalchemy.exc import DontWrapMixin

from comp.errors import CompError


class RecordsError(CompError):
    """The database cannot be used as it stands, or what was asked of it cannot be done."""


class RefusedValueError(DontWrapMixin, RecordsError):
    """A value is not of its column's kind; it was refused before it reached the database."""
