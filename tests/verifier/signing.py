"""Signs as RFC 8032 says, for tests; the product signs with a library that hides its timing."""

import hashlib

from comp.verifier.commitments import canonical
from comp.verifier.ed25519 import (
    _add_points,  # pyright: ignore[reportPrivateUsage]  the product signs nothing, so it offers no points
    _base,  # pyright: ignore[reportPrivateUsage]  nor this one, where they begin
)

ORDER = 2**252 + 27742317777372353535851937790883648493
_Point = tuple[int, int, int, int]
_NEUTRAL = (0, 1, 1, 0)


def public_key(secret: bytes) -> bytes:
    scalar, _ = _halves(secret)
    return _encoded(_times_base(scalar))


def sign(secret: bytes, message: bytes) -> bytes:
    scalar, prefix = _halves(secret)
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % ORDER
    first = _encoded(_times_base(nonce))
    challenge = int.from_bytes(hashlib.sha512(first + public_key(secret) + message).digest(), "little")
    return first + ((nonce + challenge * scalar) % ORDER).to_bytes(32, "little")


def signed(secret: bytes, prefix: bytes, what: object) -> dict[str, str]:
    return {"key": public_key(secret).hex(), "signature": sign(secret, prefix + canonical(what)).hex()}


def _halves(secret: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    return scalar, digest[32:]


def _times_base(scalar: int) -> _Point:
    """Add and double by the scalar's bits, not as the verifier does by its digits."""
    total, point = _NEUTRAL, _base()
    while scalar:
        if scalar & 1:
            total = _add_points(total, point)
        point = _add_points(point, point)
        scalar >>= 1
    return total


def _encoded(point: tuple[int, int, int, int]) -> bytes:
    inverse = pow(point[2], 2**255 - 21, 2**255 - 19)
    x, y = point[0] * inverse % (2**255 - 19), point[1] * inverse % (2**255 - 19)
    return (y | (x & 1) << 255).to_bytes(32, "little")
