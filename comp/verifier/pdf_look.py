"""How the pages of a PDF are drawn, as one digest: content, fonts, pictures, in the order of the pages.

Letters can be read from a file and still look like others: by a font that draws them so, or by shapes over
them. The digest covers everything that a page's drawing rests on, however the file numbers, packs or orders
its objects, so a file that was only saved again has it still. What lies over a page (annotations) and how it
is read aloud are no part of it.
"""

from __future__ import annotations

import hashlib

from comp.verifier.pdf_file import PdfFile
from comp.verifier.pdf_pages import pdf_page_content, pdf_pages
from comp.verifier.pdf_syntax import PdfError, PdfObject, PdfRef, PdfStream

_LOOK_FORMAT = b"comp-look/1\n"
_LOOK_DEEPEST = 40
# Of a page, and where they are not said the values that they have then.
_LOOK_OF_PAGE: dict[str, PdfObject] = {
    "Resources": None,
    "MediaBox": None,
    "CropBox": None,
    "Rotate": 0,
    "UserUnit": 1,
    "Group": None,
}
# How a stream is packed, what points back to the page or to the tags, and what programs add for themselves.
_LOOK_LEFT_OUT = frozenset(
    "Length Filter DecodeParms DL F FFilter FDecodeParms Parent P StructParent StructParents Metadata "
    "LastModified PieceInfo ProcSet Annots".split()
)


def pdf_look(pdf: PdfFile) -> str:
    """Return the digest of how all pages are drawn, in hexadecimal.

    Raises:
        PdfError: a part of a page is missing or cannot be read.
    """
    known: dict[int, bytes] = {}
    whole = hashlib.sha256(_LOOK_FORMAT)
    for page in pdf_pages(pdf):
        for key, otherwise in _LOOK_OF_PAGE.items():
            whole.update(_look_of(pdf, page.entries.get(key, otherwise), known, 0))
        whole.update(hashlib.sha256(pdf_page_content(pdf, page).strip()).digest())
    return whole.hexdigest()


def _look_of(pdf: PdfFile, value: PdfObject, known: dict[int, bytes], depth: int) -> bytes:
    """Return the digest of a value and of all that it leads to; `known` holds those of objects by number."""
    if depth > _LOOK_DEEPEST:
        raise PdfError(f"what a page is drawn with is nested more than {_LOOK_DEEPEST} deep")
    pdf.spend(1)
    if isinstance(value, PdfRef):
        if value.number not in known:
            known[value.number] = b"ring"  # what is met again on the way to itself
            known[value.number] = _look_of(pdf, pdf.resolve(value), known, depth + 1)
        return known[value.number]
    return hashlib.sha256(_look_text(pdf, value, known, depth)).digest()


def _look_text(pdf: PdfFile, value: PdfObject, known: dict[int, bytes], depth: int) -> bytes:
    if isinstance(value, PdfStream):
        packed = _look_text(pdf, value.entries, known, depth)
        return b"stream" + packed + hashlib.sha256(pdf.content(value)).digest()
    if isinstance(value, dict):
        kept = sorted(key for key in value if key not in _LOOK_LEFT_OUT and value[key] is not None)
        parts = [b"/" + key.encode() + _look_of(pdf, value[key], known, depth + 1) for key in kept]
        return b"dictionary" + b"".join(parts)
    if isinstance(value, list):
        return b"list" + b"".join(_look_of(pdf, each, known, depth + 1) for each in value)
    if isinstance(value, bool) or value is None:
        return repr(value).encode()
    if isinstance(value, (int, float)):
        return b"number %.4f" % value
    if isinstance(value, bytes):
        return b"text " + value
    return b"name " + str(value).encode()
