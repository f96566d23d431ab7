"""Hashes of passwords: argon2id, a few at a time. It must not keep or tell a password."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_LONGEST: Final = 256


@dataclass(frozen=True, slots=True)
class Cost:
    """What a hash costs: memory, passes over it, threads; and how many are made at once.

    The first three are those of RFC 9106 for where memory is bounded. At most `at_once` times `memory_kib` is
    used, however many sign in at the same moment; the others wait.
    """

    memory_kib: int = 65_536
    passes: int = 3
    threads: int = 4
    at_once: int = 4


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a password is the one, and its hash made anew where the kept one was made at another cost."""

    holds: bool
    anew: str | None = None


class Passwords:
    """Makes and verifies hashes at one cost."""

    def __init__(self, cost: Cost) -> None:
        self._hasher = PasswordHasher(
            time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.threads
        )
        self._free = threading.BoundedSemaphore(cost.at_once)

    def hash(self, password: str) -> str:
        """The hash to be kept, with its cost and salt in it."""
        with self._free:
            return self._hasher.hash(_bytes(password))

    def verify(self, password: str, kept: str | None) -> Verified:
        """Hold a password against a kept hash; None, where there is none, takes as long and never holds."""
        nobodys = self._nobodys
        usable = kept is not None and len(password) <= _LONGEST
        with self._free:
            try:
                self._hasher.verify(kept if usable and kept else nobodys, _bytes(password[:_LONGEST]))
            except (VerificationError, InvalidHashError):
                return Verified(holds=False)
        if not usable or kept is None:
            return Verified(holds=False)
        stale = self._hasher.check_needs_rehash(kept)
        return Verified(holds=True, anew=self.hash(password) if stale else None)

    @cached_property
    def _nobodys(self) -> str:
        """A hash that no password fits, at the same cost."""
        return self.hash(secrets.token_urlsafe(32))


def _bytes(password: str) -> bytes:
    """The same letters give the same bytes, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


STANDARD: Final = Passwords(Cost())
"""The hashes of this process; all of it shares the bound on how many are made at once."""
