"""What stands against seeing a statement or deciding about it."""

from __future__ import annotations

from comp.errors import CompError


class NotFoundError(CompError):
    """There is no such statement, or not for whoever asks: the two are answered alike."""


class StaleContentError(CompError):
    """The statement is not what its reader saw, or its run is not the current one any more."""


class NotAllowedError(CompError):
    """Nothing is decided in this state: it is posted, there is nothing to withdraw, a reason is missing."""
