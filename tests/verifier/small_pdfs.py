"""Writes small PDF files of every shape for the tests beside it; it must not read any."""

import zlib
from collections.abc import Mapping

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = (
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 100] "
    b"/Resources << /Font << /F1 5 0 R >> >> >>"
)
PAGE = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
HEAD = b"%PDF-1.7\n"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return the body of a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def deflated(content: bytes, entries: bytes = b"") -> bytes:
    """Return the body of a stream object that is compressed."""
    return stream(zlib.compress(content), b"/Filter /FlateDecode " + entries)


def one_page(content: bytes, **others: bytes) -> dict[int, bytes]:
    """Return the objects of a file of one page; `o6=...` adds object 6, `o1=...` replaces the catalog."""
    objects = {1: CATALOG, 2: PAGES, 3: PAGE, 4: stream(content), 5: FONT}
    return objects | {int(name[1:]): body for name, body in others.items()}


def body(objects: Mapping[int, bytes], begun: bytes = HEAD) -> tuple[bytes, dict[int, int]]:
    """Append objects to what is begun; the file so far and where each object begins."""
    data, offsets = begun, dict[int, int]()
    for number, text in objects.items():
        offsets[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    return data, offsets


def table(offsets: Mapping[int, int], free: tuple[int, ...] = ()) -> bytes:
    """Return a cross-reference table with a section of its own for each object."""
    lines = [b"xref\n0 1\n0000000000 65535 f \n"]
    lines += [b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in offsets.items()]
    lines += [b"%d 1\n0000000000 00000 f \n" % number for number in free]
    return b"".join(lines)


def closed(data: bytes, section: bytes, trailer: bytes) -> bytes:
    """Close a file with a cross-reference table."""
    return data + section + b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(data))


def with_table(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """Return a file as it was written before PDF 1.5."""
    data, offsets = body(objects)
    return closed(data, table(offsets), b"/Root 1 0 R /Size %d " % (max(objects) + 1) + trailer)


def appended(data: bytes, objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """Return a file that was changed by appending newer objects."""
    before = int(data.rpartition(b"startxref\n")[2].split()[0])
    grown, offsets = body(objects, data)
    return closed(grown, table(offsets), b"/Root 1 0 R /Size 99 /Prev %d " % before + trailer)


def packed(objects: Mapping[int, bytes]) -> bytes:
    """Return the body of an object stream."""
    pairs, bodies = b"", b""
    for number, text in objects.items():
        pairs += b"%d %d " % (number, len(bodies))
        bodies += text + b" "
    return deflated(pairs + bodies, b"/Type /ObjStm /N %d /First %d" % (len(objects), len(pairs)))


def rows(offsets: Mapping[int, int], held: Mapping[int, tuple[int, int]]) -> list[tuple[int, bytes]]:
    """Return the rows of a cross-reference stream of widths 1, 4, 2; `held` names the stream of an object."""
    plain = [(number, b"\x01" + offset.to_bytes(4, "big") + b"\0\0") for number, offset in offsets.items()]
    inside = [
        (number, b"\x02" + container.to_bytes(4, "big") + index.to_bytes(2, "big"))
        for number, (container, index) in held.items()
    ]
    return sorted(plain + inside)


def up_predicted(lines: list[bytes]) -> bytes:
    """Return rows with the predictor Up of PNG: each byte less that above it."""
    above, out = bytes(len(lines[0])), b""
    for line in lines:
        out += b"\x02" + bytes((here - over) % 256 for here, over in zip(line, above, strict=True))
        above = line
    return out


def with_cross_stream(objects: Mapping[int, bytes], held: Mapping[int, bytes], *, predicted: bool) -> bytes:
    """Return a file with a cross-reference stream (object 90) and an object stream (object 91)."""
    data, offsets = body({**objects, 91: packed(held)})
    places = {number: (91, index) for index, number in enumerate(held)}
    listed = rows({**offsets, 90: len(data)}, places)
    index = b" ".join(b"%d 1" % number for number, _ in listed)
    lines = [row for _, row in listed]
    content = up_predicted(lines) if predicted else b"".join(lines)
    parameters = b"/DecodeParms << /Predictor 12 /Columns 7 >> " if predicted else b""
    entries = b"/Type /XRef /W [1 4 2] /Size 92 /Root 1 0 R /Index [%s] " % index + parameters
    return data + b"90 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (deflated(content, entries), len(data))


def hybrid(objects: Mapping[int, bytes], held: Mapping[int, bytes]) -> bytes:
    """Return a file whose table calls free what a cross-reference stream beside it places."""
    data, offsets = body({**objects, 91: packed(held)})
    listed = rows({}, {number: (91, index) for index, number in enumerate(held)})
    index = b" ".join(b"%d 1" % number for number, _ in listed)
    entries = b"/Type /XRef /W [1 4 2] /Size 92 /Index [%s]" % index
    place = len(data)
    data += b"90 0 obj\n%s\nendobj\n" % deflated(b"".join(row for _, row in listed), entries)
    trailer = b"/Root 1 0 R /Size 92 /XRefStm %d" % place
    return closed(data, table(offsets, tuple(held)), trailer)
