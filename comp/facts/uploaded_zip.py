"""Looks through an xlsx file, which is a zip of XML, before anything unpacks it whole.

Every part is unpacked in pieces and counted as it comes; what the zip says of sizes decides nothing.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from comp.facts.findings import FileFault
from comp.facts.uploaded_xml import BookBounds, PartScan

MAX_PARTS: Final = 2_000
MAX_LIST_BYTES: Final = 2**20
"""The most bytes of the list of parts at the end of a zip."""
MAX_PART_BYTES: Final = 256 * 2**20
MAX_BOOK_BYTES: Final = 512 * 2**20
MAX_RATIO: Final = 200
"""How many times its packed size a part may have, beyond its first MiB; spreadsheets reach about forty."""
_FREE: Final = 2**20
_PIECE: Final = 2**16
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_EXPORT: Final = "export it again as a plain .xlsx file"
_SMALLER: Final = "export the table alone and without formats, or as CSV or Parquet"


def check_book(content: IO[bytes], name: str) -> None:
    """See that an xlsx file is one, and expands within bounds.

    Raises:
        FileFault: it is another kind of file, is locked, holds macros, or would expand beyond bounds.
    """
    content.seek(0)
    if content.read(len(_OLE)) == _OLE:
        raise _of_older_form(content, name)
    _check_list(content, name)
    content.seek(0)
    try:
        with ZipFile(content) as book:
            parts = book.infolist()
            for part in parts:
                _check_part(part, name)
            if len({part.filename for part in parts}) != len(parts):
                raise _fault(name, "holds two parts of the same name", _EXPORT)
            _unpack_all(book, parts, name)
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as fault:
        raise FileFault(
            "file-damaged", name, f"is not a whole xlsx file ({fault})", "export it again"
        ) from fault


def _fault(name: str, reason: str, remedy: str) -> FileFault:
    return FileFault("file-bounds", name, reason, remedy)


def _of_older_form(content: IO[bytes], name: str) -> FileFault:
    kept = b""
    while piece := content.read(_PIECE):
        if _LOCKED in kept + piece:
            return FileFault(
                "file-locked", name, "is locked by a password", "save it without a password, and send that"
            )
        kept = piece[-len(_LOCKED) :]
    remedy = "open it in a spreadsheet and save it as .xlsx"
    return FileFault("file-damaged", name, "is a file of an older Office (.xls), not xlsx", remedy)


def _check_list(content: IO[bytes], name: str) -> None:
    """See that the list of parts is short before it is read: each of its entries takes memory."""
    size = content.seek(0, io.SEEK_END)
    tail_at = max(0, size - 2**16 - 22)
    content.seek(tail_at)
    tail = content.read()
    found = len(tail) - 22 if tail[-22:-18] == b"PK\5\6" and tail[-2:] == b"\0\0" else tail.rfind(b"PK\5\6")
    if found < 0 or len(tail) - found < 22:
        raise FileFault("file-damaged", name, "is not an xlsx file", "export it again")
    length: int = struct.unpack_from("<L", tail, found + 12)[0]
    # A zip of the larger form says it once more, in front of that; Python's reader believes the larger form.
    if tail_at + found >= 76:
        content.seek(tail_at + found - 76)
        larger = content.read(76)
        if larger[56:60] == b"PK\6\7" and larger[:4] == b"PK\6\6":
            length = struct.unpack_from("<Q", larger, 40)[0]
    if length > MAX_LIST_BYTES:
        raise _fault(name, "holds more parts than a workbook has", _EXPORT)


def _check_part(part: ZipInfo, name: str) -> None:
    """See that a part is named and packed as those of a workbook are."""
    # `filename` is what Python makes of it; what stands in the file may hold more.
    names = part.orig_filename, part.filename
    if any(not each or not each.isprintable() or "\\" in each or ":" in each for each in names):
        raise _fault(name, "holds a part with a name that no workbook has", _EXPORT)
    if any(each.startswith("/") or ".." in each.split("/") for each in names):
        raise _fault(name, f"holds a part that leads out of it ({part.filename[:60]!r})", _EXPORT)
    if part.flag_bits & 0x1:
        raise FileFault("file-locked", name, "is locked by a password", "save it without one, and send that")
    if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise _fault(name, "is packed in a way that no workbook is", _EXPORT)
    if part.filename.lower().endswith("vbaproject.bin"):
        raise FileFault("file-macros", name, "holds macros", "save it as .xlsx, which holds none")


def _unpack_all(book: ZipFile, parts: list[ZipInfo], name: str) -> None:
    if len(parts) > MAX_PARTS:
        raise _fault(name, f"holds {len(parts):,} parts; a workbook has at most {MAX_PARTS:,}", _EXPORT)
    total, bounds = 0, BookBounds(name)
    for part in parts:
        scan, length = PartScan(bounds, part.filename), 0
        with book.open(part) as unpacked:
            while piece := unpacked.read(_PIECE):
                length += len(piece)
                total += len(piece)
                _check_length(part, length, total, name)
                scan.feed(piece)
        scan.close()


def _check_length(part: ZipInfo, length: int, total: int, name: str) -> None:
    if length > MAX_PART_BYTES or total > MAX_BOOK_BYTES:
        raise _fault(
            name, f"unpacks to more than {MAX_BOOK_BYTES:,} bytes, or a part of it to half of that", _SMALLER
        )
    if length > _FREE and length > MAX_RATIO * max(1, part.compress_size):
        reason = f"{part.filename} unpacks to more than {MAX_RATIO} times its size, as no table does"
        raise _fault(name, reason, _SMALLER)
