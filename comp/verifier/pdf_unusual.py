"""What in a PDF could make a viewer show something else than the text that is read of its pages.

Each thing is a sentence. None of them is a verdict, and their absence is none either: this must not be taken
for a look at the page. Not looked for are a font whose glyphs look like other letters than the file says, and
shapes, other than images, drawn over text or in the form of letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from comp.verifier.pdf_file import PdfFile
from comp.verifier.pdf_fonts import NO_UNICODE
from comp.verifier.pdf_pages import PdfPage
from comp.verifier.pdf_state import PdfPainted
from comp.verifier.pdf_syntax import PdfName, PdfObject, PdfRef, PdfStream, pdf_text_string
from comp.verifier.pdf_text import PaintedPage, painted_pages

_PDF_ACTIONS = frozenset(
    "JavaScript Launch SubmitForm ImportData ResetForm Hide SetOCGState Rendition Movie Sound GoTo3DView "
    "RichMediaExecute Trans".split()
)
_PDF_LINEARIZED = re.compile(rb"[\s\S]{0,1024}?/Linearized[\s\S]{0,400}?/L ([0-9]{1,12})")
_PDF_END_MARK = re.compile(rb"(?<=[\r\n])%%EOF(?=[\0\t\n\f\r ]|\Z)")
_PDF_QUOTED = 60


def unusual(pdf: PdfFile, pages: Sequence[PaintedPage] | None = None) -> list[str]:
    """Sentences about what could make a page show something else than its text; none of a plain statement.

    `pages` are the painted pages, where they are known already.

    Raises:
        PdfError: the file is too broken to be looked through.
    """
    if pdf.encrypted:
        return ["The file is encrypted; nothing in it can be read here."]
    actions, streams = _pdf_looked_through(pdf)
    pages = painted_pages(pdf) if pages is None else pages
    return [
        *_pdf_versions(pdf, streams),
        *_pdf_catalog(pdf),
        *(
            f"The file holds {_pdf_times(n, 'action')} of the kind {kind}."
            for kind, n in sorted(actions.items())
        ),
        *_pdf_attached_twice(pdf),
        *(sentence for page, _ in pages for sentence in _pdf_annotations(pdf, page)),
        *(sentence for page, painted in pages for sentence in _pdf_unseen(page, painted)),
        *_pdf_counted(pages),
    ]


def _pdf_looked_through(pdf: PdfFile) -> tuple[Counter[str], list[PdfStream]]:
    """The actions that anything in the file names, by kind, and all streams."""
    actions: Counter[str] = Counter()
    streams: list[PdfStream] = []
    waiting: list[PdfObject] = [pdf.trailer]
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        pdf.spend(1)
        if isinstance(value, PdfRef):
            if value.number in seen:
                continue
            seen.add(value.number)
            value = pdf.resolve(value)
        if isinstance(value, PdfStream):
            streams.append(value)
            value = value.entries
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            actions.update(_pdf_actions(pdf, value))
            waiting += value.values()
    return actions, streams


def _pdf_actions(pdf: PdfFile, entries: dict[str, PdfObject]) -> list[str]:
    kind = pdf.resolve(entries.get("S"))
    if isinstance(kind, PdfName) and str(kind) in _PDF_ACTIONS:
        return [str(kind)]
    if "JS" in entries:
        return ["JavaScript"]
    return ["additional actions (/AA)"] if "AA" in entries else []


def _pdf_versions(pdf: PdfFile, streams: Sequence[PdfStream]) -> Iterator[str]:
    """What was appended to the file, by its cross-references and by its marks of an end."""
    spans = [(stream.end - len(stream.raw), stream.end) for stream in streams]
    marks = [match.start() for match in _PDF_END_MARK.finditer(pdf.data)]
    ends = [mark for mark in marks if not any(start <= mark < end for start, end in spans)]
    parts = max(len(ends), pdf.sections) - _pdf_is_linearized(pdf, ends)
    if parts > 1:
        yield (
            f"The file was changed after it was written: {_pdf_times(parts - 1, 'later version')} stood "
            "after its first end mark, and the newest was read."
        )
    behind = pdf.data[ends[-1] + len(b"%%EOF") :].strip(b"\0\t\n\f\r ") if ends else b""
    if behind:
        yield f"{len(behind)} bytes stand behind the end of the file; they were not read."
    if pdf.hybrid:
        yield "The file is written for old and new viewers at once, and old ones do not see all of it."


def _pdf_is_linearized(pdf: PdfFile, ends: Sequence[int]) -> bool:
    """Whether the file begins with what its first page needs, and so has two ends in one version."""
    match = _PDF_LINEARIZED.match(pdf.data)
    if match is None:
        return False
    written = int(match[1])
    return any(end < written <= end + 16 for end in ends)


def _pdf_catalog(pdf: PdfFile) -> Iterator[str]:
    catalog = pdf.catalog
    if "OpenAction" in catalog:
        yield "The file does something when it is opened (/OpenAction)."
    if "Collection" in catalog:
        yield "The file is a portfolio: a viewer may show another file in place of its pages."
    form = pdf.optional_dictionary(catalog.get("AcroForm"))
    if form:
        yield f"The file has a form with {_pdf_times(len(pdf.values(form.get('Fields'))), 'field')}."
    if "XFA" in form:
        yield "The file holds a second description of its pages (XFA), which was not read."
    groups = pdf.values(pdf.optional_dictionary(catalog.get("OCProperties")).get("OCGs"))
    if groups:
        names = [pdf.resolve(pdf.optional_dictionary(group).get("Name")) for group in groups[:5]]
        shown = ", ".join(repr(_pdf_quoted(name)) for name in names if isinstance(name, bytes))
        yield f"Parts of the file can be shown and hidden ({_pdf_times(len(groups), 'layer')}: {shown})."


def _pdf_attached_twice(pdf: PdfFile) -> Iterator[str]:
    for name, count in Counter(name for name, _ in pdf.attached()).items():
        if count > 1:
            yield f"{count} different attachments are named {name[:_PDF_QUOTED]!r}; the first was read."


def _pdf_annotations(pdf: PdfFile, page: PdfPage) -> Iterator[str]:
    kinds: dict[str, list[str]] = {}
    for each in pdf.values(page.entries.get("Annots")):
        annotation = pdf.optional_dictionary(each)
        kind = str(pdf.resolve(annotation.get("Subtype")))[:_PDF_QUOTED]
        if kind != "Link":
            texts = kinds.setdefault(kind, [])
        elif "AP" in annotation:
            texts = kinds.setdefault("Link, with a look of its own", [])
        else:
            continue
        said = pdf.resolve(annotation.get("Contents"))
        texts.append(repr(_pdf_quoted(said)) if isinstance(said, bytes) and said else "")
    for kind, texts in kinds.items():
        carried = _pdf_times(len(texts), "annotation")
        shown = ", ".join([each for each in texts if each][:5])
        over = f", which lies over the page and reads {shown}" if shown else ""
        yield f"Page {page.number} carries {carried} of the kind {kind}{over}."


def _pdf_unseen(page: PdfPage, painted: PdfPainted) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for shown in painted.shown:
        if shown.unseen:
            reasons.setdefault(shown.unseen, []).append(shown.text)
    for reason, texts in reasons.items():
        quoted = repr(texts[0][:_PDF_QUOTED])
        yield f"Page {page.number} holds text that is {reason}: {quoted}" + (
            f" and {len(texts) - 1} more." if len(texts) > 1 else "."
        )


def _pdf_counted(pages: Sequence[PaintedPage]) -> Iterator[str]:
    """What pages paint that is no text, or whose text may not be what is seen; one sentence each."""
    counts: list[tuple[Callable[[PdfPainted], int], str, str]] = [
        (lambda each: each.images, "image", "what an image shows was not read"),
        (lambda each: each.patterns, "tiling pattern", "what a pattern shows was not read"),
        (lambda each: each.masks, "soft mask", "a mask can hide what it covers"),
        (lambda each: each.optional, "optional part", "a viewer shows or hides it; it was read"),
        (lambda each: each.replaced, "/ActualText mark", "the text of the glyphs was read in its place"),
        (lambda each: each.drawn_fonts, "Type 3 text", "the font draws its glyphs like small pictures"),
        (lambda each: each.mute_glyphs, "mute glyph", "the file gives it an empty text"),
        (lambda each: each.wordy_glyphs, "wordy glyph", "the file gives one glyph the text of many"),
        (_pdf_unknown_glyphs, "unnamed glyph", "the file gives it no text, and it reads U+FFFD"),
    ]
    for count_of, noun, remark in counts:
        found = {page.number: count for page, painted in pages if (count := count_of(painted))}
        if found:
            on = ", ".join(str(number) for number in list(found)[:10]) + (", ..." if len(found) > 10 else "")
            yield f"{_pdf_times(sum(found.values()), noun)} on page {on}: {remark}."


def _pdf_unknown_glyphs(painted: PdfPainted) -> int:
    return sum(shown.text.count(NO_UNICODE) for shown in painted.shown)


def _pdf_times(count: int, noun: str) -> str:
    """`1 annotation`, `3 annotations`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _pdf_quoted(text: bytes) -> str:
    return pdf_text_string(text)[:_PDF_QUOTED]
