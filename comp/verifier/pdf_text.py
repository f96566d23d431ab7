"""The text of a PDF's pages, in the order in which the file paints it.

The text is what the file says its glyphs stand for. This must not be taken for a picture of the page: see
`unusual` for what could make a viewer show something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comp.verifier.pdf_content import paint_page
from comp.verifier.pdf_file import PdfFile
from comp.verifier.pdf_fonts import PdfFont
from comp.verifier.pdf_pages import PdfPage, pdf_pages
from comp.verifier.pdf_state import PdfPainted, PdfShown
from comp.verifier.pdf_structure import PdfMark, structured_marks


@dataclass(frozen=True)
class TextRun:
    """Text shown by one operator: a line, or a part of one.

    `artifact` means that the file calls it no part of the document: a running header or footer, a page
    number. `repeats` means that it stands in a table's head or foot, which is drawn again on each page that
    the table breaks over. Both are the file's own word, so text must not go unread because of them.
    """

    text: str
    artifact: bool
    repeats: bool = False


@dataclass(frozen=True)
class PageText:
    """The text of one page, counted from 1, in the order of its content."""

    number: int
    runs: tuple[TextRun, ...]


PaintedPage = tuple[PdfPage, PdfPainted]


def page_texts(pdf: PdfFile, pages: Sequence[PaintedPage] | None = None) -> list[PageText]:
    """The text of every page; a glyph of which the file gives no text reads U+FFFD.

    `pages` are the painted pages, where they are known already.

    Raises:
        PdfError: a page cannot be read.
    """
    marks = structured_marks(pdf)
    return [
        PageText(page.number, tuple(_text_run(shown, marks) for shown in painted.shown))
        for page, painted in (painted_pages(pdf) if pages is None else pages)
    ]


def painted_pages(pdf: PdfFile) -> list[PaintedPage]:
    """Every page with what it paints.

    Raises:
        PdfError: a page cannot be read.
    """
    fonts: dict[int, PdfFont] = {}
    return [(page, paint_page(pdf, page, fonts)) for page in pdf_pages(pdf)]


def _text_run(shown: PdfShown, marks: dict[PdfMark, bool] | None) -> TextRun:
    # Content that is marked as a part of the document and that the tree leaves out is read to nobody.
    outside = marks is not None and shown.mark is not None and shown.mark not in marks
    repeats = marks is not None and shown.mark is not None and marks.get(shown.mark, False)
    return TextRun(shown.text, shown.artifact or outside, repeats)
