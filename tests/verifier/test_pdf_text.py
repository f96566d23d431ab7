"""The text of pages written by hand: operators, fonts, forms, marks."""

import pytest

from comp.verifier.pdf_file import read_pdf
from comp.verifier.pdf_syntax import PdfError
from comp.verifier.pdf_text import PageText, TextRun, page_texts
from tests.verifier import small_pdfs

MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <ffff> endcodespacerange
2 beginbfchar <0001> <0041> <0002> <00660069> endbfchar
2 beginbfrange <0010> <0012> <0030> <0020> <0021> [<0058> <D83DDE00>] endbfrange
endcmap end end"""
COMPOSITE = (
    b"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 7 0 R "
    b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /DW 500 /W [1 [600 700] 16 18 550] >>] >>"
)


def pages(content: bytes, **others: bytes) -> list[PageText]:
    return page_texts(read_pdf(small_pdfs.with_table(small_pdfs.one_page(content, **others))))


def texts(content: bytes, **others: bytes) -> list[str]:
    [page] = pages(content, **others)
    return [run.text for run in page.runs]


def test_each_operator_that_shows_text_gives_a_run_in_the_order_of_the_content() -> None:
    content = b"""BT /F1 9 Tf 10 TL 20 80 Td (one) Tj [(t) -20 (w) 3.5 (o)] TJ
        (three) ' 1 0.5 (four) " T* <66697665> Tj ET"""

    assert texts(content) == ["one", "two", "three", "four", "five"]


def test_an_array_of_hexadecimal_digits_reads_as_one_of_plain_strings() -> None:
    plain = b"BT /F1 9 Tf [<41>0<42>-7.5<>10.2<43>] TJ [ (A) 0 (B) -7.5 (C) ] TJ [<4>] TJ ET"

    assert texts(plain) == ["ABC", "ABC", "@"]


def test_a_composite_font_reads_as_its_map_says() -> None:
    # 0001 is A, 0002 the ligature of f and i, 0010 to 0012 the digits 0 to 2, 0020 and 0021 X and a smile
    # beyond the first plane; 0099 stands in no line of the map.
    content = b"BT /F1 9 Tf <000100020010001100120020002100990001> Tj ET"

    assert texts(content, o5=COMPOSITE, o7=small_pdfs.deflated(MAP)) == ["Afi012X\U0001f600\ufffdA"]


def test_a_simple_font_reads_by_its_encoding_and_the_differences_from_it() -> None:
    font = (
        b"<< /Type /Font /Subtype /TrueType /Encoding << /BaseEncoding /WinAnsiEncoding "
        b"/Differences [1 /one /two 65 /Euro /yen /eacute /uni20AC /a.alt /g123] >> >>"
    )

    assert texts(b"BT /F1 9 Tf (\001\002 ABCDEF \200\243z) Tj ET", o5=font) == ["12 €¥é€a\ufffd €£z"]


def test_a_map_to_unicode_goes_before_the_encoding() -> None:
    font = b"<< /Type /Font /Subtype /Type1 /Encoding /MacRomanEncoding /ToUnicode 7 0 R >>"
    given = small_pdfs.stream(b"1 beginbfchar <41> <005A> endbfchar")

    assert texts(b"BT /F1 9 Tf (AB\216) Tj ET", o5=font, o7=given) == ["ZBé"]


def test_a_font_without_an_encoding_reads_ascii_and_says_where_it_knows_nothing() -> None:
    font = b"<< /Type /Font /Subtype /Type1 >>"

    assert texts(b"BT /F1 9 Tf (it's \351 \001) Tj ET", o5=font) == ["it\u2019s \ufffd \ufffd"]


def test_an_encoding_within_the_file_says_how_long_codes_are() -> None:
    font = COMPOSITE.replace(b"/Identity-H", b"8 0 R")
    encoding = small_pdfs.stream(b"1 begincodespacerange <00> <ff> endcodespacerange")

    assert texts(b"BT /F1 9 Tf <0120> Tj ET", o5=font, o7=small_pdfs.stream(MAP), o8=encoding) == ["AX"]


