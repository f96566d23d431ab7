"""What is said of files whose pages could show something else than their text."""

import pytest

from comp.verifier.pdf_file import read_pdf
from comp.verifier.pdf_text import page_texts
from comp.verifier.pdf_unusual import unusual
from tests.verifier import small_pdfs

PLAIN = b"BT /F1 9 Tf 20 20 Td (plain) Tj ET"


def said(content: bytes = PLAIN, **others: bytes) -> list[str]:
    return unusual(read_pdf(small_pdfs.with_table(small_pdfs.one_page(content, **others))))


def page(entries: bytes) -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %s >>" % entries


def catalog(entries: bytes) -> bytes:
    return b"<< /Type /Catalog /Pages 2 0 R %s >>" % entries


def test_nothing_is_said_of_a_plain_file() -> None:
    assert said() == []


def test_what_an_annotation_reads_is_told() -> None:
    annotations = b"/Annots [<< /Subtype /FreeText /Contents (9,000.00) >>]"
    assert said(o3=page(annotations)) == [
        "Page 1 carries 1 annotation of the kind FreeText, which lies over the page and reads '9,000.00'."
    ]


def test_links_are_plain_and_other_annotations_are_counted() -> None:
    annotations = b"/Annots [<< /Subtype /Link >> << /Subtype /FreeText >> << /Subtype /FreeText >> 6 0 R]"

    assert said(o3=page(annotations), o6=b"<< /Subtype /Widget >>") == [
        "Page 1 carries 2 annotations of the kind FreeText.",
        "Page 1 carries 1 annotation of the kind Widget.",
    ]
    assert said(o3=page(b"/Annots [<< /Subtype /Link /AP << >> >>]")) == [
        "Page 1 carries 1 annotation of the kind Link, with a look of its own."
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"BT /F1 9 Tf 20 20 Td 3 Tr (text) Tj ET", "in an invisible mode"),
        (b"BT /F1 9 Tf 20 20 Td 7 Tr (text) Tj ET", "in an invisible mode"),
        (b"/Clear gs BT /F1 9 Tf 20 20 Td (text) Tj ET", "fully transparent"),
        (b"/Clear gs BT /F1 9 Tf 20 20 Td 1 Tr (text) Tj ET", ""),
        (b"BT /F1 0.1 Tf 20 20 Td (text) Tj ET", "too small to be seen"),
        (b"BT /F1 9 Tf 0 Tz 20 20 Td (text) Tj ET", "too small to be seen"),
        (b"0.01 0 0 0.01 20 20 cm BT /F1 9 Tf (text) Tj ET", "too small to be seen"),
        (b"BT /F1 9 Tf 20 -20 Td (text) Tj ET", "outside of what the page shows"),
        (b"1 0 0 1 300 0 cm BT /F1 9 Tf 20 20 Td (text) Tj ET", "outside of what the page shows"),
        (b"BT /F1 9 Tf 20 20 Td [(te) -90000 (xt)] TJ ET", "outside of what the page shows"),
        (b"BT /F1 9 Tf 20 20 Td 300 Ts (text) Tj ET", "outside of what the page shows"),
        (b"0 0 10 10 re W n BT /F1 9 Tf 20 20 Td (text) Tj ET", "outside of what the page shows"),
        (b"0 0 m 9 9 l W n BT /F1 9 Tf 20 20 Td (text) Tj ET", "outside of what the page shows"),
        (b"q 0 0 10 10 re W n Q BT /F1 9 Tf 20 20 Td (text) Tj ET", ""),
        (b"0 0 150 90 re W n BT /F1 9 Tf 20 20 Td (text) Tj ET", ""),
        (b"0 0 10 10 re n BT /F1 9 Tf 20 20 Td (text) Tj ET", ""),
        (b"BT /F1 9 Tf 20 20 Td 3 Tr ( ) Tj ET", ""),
    ],
)
def test_text_that_nobody_sees_is_quoted_with_the_reason(content: bytes, reason: str) -> None:
    states = b"/Resources << /Font << /F1 5 0 R >> /ExtGState << /Clear << /ca 0 /CA 1 >> >> >>"

    expected = [f"Page 1 holds text that is {reason}: 'text'."] if reason else []
    assert said(content, o3=page(states)) == expected


