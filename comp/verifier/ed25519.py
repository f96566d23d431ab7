"""Ed25519 signatures, checked as RFC 8032 says (section 5.1.7); nothing here signs.

Points are (X, Y, Z, T) with x = X/Z, y = Y/Z and x*y = T/Z, added and doubled as section 5.1.4 says. What is
handled is public, so nothing here hides how long it takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

_Point = tuple[int, int, int, int]
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
# A scalar is written in odd digits of so many bits, with signs and many zeros between: the wider they are the
# fewer there are to add, and the more multiples of the point are to be made first.
_WIDTH_OF_BASE = 7
_WIDTH_OF_KEY = 5


def signature_fits(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of 64 bytes over the message is that of the public key of 32 bytes.

    A scalar, a key or a point that is not written in its one canonical way does not fit; nor does a key of
    small order, under which one signature would fit every message.
    """
    if len(key) != 32 or len(signature) != 64:
        return False
    multiples_of_key = _multiples_of_minus(key)
    scalar = int.from_bytes(signature[32:], "little")
    if multiples_of_key is None or scalar >= _ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    # scalar * base = commitment + challenge * key, where the commitment is the signature's first half.
    of_base, of_key = _digits(scalar, _WIDTH_OF_BASE), _digits(challenge, _WIDTH_OF_KEY)
    return _encoded(_two_products(of_base, _BASE_MULTIPLES, of_key, multiples_of_key)) == signature[:32]


@lru_cache(maxsize=4)
def _multiples_of_minus(key: bytes) -> list[_Point] | None:
    """Odd multiples of the negative of a key's point; None where the key is no point, or of small order."""
    public = _point(key)
    if public is None:
        return None
    x, y, z, _ = _doubled(_doubled(_doubled(public)))
    if x == 0 and y == z:
        return None
    return _odd_multiples((_P - public[0], public[1], 1, _P - public[3]), _WIDTH_OF_KEY)


def _point(encoded: bytes) -> _Point | None:
    """Read a point: 255 bits of y, and one bit that says which of the two x."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & ((1 << 255) - 1), number >> 255
    if y >= _P:
        return None
    x = _x_of(y, odd)
    return None if x is None else (x, y, 1, x * y % _P)


def _x_of(y: int, odd: int) -> int | None:
    """The root of u/v, by section 5.1.3."""
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = u * v**3 * pow(u * v**7, (_P - 5) // 8, _P) % _P
    if (v * x * x - u) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (v * x * x - u) % _P or (x == 0 and odd):
        return None
    return x if x & 1 == odd else _P - x


def _encoded(point: _Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _add_points(p: _Point, q: _Point) -> _Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] % _P * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _doubled(point: _Point) -> _Point:
    x, y, z, _ = point
    a, b = x * x % _P, y * y % _P
    e, g, h = -2 * x * y % _P, a - b, a + b
    f = (2 * z * z + g) % _P
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _odd_multiples(point: _Point, width: int) -> list[_Point]:
    """1, 3, 5... times the point: one for each digit above 0 of `width` bits."""
    found, twice = [point], _doubled(point)
    while len(found) < 1 << (width - 2):
        found.append(_add_points(found[-1], twice))
    return found


def _digits(scalar: int, width: int) -> list[int]:
    """Write a scalar in powers of two, the least first: each digit is 0, or odd and less than 2^(width-1)."""
    digits: list[int] = []
    while scalar:
        digit = 0
        if scalar & 1:
            digit = scalar & ((1 << width) - 1)
            if digit >> (width - 1):
                digit -= 1 << width
            scalar -= digit
        digits.append(digit)
        scalar >>= 1
    return digits


def _two_products(
    digits: Sequence[int],
    multiples: Sequence[_Point],
    others: Sequence[int],
    other_multiples: Sequence[_Point],
) -> _Point:
    """Add two products of a scalar and a point, doubling once for both."""
    total: _Point = (0, 1, 1, 0)
    for i in range(max(len(digits), len(others)) - 1, -1, -1):
        total = _doubled(total)
        if i < len(digits) and digits[i]:
            total = _add_points(total, _multiple(multiples, digits[i]))
        if i < len(others) and others[i]:
            total = _add_points(total, _multiple(other_multiples, others[i]))
    return total


def _multiple(multiples: Sequence[_Point], digit: int) -> _Point:
    x, y, z, t = multiples[abs(digit) >> 1]
    return (x, y, z, t) if digit > 0 else (_P - x, y, z, _P - t)


def _base() -> _Point:
    y = 4 * pow(5, _P - 2, _P) % _P
    x = _x_of(y, 0)
    assert x is not None  # noqa: S101  RFC 8032 names this point, so it is on the curve
    return (x, y, 1, x * y % _P)


_BASE_MULTIPLES = _odd_multiples(_base(), _WIDTH_OF_BASE)
