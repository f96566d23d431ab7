"""What somebody is told who may not, or who asked for what the rules of access do not allow."""

from __future__ import annotations

from comp.errors import CompError


class AccessRefusedError(CompError):
    """Whoever asks may not do this."""


class PasswordRefusedError(CompError):
    """A password that is not taken; the message says why and never what it was.

    `of_present`: it is the present one that does not hold, and not the chosen one.
    """

    def __init__(self, message: str, *, of_present: bool = False) -> None:
        super().__init__(message)
        self.of_present = of_present


class UserRuleError(CompError):
    """What would break a rule about users and roles; nothing was written."""


class ChangedMeanwhileError(CompError):
    """The user is not as the one who asks saw them; nothing was written."""
