"""Tokens and objects, as the format writes them."""

import pytest

from comp.verifier.pdf_syntax import (
    PDF_DEEPEST,
    PdfError,
    PdfName,
    PdfObject,
    PdfRef,
    PdfTokens,
    PdfWord,
    pdf_text_string,
)


def read(text: bytes) -> PdfObject:
    return PdfTokens(text).object()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b" % a remark\n 42", 42),
        (b"-17", -17),
        (b"+.5", 0.5),
        (b"4.", 4.0),
        (b"true", True),
        (b"null", None),
        (b"/A#20B#2f", PdfName("A B/")),
        (b"/", PdfName("")),
        (b"<48 65 6C6c 6F>", b"Hello"),
        (b"<486>", b"H\x60"),
        (b"(plain)", b"plain"),
        (b"(a(b)c)", b"a(b)c"),
        (rb"(\(\)\\\n\101\7x\q)", b"()\\\nA\x07xq"),
        (b"(one\\\ntwo\r\nthree\rfour)", b"onetwo\nthree\nfour"),
        (b"[1 0 R 2 3]", [PdfRef(1, 0), 2, 3]),
        (b"<</A 1/B[/C(d)]/E<</F null>>>>", {"A": 1, "B": [PdfName("C"), b"d"], "E": {"F": None}}),
    ],
)
def test_an_object_is_read_as_the_format_writes_it(text: bytes, value: PdfObject) -> None:
    assert read(text) == value


def test_a_value_behind_many_remarks_is_found() -> None:
    assert read(b"% a remark\n" * 1_000 + b"7") == 7
    assert PdfTokens(b"%\n" * 1_000).token() is None


def test_a_word_that_is_no_value_is_kept_as_a_word() -> None:
    tokens = PdfTokens(b"q 1 Tj")

    assert [tokens.token() for _ in range(4)] == [PdfWord("q"), 1, PdfWord("Tj"), None]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "a value was expected, and the end stands here"),
        (b"[1 2", "a value was expected, and the end stands here"),
        (b"(open", "a string does not end"),
        (b"<4G>", "'<' begins no value"),
        (b"<< 1 2 >>", "a dictionary's key was expected, and '1' stands here"),
        (b"<< /A 1 /A 2 >>", "has the key /A twice"),
        (b"--5", "'--5' is no number"),
        (b"9" * 41, "a number of 41 digits"),
        (b"]", "a value was expected, and ']' stands here"),
        (b"endobj", "a value was expected, and 'endobj' stands here"),
        (b"[" * 100_000, f"objects nest more than {PDF_DEEPEST} deep"),
        (b"<</A" * 100_000, f"objects nest more than {PDF_DEEPEST} deep"),
    ],
)
def test_what_is_no_object_is_refused_with_its_place(text: bytes, complaint: str) -> None:
    with pytest.raises(PdfError) as refused:
        read(text)

    assert complaint in str(refused.value)
    assert str(refused.value).startswith("the file, byte ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (b"\xfe\xff\x00p\x00l\x00\xe4\x00n", "plän"),
        (b"\xef\xbb\xbfpl\xc3\xa4n", "plän"),
        (b"pl\xe4n \xa0 \x84", "plän € —"),
    ],
)
def test_a_text_string_is_read_in_each_of_its_encodings(text: bytes, shown: str) -> None:
    assert pdf_text_string(text) == shown
