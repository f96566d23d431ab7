"""The drawn page with every part that it can have: its words in three languages, its structure, its paper."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from weasyprint.logger import LOGGER

from comp.language.money import Money
from statements.letterhead import MOST_BYTES, Picture
from statements.pdf import FetchRefusedError, lay_out, statement_pdf
from statements.statement_page import statement_html
from statements.view import Figure, Letterhead, Statement
from statements.wording import Wording
from tests.statements import full_samples
from tests.statements.page_words import words_of
from tests.statements.test_letterhead import picture

HEAD = Letterhead(
    picture(),
    ("Thank you for a strong quarter.", "The next plan is on the intranet since 2 March."),
    "Ask RevOps (revops@northwind.example), by 30 April 2026.",
)
LOCALES = ("en_US", "de_DE", "ja_JP")


class _Said(logging.Handler):
    """What WeasyPrint warns of while a page is drawn."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@cache
def drawn(locale: str) -> tuple[bytes, list[str]]:
    """The page with every part, drawn once in each locale, and what WeasyPrint warned of."""
    said = _Said()
    LOGGER.addHandler(said)
    try:
        return statement_pdf(full_samples.full(), Wording.of(locale), HEAD), said.messages
    finally:
        LOGGER.removeHandler(said)


@cache
def read(locale: str) -> PdfReader:
    return PdfReader(BytesIO(drawn(locale)[0]))


@cache
def texts(locale: str) -> tuple[str, ...]:
    """The text of each page."""
    return tuple(page.extract_text() for page in read(locale).pages)


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def tree(reader: PdfReader) -> Iterator[tuple[int, Any]]:
    """Every element of the structure tree, in order, with its depth."""
    root: Any = reader.root_object
    waiting = [(0, root["/StructTreeRoot"]["/K"][0].get_object())]
    while waiting:
        depth, element = waiting.pop()
        yield depth, element
        kids: Any = element.get("/K", [])
        below: list[Any] = [kid.get_object() for kid in kids] if hasattr(kids, "append") else []
        waiting += [(depth + 1, kid) for kid in reversed(below) if hasattr(kid, "get") and "/S" in kid]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_of_the_page_are_those_that_were_read_over(locale: str) -> None:
    kept = Path(__file__).with_name("pages") / f"full.{locale}.txt"

    shown = words_of(statement_html(full_samples.full(), Wording.of(locale), HEAD))

    assert shown == kept.read_text(encoding="utf-8"), f"read it over and keep it in {kept}"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_file_reads_in_the_order_of_the_page(locale: str) -> None:
    html_words = re.sub(r"[\s|]", "", words_of(statement_html(full_samples.full(), Wording.of(locale), HEAD)))
    # Headers and footers stand around each page, and the head of a table stands again.
    read_words = re.sub(r"\s", "", "".join(texts(locale)))

    ids = ["OP-20433", "OP-20467", "OP-19001", "OP-19002", "OP-20500", "OP-20480"]
    assert [read_words.index(each) for each in ids] == sorted(read_words.index(each) for each in ids)
    assert all(part in read_words for part in _chunks(html_words))


def _chunks(text: str) -> list[str]:
    """The digests and long ids of a page, which no line may lose a letter of."""
    return re.findall(r"[0-9a-f]{64}", text)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_drawing_has_its_text_alternative_in_the_tags(locale: str) -> None:
    figures = [element for _, element in tree(read(locale)) if element["/S"] == "/Figure"]

    alternatives = [str(element.get("/Alt", "")) for element in figures]
    assert len(alternatives) == 3  # the logo and two curves
    assert all(alternatives)
    assert "Northwind Analytics, Inc." in alternatives[0]
    assert "50" in alternatives[1]
    assert "93" in alternatives[1]


def test_a_drawing_has_no_letter() -> None:
    html = statement_html(full_samples.full(), Wording.of("en_US"))
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)

    assert len(drawings) == 2
    for each in drawings:
        assert "<text" not in each
        without_title = re.sub(r"<title>.*?</title>", "", each, flags=re.DOTALL)
        assert re.sub(r"<[^>]*>|\s", "", without_title) == ""


