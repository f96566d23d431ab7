"""Days as people type them, and the company's present day."""

from __future__ import annotations

from datetime import date, datetime

from comp.errors import CompError
from comp.facts import Workspace


def as_day(given: date | str | None) -> date | None:
    """A day that is given as one, or as text like 2026-03-31.

    Raises:
        CompError: the text is no day.
    """
    if isinstance(given, datetime):  # pandas' timestamps are of this kind
        return given.date()
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise CompError(f"{given!r} is not a day; write it as 2026-03-31") from error


def today(workspace: Workspace) -> date:
    """The company's present day: like the commands, a notebook asks the clock, and nothing below does."""
    return datetime.now(workspace.company.time_zone).date()