def test_a_font_is_a_part_of_the_state_that_is_saved_and_restored() -> None:
    resources = b"<< /Font << /F1 5 0 R /F2 6 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources %s >>" % resources
    content = b"BT /F1 9 Tf q /F2 9 Tf <0001> Tj Q (a) Tj Q (b) Tj ET"

    assert texts(content, o3=page, o6=COMPOSITE, o7=small_pdfs.stream(MAP)) == ["A", "a", "b"]


def test_text_of_forms_stands_where_they_are_painted() -> None:
    resources = b"<< /Font << /F1 5 0 R >> /XObject << /Outer 6 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources %s >>" % resources
    # The outer form has resources of its own; the inner one has none and reads with those of the outer.
    outer = small_pdfs.stream(
        b"BT /F1 9 Tf (outer) Tj ET /Inner Do Q",
        b"/Subtype /Form /BBox [0 0 200 100] "
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /Inner 7 0 R >> >>",
    )
    inner = small_pdfs.stream(b"BT /F1 9 Tf (inner) Tj ET", b"/Subtype /Form /BBox [0 0 200 100]")
    content = b"BT /F1 9 Tf (before) Tj ET q /Outer Do Q BT (after) Tj ET"

    assert texts(content, o3=page, o6=outer, o7=inner) == ["before", "outer", "inner", "after"]


def test_an_image_within_the_content_is_passed_over() -> None:
    content = b"BT /F1 9 Tf (a) Tj ET BI /W 1 /H 1 ID (\x00EI) Tj[ EI BT (b) Tj ET"

    assert texts(content) == ["a", "b"]


def test_text_within_an_artifact_is_told_from_the_rest() -> None:
    content = b"""BT /F1 9 Tf /Artifact BMC (one) Tj /Span << /MCID 0 >> BDC (two) Tj EMC EMC (three) Tj
        /Artifact << /Type /Pagination >> BDC (four) Tj EMC EMC (five) Tj ET"""

    assert [(run.text, run.artifact) for run in pages(content)[0].runs] == [
        ("one", True),
        ("two", True),
        ("three", False),
        ("four", True),
        ("five", False),
    ]


def test_marked_content_that_the_structure_tree_leaves_out_is_an_artifact() -> None:
    # The tree holds 0 as an element's number, 1 through a reference to marked content, 2 in a table's head.
    catalog = b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot << /K 6 0 R >> >>"
    document = b"<< /S /Document /Pg 3 0 R /K [<< /S /P /K 0 >> << /S /P /K << /MCID 1 >> >> 7 0 R] >>"
    table = b"<< /S /Table /K [<< /S /THead /K << /S /TR /K << /S /TH /Pg 3 0 R /K [2] >> >> >>] >>"
    content = (
        b"BT /F1 9 Tf " + b"".join(b"/P << /MCID %d >> BDC (%d) Tj EMC " % (n, n) for n in range(4)) + b"ET"
    )

    assert pages(content, o1=catalog, o6=document, o7=table)[0].runs == (
        TextRun("0", artifact=False),
        TextRun("1", artifact=False),
        TextRun("2", artifact=False, repeats=True),
        TextRun("3", artifact=True),
    )


def test_text_belongs_to_the_nearest_mark_with_a_number() -> None:
    catalog = b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot << /K << /S /P /Pg 3 0 R /K 0 >> >> >>"
    content = b"""BT /F1 9 Tf /P << /MCID 0 >> BDC /Span BMC (in) Tj EMC EMC
        /P << /MCID 1 >> BDC /Span BMC (out) Tj EMC EMC ET"""

    assert pages(content, o1=catalog)[0].runs == (
        TextRun("in", artifact=False),
        TextRun("out", artifact=True),
    )


def test_text_that_no_mark_surrounds_is_a_part_of_the_document() -> None:
    catalog = b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot << /K [] >> >>"

    assert pages(b"BT /F1 9 Tf (bare) Tj ET", o1=catalog)[0].runs == (TextRun("bare", artifact=False),)