def test_headings_go_down_a_step_at_a_time() -> None:
    levels = [
        int(str(element["/S"])[2:])
        for _, element in tree(read("en_US"))
        if re.fullmatch(r"/H\d", element["/S"])
    ]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_row_of_a_table_has_its_heads() -> None:
    cells = [element for _, element in tree(read("en_US")) if element["/S"] == "/TD"]

    heads = {str(element.get("/ID")) for _, element in tree(read("en_US")) if element["/S"] == "/TH"}
    assert len(cells) > 50
    named = [[str(head) for head in cell["/A"].get("/Headers", [])] for cell in cells]
    assert all(set(each) <= heads for each in named)
    # The particulars and the digests have heads of rows, all others of columns too.
    assert all(named)


@pytest.mark.parametrize(("locale", "tag"), [("en_US", "en-US"), ("de_DE", "de-DE"), ("ja_JP", "ja-JP")])
def test_the_file_says_its_language(locale: str, tag: str) -> None:
    assert read(locale).root_object["/Lang"] == tag


def test_words_that_stay_english_say_so() -> None:
    html = statement_html(full_samples.full(), Wording.of("pt_BR"))

    assert '<html lang="en">' in html
    assert "Compensation statement" in html
    assert "22.700,00" in html


@pytest.mark.parametrize("locale", ["ar_EG", "hi_IN"])
def test_a_locale_of_another_script_gets_an_english_page_with_figures_in_order(locale: str) -> None:
    text = text_of(PdfReader(BytesIO(statement_pdf(full_samples.full(), Wording.of(locale)))))

    assert "Payable with this statement" in text
    assert "1 Jan 2026 to 31 Mar 2026" in text
    assert "22,700.00" in text


@pytest.mark.parametrize(
    ("locale", "paper"),
    [("en_US", "letter"), ("en_CA", "letter"), ("es_MX", "letter"), ("en_GB", "A4"), ("ja_JP", "A4")],
)
def test_paper_follows_the_territory(locale: str, paper: str) -> None:
    assert f"size: {paper};" in statement_html(full_samples.long(1), Wording.of(locale))


@pytest.mark.parametrize(("locale", "size"), [("en_US", (612, 792)), ("ja_JP", (595, 841))])
def test_what_is_drawn_has_the_size_of_its_paper(locale: str, size: tuple[int, int]) -> None:
    page = read(locale).pages[0]

    assert (int(page.mediabox.width), int(page.mediabox.height)) == size


def test_japanese_is_drawn_with_a_japanese_face() -> None:
    pages: Any = read("ja_JP").pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    faces = {str(font["/BaseFont"]) for font in fonts}

    assert any("MigMix" in face for face in faces), faces
    assert not any("WenQuanYi" in face for face in faces), faces


@pytest.mark.parametrize(
    ("currency", "minor", "shown"),
    [
        ("USD", 123_456, "$1,234.56"),
        ("EUR", 123_456, "€1,234.56"),
        ("JPY", 123_456, "¥123,456"),
        ("KWD", 123_456, "KWD 123.456"),
    ],
)
def test_each_currency_has_its_own_decimals(currency: str, minor: int, shown: str) -> None:
    section = full_samples.section(
        [
            full_samples.group(
                "commission", "Commission", "", [full_samples.line("D1", Money(minor, currency))]
            )
        ]
    )
    made = replace(full_samples.statement([section]), years=())

    words = words_of(statement_html(made, Wording.of("en_US"))).replace("\xa0", " ")

    assert f"Payable with this statement {shown}" in words


def _titles(outline: Sequence[Any]) -> Iterator[str]:
    for entry in outline:
        if hasattr(entry, "append"):
            yield from _titles(entry)
        else:
            yield str(entry.title)


def test_the_outline_leads_to_the_parts() -> None:
    titles = list(_titles(read("en_US").outline))

    assert titles[:5] == [
        "Compensation statement",
        "Account Executive, Mid-Market",
        "Commission on new business",
        "January 2026",
        "February 2026",
    ]
    assert {
        "Changes to earlier periods",
        "Balances",
        "What did not pay",
        "What this statement rests on",
    } <= set(titles)


def test_a_clause_with_many_lines_has_a_head_for_each_month() -> None:
    words = words_of(statement_html(full_samples.long(60), Wording.of("en_US")))

    # 60 lines over 90 days: 21 in the 31 days of January, 18 in the 28 of February, else March.
    assert "January 2026 | 21 | 5,880,000.00" in words
    lines = words.splitlines()
    assert [line for line in lines if line in {"January 2026", "February 2026", "March 2026"}] == [
        "January 2026",
        "February 2026",
        "March 2026",
    ]
    assert "60 lines in USD" in words


