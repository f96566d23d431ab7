"""Where a PDF file's objects stand: its cross-references, from the newest back to the oldest.

It must not search the file for objects: what the cross-references do not name, no viewer shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from comp.verifier.pdf_filters import pdf_decoded
from comp.verifier.pdf_syntax import PdfError, PdfName, PdfObject, PdfRef, PdfStream, PdfTokens, PdfWord

_PDF_MOST_ENTRIES = 1_000_000
_PDF_MOST_SECTIONS = 1_000
# A viewer looks for the end of the file in its last 1024 bytes.
_PDF_TAIL = 1024

_PDF_START = re.compile(rb"startxref[\0\t\n\f\r ]+([0-9]{1,15})[\0\t\n\f\r ]+%%EOF")
_PDF_TABLE_HEAD = re.compile(rb"[\0\t\n\f\r ]*([0-9]{1,10})[ ]+([0-9]{1,10})(?=[\t\n\r ])")
_PDF_TABLE_ENTRY = re.compile(rb"[\0\t\n\f\r ]*([0-9]{1,15})[ ]+([0-9]{1,10})[ ]+([nf])(?=[\t\n\r ])")
_PDF_STREAM_WORD = re.compile(rb"[\0\t\n\f\r ]*stream(?:\r\n|\n)")
_PDF_STREAM_END = re.compile(rb"(?:\r\n|\n|\r)?endstream(?![^\0\t\n\f\r ()<>\[\]{}/%])")


@dataclass(frozen=True)
class PdfPlace:
    """Where an object stands: at `offset` in the file, or within the object stream `container`."""

    offset: int
    generation: int
    container: int | None = None


@dataclass
class PdfPlaces:
    """What all cross-references say together; a number whose place is None is free."""

    places: dict[int, PdfPlace | None] = field(default_factory=dict)
    trailer: dict[str, PdfObject] = field(default_factory=dict[str, PdfObject])
    sections: int = 0
    entries: int = 0
    hybrid: bool = False

    def add(self, number: int, place: PdfPlace | None) -> None:
        """Take a place, unless a newer section has named one."""
        if number not in self.places:
            self.places[number] = place
        self.entries += 1
        if self.entries > _PDF_MOST_ENTRIES:
            raise PdfError(f"the cross-references have more than {_PDF_MOST_ENTRIES} entries")


def read_places(data: bytes) -> PdfPlaces:
    """Follow the cross-references from the end of the file backwards; the newest place of an object wins.

    Raises:
        PdfError: there are none, or they are broken, or they refer to one another in a ring.
    """
    if not data.startswith(b"%PDF-"):
        raise PdfError("the file does not begin with %PDF-; it is no PDF")
    found = PdfPlaces()
    offset: int | None = _pdf_start(data)
    seen: set[int] = set()
    while offset is not None:
        if offset in seen or len(seen) > _PDF_MOST_SECTIONS:
            raise PdfError(f"the cross-references lead round in a ring at byte {offset}")
        seen.add(offset)
        trailer = _pdf_section(data, offset, found)
        found.sections += 1
        if len(seen) == 1:
            found.trailer = trailer
        offset = _pdf_offset(trailer, "Prev", data)
    return found


def read_object_at(
    data: bytes, offset: int, length_of: Callable[[PdfObject], PdfObject]
) -> tuple[PdfRef, PdfObject]:
    """Read the indirect object at an offset; `length_of` resolves a stream's length where it is a reference.

    Raises:
        PdfError: no object stands there.
    """
    tokens = PdfTokens(data, offset)
    number, generation = tokens.token(), tokens.token()
    if not isinstance(number, int) or not isinstance(generation, int):
        raise PdfError(f"the file, byte {offset}: an object was expected here")
    tokens.expect("obj")
    value = tokens.object()
    if isinstance(value, dict) and (word := _PDF_STREAM_WORD.match(data, tokens.pos)):
        tokens.pos = word.end()
        raw = _pdf_stream_bytes(tokens, number, length_of(value.get("Length")))
        value = PdfStream(value, raw, number, offset, tokens.pos)
    else:
        tokens.expect("endobj")
    return PdfRef(number, generation), value


def _pdf_stream_bytes(tokens: PdfTokens, number: int, length: PdfObject) -> bytes:
    start = tokens.pos
    if isinstance(length, bool) or not isinstance(length, int) or not 0 <= length <= len(tokens.data) - start:
        raise tokens.error(f"the length of the stream of object {number} is {length!s:.40}")
    end = start + length
    if _PDF_STREAM_END.match(tokens.data, end) is None:
        raise tokens.error(
            f"the stream of object {number} does not end after the {length} bytes of its /Length"
        )
    tokens.pos = end
    return tokens.data[start:end]


def _pdf_start(data: bytes) -> int:
    """Where the newest cross-reference stands, as the end of the file says."""
    found = list(_PDF_START.finditer(data, max(0, len(data) - _PDF_TAIL)))
    if not found:
        raise PdfError("the file has no startxref with %%EOF at its end; it is cut off or not a PDF")
    return int(found[-1][1])


def _pdf_offset(trailer: dict[str, PdfObject], key: str, data: bytes) -> int | None:
    value = trailer.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < len(data):
        raise PdfError(f"/{key} of a cross-reference is {value!s:.40}, which is no place in the file")
    return value


def _pdf_section(data: bytes, offset: int, found: PdfPlaces) -> dict[str, PdfObject]:
    """Read the table or stream at an offset; its trailer."""
    tokens = PdfTokens(data, offset)
    if offset < len(data) and tokens.token() == PdfWord("xref"):
        return _pdf_table(tokens, found)
    return _pdf_cross_stream(data, offset, found)


def _pdf_table(tokens: PdfTokens, found: PdfPlaces) -> dict[str, PdfObject]:
    data, free = tokens.data, list[int]()
    while head := _PDF_TABLE_HEAD.match(data, tokens.pos):
        tokens.pos = head.end()
        first = int(head[1])
        for number in range(first, first + int(head[2])):
            entry = _PDF_TABLE_ENTRY.match(data, tokens.pos)
            if entry is None:
                raise tokens.error(f"the cross-reference table breaks off before object {number}")
            tokens.pos = entry.end()
            if entry[3] == b"n":
                found.add(number, PdfPlace(int(entry[1]), int(entry[2])))
            else:
                free.append(number)
    tokens.expect("trailer")
    trailer = tokens.object()
    if not isinstance(trailer, dict):
        raise tokens.error("the trailer is no dictionary")
    hybrid = _pdf_offset(trailer, "XRefStm", data)
    if hybrid is not None:
        # A table calls free what only its stream places, for the sake of old viewers.
        found.hybrid = True
        _pdf_cross_stream(data, hybrid, found)
    for number in free:
        found.add(number, None)
    return trailer


def _pdf_cross_stream(data: bytes, offset: int, found: PdfPlaces) -> dict[str, PdfObject]:
    _, value = read_object_at(data, offset, lambda length: length)
    if not isinstance(value, PdfStream) or value.entries.get("Type") != PdfName("XRef"):
        raise PdfError(f"the file, byte {offset}: a cross-reference was expected here")
    entries = value.entries
    where = f"the cross-reference stream at byte {offset}"
    rows = pdf_decoded(
        value.raw, _pdf_listed(entries.get("Filter")), _pdf_listed(entries.get("DecodeParms")), where
    )
    widths = _pdf_whole_numbers(entries.get("W"), f"/W of {where}")
    ranges = _pdf_whole_numbers(entries.get("Index", [0, entries.get("Size")]), f"/Index of {where}")
    if len(widths) < 3 or max(widths) > 8 or sum(widths[:3]) == 0 or len(ranges) % 2:
        raise PdfError(f"{where} has the widths {widths[:8]} and ranges {ranges[:8]}, which cannot be read")
    _pdf_cross_rows(rows, widths, ranges, found, where)
    return entries


def _pdf_cross_rows(
    rows: bytes, widths: Sequence[int], ranges: Sequence[int], found: PdfPlaces, where: str
) -> None:
    first, second, third = widths[:3]
    position, row = 0, sum(widths)
    for start, count in zip(ranges[::2], ranges[1::2]):
        if count * row > len(rows) - position:
            raise PdfError(f"{where} breaks off before object {start + count}")
        for number in range(start, start + count):
            kind = int.from_bytes(rows[position : position + first], "big") if first else 1
            middle = position + first + second
            value = int.from_bytes(rows[position + first : middle], "big")
            last = int.from_bytes(rows[middle : middle + third], "big")
            position += row
            if kind == 1:
                found.add(number, PdfPlace(value, last))
            elif kind == 2:
                found.add(number, PdfPlace(last, 0, container=value))
            else:  # 0 is free; the format has readers take any other kind for nothing
                found.add(number, None)


def _pdf_listed(value: PdfObject) -> list[PdfObject]:
    """A filter or its parameters, which stand in a list only where there are several."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _pdf_whole_numbers(value: PdfObject, where: str) -> list[int]:
    if not isinstance(value, list):
        raise PdfError(f"{where} is no list")
    numbers = [each for each in value if isinstance(each, int) and not isinstance(each, bool) and each >= 0]
    if len(numbers) != len(value):
        raise PdfError(f"{where} holds something else than whole numbers")
    return numbers
