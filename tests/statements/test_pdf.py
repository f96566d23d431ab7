"""The drawn statement through a real reader: what it says, that it is archivable and fetches nothing."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from statements.pdf import FetchRefusedError, MissingLettersError, draw, statement_html, statement_pdf
from statements.view import Statement
from statements.wording import Wording
from tests.statements import samples
from tests.statements.samples import row

WORDING = Wording.of("en_US")
THREE = [
    row("D1", 2_200_000),
    row("D2", 800_000),
    row("X1", 40_000, 0, clause="expansion", pay="expansion", line_id="ae_mm_2026.expansion:ana:X1"),
]


def read(made: Statement) -> PdfReader:
    return PdfReader(BytesIO(statement_pdf(made, WORDING)))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_drawing_shows_every_line_sum_and_sentence() -> None:
    text = text_of(read(samples.statement(THREE)))

    for shown in (
        *("Ana Duarte", "Northwind Analytics, Inc.", "2026-Q1", "Jan 1, 2026 to Mar 31, 2026"),
        *("Account Executive", "Commission on new business", "Expansion", "93.33%", "$300,000.00"),
        *("D1", "22,000.00", "D2", "8,000.00", "280,000.00 USD at 7.86% on average, for D1."),
        *("$30,000.00", "$30,400.00", "$400.00", "c0ffee000000", "Page 1 of"),
    ):
        assert shown in text, shown


def test_rows_of_facts_that_were_refused_are_said() -> None:
    made = samples.statement(THREE)
    refused = replace(made, basis=replace(made.basis, refused_rows=2))

    assert "could not be read" not in text_of(read(made))
    assert "2 rows of the company's facts could not be read" in text_of(read(refused)).replace("\n", " ")


def test_facts_that_could_not_be_credited_are_said() -> None:
    made = samples.statement(THREE)
    lacking = replace(made, basis=replace(made.basis, uncredited_facts=1))

    assert "could not be credited" not in text_of(read(made))
    assert "1 deal or other fact of the company could not be credited" in text_of(read(lacking)).replace(
        "\n", " "
    )


def test_the_file_is_tagged_archivable_and_says_its_language_and_title() -> None:
    reader = read(samples.statement(THREE))
    catalog: Any = reader.root_object

    xmp = catalog["/Metadata"].get_data().decode()
    assert "part>3<" in xmp.replace('part="3"', "part>3<")
    assert "conformance>A<" in xmp.replace('conformance="A"', "conformance>A<")
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en-US"
    assert reader.metadata is not None
    assert reader.metadata.title == "Ana Duarte, 2026-Q1, Northwind Analytics, Inc."


def test_three_hundred_lines_repeat_their_head_on_every_page_and_cut_no_row() -> None:
    reader = read(samples.statement(samples.many_rows(300)))
    pages = [page.extract_text() for page in reader.pages]

    with_lines = [page for page in pages if re.search(r"\bD0\d{3}\b", page)]
    assert len(with_lines) > 5
    for page in with_lines:
        assert "Credited" in page
        # A row that was cut would leave its sentence on another page than its deal.
        deals = {word for word in page.split() if word.startswith("D0") and len(word) == 5}
        assert all(f"for {deal}." in page for deal in deals)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Ana Duarte" in page


@pytest.mark.parametrize(
    "hostile",
    [
        "=cmd()",
        "<script>alert(1)</script>",
        "</style><h1>Bonus",
        "url(https://example.org/x)",
        '"><img src="file:///etc/passwd">',
        "{{ 7 * 7 }}",
        "\\41 } @import 'x';",
    ],
)
def test_text_from_outside_stays_text(hostile: str) -> None:
    made = samples.statement([row(hostile, 100)], people={"ana": hostile})

    text = text_of(read(made))

    assert text.replace("\n", "").count(hostile) >= 2


def test_a_very_long_name_stays_on_the_page() -> None:
    name = "Maximiliane" * 60

    reader = read(samples.statement([row(name, 100)], people={"ana": name}))

    assert text_of(reader).replace("\n", "").count("Maximiliane") >= 120
    assert len(reader.pages) < 5


@pytest.mark.parametrize(
    "page",
    [
        "<style>p { background: url(https://example.org/x.png) }</style><p>x</p>",
        "<img src='https://example.org/x.png'>",
        "<img src='file:///etc/hostname'>",
        "<img src='data:image/png;base64,AAAA'>",
        "<style>@import 'https://example.org/x.css';</style>",
        "<link rel='stylesheet' href='https://example.org/x.css'>",
    ],
)
def test_whatever_a_page_would_fetch_is_refused(page: str) -> None:
    with pytest.raises(FetchRefusedError, match="fetches nothing"):
        draw(f"<html lang='en'><title>x</title>{page}")


def test_the_same_statement_gives_the_same_bytes_in_another_process() -> None:
    drawing = (
        "import hashlib; from tests.statements.test_pdf import THREE, WORDING, samples, statement_pdf;"
        "print(hashlib.sha256(statement_pdf(samples.statement(THREE), WORDING)).hexdigest())"
    )

    elsewhere = subprocess.run(
        [sys.executable, "-c", drawing],
        env=os.environ | {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()

    assert hashlib.sha256(statement_pdf(samples.statement(THREE), WORDING)).hexdigest() == elsewhere


@pytest.mark.parametrize("name", ["山田 花子", "김민준", "Ζωή Παπαδάκη", "Żółć Ðặng", "Юлія"])
def test_every_letter_of_a_name_has_a_glyph(name: str) -> None:
    reader = read(samples.statement([row("D1", 100)], people={"ana": name}))

    text = text_of(reader)

    assert name.replace(" ", "") in text.replace(" ", "").replace("\xa0", "")
    assert "\x00" not in text
    assert 0 not in drawn_glyphs(reader)


def test_a_letter_that_no_font_has_stops_the_drawing() -> None:
    unassigned = chr(0xE000)  # private use: no font of ours draws it

    with pytest.raises(MissingLettersError, match=r"U\+E000"):
        read(samples.statement([row("D1", 100)], people={"ana": f"Ana {unassigned}"}))


def drawn_glyphs(reader: PdfReader) -> set[int]:
    """Every glyph that the pages show; WeasyPrint writes each as four hex digits, and 0 is .notdef."""
    glyphs: set[int] = set()
    for page in reader.pages:
        content = page.get_contents()
        if content is None:
            continue
        for operands, operator in content.operations:
            if operator != b"TJ":
                continue
            for piece in operands[0]:
                codes: bytes = getattr(piece, "original_bytes", b"")
                glyphs |= {int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)}
    assert len(glyphs) > 20  # else this reader reads nothing
    return glyphs


def test_html_holds_no_address_and_no_script() -> None:
    html = statement_html(samples.statement(THREE), WORDING)

    assert "http" not in html
    assert "<script" not in html
    assert "url(" not in html
