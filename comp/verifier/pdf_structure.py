"""Which marked content a tagged PDF's structure tree holds.

WeasyPrint marks running headers and footers as content, not as artifacts, and leaves them out of the tree:
this is how they are told from the document's own text. It must not be read for the text itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from comp.verifier.pdf_file import PdfFile
from comp.verifier.pdf_syntax import PdfError, PdfName, PdfObject, PdfRef

_PDF_REPEATED = (PdfName("THead"), PdfName("TFoot"))

# The number of the object of the page, or of the form that has marks of its own, and the number of the mark.
PdfMark = tuple[int, int]


@dataclass(frozen=True)
class _PdfBranch:
    """A part of the tree still to be walked, with what it has from above."""

    value: PdfObject
    page: int
    repeats: bool


def structured_marks(pdf: PdfFile) -> dict[PdfMark, bool] | None:
    """Each piece of marked content that the tree holds, and whether it lies in a table's head or foot.

    None where the file has no structure tree.

    Raises:
        PdfError: the tree leads round in a ring or is too large.
    """
    root = pdf.optional_dictionary(pdf.catalog.get("StructTreeRoot"))
    if not root:
        return None
    marks: dict[PdfMark, bool] = {}
    seen: set[int] = set()
    waiting = [_PdfBranch(root.get("K"), 0, repeats=False)]
    while waiting:
        branch = waiting.pop()
        pdf.spend(1)
        if isinstance(branch.value, PdfRef):
            if branch.value.number in seen:
                raise PdfError(f"the structure tree holds object {branch.value.number} twice")
            seen.add(branch.value.number)
        _pdf_walk(pdf, branch, waiting, marks)
    return marks


def _pdf_walk(
    pdf: PdfFile, branch: _PdfBranch, waiting: list[_PdfBranch], marks: dict[PdfMark, bool]
) -> None:
    """Take what one part says, and add its own parts to those that wait."""
    found = pdf.resolve(branch.value)
    if isinstance(found, int):
        marks[branch.page, found] = branch.repeats
    elif isinstance(found, list):
        waiting += [_PdfBranch(each, branch.page, branch.repeats) for each in reversed(found)]
    elif isinstance(found, dict):
        page = found.get("Pg")
        on = page.number if isinstance(page, PdfRef) else branch.page
        if "MCID" in found:
            stream, number = found.get("Stm"), pdf.resolve(found["MCID"])
            if isinstance(number, int):
                owner = stream.number if isinstance(stream, PdfRef) else on
                marks[owner, number] = branch.repeats
            return
        repeats = branch.repeats or pdf.resolve(found.get("S")) in _PDF_REPEATED
        waiting.append(_PdfBranch(found.get("K"), on, repeats))
