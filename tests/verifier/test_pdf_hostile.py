"""Files made to break a reader: it ends on each, with an answer or with PdfError, and never runs away."""

import random
from collections.abc import Callable
from functools import cache

import pytest

from comp.verifier.pdf_file import PdfFile, read_pdf
from comp.verifier.pdf_syntax import PdfError
from comp.verifier.pdf_text import page_texts
from comp.verifier.pdf_unusual import unusual
from tests.verifier import small_pdfs
from tests.verifier.drawn import drawn_pages

CATALOG = (
    b"<< /Type /Catalog /Pages 2 0 R /AF [7 0 R] /StructTreeRoot << /K [<< /S /P /Pg 3 0 R /K 0 >>] >> >>"
)
PAGE = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [<< /Subtype /Link >>] >>"
FONT = (
    b"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R "
    b"/DescendantFonts [<< /W [1 [9]] >>] >>"
)
CONTENT = b"q 0 0 90 90 re W n BT /F1 9 Tf /P << /MCID 0 >> BDC [<0001>3<0002>] TJ (x\\051) Tj EMC ET Q"
WORDS = [
    *(b"0 -1 99999999999 65536 1e9 --1 . % / < > << >> [ ] ( ) R obj endobj stream xref null".split()),
    *(b"%d 0 R" % number for number in (1, 2, 3, 9)),
    *(b"q Q BT ET BI ID EI Do Tj TJ cm W n /Kids /Length /Prev /Parent /Filter".split()),
]


def read_all(data: bytes) -> bool:
    """Whether all of a file could be read; anything but an answer or a PdfError fails the test."""
    try:
        pdf = read_pdf(data)
    except PdfError:
        return False
    return all([_ends(pdf, "text"), _ends(pdf, "attachments"), _ends(pdf, "unusual")])


def _ends(pdf: PdfFile, question: str) -> bool:
    try:
        match question:
            case "text":
                page_texts(pdf)
            case "attachments":
                pdf.attachments()
            case _:
                unusual(pdf)
    except PdfError:
        return False
    return True


@cache
def plain_file() -> bytes:
    """A small file with nothing compressed, so that a change reaches what is read."""
    objects = small_pdfs.one_page(CONTENT, o1=CATALOG, o3=PAGE, o5=FONT)
    objects[6] = small_pdfs.stream(
        b"1 beginbfchar <0001> <0041> endbfchar 1 beginbfrange <02> <09> <42> endbfrange"
    )
    objects[7] = b"<< /UF (a.json) /EF << /F 8 0 R >> >>"
    objects[8] = small_pdfs.stream(b"{}")
    return small_pdfs.with_table(objects)


@cache
def cross_stream_file() -> bytes:
    objects = small_pdfs.one_page(
        CONTENT, o1=CATALOG, o3=PAGE, o5=FONT, o6=small_pdfs.stream(b""), o7=b"<< /F (a) >>"
    )
    streams = {number: objects[number] for number in (4, 6)}
    held = {number: objects[number] for number in (1, 2, 3, 5, 7)}
    return small_pdfs.with_cross_stream(streams, held, predicted=True)


def mutated(data: bytes, choose: random.Random) -> bytes:
    if choose.random() < 0.1:
        return data[: choose.randrange(len(data))]
    changed = bytearray(data)
    for _ in range(choose.choice((1, 1, 2, 5, 20))):
        at = choose.randrange(len(changed))
        match choose.randrange(5):
            case 0:
                changed[at] ^= 1 << choose.randrange(8)
            case 1:
                changed[at] = choose.randrange(256)
            case 2:
                word = choose.choice(WORDS)
                changed[at : at + len(word)] = word
            case 3:
                other = choose.randrange(len(changed))
                size = choose.randrange(1, 60)
                changed[at : at + size] = changed[other : other + size]
            case _:
                changed[at:at] = choose.choice(WORDS)
    return bytes(changed)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("file", [plain_file, cross_stream_file])
def test_a_changed_small_file_is_read_or_refused(file: Callable[[], bytes], seed: int) -> None:
    choose = random.Random(seed)  # noqa: S311 - a fixed seed is the point
    data = file()

    assert read_all(data)
    outcomes = [read_all(mutated(data, choose)) for _ in range(250)]
    assert set(outcomes) == {True, False}


def test_a_changed_drawn_file_is_read_or_refused() -> None:
    choose = random.Random(7)  # noqa: S311 - a fixed seed is the point
    data = drawn_pages()

    assert read_all(data)
    outcomes = [read_all(mutated(data, choose)) for _ in range(60)]
    assert False in outcomes


def test_random_bytes_are_refused() -> None:
    choose = random.Random(3)  # noqa: S311 - a fixed seed is the point

    assert not any(read_all(b"%PDF-1.7\n" + choose.randbytes(500)) for _ in range(100))


def refusal(content: bytes = b"", **others: bytes) -> str:
    """What is said when a file of one page is looked through, which has to fail."""
    data = small_pdfs.with_table(small_pdfs.one_page(content, **others))
    with pytest.raises(PdfError) as refused:
        unusual(read_pdf(data))
    return str(refused.value)


