"""The company's signing key: made once, kept out of git, its public half published.

The private half never leaves its file and is in no message.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from comp.errors import CompError
from comp.whole_files import write_new

KEY_FILE = Path(".comp") / "signing.key"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key. `public` is its public half, 64 hexadecimal figures."""

    public: str
    _private: Ed25519PrivateKey = field(repr=False)

    def sign(self, what: bytes) -> str:
        """The signature of some bytes, in hexadecimal."""
        return self._private.sign(what).hex()

    def secret_for(self, what: bytes) -> bytes:
        """32 bytes that only the holder of the key can derive, the same each time."""
        return hmac.digest(self._private.private_bytes_raw(), b"comp-salts\n" + what, hashlib.sha256)


def make_key(workspace: Path) -> SigningKey:
    """Make the workspace's key.

    Raises:
        CompError: there is one; what it signed would lose the key that belongs to it.
    """
    path = workspace / KEY_FILE
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    if not write_new(pem, path):
        raise CompError(f"{path}: there is a key already; move it away first, and keep it")
    return _key(private)


def signing_key(workspace: Path) -> SigningKey | None:
    """The workspace's key, None where none was made.

    Raises:
        CompError: the file holds no Ed25519 key, or others than its owner may read it.
    """
    path = workspace / KEY_FILE
    if not path.is_file():
        return None
    if path.stat().st_mode & 0o077:
        raise CompError(f"{path}: others may read this key; `chmod 600 {path}` keeps it to yourself")
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CompError(f"{path}: no private key that can be read; restore it from a backup") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise CompError(f"{path}: this is no Ed25519 key; `comp key make` makes one")
    return _key(private)


def _key(private: Ed25519PrivateKey) -> SigningKey:
    return SigningKey(private.public_key().public_bytes_raw().hex(), private)