def test_only_the_first_of_several_unseen_texts_is_quoted() -> None:
    assert said(b"BT /F1 9 Tf 20 20 Td 3 Tr (one) Tj (two) Tj (three) Tj ET") == [
        "Page 1 holds text that is in an invisible mode: 'one' and 2 more."
    ]


def test_forms_are_plain_and_images_are_counted() -> None:
    resources = b"/Resources << /Font << /F1 5 0 R >> /XObject << /I 6 0 R /F 7 0 R >> >>"
    image = small_pdfs.stream(b"x", b"/Subtype /Image")
    form = small_pdfs.stream(PLAIN, b"/Subtype /Form /BBox [0 0 200 100]")

    assert said(b"/F Do", o3=page(resources), o6=image, o7=form) == []
    assert said(b"/I Do /I Do BI /W 1 ID x EI", o3=page(resources), o6=image, o7=form) == [
        "3 images on page 1: what an image shows was not read."
    ]


def test_text_under_an_image_is_unseen() -> None:
    resources = b"/Resources << /Font << /F1 5 0 R >> /XObject << /I 6 0 R >> >>"
    over, beside = b"q 30 0 0 20 10 15 cm %s Q ", b"q 30 0 0 20 10 60 cm %s Q "
    image = small_pdfs.stream(b"x", b"/Subtype /Image")
    counted = "1 image on page 1: what an image shows was not read."
    hidden = "Page 1 holds text that is under an image: 'plain'."

    for painted in (b"/I Do", b"BI /W 1 ID x EI"):
        assert said(PLAIN + b" " + over % painted, o3=page(resources), o6=image) == [hidden, counted]
        assert said(over % painted + PLAIN, o3=page(resources), o6=image) == [counted]
        assert said(PLAIN + b" " + beside % painted, o3=page(resources), o6=image) == [counted]


def test_text_outside_the_box_of_its_form_is_unseen() -> None:
    resources = b"/Resources << /Font << /F1 5 0 R >> /XObject << /F 7 0 R >> >>"
    form = small_pdfs.stream(PLAIN, b"/Subtype /Form /BBox [0 0 10 10]")

    assert said(b"/F Do", o3=page(resources), o7=form) == [
        "Page 1 holds text that is outside of what the page shows: 'plain'."
    ]


def test_layers_actions_forms_and_portfolios_are_named() -> None:
    entries = b"""/OpenAction << /S /JavaScript /JS (app.alert) >> /AcroForm << /Fields [6 0 R] /XFA [] >>
        /OCProperties << /OCGs [<< /Name (Draft) >>] >> /Collection << >>"""

    assert said(o1=catalog(entries), o6=b"<< /AA << /F << /S /Launch >> >> >>") == [
        "The file does something when it is opened (/OpenAction).",
        "The file is a portfolio: a viewer may show another file in place of its pages.",
        "The file has a form with 1 field.",
        "The file holds a second description of its pages (XFA), which was not read.",
        "Parts of the file can be shown and hidden (1 layer: 'Draft').",
        "The file holds 1 action of the kind JavaScript.",
        "The file holds 1 action of the kind Launch.",
        "The file holds 1 action of the kind additional actions (/AA).",
    ]


def test_marks_that_say_something_else_than_the_glyphs_are_counted() -> None:
    content = b"""/OC /Layer BDC EMC /Span << /ActualText (other) >> BDC BT /F1 9 Tf 20 20 Td (a) Tj ET EMC
        /Pattern cs /P scn 0 0 9 9 re f /Soft gs"""
    resources = b"""/Resources << /Font << /F1 5 0 R >> /Pattern << /P 6 0 R >>
        /ExtGState << /Soft << /SMask << >> >> >> >>"""

    assert said(content, o3=page(resources), o6=small_pdfs.stream(b"", b"/PatternType 1")) == [
        "1 tiling pattern on page 1: what a pattern shows was not read.",
        "1 soft mask on page 1: a mask can hide what it covers.",
        "1 optional part on page 1: a viewer shows or hides it; it was read.",
        "1 /ActualText mark on page 1: the text of the glyphs was read in its place.",
    ]