def test_references_that_lead_round_are_refused() -> None:
    assert "lead on more than 32 times" in refusal(
        o5=b"6 0 R", o6=b"5 0 R", o4=small_pdfs.stream(b"/F1 9 Tf")
    )
    assert "the tree of attached files leads round" in refusal(
        o1=b"<< /Pages 2 0 R /Names << /EmbeddedFiles 6 0 R >> >>", o6=b"<< /Kids [6 0 R] >>"
    )
    tree = {"o1": b"<< /Pages 2 0 R /StructTreeRoot << /K 6 0 R >> >>", "o6": b"<< /K [7 0 R] >>"}
    data = small_pdfs.with_table(small_pdfs.one_page(b"", o7=b"<< /K 6 0 R >>", **tree))
    with pytest.raises(PdfError, match="the structure tree holds object 6 twice"):
        page_texts(read_pdf(data))


def test_a_form_that_paints_itself_is_refused() -> None:
    resources = b"/Resources << /XObject << /F 6 0 R >> >>"
    page = b"<< /Type /Page /Contents 4 0 R /MediaBox [0 0 9 9] %s >>" % resources

    assert "paints itself" in refusal(b"/F Do", o3=page, o6=small_pdfs.stream(b"/F Do", b"/Subtype /Form"))


def test_streams_whose_lengths_rest_on_one_another_are_refused() -> None:
    chain = {f"o{n}": b"<< /Length %d 0 R >>\nstream\n\nendstream" % (n + 1) for n in range(6, 60)}

    assert "cannot be read without" in refusal(o4=b"<< /Length 6 0 R >>\nstream\n\nendstream", **chain)


def test_streams_that_inflate_to_too_much_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comp.verifier.pdf_file.PDF_LARGEST_STREAM", 10_000)
    contents = b"<< /Type /Page /Contents [4 0 R 6 0 R] /MediaBox [0 0 9 9] >>"
    blank = small_pdfs.deflated(b" " * 6_000)

    assert "inflate to more than 10000 bytes" in refusal(o3=contents, o4=blank, o6=blank)


RESOURCES = b"/Resources << /XObject << /F %d 0 R >> >>"
TEN_FORMS = small_pdfs.stream(b"/F Do " * 10)
# A font's map that names 65536 codes over and over.
MAP_OVER_AND_OVER = {
    "o5": FONT,
    "o6": small_pdfs.deflated(b"9 beginbfrange " + b"<0000><ffff><0041>" * 9_999 + b" endbfrange"),
}
# Forms that paint a form ten times, ten deep.
FORMS_OVER_AND_OVER = {
    "o3": b"<< /Type /Page /Contents 10 0 R /MediaBox [0 0 9 9] %s >>" % (RESOURCES % 11),
    "o10": TEN_FORMS,
    **{
        f"o{number}": small_pdfs.stream(b"/F Do " * 10, b"/Subtype /Form " + RESOURCES % (number + 1))
        for number in range(11, 20)
    },
    "o20": small_pdfs.stream(b"", b"/Subtype /Form"),
}
# A list of ten thousand empty streams, which is the content of each of eighty pages.
CONTENTS_OVER_AND_OVER = {
    "o2": b"<< /MediaBox [0 0 9 9] /Kids [%s] >>" % b" ".join(b"%d 0 R" % number for number in range(10, 90)),
    "o4": small_pdfs.stream(b""),
    "o6": b"[" + b"4 0 R " * 10_000 + b"]",
    **{f"o{number}": b"<< /Type /Page /Contents 6 0 R >>" for number in range(10, 90)},
}


@pytest.mark.parametrize(
    "others",
    [MAP_OVER_AND_OVER, FORMS_OVER_AND_OVER, CONTENTS_OVER_AND_OVER],
    ids=["a font's map", "forms", "contents"],
)
def test_parts_that_are_read_over_and_over_come_to_an_end(
    others: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comp.verifier.pdf_file._PDF_MOST_STEPS", 300_000)

    assert "takes more than 300000 steps" in refusal(**{"o4": small_pdfs.stream(b"/F1 9 Tf"), **others})


def test_a_long_text_for_each_glyph_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comp.verifier.pdf_file._PDF_MOST_STEPS", 300_000)
    given = small_pdfs.stream(b"1 beginbfchar <0000> <%s> endbfchar" % (b"0041" * 250))

    assert "takes more than 300000 steps" in refusal(
        b"BT /F1 9 Tf (%s) Tj ET" % bytes(4_000), o5=FONT, o6=given
    )


def test_a_cross_reference_that_names_its_entries_over_and_over_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("comp.verifier.pdf_xref._PDF_MOST_ENTRIES", 1_000)
    entries = b"/Type /XRef /W [1 0 0] /Size 9 /Index [%s]" % (b"0 9 " * 200)
    rows = small_pdfs.deflated(bytes(1_800), entries)

    with pytest.raises(PdfError, match="more than 1000 entries"):
        read_pdf(small_pdfs.HEAD + b"9 0 obj\n%s\nendobj\nstartxref\n9\n%%%%EOF" % rows)


def test_a_path_that_never_ends_takes_time_by_its_length() -> None:
    # Each operator is looked at once; were the rest of the path looked at from each, this would take minutes.
    assert "a string does not end" in refusal(b"m " * 100_000 + b"(")
