"""What a stream's bytes stand for: the filters that statements and the tools that save them again write.

Images stay as they are: their filters are refused here, and nothing here must decode them.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Sequence

from comp.verifier.pdf_syntax import PdfError, PdfObject

# A stream may inflate a thousandfold.
PDF_LARGEST_STREAM = 256 * 1024 * 1024
# Rows of a predictor are undone byte by byte. Cross-references and object streams have them, and are small.
_PDF_LARGEST_PREDICTED = 16 * 1024 * 1024
_PDF_MOST_FILTERS = 4
_PDF_WHITE = re.compile(rb"[\0\t\n\f\r ]+")


def pdf_decoded(
    raw: bytes, filters: Sequence[PdfObject], parameters: Sequence[PdfObject], where: str
) -> bytes:
    """Undo a stream's filters, each with its parameters; all values are resolved.

    Raises:
        PdfError: a filter is not known, or the bytes are not what it writes, or there are too many.
    """
    if len(filters) > _PDF_MOST_FILTERS:
        raise PdfError(f"{where} has {len(filters)} filters; at most {_PDF_MOST_FILTERS} are read")
    data = raw
    for position, name in enumerate(filters):
        given = parameters[position] if position < len(parameters) else None
        data = _pdf_unfiltered(data, name, given if isinstance(given, dict) else {}, where)
    return data


def _pdf_unfiltered(data: bytes, name: PdfObject, parameters: dict[str, PdfObject], where: str) -> bytes:
    if name in ("FlateDecode", "Fl"):
        return _pdf_unpredicted(_pdf_inflated(data, where), parameters, where)
    if name in ("ASCIIHexDecode", "AHx"):
        return _pdf_unhexed(data, where)
    if name in ("ASCII85Decode", "A85"):
        return _pdf_un85(data, where)
    raise PdfError(f"{where} is written with the filter {name!s:.40}, which is not read here")


def _pdf_inflated(data: bytes, where: str) -> bytes:
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(data, PDF_LARGEST_STREAM)
    except zlib.error as error:
        raise PdfError(f"{where} cannot be inflated: {error}") from error
    if inflater.unconsumed_tail:
        raise PdfError(f"{where} inflates to more than {PDF_LARGEST_STREAM} bytes")
    if not inflater.eof:
        raise PdfError(f"{where} cannot be inflated: it breaks off")
    return inflated


def _pdf_unhexed(data: bytes, where: str) -> bytes:
    digits = _PDF_WHITE.sub(b"", data.partition(b">")[0])
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError as error:
        raise PdfError(f"{where} is not written in hexadecimal digits") from error


def _pdf_un85(data: bytes, where: str) -> bytes:
    try:
        return base64.a85decode(data.partition(b"~>")[0], ignorechars=b"\0\t\n\f\r ")
    except ValueError as error:
        raise PdfError(f"{where} is not written in base 85") from error


def _pdf_unpredicted(data: bytes, parameters: dict[str, PdfObject], where: str) -> bytes:
    predictor = _pdf_parameter(parameters, "Predictor", 1, 15, where)
    if predictor == 1:
        return data
    colors = _pdf_parameter(parameters, "Colors", 1, 32, where)
    bits = _pdf_parameter(parameters, "BitsPerComponent", 8, 16, where)
    columns = _pdf_parameter(parameters, "Columns", 1, 1 << 20, where)
    if len(data) > _PDF_LARGEST_PREDICTED:
        raise PdfError(
            f"{where} has a predictor over {len(data)} bytes; at most {_PDF_LARGEST_PREDICTED} are read"
        )
    row = (colors * bits * columns + 7) // 8
    pixel = max(1, colors * bits // 8)
    if predictor >= 10:
        return _pdf_un_png(data, row, pixel, where)
    if predictor == 2 and bits == 8:
        return _pdf_un_tiff(data, row, pixel)
    raise PdfError(f"{where} has the predictor {predictor} with {bits} bits, which is not read here")


def _pdf_parameter(parameters: dict[str, PdfObject], key: str, default: int, most: int, where: str) -> int:
    value = parameters.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise PdfError(f"{where}: /{key} of its filter is {value!s:.40}; 1 to {most} was expected")
    return value


def _pdf_un_tiff(data: bytes, row: int, pixel: int) -> bytes:
    out = bytearray(data)
    for start in range(0, len(out), row):
        for place in range(start + pixel, min(start + row, len(out))):
            out[place] = (out[place] + out[place - pixel]) & 0xFF
    return bytes(out)


def _pdf_un_png(data: bytes, row: int, pixel: int, where: str) -> bytes:
    out = bytearray()
    above = bytearray(row)
    for start in range(0, len(data), row + 1):
        line = bytearray(data[start + 1 : start + 1 + row])
        # The last row may be short; what it refers to beyond its end does not matter.
        _pdf_un_png_row(data[start], line, above, pixel, where)
        out += line
        above = line + bytes(row - len(line))
    return bytes(out)


def _pdf_un_png_row(kind: int, line: bytearray, above: bytearray, pixel: int, where: str) -> None:
    """Undo one row's filter in place."""
    if kind == 1:
        for place in range(pixel, len(line)):
            line[place] = (line[place] + line[place - pixel]) & 0xFF
    elif kind == 2:
        for place in range(len(line)):
            line[place] = (line[place] + above[place]) & 0xFF
    elif kind == 3:
        for place in range(len(line)):
            left = line[place - pixel] if place >= pixel else 0
            line[place] = (line[place] + (left + above[place]) // 2) & 0xFF
    elif kind == 4:
        for place in range(len(line)):
            left, corner = (line[place - pixel], above[place - pixel]) if place >= pixel else (0, 0)
            line[place] = (line[place] + _pdf_paeth(left, above[place], corner)) & 0xFF
    elif kind != 0:
        raise PdfError(f"{where} has a row of the predictor {kind}; 0 to 4 was expected")


def _pdf_paeth(left: int, above: int, corner: int) -> int:
    """Whichever neighbour is nearest to left + above - corner, as PNG defines it."""
    guess = left + above - corner
    to_left, to_above, to_corner = abs(guess - left), abs(guess - above), abs(guess - corner)
    if to_left <= to_above and to_left <= to_corner:
        return left
    return above if to_above <= to_corner else corner
