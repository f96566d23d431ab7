"""What the codes of a font's strings stand for: Unicode text, and how far each glyph moves the pen.

A font says itself which letters its glyphs are. This must not be taken for what the glyphs look like: nothing
here reads an outline.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from comp.verifier.pdf_file import PdfFile
from comp.verifier.pdf_syntax import PdfError, PdfName, PdfObject, PdfStream, PdfTokens, PdfWord

NO_UNICODE = "\ufffd"
_PDF_MOST_MAPPINGS = 200_000
_PDF_LONGEST_MAPPING = 512

_PDF_ASCII_NAMES = """
space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma
hyphen period slash zero one two three four five six seven eight nine colon semicolon
less equal greater question at
""".split()
_PDF_OTHER_NAMES = {
    "bracketleft": "[", "backslash": "\\", "bracketright": "]", "asciicircum": "^", "underscore": "_",
    "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~",
    "quoteleft": "\u2018", "quoteright": "\u2019", "quotedblleft": "\u201c", "quotedblright": "\u201d",
    "endash": "\u2013", "emdash": "\u2014", "bullet": "\u2022", "ellipsis": "\u2026", "minus": "\u2212",
    "Euro": "\u20ac", "yen": "\u00a5", "sterling": "\u00a3", "cent": "\u00a2", "multiply": "\u00d7",
    "section": "\u00a7", "germandbls": "\u00df", "fi": "\ufb01", "fl": "\ufb02", "nbspace": "\u00a0",
}  # fmt: skip
_PDF_ACCENTS = {
    "acute": "ACUTE", "grave": "GRAVE", "circumflex": "CIRCUMFLEX", "dieresis": "DIAERESIS", "tilde": "TILDE",
    "cedilla": "CEDILLA", "caron": "CARON", "ring": "RING ABOVE", "slash": "STROKE",
}  # fmt: skip
_PDF_UNI_NAME = re.compile(r"uni([0-9A-F]{4})|u([0-9A-F]{4,6})")
_PDF_ACCENTED = re.compile(r"([A-Za-z])([a-z]{4,})")


@dataclass(frozen=True)
class PdfFont:
    """A font: strings are cut into codes of `code_bytes` bytes; widths are thousandths of the size."""

    code_bytes: int
    texts: dict[int, str]
    widths: dict[int, float] = field(default_factory=dict[int, float])
    usual_width: float = 1000.0
    draws_glyphs: bool = False

    def codes(self, string: bytes) -> list[int]:
        """The codes of a string; a last one that is cut short counts as it is."""
        step = self.code_bytes
        if step == 1:
            return list(string)
        if len(string) == step:
            return [int.from_bytes(string, "big")]
        return [int.from_bytes(string[at : at + step], "big") for at in range(0, len(string), step)]


def read_font(pdf: PdfFile, value: PdfObject, where: str) -> PdfFont:
    """Read the font that a resource leads to.

    Raises:
        PdfError: it is broken, or its strings cannot be cut into codes.
    """
    font = pdf.dictionary(value, where)
    given = pdf.resolve(font.get("ToUnicode"))
    texts: dict[int, str] = {}
    if isinstance(given, PdfStream):
        texts = read_unicode_map(pdf, given, f"the Unicode map of {where}")
    if pdf.resolve(font.get("Subtype")) == PdfName("Type0"):
        return _pdf_composite(pdf, font, texts, where)
    return _pdf_simple(pdf, font, texts)


def read_unicode_map(pdf: PdfFile, stream: PdfStream, where: str) -> dict[int, str]:
    """The text of each code, as a ToUnicode CMap states it.

    Raises:
        PdfError: it is broken, or states more than a font can hold.
    """
    tokens = PdfTokens(pdf.content(stream), 0, where)
    pdf.spend(len(tokens.data))
    texts: dict[int, str] = {}
    while (found := tokens.token()) is not None:
        if not isinstance(found, PdfWord):
            continue
        if found == "beginbfchar":
            _pdf_characters(tokens, texts)
        elif found == "beginbfrange":
            _pdf_ranges(pdf, tokens, texts)
    return texts


def _pdf_characters(tokens: PdfTokens, texts: dict[int, str]) -> None:
    while isinstance(code := tokens.token(), bytes):
        _pdf_map(tokens, texts, int.from_bytes(code, "big"), tokens.object())
    _pdf_end(tokens, code, "endbfchar")


def _pdf_ranges(pdf: PdfFile, tokens: PdfTokens, texts: dict[int, str]) -> None:
    while isinstance(low := tokens.token(), bytes):
        high, target = tokens.object(), tokens.object()
        if not isinstance(high, bytes):
            raise tokens.error("a range of codes has no end")
        first, count = (
            int.from_bytes(low, "big"),
            int.from_bytes(high, "big") - int.from_bytes(low, "big") + 1,
        )
        if not 0 <= count <= 65536:
            raise tokens.error(f"a range of {count} codes")
        pdf.spend(count)
        if isinstance(target, list):
            for step, each in enumerate(target[:count]):
                _pdf_map(tokens, texts, first + step, each)
        else:
            for step in range(count):
                _pdf_map(tokens, texts, first + step, _pdf_stepped(target, step))
    _pdf_end(tokens, low, "endbfrange")


def _pdf_stepped(target: PdfObject, step: int) -> PdfObject:
    """A range's text for its code number `step`: its last unit of UTF-16 counts up."""
    if not isinstance(target, bytes) or len(target) < 2:
        return target
    last = (int.from_bytes(target[-2:], "big") + step) & 0xFFFF
    return target[:-2] + last.to_bytes(2, "big")


