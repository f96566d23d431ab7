"""Random passwords, tokens and ids, and the hash under which a token is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

TOKEN_PREFIX: Final = "comp_"  # noqa: S105 - what every token begins with
"""How tokens for programs begin, so that scanners of leaked secrets know them."""
_BYTES: Final = 32
# Without letters that are taken for one another when read aloud or typed off.
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS: Final = 5


def new_token() -> str:
    """256 random bits as 43 letters."""
    return secrets.token_urlsafe(_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token: SHA-256, which does for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_password() -> str:
    """A password of 100 random bits in five groups of four letters."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))
    return "-".join(groups)


def new_user_id() -> str:
    """An opaque id that says nothing of whom it is given to."""
    return f"u-{secrets.token_hex(6)}"
