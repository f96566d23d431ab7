"""Points, matrices and rectangles on a page, in points.

Floats are right here: a place decides whether text can be seen, and must not enter any amount.
"""

from __future__ import annotations

import math

PdfMatrix = tuple[float, float, float, float, float, float]
# Left, bottom, right, top.
PdfBox = tuple[float, float, float, float]
PDF_UNMOVED: PdfMatrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
PDF_NOWHERE: PdfBox = (math.inf, math.inf, -math.inf, -math.inf)
# How far beyond an edge a glyph may begin and still count as seen.
_PDF_MARGIN = 2.0


def pdf_common(one: PdfBox, other: PdfBox) -> PdfBox:
    """What two rectangles share; a side beyond its opposite where they share nothing."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def pdf_product(first: PdfMatrix, then: PdfMatrix) -> PdfMatrix:
    """The matrix that moves by the first and then by the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def pdf_point(x: float, y: float, matrix: PdfMatrix) -> tuple[float, float]:
    """A point moved by a matrix."""
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def pdf_inside(point: tuple[float, float], box: PdfBox) -> bool:
    """Whether a point lies in a box or hardly beyond; a point that is no number lies nowhere."""
    x, y = point
    return (
        box[0] - _PDF_MARGIN <= x <= box[2] + _PDF_MARGIN
        and box[1] - _PDF_MARGIN <= y <= box[3] + _PDF_MARGIN
    )


def pdf_meet(one: PdfBox, other: PdfBox) -> bool:
    """Whether two rectangles share anything; one may be a mere line."""
    left, bottom, right, top = pdf_common(one, other)
    return left <= right and bottom <= top


def pdf_bounds(box: PdfBox, matrix: PdfMatrix) -> PdfBox:
    """The upright rectangle around another that a matrix has moved; of one that holds nothing, such a one."""
    left, bottom, right, top = box
    if not (left <= right and bottom <= top):
        return PDF_NOWHERE
    moved = [pdf_point(x, y, matrix) for x in (left, right) for y in (bottom, top)]
    across, up = [x for x, _ in moved], [y for _, y in moved]
    return min(across), min(up), max(across), max(up)