def _pdf_map(tokens: PdfTokens, texts: dict[int, str], code: int, target: PdfObject) -> None:
    if isinstance(target, PdfName):
        texts[code] = _pdf_named(target)
    elif isinstance(target, bytes) and len(target) <= _PDF_LONGEST_MAPPING:
        texts[code] = target.decode("utf-16-be", "replace")
    else:
        raise tokens.error(f"code {code} stands for no text")
    if len(texts) > _PDF_MOST_MAPPINGS:
        raise tokens.error(f"more than {_PDF_MOST_MAPPINGS} codes")


def _pdf_end(tokens: PdfTokens, found: object, word: str) -> None:
    if found != PdfWord(word):
        raise tokens.error(f"{word} was expected")


def _pdf_composite(pdf: PdfFile, font: dict[str, PdfObject], texts: dict[int, str], where: str) -> PdfFont:
    encoding = pdf.resolve(font.get("Encoding"))
    if isinstance(encoding, PdfStream):
        code_bytes = _pdf_code_bytes(pdf.content(encoding), where)
    elif isinstance(encoding, PdfName) and encoding in {"Identity-H", "Identity-V"}:
        code_bytes = 2
    else:
        raise PdfError(f"{where} has the encoding {encoding!s:.40}, which is not read here")
    descendants = pdf.values(font.get("DescendantFonts"))
    inner = pdf.optional_dictionary(descendants[0] if descendants else None)
    usual = pdf.resolve(inner.get("DW"))
    return PdfFont(
        code_bytes,
        texts,
        _pdf_composite_widths(pdf, inner.get("W")),
        float(usual) if isinstance(usual, (int, float)) else 1000.0,
    )


def _pdf_code_bytes(data: bytes, where: str) -> int:
    """How long the codes are of a CMap that stands in the file itself."""
    tokens = PdfTokens(data, 0, f"the encoding of {where}")
    lengths: set[int] = set()
    while (found := tokens.token()) is not None:
        if isinstance(found, PdfWord) and found == "begincodespacerange":
            while isinstance(low := tokens.token(), bytes):
                lengths.add(len(low))
                tokens.token()
    if len(lengths) != 1 or not 1 <= (length := lengths.pop()) <= 4:
        raise PdfError(f"{where} has codes of several lengths, which is not read here")
    return length


