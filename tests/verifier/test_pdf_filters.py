"""The filters of streams, with rows of predictors worked by hand."""

import base64
import zlib

import pytest

from comp.verifier import pdf_filters
from comp.verifier.pdf_filters import pdf_decoded
from comp.verifier.pdf_syntax import PdfError, PdfName, PdfObject

FLATE = [PdfName("FlateDecode")]


def undone(rows: bytes, parameters: dict[str, PdfObject]) -> bytes:
    return pdf_decoded(zlib.compress(rows), FLATE, [parameters], "a stream")


def test_each_row_of_a_png_predictor_is_undone_by_its_own_kind() -> None:
    # Rows of three bytes, one byte a pixel. The first holds 10 20 30 as they are.
    # Sub, each less its left: 1 1 1 is 1 2 3. Up, each less that above: 1 1 1 over 1 2 3 is 2 3 4.
    # Average over 2 3 4: 5 is 5 + (0+2)//2 = 6; 5 is 5 + (6+3)//2 = 9; 5 is 5 + (9+4)//2 = 11.
    # Paeth over 6 9 11: 1 is 1 + 6 (only what is above) = 7; left 7, above 9, corner 6: the guess is 10,
    # nearest is 9, so 1 is 10; left 10, above 11, corner 9: the guess is 12, nearest is 11, so 1 is 12.
    rows = bytes([0, 10, 20, 30, 1, 1, 1, 1, 2, 1, 1, 1, 3, 5, 5, 5, 4, 1, 1, 1])
    expected = bytes([10, 20, 30, 1, 2, 3, 2, 3, 4, 6, 9, 11, 7, 10, 12])

    assert undone(rows, {"Predictor": 15, "Columns": 3}) == expected


def test_the_corner_counts_where_it_is_the_nearest_neighbour() -> None:
    # Paeth over 5 1: 5 is 5 + 5 (above) = 10; then left 10, above 1, corner 5: the guess is 6, the corner is
    # nearest, so 1 is 1 + 5 = 6.
    assert undone(bytes([0, 5, 1, 4, 5, 1]), {"Predictor": 14, "Columns": 2}) == bytes([5, 1, 10, 6])


def test_a_byte_of_a_predictor_wraps_at_256() -> None:
    assert undone(bytes([1, 200, 100]), {"Predictor": 10, "Columns": 2}) == bytes([200, 44])


def test_the_tiff_predictor_adds_the_pixel_to_the_left_within_a_row() -> None:
    # Two colours of one byte, two pixels a row: 1 2, then 1 2 more than these.
    rows = bytes([1, 2, 1, 2, 5, 5, 0, 1])

    assert undone(rows, {"Predictor": 2, "Colors": 2, "Columns": 2}) == bytes([1, 2, 2, 4, 5, 5, 5, 6])


def test_filters_are_undone_one_after_the_other() -> None:
    raw = zlib.compress(b"text").hex().encode() + b">"

    assert pdf_decoded(raw, [PdfName("ASCIIHexDecode"), *FLATE], [], "a stream") == b"text"
    assert (
        pdf_decoded(base64.a85encode(b"text") + b"~>", [PdfName("ASCII85Decode")], [], "a stream") == b"text"
    )


@pytest.mark.parametrize(
    ("filters", "raw", "complaint"),
    [
        (["LZWDecode"], b"", "written with the filter LZWDecode, which is not read here"),
        (["FlateDecode"], b"no", "cannot be inflated"),
        (["FlateDecode"], zlib.compress(b"text" * 99)[:-9], "it breaks off"),
        (["ASCIIHexDecode"], b"4Z>", "not written in hexadecimal digits"),
        (["ASCII85Decode"], b"\xff~>", "not written in base 85"),
        (["FlateDecode"] * 5, b"", "has 5 filters"),
    ],
)
def test_a_stream_that_cannot_be_decoded_is_refused(filters: list[str], raw: bytes, complaint: str) -> None:
    with pytest.raises(PdfError, match=complaint):
        pdf_decoded(raw, [PdfName(each) for each in filters], [], "a stream")


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"Predictor": 16}, "/Predictor of its filter is 16; 1 to 15 was expected"),
        ({"Predictor": 12, "Columns": 0}, "/Columns of its filter is 0"),
        ({"Predictor": 12, "Columns": 1 << 30}, "/Columns of its filter is 1073741824"),
        ({"Predictor": 2, "BitsPerComponent": 4}, "the predictor 2 with 4 bits"),
        ({"Predictor": 12}, "a row of the predictor 9"),
    ],
)
def test_a_predictor_that_cannot_be_undone_is_refused(
    parameters: dict[str, PdfObject], complaint: str
) -> None:
    with pytest.raises(PdfError, match=complaint):
        undone(b"\x09\x00", parameters)


def test_a_stream_that_inflates_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_filters, "PDF_LARGEST_STREAM", 1_000)

    assert len(undone(bytes(1_000), {})) == 1_000
    with pytest.raises(PdfError, match="inflates to more than 1000 bytes"):
        undone(bytes(1_001), {})
