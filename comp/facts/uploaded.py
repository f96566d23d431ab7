"""Bounds for what comes from outside: a file is looked through before anything reads it.

What a file says of its own size is never trusted. An xlsx file is unpacked piece by piece and its XML parsed
without keeping it; of a Parquet file the footer and the head of each page are read. So the memory that this
takes is bounded, whatever the file would expand to.
"""

from __future__ import annotations

import io
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TypeAlias

from comp.facts.errors import WorkspaceError
from comp.facts.findings import FileFault
from comp.facts.uploaded_parquet import check_parquet
from comp.facts.uploaded_zip import check_book

MAX_BYTES: Final = 64 * 2**20
"""The most bytes of an uploaded file."""
MAX_LINE_BYTES: Final = 2**20
"""The most bytes of a line of CSV."""
_SUFFIXES: Final = (".csv", ".xlsx", ".parquet")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_OTHERS: Final = {
    ".xlsm": "save it in Excel as a workbook without macros (.xlsx)",
    ".xlsb": "save it in Excel as a workbook (.xlsx)",
    ".xls": "save it in Excel as a workbook (.xlsx)",
    ".zip": "unpack it, and upload the file that is in it",
    ".gz": "unpack it, and upload the file that is in it",
}


FileSent: TypeAlias = Path | bytes | IO[bytes]
"""A file as it came: by its path, its content, or open for reading from any place of it."""


class HarmfulFileError(WorkspaceError):
    """A file that is not taken from outside; the message names it, and says why and how to mend it."""


def require_harmless(file: FileSent, name: str) -> None:
    """See that a file is one that can be read within bounds.

    `name` is what whoever sent it calls it; by its end it is told what the file should be.

    Raises:
        HarmfulFileError: the name is none, the file is too large, would expand beyond bounds, or is not what
            its name says.
    """
    require_name(name)
    try:
        with opened(file) as content:
            _check(content, name)
    except FileFault as fault:
        place = name if fault.row is None else f"{name}, row {fault.row:,}"
        raise HarmfulFileError(f"{place}: {fault.reason}; {fault.remedy}") from fault


def require_name(name: str) -> None:
    """See that a name is that of a file alone, and of a kind that is read.

    Raises:
        HarmfulFileError: it names a folder, hides, holds what no name holds, or ends in another way.
    """
    shown = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in name[:80])
    if not name or len(name.encode(errors="replace")) > 200:
        raise HarmfulFileError(f"{shown!r}: expected a name of 1 to 200 bytes; rename the file")
    if any(each in name for each in "/\\:") or name.startswith(".") or name != name.strip():
        raise HarmfulFileError(
            f"{shown!r}: expected the name of a file alone, without folders, and without a point or a space "
            "at its beginning; rename the file"
        )
    if not name.isprintable():
        raise HarmfulFileError(f"{shown!r}: the name holds a control character; rename the file")
    ending = Path(name).suffix
    if ending not in _SUFFIXES:
        mend = _OTHERS.get(ending.lower(), "save it as one of these")
        raise HarmfulFileError(f"{shown!r}: expected a name that ends in .csv, .xlsx or .parquet; {mend}")


@contextmanager
def opened(file: FileSent) -> Generator[IO[bytes]]:
    """Give a file open for reading, at its beginning."""
    match file:
        case bytes():
            yield io.BytesIO(file)
        case Path():
            with file.open("rb") as content:
                yield content
        case _:
            file.seek(0)
            yield file


def _check(content: IO[bytes], name: str) -> None:
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if size == 0:
        raise FileFault("file-empty", name, "is empty", "export it again")
    if size > MAX_BYTES:
        raise FileFault(
            "file-bounds",
            name,
            f"has {size:,} bytes; at most {MAX_BYTES:,} are taken this way",
            "send less at a time, or put the file into data/ and run 'comp data import'",
        )
    match Path(name).suffix:
        case ".csv":
            _check_csv(content, name)
        case ".xlsx":
            check_book(content, name)
        case _:
            check_parquet(content, name)


def _check_csv(content: IO[bytes], name: str) -> None:
    """See that it is text, in lines of a length that a person could have meant."""
    is_utf_16 = content.read(2) in _UTF_16
    content.seek(0)
    for row, line in enumerate(iter(lambda: content.readline(MAX_LINE_BYTES + 1), b""), start=1):
        if len(line) > MAX_LINE_BYTES:
            reason = f"the line is longer than {MAX_LINE_BYTES:,} bytes"
            raise FileFault("file-bounds", name, reason, "export it again with one row a line", row=row)
        # In UTF-16 every other byte of plain text is zero; the reader of the file then tells more.
        if b"\0" in line and not is_utf_16:
            reason = "holds NUL characters, so it is no text"
            raise FileFault("file-encoding", name, reason, "save it as CSV in UTF-8", row=row)
