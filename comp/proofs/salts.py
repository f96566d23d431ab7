"""Salts: from one secret of a run, so that the company can open what a proof keeps sealed."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from comp.reference.proof.book import Json
from comp.verifier.commitments import canonical

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Salts:
    """The salts of one run. Whoever holds `secret` can open every commitment of the run."""

    secret: bytes = field(repr=False)

    def of(self, what: str, *names: Json) -> bytes:
        """The salt of one thing."""
        return self._digest(what, *names)[:SALT_BYTES]

    def row_key(self, source: str, number: int) -> bytes:
        """What the salts of a row's cells are made from."""
        return self._digest("row", source, number)

    @staticmethod
    def cell(row_key: bytes, column: str) -> bytes:
        """The salt of a cell: quick, for there is one for every cell of the facts."""
        return hashlib.sha256(row_key + column.encode()).digest()[:SALT_BYTES]

    def _digest(self, *what: Json) -> bytes:
        return hmac.digest(self.secret, canonical(list(what)), hashlib.sha256)
