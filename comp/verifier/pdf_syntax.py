"""The tokens and objects of a PDF file.

Bytes in, values out: it knows neither cross-references nor pages, and must not repair what is broken.
A reader that guesses may read another page than the one a viewer shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Python 3.9 has no such name, and annotations are never evaluated
    from typing import TypeAlias

# Deeper nesting than this is an attack on the reader's stack; a statement nests some five levels.
PDF_DEEPEST = 64
_PDF_LONGEST_NUMBER = 40

# Each part ends at a byte that it cannot hold, and the last one takes any byte, so no input makes the
# expression try many ways (possessive quantifiers would say so, and need Python 3.11). The groups are number,
# word, name, string of hexadecimal digits, plain string, bracket, and any byte that begins none of these.
# A run of many remarks is read in several steps, because the search remembers each of them.
_PDF_TOKEN = re.compile(
    rb"""(?:[\0\t\n\f\r\x20]+|%[^\r\n]*){0,99}(?:
    ([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?![^\0\t\n\f\r\x20()<>\[\]{}/%]))
    |([^\0\t\n\f\r\x20()<>\[\]{}/%]+)
    |/([^\0\t\n\f\r\x20()<>\[\]{}/%]*)
    |<([0-9A-Fa-f\0\t\n\f\r\x20]*)>
    |\(([^()\\\r]*)\)
    |(<<|>>|[\[\]{}])
    |([^%\0\t\n\f\r\x20])
    )?""",
    re.VERBOSE,
)
_PDF_REFERENCE = re.compile(rb"[\0\t\n\f\r ]+([0-9]{1,10})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>\[\]{}/%])")
_PDF_STRING_PART = re.compile(rb"[^()\\\r]+|\r\n?|\\(?:[0-7]{1,3}|\r\n|[\s\S])|[()]")
_PDF_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_ESCAPES = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}
_PDF_DOC_HIGH = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\ufffd€"  # noqa: RUF001 - bytes 80 to A0 of PDFDocEncoding
_PDF_CONSTANTS = {"true": True, "false": False, "null": None}


class PdfError(Exception):
    """What is wrong with the file, and where."""


class PdfName(str):
    """A name of the file, without its slash."""

    __slots__ = ()


class PdfWord(str):
    """A word that is no value: an operator, a bracket, `obj`."""

    __slots__ = ()


@dataclass(frozen=True)
class PdfRef:
    """An indirect reference."""

    number: int
    generation: int


@dataclass(frozen=True, eq=False)
class PdfStream:
    """A stream as it stands in the file, not decoded: from `offset` to the `end` of its bytes."""

    entries: dict[str, PdfObject]
    raw: bytes
    number: int
    offset: int
    end: int


PdfValue: TypeAlias = "bool | int | float | bytes | PdfName | PdfRef | PdfStream | None"
PdfObject: TypeAlias = "PdfValue | list[PdfObject] | dict[str, PdfObject]"
PdfToken: TypeAlias = "int | float | bytes | PdfName | PdfWord | None"


class PdfTokens:
    """Reads tokens and objects from `pos` on; `where` names the bytes in messages."""

    __slots__ = ("data", "pos", "where")

    def __init__(self, data: bytes, pos: int = 0, where: str = "the file") -> None:
        self.data = data
        self.pos = pos
        self.where = where

    def error(self, what: str) -> PdfError:
        """The error to raise at the present place."""
        return PdfError(f"{self.where}, byte {self.pos}: {what}")

    def token(self) -> PdfToken:
        """The next token; None at the end."""
        match = _PDF_TOKEN.match(self.data, self.pos)
        while match is not None and match.lastindex is None and match.end() < len(self.data):
            match = _PDF_TOKEN.match(self.data, match.end())
        if match is None or match.lastindex is None:
            self.pos = len(self.data)
            return None
        self.pos = match.end()
        kind = match.lastindex
        text = match[kind]
        if kind == 1:
            return self._number(text)
        if kind == 2:
            return self._word(text)
        if kind == 3:
            return _pdf_name(text)
        if kind == 4:
            return _pdf_hexadecimal(text)
        if kind == 5:
            return text
        return _pdf_word(text) if kind == 6 else self._odd(text)

    def object(self, depth: int = 0) -> PdfObject:
        """The next object.

        Raises:
            PdfError: there is none, it does not end, or it nests too deeply.
        """
        return self.value(self.token(), depth)

    def value(self, first: PdfToken, depth: int = 0) -> PdfObject:
        """The object that begins with a token already read."""
        if depth > PDF_DEEPEST:
            raise self.error(f"objects nest more than {PDF_DEEPEST} deep")
        if isinstance(first, PdfWord):
            if first == "[":
                return self._array(depth)
            if first == "<<":
                return self._dictionary(depth)
            if first in _PDF_CONSTANTS:
                return _PDF_CONSTANTS[first]
        elif isinstance(first, int):
            return self._reference_or(first)
        elif first is not None:
            return first
        raise self.error(f"a value was expected, and {_pdf_shown_token(first)} stands here")

    def expect(self, word: str) -> None:
        """Read a word that has to stand here."""
        if (found := self.token()) != PdfWord(word) or not isinstance(found, PdfWord):
            raise self.error(f"{word!r} was expected, and {_pdf_shown_token(found)} stands here")

    def _reference_or(self, number: int) -> PdfObject:
        match = _PDF_REFERENCE.match(self.data, self.pos)
        if match is None:
            return number
        self.pos = match.end()
        return PdfRef(number, int(match[1]))

    def _array(self, depth: int) -> PdfObject:
        values: list[PdfObject] = []
        while True:
            first = self.token()
            if isinstance(first, PdfWord) and first == "]":
                return values
            values.append(self.value(first, depth + 1))

    def _dictionary(self, depth: int) -> PdfObject:
        entries: dict[str, PdfObject] = {}
        while True:
            key = self.token()
            if isinstance(key, PdfWord) and key == ">>":
                return entries
            if not isinstance(key, PdfName):
                raise self.error(f"a dictionary's key was expected, and {_pdf_shown_token(key)} stands here")
            name = str(key)
            if name in entries:
                # Readers differ in which of the two they take.
                raise self.error(f"a dictionary has the key /{key} twice")
            entries[name] = self.object(depth + 1)

    def _number(self, text: bytes) -> int | float:
        if len(text) > _PDF_LONGEST_NUMBER:
            raise self.error(f"a number of {len(text)} digits")
        return float(text) if b"." in text else int(text)

    def _word(self, text: bytes) -> PdfWord:
        if text[:1] in b"+-.0123456789":
            raise self.error(f"{_pdf_shown_bytes(text)} is no number")
        return _pdf_word(text)

    def _odd(self, text: bytes) -> bytes:
        if text == b"(":
            return self._string()
        raise self.error(f"{_pdf_shown_bytes(text)} begins no value")

    def _string(self) -> bytes:
        """A string with escapes, line ends or brackets in it; its opening bracket has been read."""
        parts: list[bytes] = []
        depth = 1
        while True:
            match = _PDF_STRING_PART.match(self.data, self.pos)
            if match is None:
                raise self.error("a string does not end")
            self.pos = match.end()
            part = match[0]
            if part == b"(":
                depth += 1
            elif part == b")":
                depth -= 1
                if depth == 0:
                    return b"".join(parts)
            parts.append(_pdf_string_part(part))


# The same few names and words stand all over a file.
@lru_cache(maxsize=1_000)
def _pdf_word(text: bytes) -> PdfWord:
    return PdfWord(text.decode("latin-1"))


@lru_cache(maxsize=1_000)
def _pdf_name(text: bytes) -> PdfName:
    return PdfName(_PDF_NAME_ESCAPE.sub(_pdf_escaped_byte, text).decode("latin-1"))


def pdf_text_string(text: bytes) -> str:
    """A text string of a dictionary, in one of the three encodings that the format knows."""
    if text.startswith(b"\xfe\xff"):
        return text[2:].decode("utf-16-be", "replace")
    if text.startswith(b"\xef\xbb\xbf"):
        return text[3:].decode("utf-8", "replace")
    return "".join(_PDF_DOC_HIGH[byte - 128] if 128 <= byte <= 160 else chr(byte) for byte in text)


def _pdf_string_part(part: bytes) -> bytes:
    if part[:1] == b"\r":
        return b"\n"
    if part[:1] != b"\\":
        return part
    escaped = part[1:]
    if escaped[:1].isdigit() and escaped[0] < ord("8"):
        return bytes([int(escaped, 8) & 0xFF])
    return _PDF_ESCAPES.get(escaped, escaped)


def _pdf_escaped_byte(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 16)])


def _pdf_hexadecimal(text: bytes) -> bytes:
    digits = text.translate(None, b"\0\t\n\f\r ")
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _pdf_shown_bytes(text: bytes) -> str:
    return repr(text[:30].decode("latin-1"))


def _pdf_shown_token(token: PdfToken) -> str:
    if token is None:
        return "the end"
    if isinstance(token, PdfName):
        return f"/{token[:30]}"
    return "a string" if isinstance(token, bytes) else repr(str(token)[:30])
