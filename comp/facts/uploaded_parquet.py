"""Looks through a Parquet file before anything reads its values.

Its footer says how many rows and bytes it holds, and each page says it again; both are held against bounds
and against each other, and no value is decoded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from comp.facts.findings import FileFault
from comp.facts.thrift import Fields, ThriftError, Value, read_struct

MAX_FOOTER_BYTES: Final = 4 * 2**20
MAX_ROWS: Final = 10_000_000
MAX_VALUES: Final = 200_000_000
"""The most values of all columns."""
MAX_BYTES: Final = 2**30
"""The most bytes that the pages unpack to."""
MAX_DEPTH: Final = 16
_MAX_HEAD: Final = 2**20
_MARK, _LOCKED_MARK = b"PAR1", b"PARE"
_SHARED_BEGINNINGS: Final = 7
_SMALLER: Final = "send less at a time, or put the file into data/ and run 'comp data import'"


def check_parquet(content: IO[bytes], name: str) -> None:
    """See that a Parquet file is one, and that what it holds unpacks within bounds.

    Raises:
        FileFault: it is another kind of file, is locked or cut, or claims more than the bounds allow.
    """
    try:
        _Look(content, name).through()
    except ThriftError as fault:
        raise FileFault(
            "file-damaged", name, f"is not a whole Parquet file ({fault})", "export it again"
        ) from fault


@dataclass(slots=True)
class _Look:
    content: IO[bytes]
    name: str
    values: int = 0
    unpacked: int = 0

    def through(self) -> None:
        footer = self.footer()
        self.check_depth(footer)
        groups = [_fields(each) for each in _list(footer, 4)]
        rows = [_whole(group, 3) for group in groups]
        if min(rows, default=0) < 0 or sum(rows) != _whole(footer, 3):
            raise ThriftError("its rows and those of its parts do not agree")
        self.bound(sum(rows), MAX_ROWS, "rows")
        for group in groups:
            for column in _list(group, 1):
                self.check_column(_fields(_fields(column).get(3, {})))

    def footer(self) -> Fields:
        size = self.content.seek(0, io.SEEK_END)
        self.content.seek(max(0, size - 8))
        tail = self.content.read(8)
        if tail[4:] == _LOCKED_MARK:
            raise FileFault("file-locked", self.name, "is encrypted", "write it without encryption")
        length = int.from_bytes(tail[:4], "little")
        if tail[4:] != _MARK or length > size - 12:
            raise ThriftError("its end is missing")
        self.bound(length, MAX_FOOTER_BYTES, "bytes of its footer")
        self.content.seek(size - 8 - length)
        return read_struct(self.content.read(length))[0]

    def check_depth(self, footer: Fields) -> None:
        """Columns within columns: what reads them goes down as deep as they do."""
        left: list[int] = []
        for each in _list(footer, 2):
            while left and left[-1] == 0:
                left.pop()
            if left:
                left[-1] -= 1
            left.append(_whole(_fields(each), 5))
            self.bound(len(left), MAX_DEPTH, "columns within each other")

    def check_column(self, column: Fields) -> None:
        """Hold what the footer says of a column against what its pages say."""
        values = 0
        for page in self.pages(column):
            if min(_whole(page, 2), _whole(page, 3)) < 0:
                raise ThriftError("a page of a size below zero")
            self.unpacked += _whole(page, 2)
            self.bound(self.unpacked, MAX_BYTES, "bytes when it is unpacked")
            data = _fields(page.get(5, page.get(8, {})))
            count = _whole(data, 1) if data else _whole(_fields(page.get(7, {})), 1)
            if count < 0:
                raise ThriftError("a page of less than no values")
            values += count if data else 0
            self.values += count
            self.bound(self.values, MAX_VALUES, "values")
            if _whole(data, 4 if 8 in page else 2) == _SHARED_BEGINNINGS:
                reason = "is written so that texts share their beginnings, which can expand without end"
                raise FileFault(
                    "file-bounds", self.name, reason, "write it with plain or dictionary encoding"
                )
        if values != _whole(column, 5):
            raise ThriftError("a column and its pages do not agree on how many values there are")

    def pages(self, column: Fields) -> Iterator[Fields]:
        """The heads of a column's pages."""
        begins = [_whole(column, field) for field in (9, 11) if field in column]
        at = min((each for each in begins if each > 0), default=0)
        end = at + _whole(column, 7)
        size = self.content.seek(0, io.SEEK_END)
        if not 0 <= at <= end <= size:
            raise ThriftError("a column lies outside of the file")
        while at < end:
            head, length = self.head(at)
            yield head
            at += length + _whole(head, 3)

    def head(self, at: int) -> tuple[Fields, int]:
        """The head of a page and its length; few are longer than some hundred bytes."""
        for length in (2**9, _MAX_HEAD):
            self.content.seek(at)
            try:
                return read_struct(self.content.read(length))
            except ThriftError:
                if length == _MAX_HEAD:
                    raise
        raise ThriftError("it is cut")

    def bound(self, found: int, most: int, what: str) -> None:
        if found > most:
            reason = f"says that it has {found:,} {what}; at most {most:,} are taken this way"
            raise FileFault("file-bounds", self.name, reason, _SMALLER)


def _fields(value: Value) -> Fields:
    if not isinstance(value, dict):
        raise ThriftError("a value stands where fields belong")
    return value


def _list(fields: Fields, number: int) -> list[Value]:
    value = fields.get(number, [])
    if not isinstance(value, list):
        raise ThriftError("a value stands where a list belongs")
    return value


def _whole(fields: Fields, number: int) -> int:
    value = fields.get(number, 0)
    if not isinstance(value, int):
        raise ThriftError("a value stands where a number belongs")
    return value
