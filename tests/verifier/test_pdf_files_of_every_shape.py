"""One page and one attachment, in files whose objects are found in every way the format has."""

from collections.abc import Callable

import pytest

from comp.verifier.pdf_file import read_pdf
from comp.verifier.pdf_syntax import PdfError
from comp.verifier.pdf_text import page_texts
from tests.verifier import small_pdfs

SHOWN = b"BT /F1 12 Tf 20 20 Td (Payable 1,234.50) Tj ET"
CATALOG = (
    b"<< /Type /Catalog /Pages 2 0 R /AF [7 0 R] "
    b"/Names << /EmbeddedFiles << /Kids [<< /Names [(k) 7 0 R] >>] >> >> >>"
)
SPECIFICATION = (
    b"<< /Type /Filespec /F (old.json) /UF <FEFF00700072006F006F0066> /EF << /F 8 0 R /UF 8 0 R >> >>"
)
OBJECTS = small_pdfs.one_page(SHOWN, o1=CATALOG, o7=SPECIFICATION, o8=small_pdfs.deflated(b'{"a": 1}'))
STREAMS = {number: OBJECTS[number] for number in (4, 8)}
OTHERS = {number: OBJECTS[number] for number in (1, 2, 3, 5, 7)}


def changed_page(data: bytes) -> bytes:
    return small_pdfs.appended(data, {4: small_pdfs.stream(SHOWN.replace(b"1,234.50", b"9.00"))})


SHAPES: dict[str, Callable[[], bytes]] = {
    "a table": lambda: small_pdfs.with_table(OBJECTS),
    "a cross-reference stream": lambda: small_pdfs.with_cross_stream(OBJECTS, {92: b"0"}, predicted=False),
    "a predicted one": lambda: small_pdfs.with_cross_stream(OBJECTS, {92: b"0"}, predicted=True),
    "an object stream": lambda: small_pdfs.with_cross_stream(STREAMS, OTHERS, predicted=True),
    "a hybrid": lambda: small_pdfs.hybrid({1: CATALOG, **STREAMS}, {n: OTHERS[n] for n in (2, 3, 5, 7)}),
    "a chain": lambda: small_pdfs.appended(changed_page(small_pdfs.with_table(OBJECTS)), {4: OBJECTS[4]}),
    "a reference as length": lambda: small_pdfs.with_table(
        OBJECTS | {4: b"<< /Length 9 0 R >>\nstream\r\n" + SHOWN + b"\r\nendstream", 9: b"%d" % len(SHOWN)}
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_text_and_attachments_are_the_same_in_every_shape_of_file(shape: str) -> None:
    pdf = read_pdf(SHAPES[shape]())

    [page] = page_texts(pdf)
    assert (page.number, [run.text for run in page.runs]) == (1, ["Payable 1,234.50"])
    assert pdf.attachments() == {"proof": b'{"a": 1}'}


def test_the_newest_version_of_an_object_is_read() -> None:
    [page] = page_texts(read_pdf(changed_page(small_pdfs.with_table(OBJECTS))))

    assert [run.text for run in page.runs] == ["Payable 9.00"]


def test_an_object_that_a_newer_section_frees_is_gone() -> None:
    data = small_pdfs.with_table(OBJECTS)
    before = int(data.rpartition(b"startxref\n")[2].split()[0])
    freed = small_pdfs.closed(data, small_pdfs.table({}, free=(4,)), b"/Root 1 0 R /Prev %d" % before)

    [page] = page_texts(read_pdf(freed))

    assert page.runs == ()


def test_a_content_split_over_streams_counts_as_one() -> None:
    cut = SHOWN.index(b"(")
    halves = {4: small_pdfs.stream(SHOWN[:cut]), 9: small_pdfs.stream(SHOWN[cut:])}
    page = {3: b"<< /Type /Page /Parent 2 0 R /Contents [4 0 R 9 0 R] >>"}

    [read] = page_texts(read_pdf(small_pdfs.with_table(OBJECTS | halves | page)))

    assert "".join(run.text for run in read.runs) == "Payable 1,234.50"


def test_an_attachment_that_only_the_catalog_names_is_found() -> None:
    catalog = {1: b"<< /Type /Catalog /Pages 2 0 R /AF [7 0 R] >>"}

    assert read_pdf(small_pdfs.with_table(OBJECTS | catalog)).attachments() == {"proof": b'{"a": 1}'}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({7: b"<< /UF (a) /EF << /F 5 0 R >> >>"}, "the attached file 'a' has no bytes"),
        ({7: b"<< /EF << /F 8 0 R >> >>"}, "an attached file has no name"),
        ({7: b"[1]"}, "the specification of an attached file is no dictionary"),
        ({7: b"<< /UF (a) /EF << /F 8 1 R >> >>"}, "asked for in generation 1"),
        ({8: small_pdfs.stream(b"x", b"/Filter /FlateDecode")}, "object 8 cannot be inflated"),
        ({8: b"<< /Length 3 >>\nstream\nabcdef\nendstream"}, "does not end after the 3 bytes of its /Length"),
        (
            {8: b"<< /Length 8 0 R >>\nstream\nx\nendstream"},
            "object 8 cannot be read without others",
        ),
        ({8: b"<< /Length -1 >>\nstream\nx\nendstream"}, "the length of the stream of object 8 is -1"),
    ],
)
def test_a_broken_attachment_is_an_error_with_its_object(change: dict[int, bytes], complaint: str) -> None:
    with pytest.raises(PdfError, match=complaint):
        read_pdf(small_pdfs.with_table(OBJECTS | change)).attachments()


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "does not begin with %PDF-"),
        (b"\n" + small_pdfs.with_table(OBJECTS), "does not begin with %PDF-"),
        (small_pdfs.with_table(OBJECTS)[:-30], "has no startxref with %%EOF at its end"),
        (small_pdfs.HEAD + b"startxref\n0\n%%EOF", "byte 0: an object was expected here"),
        (small_pdfs.HEAD + b"startxref\n999\n%%EOF", "an object was expected here"),
        (small_pdfs.with_table({5: b"0"}), "the catalog .* is no dictionary"),
        (small_pdfs.closed(small_pdfs.HEAD, b"xref\n0 9\n", b"/Root 1 0 R"), "breaks off before object 0"),
        (
            small_pdfs.closed(small_pdfs.HEAD, b"xref\n0 0\n", b"/Root 1 0 R /Prev 9"),
            "round in a ring at byte 9",
        ),
        (small_pdfs.closed(small_pdfs.HEAD, b"xref\n0 0\n", b"/Prev (x)"), "/Prev of a cross-reference"),
    ],
)
def test_a_file_whose_objects_cannot_be_found_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(PdfError, match=complaint):
        read_pdf(data)


def test_an_object_that_is_not_where_it_should_be_is_an_error() -> None:
    data = small_pdfs.with_table(OBJECTS)
    offset = data.index(b"4 0 obj")
    misled = data.replace(b"%010d 00000 n" % data.index(b"5 0 obj"), b"%010d 00000 n" % offset)

    with pytest.raises(PdfError, match="object 5 was expected here, and 4 stands here"):
        page_texts(read_pdf(misled))
