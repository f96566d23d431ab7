"""Ed25519 signatures, checked as RFC 8032 says (section 5.1.7); nothing here signs.

Points are (X, Y, Z, T) with x = X/Z, y = Y/Z and x*y = T/Z. What is handled is public, so nothing here hides
how long it takes.
"""

from __future__ import annotations

import hashlib

_Point = tuple[int, int, int, int]
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
_NEUTRAL: _Point = (0, 1, 1, 0)


def signature_fits(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of 64 bytes over the message is that of the public key of 32 bytes.

    A scalar, a key or a point that is not written in its one canonical way does not fit; nor does a key of
    small order, under which one signature would fit every message.
    """
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = _point(key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or scalar >= _ORDER or _same_point(_times(8, public), _NEUTRAL):
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    return _same_point(_times(scalar, _BASE), _add_points(commitment, _times(challenge, public)))


def _point(encoded: bytes) -> _Point | None:
    """Read a point: 255 bits of y, and one bit that says which of the two x."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & ((1 << 255) - 1), number >> 255
    if y >= _P:
        return None
    x = _x_of(y, odd)
    return None if x is None else (x, y, 1, x * y % _P)


def _x_of(y: int, odd: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and odd):
        return None
    return x if x & 1 == odd else _P - x


def _add_points(p: _Point, q: _Point) -> _Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(scalar: int, point: _Point) -> _Point:
    total = _NEUTRAL
    while scalar:
        if scalar & 1:
            total = _add_points(total, point)
        point = _add_points(point, point)
        scalar >>= 1
    return total


def _same_point(p: _Point, q: _Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 and (p[1] * q[2] - q[1] * p[2]) % _P == 0


def _base() -> _Point:
    y = 4 * pow(5, _P - 2, _P) % _P
    x = _x_of(y, 0)
    assert x is not None  # noqa: S101  RFC 8032 names this point, so it is on the curve
    return (x, y, 1, x * y % _P)


_BASE = _base()
