"""What decides where text stands on a page and whether it is seen, and what is kept of what a page paints.

It must not read content: operators change these values, see `pdf_content`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from comp.verifier.pdf_fonts import NO_UNICODE, PdfFont
from comp.verifier.pdf_geometry import (
    PDF_NOWHERE,
    PDF_UNMOVED,
    PdfBox,
    PdfMatrix,
    pdf_bounds,
    pdf_inside,
    pdf_point,
    pdf_product,
)
from comp.verifier.pdf_structure import PdfMark
from comp.verifier.pdf_syntax import PdfObject

# The least size, in points, of text that can be seen.
_PDF_LEAST_SIZE = 0.3
_PDF_INVISIBLE_MODES = (3, 7)
_PDF_OUTLINE_MODES = (1, 5)


@dataclass(frozen=True)
class PdfShown:
    """Text that one operator shows, the marked content around it, its line's box, and why nobody sees it."""

    text: str
    artifact: bool
    mark: PdfMark | None
    box: PdfBox
    unseen: str


@dataclass
class PdfPainted:
    """What a page paints: its text in order, and counts of what is not text or is text of an unusual kind."""

    shown: list[PdfShown] = field(default_factory=list[PdfShown])
    images: int = 0
    patterns: int = 0
    masks: int = 0
    optional: int = 0
    replaced: int = 0
    mute_glyphs: int = 0
    wordy_glyphs: int = 0
    drawn_fonts: int = 0


@dataclass
class PdfState:
    """The graphics state, as far as it decides where and whether text is seen: `box` is left by clipping."""

    box: PdfBox
    matrix: PdfMatrix = PDF_UNMOVED
    font: PdfFont | None = None
    size: float = 0.0
    character_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    group_alpha: float = 1.0  # of the groups around, each of which is painted as one thing

    def copied(self) -> PdfState:
        """Return one that can be changed apart; a page saves its state for every few words."""
        other = PdfState(self.box)
        other.__dict__.update(self.__dict__)
        return other


@dataclass(frozen=True)
class PdfMarked:
    """Marked content that is open."""

    artifact: bool = False
    mark: PdfMark | None = None


@dataclass
class PdfPath:
    """A path under construction: the rectangle around its points, and whether it is to clip."""

    box: PdfBox = PDF_NOWHERE
    begun: bool = False
    clips: bool = False

    def add(self, points: Sequence[float]) -> None:
        """Add points, each two numbers."""
        self.begun = True
        across, up = points[::2], points[1::2]
        if up:
            left, bottom, right, top = self.box
            self.box = min(left, *across), min(bottom, *up), max(right, *across), max(top, *up)


@dataclass(frozen=True)
class PdfLaidOut:
    """The texts of glyphs, which begin between `least` and `most` along their line; the pen ends at `end`."""

    texts: list[str]
    least: float
    most: float
    end: float


def pdf_laid_out(state: PdfState, font: PdfFont, parts: Sequence[PdfObject]) -> PdfLaidOut | None:
    """Lay out strings and the steps between them; None where a part is neither."""
    codes: list[int] = []
    places: list[float] = []
    pen, unit, space = 0.0, state.size * state.scale / 1000, state.character_space * state.scale
    spaced = font.code_bytes == 1
    width_of, usual = font.widths.get, font.usual_width
    for part in parts:
        if isinstance(part, bytes):
            for code in font.codes(part):
                codes.append(code)
                places.append(pen)
                pen += width_of(code, usual) * unit + space
                if spaced and code == 32:
                    pen += state.word_space * state.scale
        elif isinstance(part, (int, float)):
            pen -= part * unit
        else:
            return None
    texts = [font.texts.get(code, NO_UNICODE) for code in codes]
    return PdfLaidOut(texts, min(places, default=0.0), max(places, default=0.0), pen)


def pdf_line_box(state: PdfState, text_matrix: PdfMatrix, laid: PdfLaidOut) -> PdfBox:
    """Where a line of text stands: at a third of its height, from its first glyph to its last."""
    height = state.rise + state.size / 3
    matrix = pdf_product(text_matrix, state.matrix)
    return pdf_bounds((laid.least, height, laid.most, height), matrix)


def pdf_unseen(state: PdfState, text_matrix: PdfMatrix, laid: PdfLaidOut) -> str:
    """Why nobody sees text; empty where it is seen as far as can be told."""
    if state.mode in _PDF_INVISIBLE_MODES:
        return "in an invisible mode"
    alpha = state.stroke_alpha if state.mode in _PDF_OUTLINE_MODES else state.fill_alpha
    if alpha * state.group_alpha <= 0:
        return "fully transparent"
    matrix = pdf_product(text_matrix, state.matrix)
    area = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) * abs(state.scale) * state.size * state.size
    # Written so that a size that is no number counts as too small.
    if not area >= _PDF_LEAST_SIZE * _PDF_LEAST_SIZE:
        return "too small to be seen"
    ends = (pdf_point(laid.least, state.rise, matrix), pdf_point(laid.most, state.rise, matrix))
    return "" if all(pdf_inside(end, state.box) for end in ends) else "outside of what the page shows"