def test_what_did_not_pay_says_a_reason_once_and_then_its_deals() -> None:
    words = words_of(statement_html(full_samples.full(), Wording.of("en_US")))

    told = words.partition("What did not pay")[2].partition("Questions")[0]
    assert told.count("It is not new business: deal.kind must be new but is renewal.") == 1
    assert re.findall(r"OP-\d+|It [a-z]+", told) == ["It is", "OP-20480", "OP-20482", "It was", "OP-20481"]


def test_where_nothing_was_left_without_pay_one_line_says_so() -> None:
    made = replace(full_samples.full(), not_paid=())

    words = words_of(statement_html(made, Wording.of("en_US")))

    assert "that names you was left without pay." in words
    assert "What did not pay" not in words
    # Corrections were not searched for such deals.
    assert "left without pay" not in words_of(
        statement_html(replace(made, corrects=True), Wording.of("en_US"))
    )


def test_whom_to_ask_is_said_also_where_the_company_does_not() -> None:
    words = words_of(statement_html(full_samples.full(), Wording.of("en_US")))

    assert "Ask whoever sent you this statement." in words
    assert "Quote your id (p-038), the period (2026-Q1), and the deal or period of the line." in words


def test_only_a_measure_with_a_quota_has_a_bar_and_all_bars_have_one_scale() -> None:
    made = full_samples.full()
    [section] = made.sections
    attainment, retention, _ = section.figures
    double = replace(attainment, name="other", value=Fraction(2))
    told = replace(made, sections=(replace(section, figures=(attainment, retention, double)),))

    html = statement_html(told, Wording.of("en_US"))

    # 93.33% and 200% of a bar that ends at 200%, cut to whole per cent; 100% lies in the middle of both.
    assert re.findall(r'class="fill w-(\d+)"', html) == ["46", "100"]
    assert re.findall(r'class="tick w-(\d+)"', html) == ["50", "50"]


def test_lines_that_wait_for_the_same_say_it_once() -> None:
    made = full_samples.full()
    [section] = made.sections
    first = section.held[0]
    others = (
        replace(first, unit="X2", line_id="x2", until="Waits for a payment."),
        replace(first, unit="X3", line_id="x3"),
    )
    told = replace(made, sections=(replace(section, held=(first, *others)),))

    words = words_of(statement_html(told, Wording.of("en_US")))

    assert words.count(first.until) == 1
    held = words.partition("Earned and held")[2].partition("Balances")[0]
    assert re.findall(r"X\d|Waits [a-z]+", held) == ["Waits until", "X1", "X3", "X2", "Waits for"]


def test_no_line_is_parted_from_its_sentence_wherever_a_page_ends() -> None:
    for paragraphs in range(9, 17):
        head = Letterhead(None, ("x",) * paragraphs, "")
        reader = PdfReader(BytesIO(statement_pdf(full_samples.long(3), Wording.of("en_US"), head)))
        for page in reader.pages:
            text = page.extract_text().replace("\n", " ")
            named = {n for n in range(3) if f"OP-{n:05d} Acme" in text}
            told = {n for n in range(3) if f"of OP-{n:05d} took" in text}
            assert named == told, f"{paragraphs} paragraphs, page {page.page_number}"
            assert ("Credited" in text) == bool(named), f"{paragraphs} paragraphs, page {page.page_number}"


def test_corrections_say_that_they_carry_no_proof() -> None:
    made = full_samples.full()

    words = words_of(statement_html(replace(made, corrects=True), Wording.of("en_US")))

    assert "This statement pays corrections of earlier periods." in words
    assert "carries no proof" in words
    assert "proof.json" not in words
    assert "pays corrections" not in words_of(statement_html(made, Wording.of("en_US")))


def test_one_clause_of_three_lines_fits_on_two_pages() -> None:
    reader = PdfReader(BytesIO(statement_pdf(full_samples.long(3), Wording.of("de_DE"))))

    assert len(reader.pages) <= 2