def test_glyphs_whose_text_is_empty_too_long_or_missing_are_counted() -> None:
    font = b"<< /Subtype /Type3 /ToUnicode 6 0 R >>"
    given = small_pdfs.stream(
        b"3 beginbfchar <01> <> <03> <%s> <04> <%s> endbfchar" % (b"0041" * 5, b"0041" * 4)
    )

    assert said(b"BT /F1 9 Tf 20 20 Td (\001\001\002\003\004) Tj ET", o5=font, o6=given) == [
        "1 Type 3 text on page 1: the font draws its glyphs like small pictures.",
        "2 mute glyphs on page 1: the file gives it an empty text.",
        "1 wordy glyph on page 1: the file gives one glyph the text of many.",
        "1 unnamed glyph on page 1: the file gives it no text, and it reads U+FFFD.",
    ]


def test_an_encrypted_file_is_said_to_be_one_and_nothing_more() -> None:
    data = small_pdfs.with_table(small_pdfs.one_page(PLAIN), b"/Encrypt << /Filter /Standard >>")

    assert unusual(read_pdf(data)) == ["The file is encrypted; nothing in it can be read here."]


def test_later_versions_are_counted_and_the_newest_is_read() -> None:
    data = small_pdfs.with_table(small_pdfs.one_page(PLAIN))
    changed = small_pdfs.appended(data, {4: small_pdfs.stream(PLAIN.replace(b"plain", b"other"))})
    again = small_pdfs.appended(changed, {9: b"0"})

    sentence = (
        "The file was changed after it was written: {} stood after its first end mark, "
        "and the newest was read."
    )
    assert unusual(read_pdf(changed)) == [sentence.format("1 later version")]
    assert unusual(read_pdf(again)) == [sentence.format("2 later versions")]
    assert [run.text for run in page_texts(read_pdf(again))[0].runs] == ["other"]


def test_a_file_that_begins_with_its_first_page_has_two_ends_in_one_version() -> None:
    # The object that says how long the file is stands at its beginning.
    objects = {9: b"<< /Linearized 1 /L 0000000000 >>"} | small_pdfs.one_page(PLAIN)
    data = small_pdfs.appended(small_pdfs.with_table(objects), {8: b"0"})

    assert unusual(read_pdf(data.replace(b"/L 0000000000", b"/L %010d" % len(data)))) == []
    [sentence] = unusual(read_pdf(data))
    assert "1 later version" in sentence


def test_a_version_that_forgets_the_one_before_is_counted_by_its_end_mark() -> None:
    begun = small_pdfs.with_table(small_pdfs.one_page(b""))
    data, offsets = small_pdfs.body(small_pdfs.one_page(PLAIN), begun)

    [sentence] = unusual(read_pdf(small_pdfs.closed(data, small_pdfs.table(offsets), b"/Root 1 0 R /Size 9")))
    assert "1 later version" in sentence


def test_an_end_mark_within_an_attachment_is_no_version() -> None:
    names = catalog(b"/AF [<< /UF (a.pdf) /EF << /F 6 0 R >> >>]")

    assert said(o1=names, o6=small_pdfs.stream(small_pdfs.with_table(small_pdfs.one_page(b"")))) == []


def test_bytes_behind_the_end_and_a_file_for_two_kinds_of_viewers_are_named() -> None:
    data = small_pdfs.with_table(small_pdfs.one_page(PLAIN))
    objects = small_pdfs.one_page(PLAIN)
    hybrid = small_pdfs.hybrid({n: objects[n] for n in (1, 2, 3, 4)}, {5: objects[5]})

    assert unusual(read_pdf(data + b"\n\nmore")) == [
        "4 bytes stand behind the end of the file; they were not read."
    ]
    assert unusual(read_pdf(hybrid)) == [
        "The file is written for old and new viewers at once, and old ones do not see all of it."
    ]


def test_two_attachments_of_one_name_are_named_and_the_first_is_read() -> None:
    names = catalog(
        b"""/Names << /EmbeddedFiles << /Names [(x) << /UF (p.json) /EF << /F 6 0 R >> >>] >> >>
        /AF [<< /F (p.json) /EF << /F 7 0 R >> >>]"""
    )
    objects = small_pdfs.one_page(PLAIN, o1=names, o6=small_pdfs.stream(b"1"), o7=small_pdfs.stream(b"2"))
    pdf = read_pdf(small_pdfs.with_table(objects))

    assert unusual(pdf) == ["2 different attachments are named 'p.json'; the first was read."]
    assert pdf.attachments() == {"p.json": b"1"}