def _pdf_composite_widths(pdf: PdfFile, value: PdfObject) -> dict[int, float]:
    """Widths by code: `first [width ...]` or `first last width`, repeated."""
    given = pdf.values(value)
    widths: dict[int, float] = {}
    at = 0
    while at + 1 < len(given):
        first, second = pdf.resolve(given[at]), pdf.resolve(given[at + 1])
        if not isinstance(first, int):
            break
        if isinstance(second, list):
            at += 2
            pairs = enumerate((pdf.resolve(each) for each in second), first)
        else:
            last, width = second, pdf.resolve(given[at + 2]) if at + 2 < len(given) else None
            at += 3
            if not isinstance(last, int) or last - first > 65536:
                break
            pdf.spend(max(0, last - first))
            pairs = ((code, width) for code in range(first, last + 1))
        widths.update((code, float(width)) for code, width in pairs if isinstance(width, (int, float)))
        if len(widths) > _PDF_MOST_MAPPINGS:
            raise PdfError(f"a font has more than {_PDF_MOST_MAPPINGS} widths")
    return widths


def _pdf_simple(pdf: PdfFile, font: dict[str, PdfObject], texts: dict[int, str]) -> PdfFont:
    first = pdf.resolve(font.get("FirstChar"))
    widths = {
        code: float(width)
        for code, each in enumerate(pdf.values(font.get("Widths")), first if isinstance(first, int) else 0)
        if isinstance(width := pdf.resolve(each), (int, float))
    }
    return PdfFont(
        code_bytes=1,
        texts=_pdf_encoded(pdf, font.get("Encoding")) | texts,
        widths=widths,
        usual_width=500.0,
        draws_glyphs=pdf.resolve(font.get("Subtype")) == PdfName("Type3"),
    )


def _pdf_encoded(pdf: PdfFile, value: PdfObject) -> dict[int, str]:
    """The text of each code of a simple font, by its encoding and the differences from it."""
    encoding = pdf.resolve(value)
    if not isinstance(encoding, dict):
        return dict(_pdf_base_encoding(encoding if isinstance(encoding, PdfName) else PdfName("")))
    base = pdf.resolve(encoding.get("BaseEncoding"))
    texts = dict(_pdf_base_encoding(base if isinstance(base, PdfName) else PdfName("")))
    code = 0
    for each in pdf.values(encoding.get("Differences")):
        different = pdf.resolve(each)
        if isinstance(different, PdfName):
            texts[code] = _pdf_named(different)
            code += 1
        elif isinstance(different, int):
            code = different
    return texts


@cache
def _pdf_base_encoding(name: str) -> dict[int, str]:
    """A named encoding; that of no name is taken for Adobe's standard one, of which ASCII is read."""
    codecs = {"WinAnsiEncoding": "cp1252", "MacRomanEncoding": "mac_roman"}
    if name in codecs:
        return {code: bytes([code]).decode(codecs[name], "replace") for code in range(32, 256)}
    return {code: chr(code) for code in range(32, 127)} | {0x27: "\u2019", 0x60: "\u2018"}


@cache
def _pdf_named(name: str) -> str:
    """The text of a glyph's name; a part after a full stop says only how it is drawn."""
    plain = name.partition(".")[0]
    if (match := _PDF_UNI_NAME.fullmatch(plain)) and int(match[1] or match[2], 16) < 0x110000:
        return chr(int(match[1] or match[2], 16))
    if len(plain) == 1 and plain.isascii() and plain.isalpha():
        return plain
    if plain in _PDF_ASCII_NAMES:
        return chr(32 + _PDF_ASCII_NAMES.index(plain))
    return _PDF_OTHER_NAMES.get(plain) or _pdf_accented(plain)


def _pdf_accented(name: str) -> str:
    """The letter of a name such as `eacute`."""
    match = _PDF_ACCENTED.fullmatch(name)
    if match is None or match[2] not in _PDF_ACCENTS:
        return NO_UNICODE
    case = "SMALL" if match[1].islower() else "CAPITAL"
    try:
        return unicodedata.lookup(f"LATIN {case} LETTER {match[1].upper()} WITH {_PDF_ACCENTS[match[2]]}")
    except KeyError:
        return NO_UNICODE