@pytest.mark.parametrize(
    "hostile",
    [
        "=cmd()",
        "<script>alert(1)</script>",
        "</style><h1>Bonus",
        "</title></svg><h1>Bonus",
        "url(https://example.org/x)",
        '"><img src="file:///etc/passwd">',
        "{{ 7 * 7 }}{% raw %}",
        "\\41 } @import 'x';",
        "{0} {amount} %s",
    ],
)
def test_text_from_outside_stays_text_wherever_it_stands(hostile: str) -> None:
    plain = "0utside"

    told, wanted = (
        words_of(statement_html(_told_everywhere(text), Wording.of("en_US"), Letterhead(None, (text,), text)))
        for text in (hostile, plain)
    )

    # A name at the head of a row or of a drawing begins with a capital.
    assert told.lower().count(hostile.lower()) == wanted.count(plain) >= 20
    assert told.lower().replace(hostile.lower(), plain) == wanted.lower()


def _told_everywhere(text: str) -> Statement:
    made = full_samples.full()
    [section] = made.sections
    told_section = replace(
        section,
        name=text,
        title=text,
        figures=(Figure(text, Fraction(1), None, None, text),),
        clauses=tuple(
            replace(
                group,
                name=text,
                title=text,
                summary=text,
                lines=tuple(replace(each, unit=text, sentence=text, about=(text,)) for each in group.lines),
                curves=tuple(replace(each, table=text, measure=text) for each in group.curves),
            )
            for group in section.clauses
        ),
        adjustments=tuple(replace(each, cause=text, clause=text) for each in section.adjustments),
        held=tuple(replace(each, until=text, unit=text, clause=text, about=(text,)) for each in section.held),
        not_calculated=tuple(replace(each, fault=text) for each in section.not_calculated),
        balances=tuple(replace(each, name=text) for each in section.balances),
        rules=tuple(replace(each, title=text, summary=text) for each in section.rules),
    )
    return replace(
        made,
        company=text,
        payee=text,
        display_name=text,
        period=text,
        sections=(told_section,),
        not_paid=tuple(
            replace(each, fact=text, source=text, reason=text, about=(text,)) for each in made.not_paid
        ),
    )


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\x07", "\x85"])
def test_signs_that_steer_letters_are_left_out(sign: str) -> None:
    made = replace(full_samples.full(), display_name=f"Ana {sign}Duarte", company=f"North{sign}wind")

    html = statement_html(made, Wording.of("en_US"))

    assert sign not in html
    assert "Ana Duarte" in html
    assert "Northwind" in html


def test_only_the_companys_own_picture_is_let_through() -> None:
    own, other = Picture(picture(), "image/png"), Picture(picture(size=(40, 40)), "image/png")
    page = "<html lang='en'><title>x</title><img alt='x' src='{}'>"

    assert lay_out(page.format(own.address), own).pdf()
    for address in (other.address, own.address + "A", "https://example.org/x.png", "file:///etc/hostname"):
        with pytest.raises(FetchRefusedError, match="fetches nothing"):
            lay_out(page.format(address), own)


@pytest.mark.parametrize("locale", LOCALES)
def test_weasyprint_has_nothing_to_say_of_the_page(locale: str) -> None:
    assert drawn(locale)[1] == []


def test_what_weasyprint_warns_of_is_heard() -> None:
    said = _Said()
    LOGGER.addHandler(said)
    try:
        LOGGER.warning("Ignored %r", "colour: red")
    finally:
        LOGGER.removeHandler(said)

    assert said.messages == ["Ignored 'colour: red'"]


def test_a_logo_stays_as_small_as_it_was() -> None:
    without = statement_pdf(full_samples.long(1), Wording.of("en_US"))
    with_logo = statement_pdf(
        full_samples.long(1), Wording.of("en_US"), Letterhead(picture(size=(1200, 400)))
    )

    assert 0 < len(with_logo) - len(without) < MOST_BYTES


def test_every_colour_of_text_stands_out_from_what_lies_behind_it() -> None:
    sheet = files("statements").joinpath("templates/statement.css").read_text(encoding="utf-8")
    colours = set(re.findall(r"(?<![-a-z])color: (#[0-9a-f]{6})", sheet))
    on_navy = {"#d5e0ec", "#ffffff"}

    assert on_navy < colours
    assert all(_contrast(colour, "#14395f") >= 4.5 for colour in on_navy)
    light = ("#ffffff", "#f1f5f9", "#e4ecf4")
    assert all(_contrast(colour, behind) >= 4.5 for colour in colours - on_navy for behind in light)


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours as the Web Content Accessibility Guidelines define it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