def test_pages_follow_the_order_of_their_tree_and_inherit_from_it() -> None:
    objects = small_pdfs.one_page(
        b"BT /F1 9 Tf (first) Tj ET",
        o2=small_pdfs.PAGES.replace(b"[3 0 R]", b"[6 0 R 8 0 R]"),
        o6=b"<< /Type /Pages /Kids [3 0 R 7 0 R] >>",
        o7=b"<< /Type /Page >>",
        o8=b"<< /Type /Page /Contents 9 0 R >>",
        o9=small_pdfs.stream(b"BT /F1 9 Tf (third) Tj ET"),
    )

    read = page_texts(read_pdf(small_pdfs.with_table(objects)))

    assert [(page.number, "".join(run.text for run in page.runs)) for page in read] == [
        (1, "first"),
        (2, ""),
        (3, "third"),
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"BT (a) Tj ET", "the content of page 1, byte 9: text is shown without a font"),
        (b"BT /F9 9 Tf ET", "the font /F9 in the content of page 1 is no dictionary"),
        (b"BT /F1 9 Tf 5 Tj ET q (", "a string does not end"),
        (b"BT /F1 9 Tf [(a) /b] TJ ET", "text is shown that is no string"),
        (b"BT /F1 Tf ET", "Tf needs a font and a size"),
        (b"1 Td", "2 numbers were expected before an operator"),
        (b"Tj", "an operator has no operand"),
        (b"/X Do", "Do paints what the resources do not hold"),
        (b"nonsense", "'nonsense' is no operator"),
        (b"BI /W 1 ID abc", "an image within the content does not end"),
        (b"q " * 2_000, "q stands more than 1000 times without Q"),
        (b"1 " * 2_000, "more than 1000 operands"),
    ],
)
def test_a_content_that_cannot_be_run_is_an_error_with_its_place(content: bytes, complaint: str) -> None:
    with pytest.raises(PdfError, match=complaint):
        pages(content)


@pytest.mark.parametrize(
    ("font", "complaint"),
    [
        (
            COMPOSITE.replace(b"/Identity-H", b"/UniGB-UCS2-H"),
            "has the encoding UniGB-UCS2-H, which is not read",
        ),
        (COMPOSITE.replace(b"/Identity-H", b"8 0 R"), "codes of several lengths"),
    ],
)
def test_a_font_whose_strings_cannot_be_cut_into_codes_is_an_error(font: bytes, complaint: str) -> None:
    mixed = small_pdfs.stream(b"2 begincodespacerange <00> <80> <8100> <ffff> endcodespacerange")

    with pytest.raises(PdfError, match=complaint):
        pages(b"BT /F1 9 Tf <0001> Tj ET", o5=font, o7=small_pdfs.stream(MAP), o8=mixed)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (b"1 beginbfchar <01> <0041>", "endbfchar was expected"),
        (b"1 beginbfchar <01> 5 endbfchar", "code 1 stands for no text"),
        (b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange", "a range of 4294967296 codes"),
        (b"1 beginbfrange <01> 5 <0041> endbfrange", "a range of codes has no end"),
    ],
)
def test_a_broken_map_to_unicode_is_an_error_with_its_font(given: bytes, complaint: str) -> None:
    with pytest.raises(
        PdfError, match=f"the Unicode map of the font /F1 in the content of page 1.*{complaint}"
    ):
        pages(b"BT /F1 9 Tf <0001> Tj ET", o5=COMPOSITE, o7=small_pdfs.stream(given))


@pytest.mark.parametrize(
    ("tree", "complaint"),
    [
        (b"<< /Type /Pages /Kids [3 0 R 3 0 R] /MediaBox [0 0 9 9] >>", "the tree of pages is broken"),
        (b"<< /Type /Pages /Kids [2 0 R] >>", "the tree of pages is broken"),
        (b"<< /Type /Pages /Kids [<< /Type /Page >>] >>", "the tree of pages is broken"),
        (b"<< /Type /Pages /Kids [9 0 R] >>", "a part of the tree of pages is no dictionary"),
        (b"<< /Type /Pages /Kids [5 0 R] >>", "object 5 stands among the pages and is none"),
        (b"<< /Type /Pages /Kids [3 0 R] >>", "page 1 has no /MediaBox"),
    ],
)
def test_a_broken_tree_of_pages_is_an_error(tree: bytes, complaint: str) -> None:
    with pytest.raises(PdfError, match=complaint):
        pages(b"", o2=tree)
