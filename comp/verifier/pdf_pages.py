"""The pages of a PDF file, in their order, with what they inherit. It must not read what they show."""

from __future__ import annotations

from dataclasses import dataclass

from comp.verifier.pdf_file import PdfFile
from comp.verifier.pdf_geometry import PdfBox, pdf_common
from comp.verifier.pdf_syntax import PdfError, PdfName, PdfObject, PdfRef, PdfStream

_PDF_MOST_PAGES = 10_000
_PDF_DEEPEST_PAGES = 64
_PDF_INHERITED = ("Resources", "MediaBox", "CropBox")


@dataclass(frozen=True)
class PdfPage:
    """One page: `number` counts from 1, other objects name it by `object_number`, `box` is what is shown."""

    number: int
    object_number: int
    entries: dict[str, PdfObject]
    box: PdfBox


def pdf_pages(pdf: PdfFile) -> list[PdfPage]:
    """All pages in order.

    Raises:
        PdfError: the tree of pages is broken, leads round in a ring, or holds too many.
    """
    pages: list[PdfPage] = []
    seen: set[int] = set()
    waiting: list[tuple[PdfObject, dict[str, PdfObject], int]] = [(pdf.catalog.get("Pages"), {}, 0)]
    while waiting:
        reference, inherited, depth = waiting.pop()
        if not isinstance(reference, PdfRef) or reference.number in seen or depth > _PDF_DEEPEST_PAGES:
            raise PdfError(
                "the tree of pages is broken: a part is no reference, stands twice, or is too deep"
            )
        seen.add(reference.number)
        node = pdf.dictionary(reference, "a part of the tree of pages")
        entries = inherited | {key: value for key, value in node.items() if value is not None}
        if "Kids" in node:
            kept = {key: entries[key] for key in _PDF_INHERITED if key in entries}
            waiting += [(kid, kept, depth + 1) for kid in reversed(pdf.values(node["Kids"]))]
            continue
        if pdf.resolve(node.get("Type")) != PdfName("Page"):
            raise PdfError(f"object {reference.number} stands among the pages and is none")
        number = len(pages) + 1
        pages.append(PdfPage(number, reference.number, entries, _pdf_page_box(pdf, entries, number)))
        if len(pages) > _PDF_MOST_PAGES:
            raise PdfError(f"the file has more than {_PDF_MOST_PAGES} pages")
    return pages


def pdf_page_content(pdf: PdfFile, page: PdfPage) -> bytes:
    """A page's content; where it is split over several streams, they count as one.

    Raises:
        PdfError: a part of it is missing or cannot be read.
    """
    parts: list[bytes] = []
    for each in pdf.values(page.entries.get("Contents")):
        stream = pdf.resolve(each)
        if not isinstance(stream, PdfStream):
            raise PdfError(f"a part of the content of page {page.number} is no stream")
        parts.append(pdf.content(stream))
    return b"\n".join(parts)


def pdf_box(pdf: PdfFile, value: PdfObject) -> PdfBox | None:
    """A rectangle with its corners in order; None where the value is none."""
    numbers = [pdf.resolve(each) for each in pdf.values(value)]
    sides = [float(each) for each in numbers if isinstance(each, (int, float))]
    if len(sides) != 4 or len(numbers) != 4:
        return None
    return min(sides[0], sides[2]), min(sides[1], sides[3]), max(sides[0], sides[2]), max(sides[1], sides[3])


def _pdf_page_box(pdf: PdfFile, entries: dict[str, PdfObject], number: int) -> PdfBox:
    media = pdf_box(pdf, entries.get("MediaBox"))
    if media is None:
        raise PdfError(f"page {number} has no /MediaBox")
    crop = pdf_box(pdf, entries.get("CropBox"))
    return media if crop is None else pdf_common(media, crop)
