"""What is taken as a login and as a password."""

from __future__ import annotations

import unicodedata
from typing import Final

from comp.workflow.access.errors import PasswordRefusedError, UserRuleError

SHORTEST: Final = 12
LONGEST: Final = 256
_LONGEST_LOGIN: Final = 254


def known_as(login: str) -> str:
    """The form under which a login is kept and looked for: case and spaces around it make no difference."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def is_login(login: str) -> bool:
    """Whether a login could be one at all: a mail or a name in letters that show."""
    return 0 < len(login) <= _LONGEST_LOGIN and login.isprintable() and " " not in login


def require_login(login: str) -> str:
    """A new login in the form that is kept.

    Raises:
        UserRuleError: it is none.
    """
    found = known_as(login)
    if not is_login(found):
        raise UserRuleError(
            f"a login is a mail or a name of 1 to {_LONGEST_LOGIN} letters without spaces; this is none"
        )
    return found


def require_password(password: str, login: str | None) -> None:
    """See that a password that somebody chose may be theirs; what it is made of is their own affair.

    Raises:
        PasswordRefusedError: it is too short or too long, or the login.
    """
    letters = len(unicodedata.normalize("NFKC", password))
    if letters < SHORTEST:
        raise PasswordRefusedError(
            f"the password has {letters} letters; choose one of at least {SHORTEST}, such as a few words"
        )
    if max(letters, len(password)) > LONGEST:
        raise PasswordRefusedError(f"the password has more than {LONGEST} letters; choose a shorter one")
    if login is not None and known_as(password) == login:
        raise PasswordRefusedError("the password is the login; choose another one")
