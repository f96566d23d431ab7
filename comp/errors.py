"""Errors that the person at the keyboard can mend, under one base; a message says what to change.

Faults in plans and facts are values, not exceptions; these are raised where no result is possible at all.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CompError(Exception):
    """The request cannot be fulfilled as it stands; the message says why and what to change."""

    exit_code = 2

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows, by the name under which IPython asks: one line, and no traceback."""
        return [f"{type(self).__name__}: {self}"]


class InputFaultsError(CompError):
    """The plans or the facts have faults, so there is nothing to calculate with."""

    exit_code = 1


class UnknownNameError(CompError):
    """A payee, deal, period or plan that nothing is called by."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no {what} {name!r}; {_nearest(what, name, sorted(set(known)))}")


def _nearest(what: str, name: str, known: list[str]) -> str:
    """Name what is near, else some of what there is."""
    if not known:
        return f"there is no {what} at all"
    by_lower = {other.lower(): other for other in known}
    near = difflib.get_close_matches(name.lower(), by_lower, n=3, cutoff=0.5)
    if near:
        return "did you mean " + " or ".join(by_lower[other] for other in near) + "?"
    shown = ", ".join(known[:8])
    return f"there are {shown}" + (f" and {len(known) - 8} more" if len(known) > 8 else "")
