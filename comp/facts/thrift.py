"""Reads structures in Thrift's compact form, as the footer and the pages of a Parquet file are written.

Lists and structures become plain values by the numbers of their fields; what a field means, its reader knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

Value: TypeAlias = "int | bytes | bool | list[Value] | Fields"
Fields: TypeAlias = "dict[int, Value]"

_MAX_VALUES: Final = 2_000_000
_MAX_DEPTH: Final = 32
_TRUE, _FALSE = 1, 2
_WHOLE: Final = {4, 5, 6}


class ThriftError(ValueError):
    """The bytes are cut, or no structure in this form."""


def read_struct(content: bytes, at: int = 0) -> tuple[Fields, int]:
    """A structure, and where it ends.

    Raises:
        ThriftError: it is none, is cut, or holds more than any file needs.
    """
    reader = _Reader(content, at)
    return reader.struct(0), reader.at


@dataclass(slots=True)
class _Reader:
    content: bytes
    at: int
    values: int = 0

    def struct(self, depth: int) -> Fields:
        fields: Fields = {}
        number = 0
        while head := self.byte():
            step = head >> 4
            number = number + step if step else self.whole()
            kind = head & 15
            # A truth is told by the kind of its field alone.
            fields[number] = kind == _TRUE if kind in {_TRUE, _FALSE} else self.value(kind, depth + 1)
        return fields

    def value(self, kind: int, depth: int) -> Value:
        self.values += 1
        if depth > _MAX_DEPTH or self.values > _MAX_VALUES:
            raise ThriftError("it holds more than a file needs")
        if kind in _WHOLE:
            return self.whole()
        match kind:
            case 1 | 2 | 3:
                return self.byte()
            case 7:
                return self.take(8)
            case 8:
                return self.take(self.count())
            case 9 | 10:
                return self.items(depth)
            case 11:
                return self.pairs(depth)
            case 12:
                return self.struct(depth)
            case _:
                raise ThriftError(f"a value of kind {kind}")

    def items(self, depth: int) -> list[Value]:
        head = self.byte()
        length = head >> 4
        return [self.value(head & 15, depth + 1) for _ in range(self.count() if length == 15 else length)]

    def pairs(self, depth: int) -> list[Value]:
        length = self.count()
        kinds = self.byte() if length else 0
        return [self.value(kind, depth + 1) for _ in range(length) for kind in (kinds >> 4, kinds & 15)]

    def whole(self) -> int:
        """A number whose sign is its last bit."""
        number = self.count()
        return (number >> 1) ^ -(number & 1)

    def count(self) -> int:
        number = 0
        for shift in range(0, 70, 7):
            byte = self.byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
        raise ThriftError("a number without end")

    def byte(self) -> int:
        if self.at >= len(self.content):
            raise ThriftError("it is cut")
        self.at += 1
        return self.content[self.at - 1]

    def take(self, length: int) -> bytes:
        end = self.at + length
        if end > len(self.content):
            raise ThriftError("it is cut")
        taken, self.at = self.content[self.at : end], end
        return taken
