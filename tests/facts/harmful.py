"""Files that are small and would expand to gigabytes, or lie of what they hold; made here, never kept."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

HEADERS = ("id", "account", "owner", "kind", "booked_on", "currency", "value", "share")
MIB = 2**20
SHEET = "xl/worksheets/sheet1.xml"
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEADER_ROW = b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % each.encode() for each in HEADERS)


def book(parts: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook with a row of headers, and with these parts beside or in place of its own."""
    made = Workbook()
    made.worksheets[0].append(list(HEADERS))
    plain, content = io.BytesIO(), io.BytesIO()
    made.save(plain)
    with ZipFile(plain) as old, ZipFile(content, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in (parts or {}):
                new.writestr(name, old.read(name))
        for name, part in (parts or {}).items():
            new.writestr(name, part)
    return content.getvalue()


def sheet_xml(rows: bytes = b"", after: bytes = b"", before: bytes = b"") -> bytes:
    """A sheet with a row of headers, then these rows; `before` stands in front of all."""
    begin = b'<?xml version="1.0"?>' + before + b"<worksheet " + _MAIN + b"><sheetData><row>" + _HEADER_ROW
    return begin + b"</row>" + rows + b"</sheetData>" + after + b"</worksheet>"


def sheet(rows: bytes = b"", after: bytes = b"", before: bytes = b"") -> bytes:
    """A workbook with such a sheet."""
    return book({SHEET: sheet_xml(rows, after, before)})


def sharing(text: bytes, cells: int) -> bytes:
    """A workbook with a row of that many cells, which share one text."""
    with ZipFile(io.BytesIO(book())) as plain:
        types = plain.read("[Content_Types].xml")
    form = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    strings = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + form + b'"/></Types>'
    return book(
        {
            SHEET: sheet_xml(b"<row>" + b'<c t="s"><v>0</v></c>' * cells + b"</row>"),
            "[Content_Types].xml": types.replace(b"</Types>", strings),
            "xl/sharedStrings.xml": b"<sst " + _MAIN + b"><si><t>" + text + b"</t></si></sst>",
        }
    )


def repeated(piece: bytes, times: int) -> bytes:
    """A piece repeated, packed without ever holding all of it."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packing.compress(piece) + packing.flush(zlib.Z_FULL_FLUSH)
    again = packing.compress(piece) + packing.flush(zlib.Z_FULL_FLUSH)
    return first + again * (times - 1) + packing.flush()


def packed(parts: Sequence[tuple[str, bytes]], *, claimed: int = 0, times: int = 1, flags: int = 0) -> bytes:
    """A zip of parts that are packed already, each listed so often; `claimed` is the size that it tells."""
    content, listed = b"", bytearray()
    for name, body in parts:
        crc, encoded = 0, name.encode()
        sizes = (crc, len(body), claimed or 2**32 - 2, len(encoded))
        local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, 8, 0, 0, *sizes, 0) + encoded
        for number in range(times):
            called = encoded if times == 1 else b"%d-" % number + encoded
            told = (*sizes[:3], len(called))
            entry = (b"PK\1\2", 20, 20, flags, 8, 0, 0, *told, 0, 0, 0, 0, 0, len(content))
            listed += struct.pack("<4s6H3L5H2L", *entry) + called
        content += local + body
    count = len(parts) * times
    end = (b"PK\5\6", 0, 0, min(count, 65535), min(count, 65535), len(listed), len(content), 0)
    return content + bytes(listed) + struct.pack("<4s4H2LH", *end)


def drawn(seed: int) -> random.Random:
    """Bytes that look like chance, and are the same each time."""
    return random.Random(seed)  # noqa: S311 - nothing is kept secret by them


def noisy_piece() -> bytes:
    """A MiB that packs to about a hundred and fiftieth."""
    noise = drawn(7).randbytes(6_000)
    return noise + b" " * (MIB - len(noise))


# Parquet --------------------------------------------------------------------------------------------------

Thing: TypeAlias = "int | bytes | Sequence[Thing] | Mapping[int, Thing]"
_I64, _BYTES, _LIST, _STRUCT = 6, 8, 9, 12


def thrift(value: Thing) -> bytes:
    """A value in Thrift's compact form: whole numbers, bytes, lists, and structures by their fields."""
    match value:
        case int():
            return _varint(value * 2 if value >= 0 else -value * 2 - 1)
        case bytes():
            return _varint(len(value)) + value
        case list() | tuple():
            kind = _kind(value[0]) if value else _STRUCT
            return bytes([0xF0 | kind]) + _varint(len(value)) + b"".join(map(thrift, value))
        case Mapping():
            fields = [bytes([_kind(each)]) + thrift(number) + thrift(each) for number, each in value.items()]
            return b"".join(fields) + b"\0"
        case _:
            raise TypeError(type(value).__name__)


def _kind(value: Thing) -> int:
    match value:
        case int():
            return _I64
        case bytes():
            return _BYTES
        case Mapping():
            return _STRUCT
        case _:
            return _LIST


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def parquet_of(footer: Thing, pages: bytes = b"") -> bytes:
    """A Parquet file with this footer."""
    told = thrift(footer)
    return b"PAR1" + pages + told + struct.pack("<L", len(told)) + b"PAR1"


def parquet_claiming(
    *,
    rows: int = 3,
    group_rows: int | None = None,
    values: int = 3,
    page_values: int | None = None,
    unpacked: int = 24,
    packed: int = 0,
    encoding: int = 0,
    nested: int = 0,
) -> bytes:
    """A Parquet file with one column of one page; each says what it is told to say."""
    count = values if page_values is None else page_values
    page = thrift({1: 0, 2: unpacked, 3: packed, 5: {1: count, 2: encoding}})
    column = {4: b"", 5: values, 6: unpacked, 7: len(page), 9: 4}
    schema: list[Thing] = [{4: b"root", 5: 1}, *({4: b"in", 5: 1} for _ in range(nested)), {4: b"id", 1: 6}]
    group: Thing = {1: [{2: 4, 3: column}], 2: unpacked, 3: rows if group_rows is None else group_rows}
    return parquet_of({1: 1, 2: schema, 3: rows, 4: [group]}, page)
