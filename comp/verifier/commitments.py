"""What binds a proof to a run: commitments to cells, plan lines and statements, and trees of hashes.

The code that seals a run uses these functions as well, so both sides hash the same bytes. Nothing here may
read a proof.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

# Nothing that is hashed holds itself, and looking for that takes a third of the time.
_ENCODE = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
_QUOTED = json.encoder.encode_basestring
_LEAF = b"\x00"
_NODE = b"\x01"
_CELL = b"\x02"
_SEALED = b"\x03"


class PathError(ValueError):
    """A path of hashes that does not fit the tree that it is said to belong to."""


def canonical(x: object) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no white space, letters as they are."""
    return _ENCODE(x).encode()


def cell_commitment(salt: bytes, source: str, column: str, value: object) -> bytes:
    """Commit to one cell: text, ISO day, truth, a whole number as text, or None where it is blank."""
    if type(value) is str:
        # What `canonical` would write, quicker: there is a commitment for each cell of the facts.
        text = f"[{_QUOTED(source)},{_QUOTED(column)},{_QUOTED(value)}]".encode()
    else:
        text = canonical([source, column, value])
    return hashlib.sha256(_CELL + salt + text).digest()


def row_leaf(commitments: Sequence[bytes]) -> bytes:
    """Return the leaf of a row; the commitments stand in the order of their columns' names."""
    return b"".join(commitments)


def plan_line_leaf(salt: bytes, file: str, number: int, text: str) -> bytes:
    """Return the leaf of a line of a plan's file; lines count from 1."""
    return salt + canonical([file, number, text])


def statement_leaf(salt: bytes, payee: str, lines: Sequence[Sequence[object]]) -> bytes:
    """Return the leaf of a statement: the payee and the run's lines, by line id, amounts as text or None."""
    return salt + canonical([payee, lines])


def sealed_commitment(salt: bytes, payee: str, what: str, value: object) -> bytes:
    """Commit to a value of somebody else's, written as proofs write values."""
    return hashlib.sha256(b"%b%b%b" % (_SEALED, salt, canonical([payee, what, value]))).digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf, apart from any node."""
    return hashlib.sha256(_LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two ranges of leaves into the one that holds both."""
    return hashlib.sha256(_NODE + left + right).digest()


class HashTree:
    """A tree over leaves, kept so that many paths can be taken from it.

    Pairing neighbours level by level, an odd last one passed on, parts each range at the largest power of two
    below its length. So the range that begins at `low` and is `size` long stands at level
    (size - 1).bit_length().
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = [leaf_hash(leaf) for leaf in leaves]
        self.count = len(level)
        self._levels = [level]
        while len(level) > 1:
            above = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
            if len(level) % 2:
                above.append(level[-1])
            self._levels.append(above)
            level = above
        self.root = level[0] if level else hashlib.sha256().digest()

    def path(self, wanted: Iterable[int]) -> list[bytes]:
        """Return the hashes of the largest ranges without a wanted leaf, from left to right.

        Raises:
            PathError: a wanted place is not in the tree.
        """
        places = _places(wanted, self.count)
        found: list[bytes] = []
        ranges = [(0, self.count)] if self.count else []
        while ranges:
            low, high = ranges.pop()
            if not _holds_one(places, low, high):
                level = (high - low - 1).bit_length()
                found.append(self._levels[level][low >> level])
            elif high - low > 1:
                middle = low + _left_part(high - low)
                ranges += [(middle, high), (low, middle)]
        return found


def root_from_path(count: int, wanted: Mapping[int, bytes], path: Sequence[bytes]) -> bytes:
    """Return the root of a tree of `count` leaves, of which `wanted` are known by their place.

    Raises:
        PathError: the path is too short or too long, or a place is not in the tree.
    """
    places = _places(wanted, count)
    if not count:
        if path:
            raise PathError("the path has hashes left over")
        return hashlib.sha256().digest()
    rest = iter(path)
    root = _range_root(0, count, places, wanted, rest)
    if next(rest, None) is not None:
        raise PathError("the path has hashes left over")
    return root


def _range_root(
    low: int, high: int, places: Sequence[int], wanted: Mapping[int, bytes], rest: Iterable[bytes]
) -> bytes:
    if not _holds_one(places, low, high):
        for found in rest:
            return found
        raise PathError("the path is too short")
    if high - low == 1:
        return leaf_hash(wanted[low])
    middle = low + _left_part(high - low)
    left = _range_root(low, middle, places, wanted, rest)
    return node_hash(left, _range_root(middle, high, places, wanted, rest))


def _places(wanted: Iterable[int], count: int) -> list[int]:
    places = sorted(set(wanted))
    if places and not 0 <= places[0] <= places[-1] < count:
        raise PathError("a place lies outside the tree")
    return places


def _holds_one(places: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def _left_part(size: int) -> int:
    """Return the largest power of two below the size, which is above 1."""
    return 1 << ((size - 1).bit_length() - 1)
