"""What somebody is told who may not, or who asked for what the rules of access do not allow."""

from __future__ import annotations

from comp.errors import CompError


class AccessRefusedError(CompError):
    """Whoever asks may not do this."""


class PasswordRefusedError(CompError):
    """A password that is not taken; the message says why and never what it was."""


class UserRuleError(CompError):
    """What would break a rule about users and roles; nothing was written."""


class ChangedMeanwhileError(CompError):
    """The user is not as the one who asks saw them; nothing was written."""
